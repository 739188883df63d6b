package part

import (
	"iter"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
)

// SameTarget reports whether two PATCH paths point at the same.
func SameTarget(m *rewrite.Message, a, b filter.Target) bool {
	if !m.Same(a.Path, b.Path) || !filter.Fold(a.Sub, b.Sub) || (a.Where == nil) != (b.Where == nil) {
		return false
	}
	if a.Where == nil {
		return true
	}
	if same, sure := plan.Alike(a.Where, b.Where); sure {
		return same
	}
	return plan.Same(&filter.Has{Path: a.Path, Where: a.Where}, &filter.Has{Path: b.Path, Where: b.Where}, m.Scope())
}

// Texts goes through the texts at t in a resource.
func Texts(m *rewrite.Message, resource json.Value, t filter.Target) iter.Seq[string] {
	return func(yield func(string) bool) {
		value := resource.Get(t.Path.Schema, t.Path.Name, t.Path.Sub)
		if t.Where != nil {
			for text := range ElementTexts(m, value, t) {
				if !yield(text) {
					return
				}
			}
		} else if text, ok := json.Text(value.Text()); ok {
			yield(text)
		}
	}
}

// ElementTexts goes through the texts at t in the value of its attribute.
func ElementTexts(m *rewrite.Message, value json.Value, t filter.Target) iter.Seq[string] {
	return func(yield func(string) bool) {
		for element := range value.EachOrOne() {
			if t.Sub == "" || !Satisfies(m, element, t.Path, t.Where) {
				continue
			}
			if text, ok := json.Text(element.Get(t.Sub).Text()); ok && !yield(text) {
				return
			}
		}
	}
}

// Satisfies reports whether an element of the attribute p satisfies a filter.
func Satisfies(m *rewrite.Message, element json.Value, p filter.Path, where filter.Expr) bool {
	return m.ElementHolds(p, where, element) == filter.True
}

// TextSatisfies is Satisfies for an element that is on no tape.
func TextSatisfies(m *rewrite.Message, element string, p filter.Path, where filter.Expr) bool {
	tape := json.TakeTape()
	defer tape.Release()
	if err := tape.Read(element, nil); err != nil {
		panic("BUG: an element that is no JSON: " + err.Error())
	}
	return Satisfies(m, tape.Root(), p, where)
}

// AttrSatisfies is Satisfies for an element that a walk meets.
func AttrSatisfies(m *rewrite.Message, a rewrite.Attr, where filter.Expr) bool {
	if on := a.On(); on.Exists() {
		return Satisfies(m, on, a.Path, where)
	}
	return TextSatisfies(m, a.Value, a.Path, where)
}

// MemberValue returns the value of an element: of an object its member value,
// of a string itself.
func MemberValue(element string) (string, bool) {
	if text, ok := json.Text(element); ok {
		return text, true
	}
	for m := range json.Members(element) {
		if filter.Fold(m.Name, "value") {
			return json.Text(m.Value)
		}
	}
	return "", false
}

// IsPrimary reports whether an element says that it is primary.
func IsPrimary(element string) bool {
	for member := range json.Members(element) {
		if filter.Fold(member.Name, "primary") && member.Value == "true" {
			return true
		}
	}
	return false
}

// Terms returns the comparisons with eq that a filter joins by and, as the
// members of an element that satisfies them, and whether these are all of it.
func Terms(where filter.Expr) (terms []json.Member, all bool) {
	switch x := where.(type) {
	case *filter.Compare:
		if x.Op != filter.Eq || x.Path.Schema != "" || x.Path.Sub != "" || x.Value.Kind() == filter.KindNull {
			return nil, false
		}
		return []json.Member{{Name: x.Path.Name, Value: string(x.Value)}}, true
	case *filter.And:
		all = true
		for _, term := range x.List {
			more, ok := Terms(term)
			terms, all = append(terms, more...), all && ok
		}
	}
	return terms, all
}

// SelectedValue returns the text of the filter value eq "text".
func SelectedValue(where filter.Expr) (string, bool) {
	eq, ok := where.(*filter.Compare)
	if !ok || eq.Op != filter.Eq || !eq.Path.Is(filter.Path{Name: "value"}) {
		return "", false
	}
	return eq.Value.Text()
}

// EqTerms returns the members that each element has which satisfies a filter,
// each once.
func EqTerms(where filter.Expr) []json.Member {
	list := []filter.Expr{where}
	if and, ok := where.(*filter.And); ok {
		list = and.List
	}
	var terms []json.Member
	for _, e := range list {
		c, ok := e.(*filter.Compare)
		if ok && c.Op == filter.Eq && c.Path.Schema == "" && c.Path.Sub == "" && !HasMember(terms, c.Path.Name) {
			terms = append(terms, json.Member{Name: c.Path.Name, Value: string(c.Value)})
		}
	}
	return terms
}
