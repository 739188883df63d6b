package rewrite

import (
	"unsafe"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// names notes which attributes a request names beside its body.
func (c *Chain) names(m *Message) {
	s, l := m.room(), c.lookup()
	if n := l.names.Len()/64 + 1; cap(s.named) < n {
		s.named = make(set, n)
	} else {
		s.named = s.named[:n]
		clear(s.named)
	}
	m.namesAll = m.passed
	for i := range m.Query {
		switch m.Query[i].Name {
		case "attributes", "excludedAttributes":
			m.namesAll = true // what is not asked for is left out, too
		case "sortBy":
			m.namesText(m.Query[i].Value)
		}
	}
	if e, err := m.Filter(); e != nil && err == nil {
		m.namesFilter(e)
	}
	ops, _ := m.Ops()
	for i := range ops {
		ops[i].known.noted = false
	}
	m.namesOps(ops)
}

// occasions returns what is in a message by which steps may have to do with it. What is odd is looked
// for only if somebody asks, and of an answer only if it is known.
func (m *Message) occasions(odd bool) (on Occasion) {
	if !m.IsRequest() {
		if m.Location != "" {
			on = OnLocation
		}
		if odd {
			on |= OnOdd(m.knownOdd())
		}
		return on
	}
	if m.Body != "" {
		on = OnBody
	}
	if m.used != 0 {
		on |= OnLenience
	}
	for i := range m.Query {
		on |= occasionOf(m.Query[i].Name)
	}
	if odd && on&OnFilter != 0 && m.OddFilter(allOdd) {
		on |= OnOdd(m.oddFilter)
	}
	return on
}

// needsRepair reports whether an answer is one on the occasion of which it is repaired.
func (m *Message) needsRepair(on Occasion) bool {
	return on == 0 || on&OnFailure != 0 && m.Status >= 400 || on&OnList != 0 && m.IsQuery() && m.Status == 200 ||
		on&onOdd != 0 && m.Odd(Odd(on&onOdd))
}

// occasionOf returns the occasion that a parameter of a query is.
func occasionOf(parameter string) Occasion {
	switch parameter {
	case "filter":
		return OnFilter
	case "attributes", "excludedAttributes":
		return OnProjection
	case "sortBy", "sortOrder":
		return OnSort
	case "startIndex", "count":
		return OnPage
	}
	return 0
}

// Names reports whether the message may name an attribute, or a part of one, by a name that the
// chain knows: in its body, and a request in a filter or a path.
func (m *Message) Names(name string) bool {
	if m.chain == nil || m.namesAll && m.IsRequest() {
		return true
	}
	seen, ok := m.seen()
	if !ok {
		return true
	}
	id := m.known().ID(name)
	if id == 0 || seen.has(int(id)) {
		return true
	}
	named := m.scratch.named // none of a copy that a rule in shadow works on
	return m.IsRequest() && (len(named) == 0 || named.has(int(id)))
}

// namesText notes the attributes that a text may name.
func (m *Message) namesText(text string) {
	if m.chain == nil || m.scratch == nil || len(m.scratch.named) == 0 {
		m.namesAll = true
		return
	}
	m.chain.lookup().names.Pieces(text, func(id uint16) { m.scratch.named.add(int(id)) })
}

// namesPath notes the attribute that a path names, which may be an extension with all that
// is in it.
func (m *Message) namesPath(p filter.Path) {
	if p.Schema != "" {
		at := m.Unqualified(p)
		_, known := m.Types().Find(m.Resource, at)
		if _, whole := m.Types().Extension(m.Resource, at); whole || at.Schema != "" && !known {
			m.namesAll = true
			return
		}
	}
	for _, text := range [...]string{p.Schema, p.Name, p.Sub} {
		if text != "" {
			m.namesText(text)
		}
	}
}

func (m *Message) namesFilter(e filter.Expr) {
	filter.Walk(e, func(x filter.Expr) {
		switch x := x.(type) {
		case *filter.Compare:
			m.namesPath(x.Path)
		case *filter.Has:
			m.namesPath(x.Path)
		case *filter.Select:
			m.namesPath(x.Path)
			m.namesText(x.Sub)
		}
	})
}

// maxNamedOps is of how many operations the names are looked up, each time one of them
// is another.
const maxNamedOps = 64

// namesOps notes the attributes that operations name, and puts the values that rules made
// on tapes, so that all can look them up.
func (m *Message) namesOps(ops []Op) {
	if len(ops) > maxNamedOps || len(m.scratch.named) == 0 {
		m.namesAll = true
		return
	}
	for i := range ops {
		op := &ops[i]
		if op.Value != "" && !op.value.Knows(m.known()) {
			op.value = m.room().tapes.read(op.Value, m.known())
		} else if op.known.noted {
			continue
		}
		op.known.noted = true
		if op.HasPath {
			if d := m.declaredAt(op); d != nil {
				m.scratch.named.join(d.names)
			} else {
				m.namesPath(op.Target.Path)
				m.namesText(op.Target.Sub)
			}
			if op.Target.Where != nil {
				m.namesFilter(op.Target.Where)
			}
		}
		m.scratch.named.join(op.value.Seen())
	}
}

// An about is what a message is about: the definitions of its resource type, looked up once.
type about struct {
	chain    *Chain
	resource string
	forms    *resourceForms
}

// forms returns the definitions of the resource type, or nil.
func (m *Message) forms() *resourceForms {
	if m.chain == nil {
		return nil
	}
	if k := &m.about; k.chain != m.chain || k.resource != m.Resource {
		*k = about{m.chain, m.Resource, m.chain.lookup().of(m.Resource)}
	}
	return m.about.forms
}

// declaredAt returns what is known of the attribute that the path of an operation names, with the
// sub-attribute behind brackets; nil if it is not spelled as it is declared.
func (m *Message) declaredAt(op *Op) *declaredPath {
	if !op.known.placed {
		op.known.placed, op.known.path = true, m.lookUp(op)
	}
	return op.known.path
}

func (m *Message) lookUp(op *Op) *declaredPath {
	if !op.HasPath || isNested(op.Target) {
		return nil
	}
	p := op.At()
	if p.Schema == "" && p.Sub == "" {
		return m.declaredPath(p.Name)
	}
	s := m.room()
	s.text = p.Append(s.text[:0])
	return m.declaredPath(unsafe.String(&s.text[0], len(s.text))) //nolint:gosec // which is not kept
}

// declaredPath returns what is known of a path by its text, or nil.
func (m *Message) declaredPath(text string) *declaredPath {
	if forms := m.forms(); forms != nil {
		return forms.at(text)
	}
	return nil
}

// Definition returns the definition of the attribute that the path of an operation names, with the
// sub-attribute behind brackets, or nil if no schema declares it. It is not to be changed.
func (m *Message) Definition(op *Op) *filter.Attribute {
	if d := m.declaredAt(op); d != nil {
		return &d.definition
	}
	return m.definition(op.At())
}

func (m *Message) definition(p filter.Path) *filter.Attribute {
	if a, known := m.Types().Find(m.Resource, p); known {
		return &a
	}
	return nil
}

// ReadKey reads a key of a value without path, which may be the path of an attribute or of elements.
func (m *Message) ReadKey(key string) (filter.Target, error) {
	if m.key = m.declaredPath(key); m.key != nil {
		return m.key.target, nil
	}
	return filter.ParseTarget(key)
}

// MapByName is MapAttributes for who goes by names: Keep and Drop, which f says of a sub-attribute, go for all
// others of its name that are in values of the same attribute. Names that nobody declared and that no path of
// named has are as one there. A hostile body has tens of thousands. With attributes it is MapAmong.
func (m *Message) MapByName(f Mapper, named [2][]filter.Path, attributes ...filter.Path) error {
	w := m.walk(nil)
	w.said = &m.room().said
	w.said.begin(m.known(), named)
	switch {
	case m.IsRequest() && m.Method == "PATCH":
		may := func(op *Op) bool { return len(attributes) == 0 || m.MayBeOn(op, attributes...) }
		return m.MapSomeOps(may, func(op Op, emit func(Op)) error { return m.mapOp(op, emit, f, w) })
	case m.Body == "" || !m.carriesResources():
		return nil
	case len(attributes) > 0 && m.known() != nil:
		w.among = m.idsOf(attributes).Known()
	}
	w.e = m.tape().Edit()
	return m.mapBody(w, f)
}

// saidOf is what a Mapper has said of the sub-attributes of one attribute, by the ids of their names.
type saidOf struct {
	of    filter.Path
	says  []saying
	names *json.Names
	named [2][]filter.Path
}

// A saying is what a Mapper said.
type saying byte

const (
	saidNothing saying = iota
	saidKeep
	saidDrop
)

// begin readies s for a walk.
func (s *saidOf) begin(names *json.Names, named [2][]filter.Path) {
	*s = saidOf{says: s.says, names: names, named: named}
}

// about readies s for the parts of an attribute, of which it may know some already.
func (s *saidOf) about(attribute filter.Path) {
	if n := s.names.Len() + 1; len(s.says) != n {
		s.says = make([]saying, n)
	} else if attribute != s.of {
		clear(s.says)
	}
	s.of = attribute
}

// at returns where it stands what was said of a sub-attribute; nil if each is asked about.
func (s *saidOf) at(name string, id uint16) *saying {
	if id == 0 {
		for _, paths := range s.named {
			if mentions(paths, name) {
				return nil
			}
		}
	}
	return &s.says[id]
}

// note notes an edit of a sub-attribute.
func (s *saying) note(e Edit) {
	before := *s
	switch e {
	case Drop:
		*s = saidDrop
	case Keep, Past:
		*s = saidKeep
	}
	if distrust && before != saidNothing && before != *s {
		panic("BUG: who goes by names says two things of one")
	}
}

// mentions reports whether one of the paths has a name, in front of a dot or behind it.
func mentions(paths []filter.Path, name string) bool {
	for i := range paths {
		if filter.Fold(paths[i].Sub, name) || filter.Fold(paths[i].Name, name) {
			return true
		}
	}
	return false
}
