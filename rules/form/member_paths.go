package form

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// MemberPaths turns the addition of a member whose id is in the path into the
// addition of the member, which has the id in its value (Q93).
//
// An add of members[value eq "7"], without value or with an object, becomes an add of
// members with one object, which holds the terms of the filter and what the client sent.
// An object that contradicts the filter is refused. A filter without value eq, or
// with more than comparisons with eq joined by and, is left alone, and so is any
// other operation.
func MemberPaths(attribute filter.Path) rewrite.Rule { return &memberPaths{attribute: attribute} }

type memberPaths struct {
	kind.RequestOnly
	attribute filter.Path
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *memberPaths) Touches() []string { return rewrite.TouchedBy(r.attribute) }

func (r *memberPaths) Request(m *rewrite.Message) error {
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		list, err := r.added(m, op)
		if err != nil {
			return err
		}
		if list != "" {
			op = op.Made(filter.Target{Path: op.Target.Path}, list)
		}
		emit(op)
		return nil
	})
}

// added returns what an operation is to add, as a list; nothing for one that is to
// stay as it is.
func (r *memberPaths) added(m *rewrite.Message, op rewrite.Op) (string, error) {
	if !op.Is("add") || op.Target.Where == nil || op.Target.Sub != "" || !m.Same(op.Target.Path, r.attribute) {
		return "", nil
	}
	if op.Value != "" && op.Value != "null" && !json.IsObject(op.Value) {
		return "", nil
	}
	terms, all := part.Terms(op.Target.Where)
	has := make(map[string]string)
	for _, term := range terms {
		has[filter.Lower(term.Name)] = term.Value
	}
	if !all || has["value"] == "" || len(has) < len(terms) {
		return "", nil
	}
	for member := range json.Members(op.Value) {
		term, ok := has[filter.Lower(member.Name)]
		switch {
		case !ok:
			terms = append(terms, member)
		case !sameScalar(term, member.Value):
			return "", rewrite.Refuse(rewrite.ValueInvalid, "invalidValue",
				"add %s: the %s in the value is not the one in the filter of the path", r.attribute, member.Name)
		}
	}
	return "[" + json.Object(terms...) + "]", nil
}

// sameScalar reports whether two JSON texts are the same string, or the same text.
func sameScalar(a, b string) bool {
	s, ok := json.Text(a)
	t, is := json.Text(b)
	return a == b || ok && is && s == t
}
