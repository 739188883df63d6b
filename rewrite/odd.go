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

// What may be odd. Each is said rather too often than not often enough. Names are those in the
// paths of operations, too, and OddURN is also that of the core schema there.
const (
	OddShape      Odd = 1 << iota // a value of another JSON type than is declared, booleans left out
	OddBoolean                    // a boolean that is neither true nor false
	OddName                       // a name, or an entry of schemas, that is not spelled as declared
	OddURN                        // a name that no schema declares, or an entry of schemas that is no known URN
	OddUndeclared                 // a name of an attribute or of a sub-attribute that no schema declares
	OddNull                       // a null
	OddEmpty                      // an object or an array of nothing
	OddBlank                      // an empty text
	OddReadOnly                   // a value that only the target writes
	OddReference                  // a $ref of nothing
	allOdd        = 1<<iota - 1
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
	forms := m.chain.lookup().of(m.Resource)
	if forms == nil {
		return allOdd
	}
	l := oddLook{resourceForms: forms, names: m.known()}
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
	list := response.List(body)
	switch {
	case m.IsRequest() || !list.Exists():
		l.look(body, forms.resource)
	case !list.Empty():
		l.look(list, forms.resources)
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
		l.odd |= m.oddOfOp(l.resourceForms, &ops[i])
	}
	return l.odd
}

// oddOfOp returns what is odd of an operation.
func (m *Message) oddOfOp(forms *resourceForms, op *Op) Odd {
	if !op.known.looked {
		l := oddLook{resourceForms: forms, names: m.known()}
		l.op(m, op)
		op.known.odd, op.known.looked = l.odd, op.Value == "" || op.value.Knows(l.names)
		return l.odd
	}
	return op.known.odd
}

// MapOddOps is MapOps for who has to do only with operations of which something of a kind is odd.
func (m *Message) MapOddOps(what Odd, f func(op Op, emit func(Op)) error) error {
	return m.MapSomeOps(func(op *Op) bool { return m.OddOp(op, what) }, f)
}

// MapOdd is MapAttributes for who has to do only with what is odd.
func (m *Message) MapOdd(what Odd, f Mapper) error {
	switch {
	case !m.Odd(what):
		return nil
	case m.IsRequest() && m.Method == "PATCH":
		return m.MapOddOps(what, func(op Op, emit func(Op)) error { return m.MapOp(op, emit, f) })
	}
	return m.MapAttributes(f)
}

// OddOp is Odd for one operation of a PATCH, which need not be one of the message. It looks once.
func (m *Message) OddOp(op *Op, what Odd) bool {
	forms := m.chain.lookup().of(m.Resource)
	return forms == nil || m.oddOfOp(forms, op)&what != 0
}

// An oddLook looks at the resources of a message.
type oddLook struct {
	*resourceForms
	names *json.Names
	odd   Odd
}

// op looks at the value of an operation, and at what its path points at.
func (l *oddLook) op(m *Message, op *Op) {
	if op.core {
		l.odd |= OddURN
	}
	switch {
	case op.Value != "" && !op.value.Knows(l.names):
		l.odd = allOdd // a rule made it
	case op.HasPath:
		l.valueAt(m, op)
	default:
		l.look(op.value, l.resource)
	}
}

// look looks at a value.
func (l *oddLook) look(v json.Value, f *json.Form) {
	l.odd |= Odd(v.Against(f))
	l.nothings(v)
}

// valueAt looks at an operation that has a path.
func (l *oddLook) valueAt(m *Message, op *Op) {
	a := m.attrAt(*op)
	table, known := l.tableOf(a.Path.Schema)
	if a.Level == Extension || !known || a.Path.Schema != op.Target.Path.Schema || isNested(op.Target) {
		l.odd = allOdd
		return
	}
	attributes := json.Form{Members: table}
	f := attributes.Member(l.names.ID(a.Path.Name))
	l.inBrackets(op.Target.Where, f)
	if f == nil {
		l.odd |= OddURN | OddUndeclared
		l.nothings(op.value)
		return
	}
	l.odd |= Odd(f.Always) | misnamed(a.Path.Name, f)
	if f.Elements != nil && (a.Level == Element || a.Path.Sub != "") {
		f = f.Elements
	}
	if a.Path.Sub != "" {
		if f = f.Member(l.names.ID(a.Path.Sub)); f == nil {
			l.odd |= OddUndeclared
			l.nothings(op.value)
			return
		}
		l.odd |= Odd(f.Always) | misnamed(a.Path.Sub, f)
	}
	l.look(op.value, f)
}

// inBrackets looks at the names in the brackets behind an attribute.
func (l *oddLook) inBrackets(where filter.Expr, f *json.Form) {
	if where == nil {
		return
	}
	filter.Walk(where, func(x filter.Expr) {
		switch x := x.(type) {
		case *filter.Compare:
			if f == nil || x.Path.Schema != "" || x.Path.Sub != "" {
				l.odd |= OddName
				return
			}
			of := f
			if f.Elements != nil {
				of = f.Elements
			}
			if sub := of.Member(l.names.ID(x.Path.Name)); sub == nil {
				l.odd |= OddName
			} else {
				l.odd |= misnamed(x.Path.Name, sub)
			}
		case *filter.Has, *filter.Select:
			l.odd |= OddName
		}
	})
}

// isNested reports whether a path has brackets behind a sub-attribute.
func isNested(t filter.Target) bool { return t.Where != nil && t.Path.Sub != "" }

// misnamed says whether a name is spelled otherwise than declared.
func misnamed(name string, f *json.Form) Odd {
	if name != f.Name {
		return OddName
	}
	return 0
}

// tableOf returns the attributes of the schema with a URN, which is spelled as declared.
func (l *oddLook) tableOf(urn string) ([]*json.Form, bool) {
	if urn == "" {
		return l.core, true
	}
	f := l.resource.Member(l.names.ID(urn))
	if f == nil || f.Members == nil || f.Name != urn {
		return nil, false
	}
	return f.Members, true
}

// nothings looks for nulls, for empty texts, and for objects and arrays of nothing, in a value.
func (l *oddLook) nothings(v json.Value) {
	null, empty, blank := v.Nothings()
	if null {
		l.odd |= OddNull
	}
	if empty {
		l.odd |= OddEmpty
	}
	if blank {
		l.odd |= OddBlank
	}
}
