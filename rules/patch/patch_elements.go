package patch

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// assumptions are what may be assumed, by their words.
var assumptions = []string{"single_element", "whole_list", "bare_element", "no_element"}

// elements puts the steps for how elements are written.
func (p *patch) elements() {
	n := p.n.Key("elements")
	for key, value := range n.Entries() {
		at := n.KeyNode(key)
		if key == "others" {
			p.otherElements(value)
			continue
		}
		if value.IsNull() {
			value.Errorf("nothing is specified for %s; expected a form such as %s", key, writeForms[0])
		}
		if !hasMaps(value) {
			p.element(at, value)
			continue
		}
		for item := range kind.Each(value) {
			p.element(at, item)
		}
	}
}

// hasMaps reports whether a node is a list of mappings.
func hasMaps(n *tree.Node) bool {
	for item := range kind.Each(n) {
		if item.IsMap() {
			return n.IsList()
		}
	}
	return false
}

// element puts a step of an attribute.
func (p *patch) element(attribute, n *tree.Node) {
	if n.IsNull() {
		return
	}
	key := "elements." + attribute.String()
	if n.IsMap() {
		if name := n.Key("name"); name != nil {
			key += "." + tree.Parse(name, kind.StepName)
		}
	}
	p.put(key, n, func(b *kind.Build) rewrite.Rule {
		e := &element{patch: p, b: b, key: attribute, at: n, rule: &elementWrite{}, wanted: p.Wanted(n)}
		return e.read()
	})
}

// An element is how the elements of an attribute are written, as it is read.
type element struct {
	*patch
	b       *kind.Build
	key, at *tree.Node
	path    filter.Path
	stored  stored
	rule    *elementWrite
	said    []string // what is assumed
	wanted  bool     // whether the description holds with the parameters as they are
}

// option returns an option of the description; nil where that is a form alone.
func (e *element) option(word string) *tree.Node {
	if !e.at.IsMap() {
		return nil
	}
	return e.at.Key(word)
}

func (e *element) read() rewrite.Rule {
	e.path = e.b.Path(e.key)
	if e.path.Name == "" {
		return nil // noted already
	}
	if e.b.Declares(e.path) && !e.b.Multi(e.path) || e.path.Sub != "" {
		e.key.Errorf("%s has no elements; for a single-valued attribute, only_replace turns an add into a "+
			"replace", e.path)
		return nil
	}
	e.stored = e.storedOf(e.path)
	if e.stored.never && e.wanted {
		e.at.Errorf("stores says that no PATCH writes %s; remove it here", e.path)
	}
	e.assumes()
	var r several
	e.rule.grounds = e.grounds()
	if adds := e.adds(); adds != nil {
		r = append(r, &added{change: adds, ground: e.rule.grounds[formReplace]})
	}
	before, after := e.fixed()
	r = append(r, before...)
	if e.writes() {
		r = append(r, e.rule)
	}
	r = append(r, after...)
	if e.formsNode() == nil && !e.orphans() && e.option("adds") == nil && len(e.at.Unknown()) == 0 {
		e.at.Errorf("nothing is specified for %s; expected write or adds", e.path)
	}
	e.rests()
	switch {
	case len(r) == 0:
		return nil
	case len(after) > 0:
		return withFixed{r}
	}
	return r
}

// assumes reads what is assumed.
func (e *element) assumes() {
	for item := range kind.Each(e.option("assume")) {
		e.said = append(e.said, item.OneOf(assumptions...))
	}
}

// assumed reports whether something is assumed, one of several words being enough.
func (e *element) assumed(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(e.said, w) })
}

// isOne reports whether an element that is written as the only one takes away nothing.
func (e *element) isOne() bool { return e.stored.one || e.assumed("single_element", "whole_list") }

// adds returns the rule for an add of the whole attribute; nil if that stays.
func (e *element) adds() *addOrReplace {
	n := e.option("adds")
	switch {
	case n == nil:
		if e.isOne() && slices.Contains(e.formsOf(), formReplace) {
			return replaced(e.path, nil)
		}
		return nil
	case !n.IsMap() && n.OneOf("replace", "keep") != "replace":
		return nil
	case !e.isOne():
		n.Errorf("a replace loses all other values; say assume: whole_list if the client always sends all " +
			"values, or max_elements: 1 in stores if the target keeps only one")
	case n.IsMap():
		where := e.b.Where(n.Need("where"), e.path)
		n.Rest()
		return replaced(e.path, where)
	}
	return replaced(e.path, nil)
}

// writes reads how an element is written, and reports whether that is said.
func (e *element) writes() bool {
	n := e.formsNode()
	if n == nil {
		return false
	}
	e.forms(n)
	e.stamp()
	e.paths()
	complete := e.complete()
	for _, el := range e.rule.elements {
		el.needs(e.b, complete)
		e.rule.twice(el, e.at)
		if complete == nil && el.all && el.need == nil {
			el.require(e.parts())
		}
	}
	e.loses(complete)
	e.lacks(complete)
	e.left()
	return true
}

// orphans notes what is said of a form where there is none, and reports whether there is any.
func (e *element) orphans() bool {
	found := false
	for _, word := range []string{"paths", "complete", "loses", "stamp", "fixed", "action", "message"} {
		if e.option(word) != nil {
			e.at.ErrorKey(word, "this needs write, which is missing")
			found = true
		}
	}
	return found
}
