package patch

import (
	"cmp"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// writeForms are the forms in which an element is written.
var writeForms = []string{formReplace, formRemoveAdd, formAdd, formInPlace}

// formsSent are the forms of operations that are sent of an element, by that in which it is
// written.
var formsSent = map[string]string{
	formReplace: "replace_all", formRemoveAdd: "filtered_remove", formInPlace: "filtered_replace",
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
		case form == formInPlace && i < len(items)-1:
			item.Errorf("in_place fits all operations, so no form after it is ever tried; put it last")
		case slices.Contains(e.rule.forms, form):
			item.Errorf("%s occurs twice here", form)
			continue
		}
		e.rule.forms = append(e.rule.forms, form)
		if sends := formsSent[form]; sends != "" && e.wanted && e.refuses(sends) {
			item.Errorf("%s, which %s sends, is refused by never or leaver; except %s there, or choose another form",
				sends, form, e.path)
		}
		if most := e.limit(); form == formRemoveAdd && e.wanted && most != nil {
			item.Errorf("%s sends two operations, and max_operations (line %d) allows 1; choose another form, or "+
				"raise the limit", form, most.Pos().Line)
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
		e.at.ErrorKey("message", "this message would never be shown; it needs action: refuse")
	}
}

// stamp reads what elements have besides.
func (e *element) stamp() {
	n := e.option("stamp")
	for name, value := range n.Entries() {
		e.rule.stamp = append(e.rule.stamp, json.Member{Name: name, Value: value.JSON()})
		e.b.MentionKey(n, name, e.path)
		e.isPart(n, name)
	}
}

// isPart notes a part that is given to elements, and that stores does not have.
func (e *element) isPart(n *tree.Node, name string) {
	if e.wanted && e.stored.parts != nil && !has(e.stored.parts, name) {
		n.ErrorKey(name, "stores does not list it among the parts of %s; add it there, or remove it here", e.path)
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
		others := func(o *namedElement) bool { return o.apart(el.at.Where) }
		one := e.wanted && e.stored.one && slices.Contains(e.rule.forms, formReplace)
		if one && slices.ContainsFunc(list[i+1:], others) {
			e.at.Errorf("%s has one element (max_elements: 1 in stores), and these paths would overwrite each "+
				"other; name only one", e.path)
			return
		}
	}
}
