package rewrite

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// Odd says what of the resources in a message is not as its schema has it, or may say
// nothing. Steps that put such things right, of whatever attribute, ask for it before they
// walk: one look for all of them.
type Odd uint16

// What may be odd. Each is said rather too often than not often enough.
const (
	OddShape    Odd = 1 << iota // a value of another JSON type than is declared, booleans left out
	OddBoolean                  // a boolean that is neither true nor false
	OddName                     // a name, or an entry of schemas, that is not spelled as declared
	OddURN                      // a name that no schema declares, or an entry of schemas that is no known URN
	OddNull                     // a null
	OddEmpty                    // an object or an array of nothing
	OddReadOnly                 // a value that only the target writes
	allOdd      = 1<<iota - 1
)

// Odd reports whether the resources that MapAttributes walks through may have something
// of a kind. It looks once, and again after a change.
func (m *Message) Odd(what Odd) bool {
	if m.oddAt != m.edits+1 || m.oddOf != m.Body {
		m.odd, m.oddAt, m.oddOf = m.lookForOdd(), m.edits+1, m.Body
	}
	return m.odd&what != 0
}

func (m *Message) lookForOdd() Odd {
	defs := m.chain.lookup().of(m.Resource)
	if defs == nil {
		return allOdd
	}
	l := oddLook{resourceDefs: defs, names: m.known()}
	switch {
	case m.IsRequest() && m.Method == "PATCH":
		return m.lookAtOps(&l)
	case m.Body == "" || !m.carriesResources():
		return 0
	}
	body := m.doc()
	if !body.Knows(l.names) {
		return allOdd
	}
	if list := response.List(body); !m.IsRequest() && list.Exists() {
		for resource := range list.Elements() {
			l.resource(resource)
		}
	} else {
		l.resource(body)
	}
	return l.odd
}

// lookAtOps looks at the values of the operations of a PATCH.
func (m *Message) lookAtOps(l *oddLook) Odd {
	ops, err := m.Ops()
	if err != nil {
		return allOdd
	}
	for i := range ops {
		op := &ops[i]
		if op.Value != "" && !op.value.Knows(l.names) {
			return allOdd // a rule made it
		}
		if op.HasPath {
			l.valueAt(m, op)
		} else if op.Value != "" {
			l.resource(op.value)
		}
	}
	return l.odd
}

// An oddLook looks at the resources of a message.
type oddLook struct {
	*resourceDefs
	names *json.Names
	odd   Odd
}

// valueAt looks at an operation that has a path.
func (l *oddLook) valueAt(m *Message, op *Op) {
	a := m.attrAt(*op)
	table, known := l.tableOf(a.Path.Schema)
	if a.Level == Extension || !known {
		l.odd = allOdd
		return
	}
	d := table[l.names.ID(a.Path.Name)]
	if d == nil {
		l.odd |= OddURN
		l.nothings(op.value)
		return
	}
	if d.Mutability == filter.ReadOnly {
		l.odd |= OddReadOnly
	}
	if a.Path.Sub != "" {
		if d = d.subs[l.names.ID(a.Path.Sub)]; d == nil {
			l.nothings(op.value)
			return
		}
		if d.Mutability == filter.ReadOnly {
			l.odd |= OddReadOnly
		}
	}
	switch l.nothings(op.value); {
	case op.Value == "":
	case a.Level == Element:
		l.single(d, op.value)
	default:
		l.value(d, op.value)
	}
}

func (l *oddLook) tableOf(urn string) ([]*def, bool) {
	if urn == "" {
		return l.core, true
	}
	table, ok := l.other[l.names.ID(urn)]
	return table, ok
}

// nothings looks for nulls, and for objects and arrays of nothing, in a value.
func (l *oddLook) nothings(v json.Value) {
	null, empty := v.Nothings()
	if null {
		l.odd |= OddNull
	}
	if empty {
		l.odd |= OddEmpty
	}
}

func (l *oddLook) resource(v json.Value) {
	if v.Kind() != '{' {
		l.odd = allOdd
		return
	}
	l.nothings(v)
	v.EachMember(func(id uint16, member json.Value) {
		if urn, is := l.urns[id]; is && id != 0 {
			l.extension(urn, id, member)
			return
		}
		l.attribute(l.core, id, member)
		if id == l.schemas {
			l.declared(member)
		}
	})
}

func (l *oddLook) extension(urn string, id uint16, v json.Value) {
	table, ok := l.other[id]
	if !ok || v.Kind() != '{' || v.Name() != urn {
		l.odd = allOdd
		return
	}
	v.EachMember(func(id uint16, member json.Value) { l.attribute(table, id, member) })
}

// declared looks at the list schemas.
func (l *oddLook) declared(v json.Value) {
	for entry := range v.Elements() {
		text, _ := json.Text(entry.Text())
		known := false
		for _, urn := range l.urns {
			known = known || urn == text
		}
		if !known {
			l.odd |= OddName | OddURN
		}
	}
}

// attribute looks at a member of a resource or of an extension.
func (l *oddLook) attribute(table []*def, id uint16, v json.Value) {
	d := table[id]
	if d == nil {
		l.odd |= OddURN
		if v.NameHas(".:[") {
			l.odd = allOdd
		}
		return
	}
	l.named(d, v)
	l.value(d, v)
}

// named looks at the name of a member, and whether it may be written.
func (l *oddLook) named(d *def, v json.Value) {
	if v.Name() != d.Name {
		l.odd |= OddName
	}
	if d.Mutability == filter.ReadOnly {
		l.odd |= OddReadOnly
	}
}

// value looks at all values of an attribute.
func (l *oddLook) value(d *def, v json.Value) {
	switch k := v.Kind(); {
	case !d.Multi:
		l.single(d, v)
	case k == '[':
		v.EachElement(func(e json.Value) { l.single(d, e) })
	default:
		l.misshapen(k)
	}
}

// misshapen notes a value of another shape than is declared. What is inside of it is not
// looked at.
func (l *oddLook) misshapen(kind byte) {
	if l.odd |= OddShape | OddBoolean; kind == '{' || kind == '[' {
		l.odd = allOdd
	}
}

// single looks at one value.
func (l *oddLook) single(d *def, v json.Value) {
	k := v.Kind()
	switch {
	case k == 'n': // says nothing, in whatever place
		if d.Type == filter.TypeBoolean {
			l.odd |= OddBoolean
		}
	case d.Type == filter.TypeBoolean:
		if k == '{' || k == '[' {
			l.misshapen(k)
		} else if k != 't' && k != 'f' {
			l.odd |= OddBoolean
		}
	case d.Type == filter.TypeComplex && k == '{':
		l.members(d, v)
	case k == '"' && d.Type != filter.TypeComplex:
	case k == '"', k == '{', k == '[', d.Type == filter.TypeString, d.Type == filter.TypeReference,
		d.Type == filter.TypeComplex:
		l.misshapen(k)
	}
}

// members looks at the sub-attributes in an object.
func (l *oddLook) members(d *def, v json.Value) {
	v.EachMember(func(id uint16, member json.Value) {
		if id == l.ref && json.SaysNothing(member.Text()) {
			l.odd |= OddShape
		}
		sub := d.subs[id]
		if sub == nil {
			return
		}
		l.named(sub, member)
		l.value(sub, member)
	})
}
