package patch

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// upsert writes an element of a multi-valued attribute, which a client selects
// by a filter in the path, in a form that does not depend on whether the element
// exists. To RFC 7644, section 3.5.2.3, a replace of a missing element is an
// error, and before its erratum 8097 nobody knew what an add of one is. Entra
// sends both, and several of them for one new element (Q58, Q59, Q60, Q62, Q79):
//
//	upsert:
//	  paths: ['phoneNumbers[type eq "mobile"].value']
//	  write: remove-add
//	  assume: bare-element
//
// A path names a sub-attribute of the element, or the element as a whole, which
// stands for all its sub-attributes:
//
//	upsert:
//	  paths: ['addresses[type eq "home"]']
//	  write: [remove-add, in-place]
//	  complete: [streetAddress, locality, region, postalCode, country]
//	  loses: [formatted]
//
// All operations of a PATCH on one element are made one, in their order, where
// the first of them stood; the terms of the filter are stamped into the element.
// What a later one overwrites is dropped, and counted. write says in which form,
// and of a list the first that fits is taken:
//
//   - replace: the whole attribute is replaced by this one element. It loses all
//     others, so that the rule must say assume: single-element. It does not fit a
//     PATCH that does more to the attribute.
//   - remove-add: the element is removed, which is no error where it is missing,
//     and added anew. It loses what the PATCH does not write of it, so that the
//     rule must say assume: bare-element, or with complete what must be written,
//     all of it, for the form to fit.
//   - add: the element is added. Where there is one already it is there twice
//     then, so that the rule must say assume: no-element.
//   - in-place: each operation stays, and an add becomes a replace. That is right
//     if the element exists, and an error of the target if not. It loses nothing.
//
// The first two fit only if the value of the element is written, where the paths
// name that. To remove all that a path names, or complete, is to remove the
// element. What stamp names is written into an element that has none.
//
// loses names what a target may have besides, and loses with replace or remove-add where
// the PATCH does not write it: sub-attributes of the element, or others, the other
// elements of the attribute. Such a write is counted as dropped.
//
// A value that is of another type or empty is left alone. So are all operations
// on an element of which a PATCH writes more than the paths name, and on an
// attribute that it writes as a whole, since they would fall over one another.
type upsert struct {
	kind.RequestOnly
	elements []*upsertElement
	forms    []string
	stamp    []json.Member
	loses    []string // sub-attributes that an element written anew may lose
	others   bool     // whether it may take the place of others

	left kind.Action // what becomes of operations that no form fits; none to leave them alone
	says string      // of those that are refused

	grounds map[string]string // by form, why it loses nothing that is not counted; nil of a flat rule
}

// The forms in which an element is written.
const (
	upsertReplace   = "replace"
	upsertRemoveAdd = "remove-add"
	upsertAdd       = "add"
	upsertInPlace   = "in-place"
)

func newUpsert(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &upsert{}
	for name, value := range n.Key("stamp").Entries() {
		r.stamp = append(r.stamp, json.Member{Name: name, Value: value.JSON()})
	}
	for _, item := range n.Need("paths").All() {
		r.path(b, item)
	}
	complete := n.Key("complete")
	for _, e := range r.elements {
		for _, m := range r.stamp {
			b.MentionKey(n.Key("stamp"), m.Name, e.at.Path)
		}
		e.needs(b, complete)
		r.twice(e, n)
	}
	for _, item := range n.Key("loses").All() {
		if name := item.NonEmpty(); name == "others" {
			r.others = true
		} else {
			r.loses = append(r.loses, name)
		}
	}
	r.write(n.Need("write"))
	r.assume(n)
	n.Rest()
	return r
}

// path reads one of the paths.
func (r *upsert) path(b *kind.Build, item *tree.Node) {
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
func (r *upsert) add(b *kind.Build, t filter.Target, terms []json.Member) {
	e := &upsertElement{at: t, terms: terms}
	e.at.Sub = ""
	e.at.Path = b.Types.Canonical(b.Scope().Resource, t.Path)
	same := func(o *upsertElement) bool { return o.at.Path.Is(e.at.Path) && sameBrackets(o.at, e.at, b.Scope()) }
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
func (r *upsert) twice(e *upsertElement, n *tree.Node) {
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

// write reads the forms.
func (r *upsert) write(n *tree.Node) {
	items := upsertItems(n)
	if len(items) == 0 {
		n.Errorf("expected at least one form")
	}
	for i, item := range items {
		form := item.OneOf(upsertReplace, upsertRemoveAdd, upsertAdd, upsertInPlace)
		if form == upsertInPlace && i < len(items)-1 {
			item.Errorf("in-place fits all operations, so that no form after it is ever tried; put it last")
		}
		r.forms = append(r.forms, form)
	}
}

// upsertItems returns the items of a list. What is no list is one of itself.
func upsertItems(n *tree.Node) []*tree.Node {
	if n == nil || !n.IsList() {
		return []*tree.Node{n}
	}
	var items []*tree.Node
	for _, item := range n.All() {
		items = append(items, item)
	}
	return items
}

// upsertAssumptions are the statements about the target without which a form
// would lose something.
var upsertAssumptions = []struct{ form, word, says string }{
	{upsertReplace, "single-element", "the target keeps only one element"},
	{upsertRemoveAdd, "bare-element", "the target keeps nothing in the element but what the rule writes"},
	{upsertAdd, "no-element", "the target has no such element before it is added"},
}

// assume reads the statements about the target.
func (r *upsert) assume(n *tree.Node) {
	assumed := n.Key("assume")
	var words, said []string
	for _, a := range upsertAssumptions {
		if slices.Contains(r.forms, a.form) && !(n.Has("complete") && a.form == upsertRemoveAdd) {
			words = append(words, a.word)
		}
	}
	switch {
	case slices.Contains(r.forms, ""):
		return // noted already
	case len(words) == 0 && assumed != nil:
		assumed.Errorf("what the rule writes loses nothing else; leave assume out")
		return
	case assumed != nil:
		for _, item := range upsertItems(assumed) {
			said = append(said, item.OneOf(words...))
		}
	}
	for _, a := range upsertAssumptions {
		if slices.Contains(words, a.word) && !slices.Contains(said, a.word) && !slices.Contains(said, "") {
			n.Errorf("the rule loses what else is there; say assume: %s if %s", a.word, a.says)
		}
	}
}
