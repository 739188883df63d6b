package attr

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// echoSent is what a request wrote to the attributes of a rule.
type echoSent struct {
	rule   *echo
	values map[echoKey]echoValue
}

// An echoKey says where a value may be found again: the attribute, by its place in
// the rule, what is the same in all spellings of the value, and the type of the
// element in lower case, or anyType.
type echoKey struct {
	attribute  int
	form, kind string
}

// anyType is the type under which a value is found where an answer shows none.
const anyType = "\x00"

// An echoValue is a value as it was sent.
type echoValue struct {
	text  string      // JSON
	where filter.Expr // what the element must satisfy beside its type; nil for nothing
}

// sent returns what a request writes to the attributes of the rule. Of several
// spellings of a value the last one counts.
func (r *echo) sent(m *rewrite.Message) (*echoSent, error) {
	s := &echoSent{rule: r}
	switch m.Method {
	case "POST", "PUT":
		s.members(m, m.Get(filter.Path{}))
	case "PATCH":
		ops, err := m.Ops()
		if err != nil {
			return nil, err
		}
		for _, op := range ops {
			switch {
			case op.Is("remove"):
			case op.HasPath:
				s.write(m, op.Target, m.ValueOf(op))
			default:
				s.members(m, m.ValueOf(op))
			}
		}
	}
	return s, nil
}

// members notes the members of a resource, or of the value of an operation without
// path. There, names may be paths (Q53, Q54).
func (s *echoSent) members(m *rewrite.Message, object json.Value) {
	for name, value := range object.Members() {
		if !strings.ContainsAny(name, ".:[") {
			s.write(m, filter.Target{Path: filter.Path{Name: name}}, value)
			continue
		}
		t, err := filter.ParseTarget(name)
		_, known := m.Types().Find(m.Resource, t.Path)
		switch {
		case err == nil && (known || t.Path.Sub != "" || value.Kind() != '{'):
			s.write(m, t, value)
		case strings.Contains(name, ":"):
			s.extension(m, name, value)
		}
	}
}

// extension notes the attributes of an extension.
func (s *echoSent) extension(m *rewrite.Message, urn string, object json.Value) {
	for name, value := range object.Members() {
		s.write(m, filter.Target{Path: filter.Path{Schema: urn, Name: name}}, value)
	}
}

// write notes what is written to a target.
func (s *echoSent) write(m *rewrite.Message, t filter.Target, value json.Value) {
	at := t.Path
	if t.Sub != "" {
		at.Sub = t.Sub
	}
	if urn, ok := m.Types().Extension(m.Resource, at); ok {
		s.extension(m, urn, value)
		return
	}
	kind, where := echoSelector(t.Where)
	for i, p := range s.rule.paths {
		switch {
		case m.Same(at, p):
			s.add(i, kind, echoValue{value.Text(), where})
		case p.Sub != "" && m.Same(at, whole(p)):
			s.elements(i, value, kind, where)
		}
	}
}

// elements notes an attribute in each of the elements that are written.
func (s *echoSent) elements(i int, list json.Value, kind string, where filter.Expr) {
	if list.Kind() != '[' {
		s.element(i, list, kind, where)
	}
	list.EachElement(func(element json.Value) { s.element(i, element, kind, where) })
}

// element notes an attribute in an element, which is written alone or in a list.
func (s *echoSent) element(i int, element json.Value, kind string, where filter.Expr) {
	if element.Kind() != '{' {
		return
	}
	if kind == "" {
		kind = echoType(element.Get("type").Text())
	}
	s.add(i, kind, echoValue{element.Get(s.rule.paths[i].Sub).Text(), where})
}

// add notes a value, if it is a text.
func (s *echoSent) add(i int, kind string, v echoValue) {
	text, ok := json.Text(v.text)
	if !ok {
		return
	}
	if s.values == nil {
		s.values = make(map[echoKey]echoValue)
	}
	form := s.rule.equal.form(i, text)
	s.values[echoKey{i, form, kind}] = v
	s.values[echoKey{i, form, anyType}] = v
}

// spelling returns what to make of a value in an answer: the client's spelling of
// it, if it is one that was sent to an element of this type which the answer's
// satisfies.
func (s *echoSent) spelling(i int, value string, selected func(echoValue) bool, kind string) rewrite.Edit {
	text, ok := json.Text(value)
	if !ok {
		return rewrite.Keep
	}
	kinds := [...]string{kind, ""}
	if kind == "" {
		kinds[1] = anyType
	}
	form := s.rule.equal.form(i, text)
	for _, k := range kinds {
		v, ok := s.values[echoKey{i, form, k}]
		if !ok || !selected(v) {
			continue
		}
		if was, _ := json.Text(v.text); was == text {
			return rewrite.Keep
		}
		return rewrite.Set(v.text)
	}
	return rewrite.Keep
}

// echoType returns the type that an element has as JSON, in lower case.
func echoType(value string) string {
	text, _ := json.Text(value)
	return strings.ToLower(text)
}

// echoSelector returns the type that a filter in brackets asks for, in lower case, and
// the filter, if it asks for anything else.
func echoSelector(where filter.Expr) (kind string, rest filter.Expr) {
	switch x := where.(type) {
	case *filter.Compare:
		if text, ok := json.Text(string(x.Value)); ok && x.Op == filter.Eq && x.Path.Is(filter.Path{Name: "type"}) {
			return strings.ToLower(text), nil
		}
	case *filter.And:
		for _, term := range x.List {
			if kind, rest := echoSelector(term); kind != "" && rest == nil {
				return kind, where
			}
		}
	}
	return "", where
}
