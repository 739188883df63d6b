package rules

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// indexes returns what the rules want to be indexed. A rule in shadow asks the
// target for nothing.
func (c *compiler) indexes() []kind.Index {
	var list []kind.Index
	for _, r := range c.rules {
		if !r.off && r.index != nil && r.info.Mode == rewrite.Enforce {
			list = append(list, *r.index)
		}
	}
	return list
}

// indexedTwice returns a fault for each index of an endpoint that has one.
func (c *compiler) indexedTwice() tree.Errors {
	var faults tree.Errors
	list := c.indexes()
	for i, x := range list {
		first := slices.IndexFunc(list, func(y kind.Index) bool { return filter.Fold(x.Resource, y.Resource) })
		if first < i {
			faults = append(faults, tree.Error{Pos: x.Pos, Msg: "there is already an index of " + x.Resource +
				", by " + list[first].Rule + "; override that step"})
		}
	}
	return faults
}

// unindexed doubts indexes that nobody asks.
func (s *Set) unindexed() tree.Errors {
	var doubts tree.Errors
	for _, x := range s.Indexes {
		i := slices.IndexFunc(s.Chain.Accept, func(a rewrite.Accepted) bool {
			return filter.Fold(a.Resource, x.Resource) && !a.Shadow
		})
		if i < 0 {
			doubts = append(doubts, tree.Error{Pos: x.Pos, Msg: "the index is never used: no step limits the " +
				"filters of " + x.Resource + ", so all are forwarded"})
			continue
		}
		scope := &filter.Scope{Types: s.Chain.Types, Resource: x.Resource}
		for _, p := range x.Attributes {
			e := &filter.Compare{Path: p, Op: filter.Eq, Value: filter.Quote("x")}
			if _, err := s.Chain.Accept[i].List.Plan(e, scope); err == nil {
				doubts = append(doubts, tree.Error{Pos: x.Pos, Msg: "the index is never used for " + p.String() +
					": the target accepts filters with eq on it"})
			}
		}
	}
	return doubts
}

// unbuilt are the indexes of a chain that is not served: explain and check plan
// with them, and find nothing.
type unbuilt []kind.Index

// Has reports whether an attribute is to be indexed.
func (u unbuilt) Has(resource string, p filter.Path) bool {
	return slices.ContainsFunc(u, func(x kind.Index) bool {
		return filter.Fold(x.Resource, resource) && slices.ContainsFunc(x.Attributes, p.Is)
	})
}

// Find refuses, since nothing was read.
func (unbuilt) Find(resource string, _ filter.Path, _ string) ([]string, *rewrite.Refusal) {
	return nil, &rewrite.Refusal{Status: 503, Reason: rewrite.IndexBehind, Detail: "the target does not take " +
		"this filter, and the index of " + resource + ", which is asked instead, is built by scimshim serve only"}
}

// Sent does nothing.
func (unbuilt) Sent(*rewrite.Message) {}

// Answered does nothing.
func (unbuilt) Answered(*rewrite.Message, error) {}
