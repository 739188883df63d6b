package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/expression"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// set gives a sub-attribute to the elements of a list that have none, or any attribute a value
// whatever there is: a fixed one, one that is made of the resource, or that of the sub-attribute
// beside it. What was set is not taken out of answers.
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

// Touches returns the name of what holds the sub-attribute, as rewrite.Toucher has it; none
// if the value is added where nothing is, or made of other attributes.
func (r *set) Touches() []string {
	if r.to != nil || r.path.Sub == "" {
		return nil
	}
	return rewrite.TouchedBy(r.path)
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
	out, err := r.to.OfResource(m, m.Get(filter.Path{}))
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
	if r.path.Sub != "" && !r.overwrite && m.Method != "PATCH" && !m.AnyValue(r.parent(), r.lacks) {
		return nil
	}
	edit := r.edit(m)
	if m.Method != "PATCH" || !r.once {
		return m.MapOnly(edit, r.path, part.Schemas)
	}
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		if op.Is("add") {
			emit(op)
			return nil
		}
		return m.MapOp(op, emit, edit)
	})
}

// lacks reports whether a value of the attribute has an object without the sub-attribute.
func (r *set) lacks(v json.Value) bool {
	for object := range v.EachOrOne() {
		if object.Kind() == '{' && !object.Get(r.path.Sub).Exists() {
			return true
		}
	}
	return false
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
	if !json.IsObject(a.Value) || *done || r.where != nil && !part.AttrSatisfies(m, a, r.where) {
		return rewrite.Keep
	}
	*done = r.once
	return r.missing(a, r.path.Sub)
}

// inResource adds the attribute to a resource that has none, in its extension
// if it belongs to one, which is declared then.
func (r *set) inResource(a rewrite.Attr, urns *[]string) rewrite.Edit {
	switch {
	case a.Level == rewrite.Root && r.path.Schema == "",
		a.Level == rewrite.Extension && filter.Fold(a.Path.Schema, r.path.Schema):
		return r.missing(a, r.path.Name)
	case a.Level != rewrite.Root:
		return part.Declare(a, *urns)
	}
	if text, _ := a.Lookup(filter.Path{Schema: r.path.Schema}); text != "" {
		return rewrite.Keep
	}
	if declared, _ := a.Lookup(part.Schemas); !part.Declares(declared, r.path.Schema) {
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
func (r *set) missing(object rewrite.Attr, name string) rewrite.Edit {
	value := r.value
	if r.sibling != "" {
		if value, _ = object.Lookup(filter.Path{Name: r.sibling}); value == "" || value == "null" {
			return rewrite.Keep
		}
	}
	if object.Has(name) {
		return rewrite.Keep
	}
	return rewrite.Add(name, value)
}
