package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strings"

	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/rules"
)

// A setup is a configuration with the rules of its routes.
type setup struct {
	*config.Config
	sets []*rules.Set // by route
}

// readConfig reads a configuration file.
func readConfig(file string) (*config.Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return config.Load(file, data, os.LookupEnv)
}

// compileAll compiles the rules of all routes. The error is tree.Errors: each
// fault once, though several routes may have it.
func compileAll(c *config.Config) (*setup, error) {
	s := &setup{Config: c}
	var faults tree.Errors
	for _, r := range c.Routes {
		set, err := compile(r.Rules)
		faults = append(faults, faultsOf(err)...)
		s.sets = append(s.sets, set)
	}
	if err := once(faults).Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// doubts returns what is allowed and may not be meant, in the configuration and
// in the rules.
func (s *setup) doubts() tree.Errors {
	doubts := slices.Clone(s.Doubts)
	for _, set := range s.sets {
		doubts = append(append(doubts, set.Doubts...), set.Lacks...)
	}
	return once(append(doubts, s.unserved()...))
}

// unserved doubts each endpoint that a rule is for and that no route with the rule has.
// The rules of packs are made for all.
func (s *setup) unserved() tree.Errors {
	var list []rules.Endpoint
	served := map[tree.Position]bool{}
	for i, set := range s.sets {
		for _, info := range set.Infos {
			if info.Pack {
				continue
			}
			list = append(list, info.Endpoints...)
			for _, e := range info.Endpoints {
				is := func(name string) bool { return strings.EqualFold(name, e.Name) }
				served[e.Pos] = served[e.Pos] || slices.ContainsFunc(s.Routes[i].Endpoints(), is)
			}
		}
	}
	var doubts tree.Errors
	for _, e := range list {
		if !served[e.Pos] && !(s.sets[0].Alone && s.near(e.Name) == "") {
			doubts = append(doubts, tree.Error{Pos: e.Pos, Msg: s.whyUnserved(e.Name)})
		}
	}
	return once(doubts)
}

// whyUnserved says that no route has an endpoint, and what to do about it.
func (s *setup) whyUnserved(name string) string {
	msg := "no route has the endpoint " + name + ", so that the rule never fires for it; "
	if near := s.near(name); near != "" {
		return msg + "did you mean " + near + "?"
	}
	return msg + "list it under resources of the route"
}

// near returns the endpoint of a route that is spelled nearly so, or nothing.
func (s *setup) near(name string) string {
	var all []string
	for _, r := range s.Routes {
		all = append(all, r.Endpoints()...)
	}
	return tree.Suggest(name, all)
}

// notes returns what the rules take for granted of the data.
func (s *setup) notes() tree.Errors {
	var notes tree.Errors
	for _, set := range s.sets {
		notes = append(notes, set.Notes...)
	}
	return once(notes)
}

// hash tells setups apart by their routes and rules.
func (s *setup) hash() string {
	if len(s.sets) == 1 {
		return s.sets[0].Hash
	}
	h := sha256.New()
	for i, set := range s.sets {
		fmt.Fprintf(h, "%s %s\n", s.Routes[i].Name, set.Hash)
	}
	return fmt.Sprintf("%x", h.Sum(nil))[:len(s.sets[0].Hash)]
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
