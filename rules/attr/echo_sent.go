package attr

import (
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// echoSent is what a request wrote to the attributes of a rule, in its order.
type echoSent struct {
	rule   *echo
	values []echoValue
	room   [fewEchoes]echoValue // where the first are put

	found map[echoKey]int // which of the values are to be found where; made for many of them
}

// fewEchoes are compared with a value one by one, more of them are found by their forms.
const fewEchoes = 8

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
	attribute int         // by its place in the rule
	kind      string      // the type of the element as it was sent, JSON; empty for none
	text      string      // JSON
	where     filter.Expr // what the element must satisfy beside its type; nil for nothing
}

// sent returns what a request writes to the attributes of the rule. Of several
// spellings of a value the last one counts.
func (r *echo) sent(m *rewrite.Message) (*echoSent, error) {
	s := &echoSent{rule: r}
	s.values = s.room[:0]
	switch m.Method {
	case "POST", "PUT":
		s.resource(m, m.Get(filter.Path{}))
	case "PATCH":
		ops, err := m.Ops()
		if err != nil {
			return nil, err
		}
		for i := range ops {
			switch op := &ops[i]; {
			case op.Is("remove") || !m.MayBeOn(op, r.paths...):
			case op.HasPath:
				s.write(m, op.Target, m.ValueOf(*op))
			default:
				s.members(m, m.ValueOf(*op))
			}
		}
	}
	return s, nil
}

// resource notes the members of a resource. Mostly all names in it are declared, and stand for themselves.
func (s *echoSent) resource(m *rewrite.Message, resource json.Value) {
	if s.rule.extended || m.Odd(rewrite.OddURN) {
		s.members(m, resource)
		return
	}
	for i := range s.rule.paths {
		p := &s.rule.paths[i]
		switch value := resource.Get(p.Name); {
		case !value.Exists():
		case p.Sub == "":
			s.add(i, "", value.Text(), nil)
		default:
			s.elements(i, value, "", nil)
		}
	}
}

// members notes the members of a resource, or of the value of an operation without
// path. There, names may be paths (Q53, Q54).
func (s *echoSent) members(m *rewrite.Message, object json.Value) {
	for name, value := range object.Members() {
		if rewrite.PathByte(name) < 0 {
			s.plain(name, value)
			continue
		}
		if !m.KeyMayBeOf(name, s.rule.paths...) || !s.rule.extended && m.IsExtension(value) {
			continue
		}
		t, err := m.ReadKey(name)
		_, known := m.Types().Find(m.Resource, t.Path)
		switch {
		case err == nil && (known || t.Path.Sub != "" || value.Kind() != '{'):
			s.write(m, t, value)
		case strings.Contains(name, ":"):
			s.extension(m, name, value)
		}
	}
}

// plain notes what is written to an attribute of the core schema.
func (s *echoSent) plain(name string, value json.Value) {
	for i := range s.rule.paths {
		switch p := &s.rule.paths[i]; {
		case p.Schema != "" || !filter.Fold(name, p.Name):
		case p.Sub == "":
			s.add(i, "", value.Text(), nil)
		default:
			s.elements(i, value, "", nil)
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
			s.add(i, kind, value.Text(), where)
		case p.Sub != "" && m.Same(at, whole(p)):
			s.elements(i, value, kind, where)
		}
	}
}

// elements notes an attribute in each of the elements that are written.
func (s *echoSent) elements(i int, list json.Value, kind string, where filter.Expr) {
	if list.Kind() != '[' {
		s.element(i, list, kind, where)
		return
	}
	objects := 0
	list.EachElement(func(element json.Value) {
		if element.Kind() == '{' {
			objects++
		}
	})
	s.values = slices.Grow(s.values, objects)
	list.EachElement(func(element json.Value) { s.element(i, element, kind, where) })
}

// element notes an attribute in an element, which is written alone or in a list.
func (s *echoSent) element(i int, element json.Value, kind string, where filter.Expr) {
	if element.Kind() != '{' {
		return
	}
	if kind == "" {
		kind = element.Get("type").Text()
	}
	s.add(i, kind, element.Get(s.rule.paths[i].Sub).Text(), where)
}

// add notes a value, if it is a text.
func (s *echoSent) add(i int, kind, value string, where filter.Expr) {
	if value != "" && value[0] == '"' {
		s.values = append(s.values, echoValue{i, kind, value, where})
	}
}

// spelling returns what to make of a value in an answer: the client's spelling of
// it, if it is one that was sent to an element of this type which the answer's
// satisfies.
func (s *echoSent) spelling(i int, value string, selected func(*echoValue) bool, kind string) rewrite.Edit {
	text, ok := json.Text(value)
	if !ok {
		return rewrite.Keep
	}
	kind = echoType(kind)
	kinds := [...]string{kind, ""}
	if kind == "" {
		kinds[1] = anyType
	}
	for _, k := range kinds {
		v := s.find(i, k, text)
		if v == nil || !selected(v) {
			continue
		}
		if was, _ := json.Text(v.text); was == text {
			return rewrite.Keep
		}
		return rewrite.Set(v.text)
	}
	return rewrite.Keep
}

// find returns the value of an attribute that is the same as a text, of elements of a type
// in lower case or of anyType: of several the last one. It returns nil if there is none.
func (s *echoSent) find(i int, kind, text string) *echoValue {
	if len(s.values) > fewEchoes {
		return s.findOfMany(i, kind, text)
	}
	for k := range slices.Backward(s.values) {
		if v := &s.values[k]; v.attribute == i && (kind == anyType || echoType(v.kind) == kind) && s.same(v, text) {
			return v
		}
	}
	return nil
}

// same reports whether a value is the same as a text.
func (s *echoSent) same(v *echoValue, text string) bool {
	was, _ := json.Text(v.text)
	return s.rule.equal.same(v.attribute, was, text)
}

func (s *echoSent) findOfMany(i int, kind, text string) *echoValue {
	if s.found == nil {
		s.found = make(map[echoKey]int)
		for k := range s.values {
			v := &s.values[k]
			was, _ := json.Text(v.text)
			form := s.rule.equal.form(v.attribute, was)
			s.found[echoKey{v.attribute, form, echoType(v.kind)}] = k
			s.found[echoKey{v.attribute, form, anyType}] = k
		}
	}
	if k, ok := s.found[echoKey{i, s.rule.equal.form(i, text), kind}]; ok {
		return &s.values[k]
	}
	return nil
}

// differs reports whether a value of an attribute may have been sent in another spelling.
func (s *echoSent) differs(i int, value json.Value) bool {
	if len(s.values) > fewEchoes {
		return true
	}
	text, ok := json.Text(value.Text())
	if !ok {
		return false
	}
	for k := range s.values {
		v := &s.values[k]
		if v.attribute == i && v.text != value.Text() && s.same(v, text) {
			return true
		}
	}
	return false
}

// echoType returns the type that an element has as JSON, in lower case.
func echoType(value string) string {
	if value == "" {
		return ""
	}
	text, _ := json.Text(value)
	return strings.ToLower(text)
}

// echoSelector returns the type that a filter in brackets asks for, as JSON, and
// the filter, if it asks for anything else.
func echoSelector(where filter.Expr) (kind string, rest filter.Expr) {
	switch x := where.(type) {
	case *filter.Compare:
		if x.Value.Kind() == filter.KindString && x.Op == filter.Eq && x.Path.Is(filter.Path{Name: "type"}) {
			return string(x.Value), nil
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
