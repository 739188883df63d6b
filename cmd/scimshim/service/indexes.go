package service

import (
	"fmt"
	"log/slog"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/rewrite/index"
	"scimshim/rules"
)

// indexes are the indexes in use, by what they are of. They stay when the
// configuration is loaded again, as long as there is a route that wants the same
// of the same target: to build one takes minutes.
type indexes map[string]*index.Index

// still returns the indexes that the routes of a setup want too.
func (x indexes) still(s *setup.Setup) indexes {
	kept := indexes{}
	for i, r := range s.Routes {
		key := indexKey(r, s.Sets[i])
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
