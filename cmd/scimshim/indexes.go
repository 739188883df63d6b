package main

import (
	"fmt"
	"log/slog"
	"strings"

	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/rewrite/index"
	"scimshim/rules"
)

// indexes are the indexes in use, by what they are of. They stay when the
// configuration is loaded again, as long as there is a route that wants the same
// of the same target: to build one takes minutes.
type indexes map[string]*index.Index

// still returns the indexes that the routes of a setup want too.
func (x indexes) still(s *setup) indexes {
	kept := indexes{}
	for i, r := range s.Routes {
		key := indexKey(r, s.sets[i])
		if old := x[key]; old != nil {
			kept[key] = old
		}
	}
	return kept
}

// of returns the index of a route, which is made if need be, or nil.
func (x indexes) of(r config.Route, set *rules.Set, log *slog.Logger) *index.Index {
	if len(set.Indexes) == 0 {
		return nil
	}
	key := indexKey(r, set)
	if x[key] == nil {
		x[key] = index.New(log.With("route", r.Name), indexSpecs(set)...)
	}
	return x[key]
}

// indexKey tells indexes apart by their route, their target and what they have.
func indexKey(r config.Route, set *rules.Set) string {
	return fmt.Sprintf("%q %q %+v", r.Name, r.Target.URL, indexSpecs(set))
}

func indexSpecs(set *rules.Set) []index.Spec {
	var specs []index.Spec
	for _, x := range set.Indexes {
		specs = append(specs, index.Spec{
			Resource: x.Resource, Attributes: x.Attributes, MaxAge: x.MaxAge, Rate: x.Rate, PageSize: x.PageSize,
			MaxResources: x.MaxResources, SoleProcess: x.SoleProcess,
		})
	}
	return specs
}

// unkeepable returns a fault for each route with an index that the proxy has no
// credential to build.
func (s *setup) unkeepable() tree.Errors {
	var faults tree.Errors
	for i, r := range s.Routes {
		if len(s.sets[i].Indexes) == 0 || r.Target.Auth.Kind != config.Pass {
			continue
		}
		var names []string
		for _, x := range s.sets[i].Indexes {
			names = append(names, x.Rule)
		}
		faults = append(faults, tree.Error{Pos: r.Pos, Msg: "the index of " + strings.Join(names, ", ") + " needs a " +
			"credential of the proxy's own, since it reads the target without a client; give target.auth one other " +
			"than pass"})
	}
	return once(faults)
}
