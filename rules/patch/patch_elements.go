package patch

import (
	"cmp"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// writeForms are the forms in which an element is written.
var writeForms = []string{upsertReplace, upsertRemoveAdd, upsertAdd, upsertInPlace}

// formsSent are the forms of operations that are sent of an element, by that in which it is
// written.
var formsSent = map[string]string{
	upsertReplace: "replace_all", upsertRemoveAdd: "filtered_remove", upsertInPlace: "filtered_replace",
}

// assumptions are what may be assumed, by their words.
var assumptions = []string{"single_element", "whole_list", "bare_element", "no_element"}

// elements puts the steps for how elements are written.
func (p *patch) elements() {
	n := p.n.Key("elements")
	for key, value := range n.Entries() {
		at := n.KeyNode(key)
		if key == "others" {
			p.otherElements(n, value)
			continue
		}
		if value.IsNull() {
			value.Errorf("nothing is said of %s; expected a form such as %s", key, writeForms[0])
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
		e := &element{patch: p, b: b, key: attribute, at: n, rule: &upsert{}, wanted: p.Wanted(n)}
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
	rule    *upsert
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
		e.key.Errorf("%s has no elements; an add of what has one value becomes a replace by only_replace", e.path)
		return nil
	}
	e.stored = e.storedOf(e.path)
	if e.stored.never && e.wanted {
		e.at.Errorf("stores says that no PATCH writes %s; leave its elements out here", e.path)
	}
	e.assumes()
	var r several
	e.rule.grounds = e.grounds()
	if adds := e.adds(); adds != nil {
		r = append(r, &added{change: adds, ground: e.rule.grounds[upsertReplace]})
	}
	before, after := e.fixed()
	r = append(r, before...)
	if e.writes() {
		r = append(r, e.rule)
	}
	r = append(r, after...)
	if e.formsNode() == nil && !e.orphans() && e.option("adds") == nil && len(e.at.Unknown()) == 0 {
		e.at.Errorf("nothing is said of %s; expected write, or adds", e.path)
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
func (e *element) adds() *changeOp {
	n := e.option("adds")
	switch {
	case n == nil:
		if e.isOne() && slices.Contains(e.formsOf(), upsertReplace) {
			return replaced(e.path, nil)
		}
		return nil
	case !n.IsMap() && n.OneOf("replace", "keep") != "replace":
		return nil
	case !e.isOne():
		n.Errorf("a replace loses what else is there; say assume: whole_list if the client always sends all values, " +
			"or max_elements: 1 in stores if the target keeps only one")
	case n.IsMap():
		where := e.b.Where(n.Need("where"), e.path)
		n.Rest()
		return replaced(e.path, where)
	}
	return replaced(e.path, nil)
}

// formsNode returns what lists the forms.
func (e *element) formsNode() *tree.Node {
	if e.at.IsMap() {
		return e.at.Key("write")
	}
	return e.at
}

// formsOf returns the forms, without a word to what is wrong with them.
func (e *element) formsOf() []string {
	var list []string
	for item := range kind.Each(e.formsNode()) {
		if item.IsScalar() && slices.Contains(writeForms, item.String()) {
			list = append(list, item.String())
		}
	}
	return list
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
			e.at.ErrorKey(word, "this goes with write, which is missing")
			found = true
		}
	}
	return found
}

// parts returns the parts of an element: those that stores names, otherwise those of the schema.
func (e *element) parts() []string {
	if e.stored.parts != nil || e.assumed("bare_element") {
		return e.stored.parts
	}
	a, _ := e.b.Types.Find(e.b.Scope().Resource, e.path)
	var list []string
	for _, sub := range a.Subs {
		if sub.Mutability != filter.ReadOnly {
			list = append(list, sub.Name)
		}
	}
	return list
}

// forms reads the forms.
func (e *element) forms(n *tree.Node) {
	items := slices.Collect(kind.Each(n))
	if len(items) == 0 {
		n.Errorf("expected a form such as %s", writeForms[0])
	}
	for i, item := range items {
		form := item.OneOf(writeForms...)
		switch {
		case !slices.Contains(writeForms, form):
			continue
		case form == upsertInPlace && i < len(items)-1:
			item.Errorf("in_place fits all operations, so that no form after it is ever tried; put it last")
		case slices.Contains(e.rule.forms, form):
			item.Errorf("%s stands here already", form)
			continue
		}
		e.rule.forms = append(e.rule.forms, form)
		if sends := formsSent[form]; sends != "" && e.wanted && e.refuses(sends) {
			item.Errorf("%s, which %s sends, is not taken by never or leaver; except %s there, or take another form",
				sends, form, e.path)
		}
	}
}

// left reads what becomes of operations that no form fits.
func (e *element) left() {
	if !e.at.IsMap() {
		return
	}
	e.rule.left = kind.VerdictOf(e.at, kind.Pass, kind.Drop, kind.Warn, kind.Refuse).Action
	if e.rule.left == kind.Pass {
		e.rule.left = ""
	}
	e.rule.says = cmp.Or(sentence(e.at), "the target has no form for this; take it out of the attribute mapping")
	if e.at.Has("message") && e.rule.left != kind.Refuse {
		e.at.ErrorKey("message", "nobody would be told this; it goes with action: refuse")
	}
}

// stamp reads what elements have besides.
func (e *element) stamp() {
	n := e.option("stamp")
	for name, value := range n.Entries() {
		e.rule.stamp = append(e.rule.stamp, json.Member{Name: name, Value: value.JSON()})
		e.b.MentionKey(n, name, e.path)
	}
}

// paths reads which elements are written.
func (e *element) paths() {
	if n := e.option("paths"); n != nil {
		for item := range kind.Each(n) {
			e.rule.path(e.b, item)
		}
		if len(slices.Collect(kind.Each(n))) == 0 {
			n.Errorf("expected at least one path")
		}
		for _, el := range e.rule.elements {
			if !el.at.Path.Is(e.path) {
				n.Errorf("these are not elements of %s", e.path)
			}
		}
	} else {
		e.derive()
	}
	list := e.rule.elements
	for i, el := range list {
		others := func(o *upsertElement) bool { return o.apart(el.at.Where) }
		one := e.wanted && e.stored.one && slices.Contains(e.rule.forms, upsertReplace)
		if one && slices.ContainsFunc(list[i+1:], others) {
			e.at.Errorf("%s has one element (max_elements: 1 in stores), and of these paths each would take the place "+
				"of the other; name one", e.path)
			return
		}
	}
}

// complete reads what must be written for an element to be written anew.
func (e *element) complete() *tree.Node {
	n := e.option("complete")
	for _, item := range n.All() {
		if e.stored.parts != nil && !has(e.stored.parts, item.String()) {
			item.Errorf("stores does not have it among the parts of %s", e.path)
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
	for _, part := range e.stored.parts {
		stamped := slices.ContainsFunc(e.rule.stamp, func(m json.Member) bool { return filter.Fold(m.Name, part) })
		switch {
		case stamped || has(named, part):
		case len(named) == 0:
			e.rule.loses = append(e.rule.loses, part)
		case !has(complete.Strings(), part) && !e.isAlwaysWritten(part):
			n.Errorf("%s is lost, too, unless it is written: stores has it among the parts of %s; add it here, or to "+
				"complete", part, e.path)
		}
	}
}

// isAlwaysWritten reports whether each element has a part by its path, or is not written
// without it.
func (e *element) isAlwaysWritten(part string) bool {
	lacks := func(el *upsertElement) bool { return !el.isTerm(part) && !has(el.need, part) }
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
		case form == upsertReplace && !e.isOne() && !e.rule.others:
			e.at.Errorf("a replace by one element loses the others; say max_elements: 1 of %s in stores if the target "+
				"keeps only one, assume: single_element or whole_list, or loses: others", e.path)
		case form == upsertRemoveAdd && complete == nil && e.stored.parts == nil && !e.assumed("bare_element"),
			form == upsertReplace && e.needsNothing() && !e.assumed("bare_element", "whole_list"):
			e.at.Errorf("an element that is added anew loses what is not written of it; say in stores which parts of "+
				"%s there are, complete, or assume: bare_element", e.path)
		case form == upsertAdd && !e.assumed("no_element"):
			e.at.Errorf("an element that is there already would be there twice; say assume: no_element if there is "+
				"none before one of %s is added", e.path)
		}
	}
}

// needsNothing reports whether an element is written anew whatever is written of it.
func (e *element) needsNothing() bool {
	return slices.ContainsFunc(e.rule.elements, func(el *upsertElement) bool { return el.all && el.need == nil })
}

// rests notes what is assumed and nothing rests on.
func (e *element) rests() {
	has := func(form string) bool { return slices.Contains(e.rule.forms, form) }
	for item := range kind.Each(e.option("assume")) {
		switch word := item.String(); {
		case !e.wanted:
		case word == "single_element" && e.stored.one, word == "bare_element" && e.stored.parts != nil:
			item.Errorf("stores says so already; leave it out")
		case word == "single_element" && !has(upsertReplace) && e.option("adds") == nil,
			word == "bare_element" && (!has(upsertRemoveAdd) || e.option("complete") != nil),
			word == "no_element" && !has(upsertAdd):
			item.Errorf("nothing rests on it; leave it out")
		}
	}
}

// require has an element written anew only where the parts are written, but for those that
// its path says.
func (e *upsertElement) require(parts []string) {
	for _, part := range parts {
		if !e.isTerm(part) {
			e.need = append(e.need, part)
		}
	}
	e.emptied = e.need
}
