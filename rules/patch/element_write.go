package patch

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// elementWrite writes an element of a multi-valued attribute, which a client selects
// by a filter in the path, in a form that does not depend on whether the element
// exists. To RFC 7644, section 3.5.2.3, a replace of a missing element is an
// error, and before its erratum 8097 nobody knew what an add of one is. Entra
// sends both, and several of them for one new element (Q58, Q59, Q60, Q62, Q79).
//
// All operations of a PATCH on one element are made one, in their order, where
// the first of them stood; the terms of the filter are stamped into the element.
// What a later one overwrites is dropped, and counted. Of the forms the first that fits
// is taken, and replace and remove_add fit only if the value of the element is written,
// where the paths name that. To remove all that a path names, or complete, is to remove
// the element.
//
// A value that is of another type or empty is left alone. So are all operations
// on an element of which a PATCH writes more than the paths name, and on an
// attribute that it writes as a whole, since they would fall over one another.
type elementWrite struct {
	kind.RequestOnly
	elements []*namedElement
	forms    []string
	stamp    []json.Member
	loses    []string // sub-attributes that an element written anew may lose
	others   bool     // whether it may take the place of others

	left kind.Action // what becomes of operations that no form fits; none to leave them alone
	says string      // of those that are refused

	grounds map[string]string // by form, why it loses nothing that is not counted
}

// The forms in which an element is written.
const (
	formReplace   = "replace"
	formRemoveAdd = "remove_add"
	formAdd       = "add"
	formInPlace   = "in_place"
)

// path reads one of the paths.
func (r *elementWrite) path(b *kind.Build, item *tree.Node) {
	t := b.Target(item)
	terms, ok := part.Terms(t.Where)
	switch {
	case t.Path.Name == "":
		return // noted already
	case !ok || t.Path.Sub != "":
		item.Errorf("expected a path like emails[type eq \"work\"].value, whose filter joins comparisons with eq " +
			"by and")
		return
	}
	r.add(b, t, terms)
}

// add adds what a path names, whose filter has these terms.
func (r *elementWrite) add(b *kind.Build, t filter.Target, terms []json.Member) {
	e := &namedElement{at: t, terms: terms}
	e.at.Sub = ""
	e.at.Path = b.Types.Canonical(b.Scope().Resource, t.Path)
	same := func(o *namedElement) bool { return o.at.Path.Is(e.at.Path) && sameBrackets(o.at, e.at, b.Scope()) }
	if i := slices.IndexFunc(r.elements, same); i >= 0 {
		e = r.elements[i]
	} else {
		r.elements = append(r.elements, e)
	}
	if t.Sub == "" {
		e.all = true
	} else {
		e.subs = append(e.subs, t.Sub)
	}
}

// twice notes where an element would have a member twice.
func (r *elementWrite) twice(e *namedElement, n *tree.Node) {
	subs := e.subs
	if e.all {
		subs = []string{""}
	}
	for _, sub := range subs {
		members := slices.Concat(e.terms, r.stamp)
		if sub != "" {
			members = append(members, json.Member{Name: sub, Value: `""`})
		}
		if json.Check(json.Object(members...)) != nil {
			t := e.at
			t.Sub = sub
			n.Errorf("%s: the element would have a member twice, by the filter, the path or stamp", t)
		}
	}
}
