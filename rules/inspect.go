package rules

import (
	"fmt"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// inspect looks at a whole set for what is allowed and may not be meant.
func (s *Set) inspect() tree.Errors {
	doubts := s.unindexed()
	for i := range s.Infos {
		for j := range i {
			doubts = append(doubts, s.compare(j, i)...)
		}
	}
	return doubts
}

// unaccepted doubts a target of which it is not said which filters it takes.
func (s *Set) unaccepted() tree.Errors {
	var doubts tree.Errors
	if len(s.Infos) == 0 {
		return nil
	}
	for _, resource := range []string{"Users", "Groups"} {
		accepted := slices.ContainsFunc(s.Chain.Accept, func(a rewrite.Accepted) bool {
			return filter.Fold(a.Resource, resource) && !a.Shadow
		})
		if !accepted {
			doubts = append(doubts, tree.Error{Pos: s.lastStated(),
				Msg: "no step says which filters of " + resource + " the target accepts: every valid filter is " +
					"forwarded unchanged"})
		}
	}
	return doubts
}

// lastStated returns where the last step that a file states is.
func (s *Set) lastStated() tree.Position {
	last := s.Infos[0].Pos
	for _, i := range s.Infos {
		if i.Kind != locationsKind {
			last = i.Pos
		}
	}
	return last
}

// compare doubts rule j for what an earlier rule i does.
func (s *Set) compare(i, j int) tree.Errors {
	a, b := s.Chain.Steps[i], s.Chain.Steps[j]
	if a.Mode == rewrite.Shadow || !includes(a.When, b.When) {
		return nil
	}
	rule, ok := a.Rule.(kind.Forestaller)
	if !ok {
		return nil
	}
	says := rule.Forestalls(b.Rule, s.Chain.Steps[i+1:j])
	if says == "" {
		return nil
	}
	return tree.Errors{{Pos: s.Infos[j].Pos, Msg: fmt.Sprintf(says, b.Name, a.Name)}}
}

// includes reports whether a rule for a is for all that a rule for b is for.
func includes(a, b rewrite.Match) bool {
	return covers(a.Resources, b.Resources) && covers(a.Methods, b.Methods)
}

func covers(a, b []string) bool {
	if len(a) == 0 {
		return true
	}
	if len(b) == 0 {
		return false
	}
	for _, x := range b {
		if !slices.ContainsFunc(a, func(y string) bool { return filter.Fold(x, y) }) {
			return false
		}
	}
	return true
}

// proveAgain has the rules judged by the attributes that all files declare together.
func (c *compiler) proveAgain() tree.Errors {
	var faults tree.Errors
	for _, r := range c.rules {
		rule, ok := r.rule.(kind.Prover)
		if !ok || r.off {
			continue
		}
		fault, doubt, note := rule.ProveAgain(c.types, r.info.When)
		remark := func(list *tree.Errors, says string) {
			if says != "" {
				*list = append(*list, tree.Error{Pos: r.info.Pos,
					Msg: "by the attributes that a later file declares, " + says})
			}
		}
		remark(&faults, fault)
		remark(&c.doubts, doubt)
		remark(&c.notes, note)
	}
	return faults
}
