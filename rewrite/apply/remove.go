package apply

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// removeWhole removes an attribute, or of one of several values those that a value lists.
func (p *patcher) removeWhole(at place, value string) *Error {
	now := p.now(at)
	if now == nil {
		return nil
	}
	if err := p.removable(at, at.def, now); err != nil {
		return err
	}
	if value != "" && value != "null" && now.kind == '[' {
		return p.removeListed(at, now, value)
	}
	p.clear(at)
	return nil
}

// removable says whether something that has a value may lose it (section 3.5.2.2).
func (p *patcher) removable(at place, def filter.Attribute, now *node) *Error {
	switch {
	case now.null():
	case def.Mutability == filter.ReadOnly:
		return p.faulty("mutability", at, "is written by the target alone")
	case def.Mutability == filter.Immutable:
		return p.faulty("mutability", at, "cannot be changed once it has a value")
	case def.Required:
		return p.faulty("mutability", at, "is required, and cannot be removed")
	}
	return nil
}

// removeListed removes the values that have all that one of the list says.
func (p *patcher) removeListed(at place, list *node, value string) *Error {
	for asked := range json.Elements(value) {
		for _, i := range p.candidates(list, asked) {
			e := list.items[i].at
			if e == nil {
				continue
			}
			p.spend(len(e.print()) + len(asked))
			if p.work < 0 {
				return nil // which ends the PATCH
			}
			if covers(e.print(), asked) || isValueOf(e.print(), asked) {
				list.take(i)
			}
		}
	}
	if list.empty() {
		p.clear(at)
	}
	return nil
}

// candidates returns the places of the values among which those are that have all that is asked.
func (p *patcher) candidates(list *node, asked string) []int {
	if asked[0] != '{' {
		return list.named(key(asked))
	}
	if _, ok := json.Lookup(asked, "value"); ok {
		return list.named(key(asked))
	}
	list.spread()
	all := make([]int, 0, list.live)
	for i := range list.items {
		if list.items[i].at != nil {
			all = append(all, i)
		}
	}
	p.spend(len(all))
	return all
}

// isValueOf reports whether a text is the value of an element.
func isValueOf(element, asked string) bool {
	text, ok := json.Lookup(element, "value")
	return ok && asked[0] == '"' && same(text, asked)
}
