package rules

import (
	"fmt"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
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
			doubts = append(doubts, tree.Error{Pos: s.Infos[len(s.Infos)-1].Pos,
				Msg: "no rule accepts filters of " + resource + ": what can be read is forwarded as it is"})
		}
	}
	return doubts
}

// compare doubts rule j for what an earlier rule i does.
func (s *Set) compare(i, j int) tree.Errors {
	a, b := s.Chain.Steps[i], s.Chain.Steps[j]
	if a.Mode == rewrite.Shadow || !includes(a.When, b.When) {
		return nil
	}
	says := forestalls(a.Rule, b.Rule)
	if _, ok := b.Rule.(schemas); says == "" || ok && slices.ContainsFunc(s.Chain.Steps[i:j], emptiesExtensions) {
		return nil
	}
	return tree.Errors{{Pos: s.Infos[j].Pos, Msg: fmt.Sprintf(says, b.Name, a.Name)}}
}

// forestalls says what is wrong with rule b behind rule a, as a format of their
// names, or nothing.
func forestalls(a, b rewrite.Rule) string {
	switch x := a.(type) {
	case *filterRule:
		y, ok := b.(*filterRule)
		if ok && x.match.String() == y.match.String() && (!x.options.Whole || y.options.Whole) {
			return "rule %s can never fire: %s replaces the same filter before it"
		}
	case *rename:
		if y, ok := b.(*rename); ok {
			return x.forestalls(y)
		}
	case *drop:
		if y, ok := b.(*rename); ok && x.names(y.from) {
			return "rule %s can never fire on a write: %s drops the attribute before it"
		}
	case opCase, coerce, schemas, location:
		if a == b {
			return "rule %s can never fire: %s does the same before it"
		}
	}
	return ""
}

// emptiesExtensions reports whether a rule may leave nothing of an extension that
// was declared before it.
func emptiesExtensions(s rewrite.Step) bool {
	switch s.Rule.(type) {
	case *keep, *drop, *rename:
		return s.Mode == rewrite.Enforce
	}
	return false
}

// forestalls says what is wrong with a later rename. Of two that leave answers alone
// the first reads a client's name and the second writes a target's.
func (r *rename) forestalls(later *rename) string {
	switch {
	case r.from.Is(later.to) && r.to.Is(later.from) && !(r.alias && later.alias):
		return "rule %s undoes %s: the two are a loop"
	case r.to.Is(later.to) && !r.alias && !later.alias && !r.from.Is(later.from):
		return "rule %s gives its name in answers to what %s calls the same at the target; turn one of them off"
	case r.from.Is(later.from):
		return "rule %s can never fire: %s gives the attribute another name before it"
	}
	return ""
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
