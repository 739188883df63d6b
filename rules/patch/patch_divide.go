package patch

import (
	"math"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/divide"
	"scimshim/rules/kind"
)

// dividing is the phase of the steps that send several requests.
var dividing = kind.Divide

// divides puts a step that sends several requests.
func (p *patch) divides(key string, n *tree.Node, resources, methods []string,
	make func(b *kind.Build) rewrite.Rule,
) {
	p.Put(kind.Step{Key: key, At: n, Resources: resources, Methods: methods, Phase: &dividing, New: make})
	if n.IsMap() {
		n.Rest()
	}
}

// members puts the step for changes of more members than a target takes at once.
func (p *patch) members() {
	n := p.n.Key("members")
	if n == nil {
		return
	}
	if !slices.Contains(p.Resources, "Groups") {
		n.Errorf("users have no members")
	}
	methods := []string{"PATCH"}
	if n.IsMap() && n.Has("on_create") {
		methods = append(methods, "POST")
	}
	p.retry("members.retry", n, "Groups")
	make := func(b *kind.Build) rewrite.Rule { return p.readMembers(b, n) }
	p.divides("members", n, []string{"Groups"}, methods, make)
}

// A number is an option that has one.
type number struct {
	key string
	at  *int
}

// readMembers reads in which requests members are changed.
func (p *patch) readMembers(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &divide.Members{Requests: requests(n), Limits: divide.Limits{Values: p.perRequest(b)}}
	for _, o := range []number{
		{"per_request", &r.Limits.Values}, {"adds", &r.Limits.Adds}, {"removes", &r.Limits.Removes},
		{"max_bytes", &r.Limits.Bytes},
	} {
		if value := n.Key(o.key); value != nil {
			*o.at = value.IntIn(1, math.MaxInt32)
		}
	}
	r.Limits.Apart, r.Limits.Alone = n.Key("apart").Bool(), n.Key("alone").Bool()
	if value := n.Key("on_failure"); value != nil {
		r.Isolate = value.OneOf("stop", "isolate") != "stop"
	}
	if value := n.Key("on_create"); value != nil {
		r.Create = value.OneOf("pass", "patch") == "patch"
	}
	r.Missing, r.Already = said(n.Key("missing")), said(n.Key("already"))
	r.Defer = deferral(n)
	if r.Defer > 0 && (!r.Isolate || len(r.Missing) == 0) {
		n.ErrorKey("on_missing", "defer needs on_failure: isolate, and missing, which says by which error the target "+
			"has no such member")
	}
	if value := n.Key("replace"); value != nil {
		r.Difference = p.difference(value)
	}
	does := r.Isolate || r.Limits.Values > 0
	if !does && isIdle(n, "per_request", "adds", "removes", "max_bytes", "apart", "alone", "replace", "on_create") {
		n.Errorf("expected at least one of: per_request, adds, removes, max_bytes, apart, alone, " +
			"on_failure: isolate, replace, on_create")
	}
	return r
}

// isIdle reports whether a mapping has none of some keys, and none that may be meant for one.
func isIdle(n *tree.Node, keys ...string) bool {
	return !slices.ContainsFunc(keys, n.Has) && (!n.IsMap() || len(n.Unknown()) == 0)
}

// perRequest returns how many members one request names, by what stores says; 0 if it says nothing.
func (p *patch) perRequest(b *kind.Build) int {
	e := element{patch: p, b: b, wanted: true}
	n := e.storedOf(filter.Path{Name: "members"}).perRequest
	if n == nil {
		return 0
	}
	return n.IntIn(1, math.MaxInt32)
}

// said reads errors of the target.
func said(n *tree.Node) []divide.Said {
	var list []divide.Said
	for item := range kind.Each(n) {
		s := divide.Said{Status: item.Need("status").IntIn(400, 499)}
		if detail := item.Key("detail"); detail != nil {
			s.Detail = tree.Parse(detail, kind.Regexp)
		}
		item.Rest()
		list = append(list, s)
	}
	return list
}

// difference reads how all members are replaced.
func (p *patch) difference(n *tree.Node) *divide.Difference {
	d := &divide.Difference{Listed: p.n.Has("removes") && p.n.Key("removes").Has("members")}
	if !n.IsMap() {
		n.OneOf("difference")
		return d
	}
	n.Need("by").OneOf("difference")
	if value := n.Key("absent"); value != nil {
		d.Absent = value.OneOf("refuse", "empty") == "empty"
	}
	if value := n.Key("shown"); value != nil {
		d.Shown = value.IntIn(1, math.MaxInt32)
	}
	n.Rest()
	return d
}

// mostRequests bounds how many requests a file may let a PATCH become.
const mostRequests = 10_000

// requests reads how many requests a PATCH becomes at most.
func requests(n *tree.Node) int {
	if value := n.Key("max_requests"); value != nil {
		return value.IntIn(1, mostRequests)
	}
	return divide.MostRequests
}

// split puts the step for the order in which operations are sent.
func (p *patch) split() {
	n := p.n.Key("split")
	if n == nil {
		return
	}
	p.divides("split", n, nil, []string{"PATCH"}, func(b *kind.Build) rewrite.Rule { return readSplit(b, n) })
}

// readSplit reads the order.
func readSplit(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &divide.Split{First: wholes(b, n.Key("first")), Last: wholes(b, n.Key("last")), Requests: requests(n)}
	for i, item := range n.Key("last").All() {
		if slices.ContainsFunc(r.First, r.Last[i].Is) {
			item.Errorf("%s goes first already", r.Last[i])
		}
	}
	if value := n.Key("each"); value != nil {
		r.Each = divide.EachOperation
		if value.OneOf("attribute", "operation") == "attribute" {
			r.Each = divide.EachAttribute
		}
	}
	if value := n.Key("on_failure"); value != nil {
		r.GoOn = value.OneOf("stop", "continue") == "continue"
	}
	if isIdle(n, "first", "last", "each") {
		n.Errorf("expected at least one of: first, last, each")
	}
	return r
}

// wholes reads a list of attributes, of which none is a part of another.
func wholes(b *kind.Build, n *tree.Node) []filter.Path {
	paths := kind.Paths(n, b.Path)
	for i, item := range n.All() {
		if paths[i].Sub != "" {
			item.Errorf("%s is a part of an attribute; name all of it", paths[i])
		}
	}
	return paths
}
