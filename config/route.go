package config

import (
	"cmp"

	"scimshim/config/tree"
)

// routes reads the routes, and what one may not have in common with another.
func (r *reader) routes(n *tree.Node) []Route {
	var routes []Route
	for _, item := range n.All() {
		route := r.route(item)
		for _, earlier := range routes {
			clash(item, route, earlier)
		}
		routes = append(routes, route)
	}
	if len(routes) == 0 && (n.IsList() || n.IsNull()) {
		n.Errorf("expected at least one route")
	}
	return routes
}

func (r *reader) route(n *tree.Node) Route {
	route := Route{
		Name:      valid(n.Need("name"), checkRouteName),
		Path:      DefaultPath,
		PublicURL: baseURL(valid(n.Key("public_url"), checkURL)),
		Target:    r.target(n.Need("target")),
		Rules:     r.rules(n.Need("rules")),
		Resources: r.resources(n.Key("resources")),
		Pos:       n.Pos(),
	}
	if path := n.Key("path"); path != nil {
		route.Path = valid(path, checkPath)
	}
	if limit := n.Key("max_concurrent"); limit != nil {
		route.MaxConcurrent = limit.IntIn(1, maxConnections)
	}
	route.Guard = r.guard(n.Key("guard"))
	if id := n.Key("request_id_in_errors"); id != nil {
		route.HideRequestID = !id.Bool()
	}
	route.Clients, route.NoClientAuth = r.admitted(n.Need("clients"))
	if len(route.Clients) > 0 && route.Target.Auth.Kind == Pass {
		r.doubt(n.Key("target").Key("auth"), "%s", passesToken)
	}
	n.Rest()
	return route
}

const passesToken = "with auth: pass, the token that authenticates the client to the proxy is also passed on to " +
	"the target; give the target its own credential, or remove the clients' tokens"

// clash notes what a route has in common with an earlier one.
func clash(n *tree.Node, route, earlier Route) {
	if route.Name != "" && route.Name == earlier.Name {
		n.Key("name").Errorf("duplicate name; the first is at line %d", earlier.Pos.Line)
	}
	if route.Path == "" || earlier.Path == "" || !overlap(route.Path, earlier.Path) {
		return
	}
	cmp.Or(n.Key("path"), n).Errorf("the path overlaps that of the route at line %d; no path may be the "+
		"beginning of another", earlier.Pos.Line)
}

// admitted reads who may use a route: a list of clients, or {none: true}, by itself or as
// the only item of a list.
func (r *reader) admitted(n *tree.Node) (clients []Client, anybody bool) {
	if n.IsMap() {
		return nil, r.none(n)
	}
	var only, none *tree.Node
	if n.IsList() {
		for i, item := range n.All() {
			if only = item; i > 0 {
				only = nil
			}
			if item.IsMap() && !item.Has("name") && item.Has("none") {
				none = item
			}
		}
	}
	switch {
	case none == nil:
		return r.clients(n), false
	case only == nil:
		none.Errorf("none: true lets anybody use the route, whatever other clients are listed; keep only one of " +
			"the two")
		return nil, false
	}
	return nil, r.none(none)
}

// none reads {none: true}, which lets whoever reaches the listener use a route.
func (r *reader) none(n *tree.Node) bool {
	mustBeTrue(n.Need("none"), "write a list of clients instead of the mapping")
	n.Rest()
	if r.listen != "" && !isLocalAddress(r.listen) {
		n.Errorf("without clients the proxy must listen on a loopback address, such as " + DefaultListen + "; " +
			"otherwise name a client with its bearer_file")
	}
	return true
}

func (r *reader) clients(n *tree.Node) []Client {
	var clients []Client
	seen := make(map[string]int)
	for _, item := range n.All() {
		c := Client{Name: valid(item.Need("name"), checkName), Bearer: r.secret(item, "bearer")}
		if line := seen[c.Name]; line > 0 && c.Name != "" {
			item.Key("name").Errorf("duplicate name; the first is at line %d", line)
		}
		seen[c.Name] = item.Pos().Line
		item.Rest()
		clients = append(clients, c)
	}
	if len(clients) == 0 && (n.IsList() || n.IsNull()) {
		n.Errorf("expected at least one client, or {none: true}")
	}
	return clients
}

func (r *reader) rules(n *tree.Node) []RuleSource {
	var sources []RuleSource
	seen := make(map[string]int)
	for _, item := range n.All() {
		s := r.ruleSource(item)
		if line := seen[s.Name]; line > 0 && s.Name != "" {
			item.Errorf("listed twice; the first is at line %d", line)
		}
		seen[s.Name] = s.Pos.Line
		sources = append(sources, s)
	}
	if n.IsList() && len(sources) == 0 {
		r.doubt(n, "%s", noRules)
	}
	return sources
}

const noRules = "without rules everything is passed on unchanged, even filters that the target does not understand"

// ruleSource reads a name, or {pack: name, with: {parameter: value}}.
func (r *reader) ruleSource(n *tree.Node) RuleSource {
	s := RuleSource{Pos: n.Pos()}
	name := n
	if n.IsMap() {
		name = n.Need("pack")
		for param, value := range n.Key("with").Entries() {
			s.With = append(s.With, Param{Name: param, Value: value.String(), Pos: value.Pos()})
		}
		n.Rest()
	}
	s.Name = valid(name, checkSource)
	if isFile(s.Name) {
		s.IsFile, s.Name = true, r.resolve(s.Name)
	}
	return s
}
