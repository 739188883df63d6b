package store

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// inVain notes attributes that no resource is taken without, and that others or a description
// takes out of the same requests or refuses in them.
func (s *stores) inVain(b *kind.Build, required *tree.Node, methods []string) {
	mentions := b.Mentions
	for item := range kind.Each(required) {
		p := b.Types.Canonical(b.Scope().Resource, b.Foreign(item))
		for _, method := range methods {
			by := s.othersTake(method)
			related := func(q filter.Path) bool { return keepRelated(q, p) }
			kept := slices.ContainsFunc(pathsOf(b, s.stored(method)), related)
			if by != "" && !kept && !slices.ContainsFunc(alwaysKept, p.Is) {
				item.Errorf("it is required of a %s, and others (%s) takes it for no attribute of the target; "+
					"name it in attributes, or describe it", method, by)
				break
			}
		}
	}
	b.Mentions = mentions // others has them
}

// othersTake returns the action by which others keeps from the target what is not stored, in
// requests of a method; empty where nothing is kept from it.
func (s *stores) othersTake(method string) kind.Action {
	for item := range kind.Each(s.n.Key("others")) {
		action := item
		if item.IsMap() {
			action = item.Key("action")
		}
		word := kind.Action(action.String())
		takes := word == kind.Drop || word == kind.Refuse
		if takes && s.Wanted(item) && slices.Contains(s.othersMethods(item), method) {
			return word
		}
	}
	return ""
}
