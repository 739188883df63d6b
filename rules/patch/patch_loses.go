package patch

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// complete reads what must be written for an element to be written anew.
func (e *element) complete() *tree.Node {
	n := e.option("complete")
	for _, item := range n.All() {
		if e.stored.parts != nil && !has(e.stored.parts, item.String()) {
			item.Errorf("stores does not list it among the parts of %s", e.path)
		}
	}
	return n
}

// loses reads what is lost of an element that is written anew. What stores has among its parts
// and nobody says is lost, too.
func (e *element) loses(complete *tree.Node) {
	n := e.option("loses")
	var named []string
	for item := range kind.Each(n) {
		name := item.NonEmpty()
		if name == "others" {
			e.rule.others = true
			continue
		}
		e.b.MentionIn(item, e.path, filter.Path{Name: name})
		named = append(named, name)
	}
	e.rule.loses = named
	if e.assumed("whole_list", "bare_element") {
		return
	}
	for _, part := range e.mayHave(named) {
		stamped := slices.ContainsFunc(e.rule.stamp, func(m json.Member) bool { return filter.Fold(m.Name, part) })
		switch {
		case stamped || has(named, part):
		case len(named) == 0:
			e.rule.loses = append(e.rule.loses, part)
		case !has(complete.Strings(), part) && !e.isAlwaysWritten(part):
			n.Errorf("%s is also lost unless it is written: stores lists it among the parts of %s; add it here, "+
				"or to complete", part, e.path)
		}
	}
}

// mayHave returns the parts that the target may have of an element: those that stores names. Where
// it names none, and nobody says what is lost, they are those of the schema.
func (e *element) mayHave(lost []string) []string {
	if e.stored.parts == nil && lost == nil {
		return e.parts()
	}
	return e.stored.parts
}

// isAlwaysWritten reports whether each element has a part by its path, or is not written
// without it.
func (e *element) isAlwaysWritten(part string) bool {
	lacks := func(el *namedElement) bool { return !el.isTerm(part) && !has(el.need, part) }
	return !slices.ContainsFunc(e.rule.elements, lacks)
}

// has reports whether a list has a name, whatever its case.
func has(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return filter.Fold(s, name) })
}

// lacks notes where nothing says why a form loses nothing.
func (e *element) lacks(complete *tree.Node) {
	for _, form := range e.rule.forms {
		switch {
		case form == formReplace && !e.isOne() && !e.rule.others:
			e.at.Errorf("a replace by one element loses the others; say max_elements: 1 of %s in stores if the target "+
				"keeps only one, assume: single_element or whole_list, or loses: others", e.path)
		case form == formRemoveAdd && complete == nil && e.stored.parts == nil && !e.assumed("bare_element"),
			form == formReplace && e.needsNothing() && !e.assumed("bare_element", "whole_list"):
			e.at.Errorf("an element that is removed and added again loses the parts that are not written; list "+
				"the parts of %s in stores, or say complete, or assume: bare_element", e.path)
		case form == formAdd && !e.assumed("no_element"):
			e.at.Errorf("an existing element would be duplicated; say assume: no_element if there is never an "+
				"element before one of %s is added", e.path)
		}
	}
}

// needsNothing reports whether an element is written anew whatever is written of it.
func (e *element) needsNothing() bool {
	return slices.ContainsFunc(e.rule.elements, func(el *namedElement) bool { return el.all && el.need == nil })
}

// rests notes what is assumed and nothing rests on.
func (e *element) rests() {
	has := func(form string) bool { return slices.Contains(e.rule.forms, form) }
	for item := range kind.Each(e.option("assume")) {
		switch word := item.String(); {
		case !e.wanted:
		case word == "single_element" && e.stored.one, word == "bare_element" && e.stored.parts != nil:
			item.Errorf("stores already says so; remove this")
		case word == "single_element" && !has(formReplace) && e.option("adds") == nil,
			word == "bare_element" && !has(formRemoveAdd) && !has(formReplace),
			word == "no_element" && !has(formAdd):
			item.Errorf("nothing depends on it; remove this")
		}
	}
}

// require has an element written anew only where the parts are written, but for those that
// its path says.
func (e *namedElement) require(parts []string) {
	for _, part := range parts {
		if !e.isTerm(part) {
			e.need = append(e.need, part)
		}
	}
	e.emptied = e.need
}
