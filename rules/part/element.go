package part

import (
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
	return plan.Same(&filter.Has{Path: a.Path, Where: a.Where}, &filter.Has{Path: b.Path, Where: b.Where}, m.Scope())
}

// Texts returns the texts at t in a resource.
func Texts(m *rewrite.Message, resource string, t filter.Target) []string {
	value, ok := rewrite.Lookup(resource, t.Path)
	if !ok {
		return nil
	}
	if t.Where == nil {
		text, ok := json.Text(value)
		if !ok {
			return nil
		}
		return []string{text}
	}
	return ElementTexts(m, value, t)
}

// ElementTexts returns the texts at t in the value of its attribute.
func ElementTexts(m *rewrite.Message, value string, t filter.Target) []string {
	var list []string
	for element := range json.Elements(value) {
		if !Satisfies(m, element, t.Path, t.Where) {
			continue
		}
		for member := range json.Members(element) {
			if text, ok := json.Text(member.Value); ok && filter.Fold(member.Name, t.Sub) {
				list = append(list, text)
			}
		}
	}
	return list
}

// Satisfies reports whether an element of the attribute p satisfies a filter.
func Satisfies(m *rewrite.Message, element string, p filter.Path, where filter.Expr) bool {
	resource := json.Single(p.Name, "["+element+"]")
	if p.Schema != "" {
		resource = json.Single(p.Schema, resource)
	}
	scope := filter.Scope{Types: m.Types(), Resource: m.Resource}
	return scope.Holds(&filter.Has{Path: p, Where: where}, resource) == filter.True
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
