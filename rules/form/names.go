package form

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// Names spells the names in requests as their schema spells them. To RFC 7643,
// section 2.1, userName and UserName are one attribute, and many a target knows
// the first only (Q22, Q41, Q63).
//
// Spelled are attributes, sub-attributes and the URNs of schemas: in filters, in
// attributes, excludedAttributes and sortBy, in PATCH paths, in the keys of values
// and bodies and of all that is in them, in the list schemas, and the members of a
// PATCH and of its operations. Only the case changes, never what a name says, and one
// that no schema declares stays as it is.
//
// A filter in brackets does not belong into a list of attributes. It is taken out
// there, so that attributes=emails[type eq "work"] asks for all e-mails (Q28).
// Answers are left alone.
func Names() rewrite.Rule { return names{} }

type names struct{ kind.RequestOnly }

// Occasions says what is looked at, as rewrite.Occasional has it.
func (names) Occasions() rewrite.Occasions {
	return rewrite.Occasions{
		Request: rewrite.OnOdd(rewrite.OddName) | rewrite.OnProjection | rewrite.OnSort | rewrite.OnBody,
	}
}

func (c names) Request(m *rewrite.Message) error {
	if m.Method == "PATCH" {
		if err := m.SpellMembers("schemas", "Operations"); err != nil {
			return err
		}
	}
	for _, list := range [...]string{"attributes", "excludedAttributes"} {
		if text, ok := m.Param(list); ok && strings.Contains(text, "[") {
			m.SetParam(list, withoutBrackets(text))
		}
	}
	err := m.MapOddPaths(rewrite.OddName, func(p filter.Path) filter.Path { return spelled(m, p) })
	if err != nil {
		return err
	}
	err = m.MapOddOps(rewrite.OddName, func(op rewrite.Op, emit func(rewrite.Op)) error { return c.op(m, op, emit) })
	if err != nil {
		return err
	}
	return m.MapOdd(rewrite.OddName, func(a rewrite.Attr) (rewrite.Edit, error) { return c.attribute(m, a), nil })
}

// withoutBrackets returns a list of names without what stands in brackets, or the
// list itself where a bracket has no other.
func withoutBrackets(list string) string {
	out := make([]byte, 0, len(list))
	depth, quoted := 0, false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case quoted && c == '\\':
			i++
		case depth > 0 && c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth == 0:
			out = append(out, c)
		}
		if depth < 0 {
			return list
		}
	}
	if depth != 0 {
		return list
	}
	return string(out)
}

// spelled returns p as its schema spells it. The URN of the core schema stays in
// front of it, and a dot behind that of an extension.
func spelled(m *rewrite.Message, p filter.Path) filter.Path {
	q := m.Types().Canonical(m.Resource, p)
	if p.Schema != "" && q.Schema == "" {
		q.Schema = m.Types().CoreURN(m.Resource)
	}
	if !q.Is(p) {
		return p
	}
	return q
}

// spelledTarget spells the names in a PATCH path, those in the brackets and behind
// them as sub-attributes.
func spelledTarget(m *rewrite.Message, t filter.Target) filter.Target {
	return t.MapPaths(func(p filter.Path) filter.Path { return spelled(m, p) })
}

// op spells the names in a path, or the keys of a value without path, which may be
// paths themselves (Q53, Q54).
func (names) op(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op)) error {
	if op.HasPath {
		if t := spelledTarget(m, op.Target); t != op.Target {
			op = op.Made(t, op.Value)
		}
		emit(op)
		return nil
	}
	if !json.IsObject(op.Value) {
		emit(op)
		return nil
	}
	text, err := rewrite.MapMembers(op.Value, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level != rewrite.Whole {
			return rewrite.Keep, nil
		}
		return respelled(a.Path.Name, spelledKey(m, a.Path.Name)), nil
	})
	if text != op.Value {
		op = op.Valued(text)
	}
	emit(op)
	return err
}

// spelledKey spells a key of a resource or of a value without path.
func spelledKey(m *rewrite.Message, key string) string {
	if rewrite.PathByte(key) < 0 {
		return m.Types().Canonical(m.Resource, filter.Path{Name: key}).Name
	}
	if urn := spelledURN(m, key); urn != key {
		return urn
	}
	t, err := filter.ParseTarget(key)
	if err != nil {
		return key
	}
	if text := spelledTarget(m, t).String(); filter.Fold(text, key) {
		return text
	}
	return key // the filter in its brackets is not written as it would be printed
}

// spelledURN spells the URN of a schema.
func spelledURN(m *rewrite.Message, urn string) string {
	i := strings.LastIndexByte(urn, ':')
	if i < 0 {
		return urn
	}
	if known, ok := m.Types().Extension(m.Resource, filter.Path{Schema: urn[:i], Name: urn[i+1:]}); ok {
		return known
	}
	if core := m.Types().CoreURN(m.Resource); filter.Fold(core, urn) {
		return core
	}
	return urn
}

// attribute spells the name of an attribute in a resource or in a value. A key
// that is a path was spelled before.
func (names) attribute(m *rewrite.Message, a rewrite.Attr) rewrite.Edit {
	switch a.Level {
	case rewrite.Extension:
		return respelled(a.Path.Schema, spelledURN(m, a.Path.Schema))
	case rewrite.Element:
		if a.Path.Is(part.Schemas) {
			return spelledEntry(m, a.Value)
		}
	case rewrite.Whole:
		if a.Path.Schema == "" {
			return respelled(a.Path.Name, spelledKey(m, a.Path.Name))
		}
		return respelled(a.Path.Name, spelled(m, a.Path).Name)
	case rewrite.Sub:
		return respelled(a.Path.Sub, spelled(m, a.Path).Sub)
	}
	return rewrite.Keep
}

// spelledEntry spells an entry of the list schemas.
func spelledEntry(m *rewrite.Message, text string) rewrite.Edit {
	urn, _ := json.Text(text)
	if known := spelledURN(m, urn); known != urn {
		return rewrite.Set(json.Quote(known))
	}
	return rewrite.Keep
}
