package patch

import (
	"slices"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
)

// ApplyTo changes a resource of these attributes as the operation says.
func (o Operation) ApplyTo(user *ordered.Object, attrs []model.Attribute) *kit.Refusal {
	if o.Path == nil {
		return o.Each(attrs, func(one Operation) *kit.Refusal { return one.ApplyTo(user, attrs) })
	}
	a, no := model.Writable(attrs, o.Path.Attr)
	switch {
	case no != nil:
		return no
	case o.Path.Where != nil:
		return o.applyWhere(user, a)
	case o.Path.Sub != "":
		return o.applySub(user, a)
	case o.Op != "remove":
		return o.applyWhole(user, a)
	case a.Required:
		return kit.Invalid("invalidValue", "attribute %s cannot be removed", a.Name)
	}
	user.Drop(a.Name)
	return nil
}

// applyWhole sets an attribute, merges into a complex one (RFC 7644, section
// 3.5.2.3) and, for add, appends to a list what is not yet in it.
func (o Operation) applyWhole(user *ordered.Object, a model.Attribute) *kit.Refusal {
	value, no := a.Read(o.Value)
	if no != nil {
		return no
	}
	old := user.Get(a.Name)
	if whole, ok := old.(*ordered.Object); ok && a.Kind == model.Complex {
		for _, m := range value.(*ordered.Object).Members {
			whole.Set(m.Name, m.Value)
		}
		return nil
	}
	if list, ok := old.([]any); ok && a.Kind == model.List && o.Op == "add" {
		value = unionOf(a, list, value.([]any))
	}
	user.Set(a.Name, value)
	return nil
}

// unionOf appends to list the elements of more that it does not hold.
func unionOf(a model.Attribute, list, more []any) []any {
	for _, element := range more {
		if !slices.ContainsFunc(list, func(other any) bool { return sameElement(a, other, element) }) {
			list = append(list, element)
		}
	}
	return list
}

func sameElement(a model.Attribute, x, y any) bool {
	p, ok := x.(*ordered.Object)
	q := y.(*ordered.Object)
	return ok && !slices.ContainsFunc(a.Subs, func(sub model.Attribute) bool {
		return p.Get(sub.Name) != q.Get(sub.Name)
	})
}

// applySub is name.givenName or the enterprise extension's department. A
// sub-attribute of a whole list is refused: it would say nothing of which
// element is meant.
func (o Operation) applySub(user *ordered.Object, a model.Attribute) *kit.Refusal {
	if a.Kind != model.Complex {
		return kit.Invalid("invalidPath", "attribute %s takes no sub-attribute without a value path", a.Name)
	}
	whole, ok := user.Get(a.Name).(*ordered.Object)
	if !ok {
		whole = ordered.New()
	}
	if no := o.set(whole, a); no != nil {
		return no
	}
	if len(whole.Members) > 0 {
		user.Set(a.Name, whole)
	}
	return nil
}

// set changes one sub-attribute of a complex value.
func (o Operation) set(whole *ordered.Object, a model.Attribute) *kit.Refusal {
	sub, no := model.Writable(a.Subs, o.Path.Sub)
	if no != nil {
		return no
	}
	if o.Op == "remove" {
		whole.Drop(sub.Name)
		return nil
	}
	value, no := sub.Read(o.Value)
	if no == nil {
		whole.Set(sub.Name, value)
	}
	return no
}

// applyWhere changes the selected elements of a list. A selection of nothing is
// refused with noTarget: RFC 7644, section 3.5.2.3, says so for replace, and an
// add that made the element up would make it without "primary".
func (o Operation) applyWhere(user *ordered.Object, a model.Attribute) *kit.Refusal {
	if a.Kind != model.List {
		return kit.Invalid("invalidPath", "attribute %s is not a list", a.Name)
	}
	list, _ := user.Get(a.Name).([]any)
	if !slices.ContainsFunc(list, o.Path.Where.Matches) {
		return kit.Invalid("noTarget", "no element of %s is selected", a.Name)
	}
	switch {
	case o.Path.Sub == "" && o.Op == "remove":
		user.Set(a.Name, slices.DeleteFunc(list, o.Path.Where.Matches))
		return nil
	case o.Path.Sub == "" && o.Op == "add":
		return kit.Invalid("invalidPath", "add takes no value path without a sub-attribute")
	}
	return o.changeSelected(list, a)
}

// changeSelected sets a sub-attribute of the selected elements, or replaces
// them whole.
func (o Operation) changeSelected(list []any, a model.Attribute) *kit.Refusal {
	for i, element := range list {
		if !o.Path.Where.Matches(element) {
			continue
		}
		var no *kit.Refusal
		if o.Path.Sub != "" {
			no = o.set(element.(*ordered.Object), a)
		} else {
			list[i], no = a.ReadObject(o.Value)
		}
		if no != nil {
			return no
		}
	}
	return nil
}
