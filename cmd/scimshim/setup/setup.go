// Package setup makes of a configuration what is served and checked: the rules of its routes,
// compiled; its secrets, opened; and all that is in the way of serving it, each fault at the
// key or the flag that asks for it. It starts nothing, and knows no command.
//
// Its types in reading order: Setup, Secrets.
package setup

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules"
)

// A Setup is a configuration with the rules of its routes.
type Setup struct {
	*config.Config
	Sets []*rules.Set // by route
}

// Read reads a configuration file.
func Read(file string) (*config.Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return config.Load(file, data, os.LookupEnv)
}

// Compile compiles the rules of all routes. The error is tree.Errors: each
// fault once, though several routes may have it.
func Compile(c *config.Config) (*Setup, error) {
	s := &Setup{Config: c}
	var faults tree.Errors
	for _, r := range c.Routes {
		set, err := Rules(r.Rules)
		faults = append(faults, Faults(err)...)
		s.Sets = append(s.Sets, set)
	}
	if err := once(faults).Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// Warnings returns what is allowed and may not be meant, in the configuration and
// in the rules.
func (s *Setup) Warnings() tree.Errors {
	list := slices.Clone(s.Doubts)
	for _, set := range s.Sets {
		list = append(append(list, set.Doubts...), set.Lacks...)
	}
	return once(append(list, s.unserved()...))
}

// unserved warns of each endpoint that a file names and that no route with the file has. The
// rules of packs are made for all.
func (s *Setup) unserved() tree.Errors {
	var list []rules.Endpoint
	served := map[tree.Position]bool{}
	for i, set := range s.Sets {
		for _, info := range set.Infos {
			if info.Pack || info.Endpoint == nil {
				continue
			}
			e := *info.Endpoint
			is := func(name string) bool { return strings.EqualFold(name, e.Name) }
			list = append(list, e)
			served[e.Pos] = served[e.Pos] || slices.ContainsFunc(s.Routes[i].Endpoints(), is)
		}
	}
	var warnings tree.Errors
	for _, e := range list {
		if !served[e.Pos] && !(s.Sets[0].Alone && s.near(e.Name) == "") {
			warnings = append(warnings, tree.Error{Pos: e.Pos, Msg: s.whyUnserved(e.Name)})
		}
	}
	return once(warnings)
}

// whyUnserved says that no route has an endpoint, and what to do about it.
func (s *Setup) whyUnserved(name string) string {
	msg := "no route has the endpoint " + name + ", so the step never acts on it; "
	if near := s.near(name); near != "" {
		return msg + "did you mean " + near + "?"
	}
	return msg + "list it under resources of the route"
}

// near returns the endpoint of a route that is spelled nearly so, or nothing.
func (s *Setup) near(name string) string {
	var all []string
	for _, r := range s.Routes {
		all = append(all, r.Endpoints()...)
	}
	return tree.Suggest(name, all)
}

// Notes returns what the rules take for granted of the data, and which routes have no guard.
func (s *Setup) Notes() tree.Errors {
	notes := s.unguarded()
	for _, set := range s.Sets {
		notes = append(notes, set.Notes...)
	}
	return once(notes)
}

// unguarded returns a note for each route by which a client can delete as much as it likes. What
// flags name is no route of a configuration.
func (s *Setup) unguarded() tree.Errors {
	var notes tree.Errors
	for i, r := range s.Routes {
		if s.File != "" && r.Guard == nil && canDelete(s.Sets[i].Chain) {
			notes = append(notes, tree.Error{Pos: r.Pos, Msg: "nothing bounds how much a client can delete by this " +
				"route; guard holds back what is more than you expect, such as guard: {deletes: {count: 50}}"})
		}
	}
	return notes
}

// canDelete reports whether a DELETE reaches the target as one.
func canDelete(chain *rewrite.Chain) bool {
	can := false
	for _, resource := range [...]string{"Users", "Groups"} {
		m := &rewrite.Message{Method: "DELETE", Resource: resource, ID: "1"}
		_ = chain.Do(m, &rewrite.Trace{}, func(sent *rewrite.Message) error {
			can = can || sent.Method == "DELETE"
			return errAsked
		})
	}
	return can
}

// errAsked ends a request that was to show what the target is sent.
var errAsked = errors.New("the target is not asked")

// Unkeepable returns a fault for each route with an index that the proxy has no
// credential to build, or with steps that keep what must not end with the process.
func (s *Setup) Unkeepable() tree.Errors {
	faults := s.forgotten()
	for i, r := range s.Routes {
		if len(s.Sets[i].Indexes) == 0 || r.Target.Auth.Kind != config.Pass {
			continue
		}
		var names []string
		for _, x := range s.Sets[i].Indexes {
			names = append(names, x.Rule)
		}
		faults = append(faults, tree.Error{Pos: r.Pos, Msg: "the index of " + strings.Join(names, ", ") + " needs " +
			"the " +
			"proxy's own credential, because the proxy reads the target without a client; set target.auth to " +
			"something other than pass"})
	}
	return once(faults)
}

// forgotten returns a fault for each route with steps that tell a client that something is done which they
// keep, if all that is kept ends with the process.
func (s *Setup) forgotten() tree.Errors {
	var faults tree.Errors
	for i, r := range s.Routes {
		var names []string
		for _, info := range s.Sets[i].Infos {
			if info.Keeps {
				names = append(names, info.Name)
			}
		}
		if len(names) > 0 && s.State.File == "" {
			faults = append(faults, tree.Error{Pos: r.Pos, Msg: "the client is told that something is done which " +
				strings.Join(names, ", ") + " only keeps for later, and it would be lost with the process; give " +
				"state a file"})
		}
	}
	return faults
}

// Hash tells setups apart by their routes and rules.
func (s *Setup) Hash() string {
	if len(s.Sets) == 1 {
		return s.Sets[0].Hash
	}
	h := sha256.New()
	for i, set := range s.Sets {
		fmt.Fprintf(h, "%s %s\n", s.Routes[i].Name, set.Hash)
	}
	return fmt.Sprintf("%x", h.Sum(nil))[:len(s.Sets[0].Hash)]
}

// once returns the errors, each once.
func once(list tree.Errors) tree.Errors {
	seen := make(map[tree.Error]bool, len(list))
	var out tree.Errors
	for _, e := range list {
		if !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	return out
}
