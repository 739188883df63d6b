package attr

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/expression"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// set gives an attribute a fixed value where a created or replaced resource has
// none, or with overwrite: true in any case:
//
//	set: {attribute: 'emails[type eq "work"].primary', value: true, once: true}
//
// A sub-attribute of a multi-valued attribute is set in each element that has
// none and satisfies the filter in brackets, or with once: true in the first
// such, if no element has it; also in the elements that a PATCH operation writes,
// but not in one that a PATCH path selects by a filter, which it has already, and
// with once not in those of an add, since one that is there may have it. Another
// attribute is not set in a PATCH. What was set is not taken out of answers.
//
// In place of the value, to is an expression of a created or replaced resource, as
// in the kind default. Where it makes an empty text, nothing is set:
//
//	set: {attribute: name.formatted, to: 'name.givenName + " " + name.familyName', overwrite: true}
//
// With overwrite: true that is done to a PATCH, too, which writes all that the
// expression names. Of one that writes some of it the rest is not known: it is sent as
// it is, with a warning. Without overwrite, and in the kind default, a PATCH is left
// alone, since the attribute may be the user's own.
//
// In place of both, sibling names the sub-attribute beside it whose value it gets, as for a
// target that requires a display of each member; an element without that gets none:
//
//	set: {attribute: members.display, sibling: value}
type set struct {
	kind.RequestOnly
	name            string
	path            filter.Path
	where           filter.Expr            // of the elements to set it in; nil for all
	value           string                 // JSON; empty if to makes it
	to              *expression.Expression // nil for a fixed value
	sibling         string                 // the sub-attribute that has the value; empty for a value of the rule's own
	overwrite, once bool
}

func newSet(b *kind.Build, n *tree.Node) rewrite.Rule {
	at := n.Need("attribute")
	r, a := setAt(b, at, b.Target(at))
	if s := n.Key("sibling"); s != nil {
		r.readSibling(b, s, n.Has("value") || n.Has("to") || n.Key("overwrite").Bool())
	} else {
		r.value, r.to = valueOrExpression(b, n, "to", a)
	}
	r.overwrite = n.Key("overwrite").Bool()
	r.once = n.Key("once").Bool()
	if r.overwrite && r.where != nil {
		n.Key("overwrite").Errorf("a value can be overwritten in all elements only; leave out the brackets")
	}
	n.Rest()
	return r
}

// setAt returns the rule for an attribute, which is written at a node, and what is known of it.
func setAt(b *kind.Build, at *tree.Node, t filter.Target) (*set, filter.Attribute) {
	r := &set{name: b.Name, path: b.Types.Canonical(b.Scope().Resource, t.Path), where: t.Where}
	if t.Where != nil {
		r.path.Sub = t.Sub
	}
	if r.path.Is(part.Active) {
		at.Errorf("a rule must not decide whether a user is active")
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
		s.Errorf("a value, an expression, or when: always does not go with beside")
	case r.path.Sub == "" || p.Schema != "" || p.Sub != "" || beside.Is(r.path):
		s.Errorf("expected the name of a sub-attribute beside the one that is set, as value of members.display")
	case !known && b.Declares(r.parent()):
		s.Errorf("%s has no sub-attribute %s", r.parent(), p.Name)
	}
}

func (r *set) Request(m *rewrite.Message) error {
	if r.to == nil {
		return r.apply(m)
	}
	if m.Method == "PATCH" {
		return r.derive(m)
	}
	if m.Method != "POST" && m.Method != "PUT" {
		return nil
	}
	out, err := r.to.OfResource(m, m.Body)
	text, _ := out.(string)
	if text == "" || err != nil {
		return unworkable(r.name, err)
	}
	fixed := *r
	fixed.value = json.Quote(text)
	return fixed.apply(m)
}

// apply sets the value.
func (r *set) apply(m *rewrite.Message) error {
	edit := r.edit(m)
	if m.Method != "PATCH" || !r.once {
		return m.MapAttributes(edit)
	}
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		if op.Is("add") {
			emit(op)
			return nil
		}
		return m.MapOp(op, emit, edit)
	})
}

// edit returns what sets the value in one message.
func (r *set) edit(m *rewrite.Message) rewrite.Mapper {
	var done bool     // whether an element of the list has it
	var urns []string // what must be declared for it
	patch := m.Method == "PATCH"
	return func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case r.overwrite && a.Path.Is(r.path) && a.Value != "" && !patch:
			return rewrite.Set(r.value), nil
		case r.path.Sub != "":
			return r.inElement(m, a, &done), nil
		case patch:
			return rewrite.Keep, nil
		}
		return r.inResource(a, &urns), nil
	}
}

// inElement adds the sub-attribute to an element, or to the value of a complex
// attribute, that has none. done is whether the list is done with.
func (r *set) inElement(m *rewrite.Message, a rewrite.Attr, done *bool) rewrite.Edit {
	if a.Selected || !a.Path.Is(r.parent()) || m.Method == "PATCH" && !r.multi(m) {
		return rewrite.Keep
	}
	if a.Level == rewrite.Whole {
		*done = r.once && r.isIn(a.Value)
	}
	if !json.IsObject(a.Value) || *done || r.where != nil && !part.Satisfies(m, a.Value, a.Path, r.where) {
		return rewrite.Keep
	}
	*done = r.once
	return r.missing(a.Value, r.path.Sub)
}

// inResource adds the attribute to a resource that has none, in its extension
// if it belongs to one, which is declared then.
func (r *set) inResource(a rewrite.Attr, urns *[]string) rewrite.Edit {
	switch {
	case a.Level == rewrite.Root && r.path.Schema == "",
		a.Level == rewrite.Extension && filter.Fold(a.Path.Schema, r.path.Schema):
		return r.missing(a.Value, r.path.Name)
	case a.Level != rewrite.Root:
		return part.Declare(a, *urns)
	}
	if text, _ := rewrite.Lookup(a.Value, filter.Path{Schema: r.path.Schema}); text != "" {
		return rewrite.Keep
	}
	if declared, _ := rewrite.Lookup(a.Value, part.Schemas); !part.Declares(declared, r.path.Schema) {
		*urns = []string{r.path.Schema}
	}
	return rewrite.Add(r.path.Schema, json.Single(r.path.Name, r.value))
}

// multi reports whether the sub-attribute is in the elements of an attribute.
func (r *set) multi(m *rewrite.Message) bool {
	t, known := m.Types().Find(m.Resource, r.parent())
	return t.Multi || !known
}

func (r *set) parent() filter.Path {
	p := r.path
	p.Sub = ""
	return p
}

// isIn reports whether an element of a list has the sub-attribute.
func (r *set) isIn(list string) bool {
	for element := range json.Elements(list) {
		for m := range json.Members(element) {
			if filter.Fold(m.Name, r.path.Sub) {
				return true
			}
		}
	}
	return false
}

// missing adds the value to an object that has no such member.
func (r *set) missing(object, name string) rewrite.Edit {
	value := r.value
	if r.sibling != "" {
		if value, _ = rewrite.Lookup(object, filter.Path{Name: r.sibling}); value == "" || value == "null" {
			return rewrite.Keep
		}
	}
	for m := range json.Members(object) {
		if filter.Fold(m.Name, name) {
			return rewrite.Keep
		}
	}
	return rewrite.Add(name, value)
}
