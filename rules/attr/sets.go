package attr

import (
	_ "embed" // the source has the manual

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// early is the phase of what is made of a request before that is normalized.
var early = kind.Read

//go:embed sets.go
var setsSource string

// sets gives attributes values. Where a created or replaced resource has none, or an empty one,
// it gets one that is fixed, or an expression of the resource as it was sent (Q42):
//
//	users:
//	  set:
//	    nickName: {value: "-"}
//	    displayName: {from: 'attr("name.formatted") ?? userName'}
//	    'emails[type eq "work"].value':
//	      {from: userName, only_if: 'userName contains "@"', stamp: {primary: true}}
//
// In an expression attributes are called by their names, userName or name.givenName, or with
// attr("emails[type eq \"work\"].value"); what is missing is an empty text, for which ?? takes
// the next. Its functions are those of convert. Where it makes an empty text, or only_if is
// false, nothing is set. Brackets select the element that is to have the value; if there is no
// such element, one is added, with the terms of the brackets and what stamp names. No element is
// stamped primary where another is so (RFC 7643, section 2.4). A new extension is declared in
// schemas. A PATCH is left alone, since what it does not show need not be missing.
//
// With when: always the value is set whatever there is; also in a PATCH, if that writes all that
// the expression names. Of one that writes some of it the rest is not known: it is sent as it is,
// with a warning.
//
// A sub-attribute of the elements of a list is set in each element that has none, and with when:
// always in each; also in the elements that a PATCH writes, but not in one that its path selects,
// which has it already. first is for the first element alone, if none has it, but not of an add,
// since one that is there may have it; existing says that brackets select, and that no element is
// added. beside names the sub-attribute whose value it gets, as for a target that requires a
// display of each member:
//
//	users:
//	  set:
//	    emails.type: {value: work}
//	    'emails[type eq "work"].primary': {value: true, existing: true, first: true}
//	groups:
//	  set:
//	    members.display: {beside: value}
//
// in: answers gives the only element of a list its type where an answer shows none, for a target
// that keeps one element, which has to be stated:
//
//	users:
//	  set:
//	    emails.type: {value: work, in: answers, assume: single_element}
//
// before: normalize has the value made of the request as the client wrote it, as where it sends
// for an id what is the externalId, and normalize takes out what only the target may write:
//
//	set:
//	  externalId: {from: 'attr("id")', methods: [POST], before: normalize}
//
// The attribute active is never set. methods are the requests that it is done to, all that write
// if nothing is said.
func sets(b *kind.Block, n *tree.Node) {
	for attribute, options := range n.Entries() {
		at := n.KeyNode(attribute)
		step := kind.Step{Key: b.NameIn(at), At: options, Methods: kind.Writes}
		if m := options.Key("methods"); m != nil {
			step.Methods = m.Strings()
		}
		if before := options.Key("before"); before != nil {
			before.OneOf(kind.Normalize.String())
			step.Phase = &early
		}
		if in := options.Key("in"); in != nil {
			in.OneOf("answers")
			step.Methods = nil
		}
		if name := options.Key("name"); name != nil {
			step.Key = name.NonEmpty()
		}
		step.New = func(b *kind.Build) rewrite.Rule { return setOf(b, at, options) }
		b.Put(step)
		options.Rest()
	}
}

// setOf returns the rule that gives an attribute a value.
func setOf(b *kind.Build, at, n *tree.Node) rewrite.Rule {
	t := b.Target(at)
	always := false
	if w := n.Key("when"); w != nil {
		always = w.OneOf("missing", "always") == "always"
	}
	switch {
	case n.Has("in"):
		return typeOf(b, at, n, t)
	case n.Key("existing").Bool(), always, n.Has("beside"), t.Where == nil && t.Path.Sub != "" && b.Multi(t.Path):
		return elementsOf(b, at, n, t, always)
	}
	r := &fallbackRule{name: b.Name}
	a := r.readAttribute(b, at, t)
	r.read(b, n, a)
	return r
}

// elementsOf returns the rule that sets a sub-attribute of what is there, or any attribute in
// any case.
func elementsOf(b *kind.Build, at, n *tree.Node, t filter.Target, always bool) rewrite.Rule {
	r, a := setAt(b, at, t)
	if s := n.Key("beside"); s != nil {
		r.readSibling(b, s, always || n.Has("value") || n.Has("from"))
	} else {
		r.value, r.to = valueOrExpression(b, n, a)
	}
	r.overwrite, r.once = always, n.Key("first").Bool()
	if always && r.where != nil {
		n.Key("when").Errorf("with when: always a value is set in all elements; remove the brackets")
	}
	return r
}

// typeOf returns the rule that gives the only element of an answer its type.
func typeOf(b *kind.Build, at, n *tree.Node, t filter.Target) rewrite.Rule {
	n.Need("assume").OneOf("single_element")
	list := b.Types.Canonical(b.Scope().Resource, t.Path)
	sub := list.Sub
	list.Sub = ""
	if sub != "type" || t.Where != nil || !b.Multi(list) {
		at.Errorf("only the type of an element can be set in answers, as in emails.type")
	}
	return typedAs(list, n.Need("value").NonEmpty())
}

// setAt returns the rule for an attribute, which is written at a node, and what is known of it.
func setAt(b *kind.Build, at *tree.Node, t filter.Target) (*set, filter.Attribute) {
	r := &set{name: b.Name, path: b.Types.Canonical(b.Scope().Resource, t.Path), where: t.Where}
	if t.Where != nil {
		r.path.Sub = t.Sub
	}
	if r.path.Is(part.Active) {
		at.Errorf("a step must not decide whether a user is active")
	}
	a, _ := b.Types.Find(b.Scope().Resource, r.path)
	return r, a
}

// readSibling reads which sub-attribute has the value. Others is whether more is said of it.
func (r *set) readSibling(b *kind.Build, s *tree.Node, others bool) {
	p := b.Foreign(s)
	beside := r.path
	beside.Sub = p.Name
	_, known := b.Types.Find(b.Scope().Resource, beside)
	switch r.sibling = p.Name; {
	case p.Name == "":
	case others:
		s.Errorf("beside cannot be combined with a value, an expression, or when: always")
	case r.path.Sub == "" || p.Schema != "" || p.Sub != "" || beside.Is(r.path):
		s.Errorf("expected the name of a sub-attribute next to the one that is set, as value is to members.display")
	case !known && b.Declares(r.parent()):
		s.Errorf("%s has no sub-attribute %s", r.parent(), p.Name)
	}
}
