package rewrite

import (
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
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
	if !m.lookedForOdd() {
		m.odd, m.oddAt, m.oddOf = m.lookForOdd(), m.edits+1, m.Body
	}
	return m.odd&what != 0
}

// lookedForOdd reports whether the resources were looked at as they are now.
func (m *Message) lookedForOdd() bool { return m.oddAt == m.edits+1 && m.oddOf == m.Body }

// keepOdd notes what is odd of the resources after an edit of which that is known.
func (m *Message) keepOdd(odd Odd) {
	m.odd, m.oddAt, m.oddOf = odd, m.edits+1, m.Body
	if distrust && m.lookForOdd()&^odd != 0 {
		panic("BUG: after an edit more is odd than is known")
	}
}

// knownOdd returns what is known to be odd, and all if nobody looked.
func (m *Message) knownOdd() Odd {
	if !m.lookedForOdd() {
		return allOdd
	}
	return m.odd
}

func (m *Message) lookForOdd() Odd {
	forms := m.forms()
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
	list := m.list()
	switch {
	case !list.Exists():
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
	if m.Body == "" || !m.carriesResources() {
		return nil
	}
	return m.mapBody(m.walkOdd(what), f)
}

// OddOp is Odd for one operation of a PATCH, which need not be one of the message. It looks once.
func (m *Message) OddOp(op *Op, what Odd) bool {
	forms := m.forms()
	return forms == nil || m.oddOfOp(forms, op)&what != 0
}

// without is what is odd of what is left after members of objects were dropped. It is no more than
// before, but for objects that have become empty.
func (o Odd) without(left json.Left) Odd {
	if !left.Null && o != allOdd {
		o &^= OddNull
	}
	if left.Emptied {
		o |= OddEmpty
	}
	return o
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
		l.look(op.value, &l.part)
	}
}

// look looks at a value.
func (l *oddLook) look(v json.Value, f *json.Form) {
	l.odd |= Odd(v.Against(f, nothings))
}

// valueAt looks at an operation that has a path.
func (l *oddLook) valueAt(m *Message, op *Op) {
	if d := m.declaredAt(op); d != nil {
		l.odd |= d.odd
		l.inBrackets(op.Target.Where, d.attribute)
		f := d.form
		if op.Target.Where != nil && op.Target.Sub == "" && f.Elements != nil {
			f = f.Elements
		}
		l.look(op.value, f)
		return
	}
	a := m.attrAt(op)
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
		l.odd |= Odd(op.value.Nothings(nothings))
		return
	}
	f, odd := l.inAttribute(f, a.Path, a.Level == Element || a.Path.Sub != "")
	if l.odd |= odd; f == nil {
		l.odd |= Odd(op.value.Nothings(nothings))
		return
	}
	l.look(op.value, f)
}

// inAttribute returns the form of what a path names in an attribute, nil for what is not declared, and
// what is odd of the path.
func (l *oddLook) inAttribute(f *json.Form, p filter.Path, element bool) (*json.Form, Odd) {
	odd := Odd(f.Always) | misnamed(p.Name, f)
	if f.Elements != nil && element {
		f = f.Elements
	}
	if p.Sub == "" {
		return f, odd
	}
	if f = f.Member(l.names.ID(p.Sub)); f == nil {
		return nil, odd | OddUndeclared
	}
	return f, odd | Odd(f.Always) | misnamed(p.Sub, f)
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

// nothings are what says nothing.
var nothings = json.Nothings{Null: uint16(OddNull), Empty: uint16(OddEmpty), Blank: uint16(OddBlank)}

// OddFilter is Odd for the names and the literals in the filter: OddName and OddURN say of those what they say
// of names, OddBoolean that one may be the text of a boolean, OddShape that one is a number.
func (m *Message) OddFilter(what Odd) bool {
	e, err := m.Filter()
	if e == nil || err != nil {
		return false
	}
	if m.oddExpr != e {
		m.oddExpr, m.oddFilter = e, m.lookAtFilter(e)
	}
	return m.oddFilter&what != 0
}

// MapOddFilter is MapFilter for who has to do only with a filter of which something of a kind is odd.
func (m *Message) MapOddFilter(what Odd, f func(filter.Expr) (filter.Expr, error)) error {
	if m.OddFilter(what) {
		return m.MapFilter(f)
	}
	if distrust && m.expr != nil {
		if next, err := f(m.expr); next != m.expr || err != nil {
			panic("BUG: a rule has to do with a filter that it says does not concern it")
		}
	}
	return nil
}

func (m *Message) lookAtFilter(e filter.Expr) Odd {
	forms := m.forms()
	if forms == nil {
		return allOdd
	}
	l := oddLook{resourceForms: forms, names: m.known()}
	l.filter(e)
	return l.odd
}

// filter looks at the names and the literals of a filter.
func (l *oddLook) filter(e filter.Expr) {
	switch x := e.(type) {
	case *filter.Compare:
		l.path(x.Path)
		l.literal(x.Value)
	case *filter.Has:
		l.selected(x.Path, x.Where)
	case *filter.Select:
		l.selected(x.Path, x.Where)
		l.path(filter.Path{Name: x.Path.Name, Sub: x.Sub})
		l.literal(x.Value)
	case *filter.Not:
		l.filter(x.X)
	case *filter.And:
		for _, term := range x.List {
			l.filter(term)
		}
	case *filter.Or:
		for _, term := range x.List {
			l.filter(term)
		}
	}
}

// path looks at the names of an attribute.
func (l *oddLook) path(p filter.Path) {
	attributes := json.Form{Members: l.core}
	f := attributes.Member(l.names.ID(p.Name))
	if p.Schema != "" || f == nil {
		l.odd |= OddName | OddURN
		return
	}
	l.odd |= misnamed(p.Name, f)
	if p.Sub == "" {
		return
	}
	if f.Elements != nil {
		f = f.Elements
	}
	if f = f.Member(l.names.ID(p.Sub)); f == nil {
		l.odd |= OddName
		return
	}
	l.odd |= misnamed(p.Sub, f)
}

// selected looks at an attribute with brackets, and at what is in those.
func (l *oddLook) selected(p filter.Path, where filter.Expr) {
	l.path(p)
	if p.Schema != "" || p.Sub != "" {
		l.odd |= allOdd
		return
	}
	attributes := json.Form{Members: l.core}
	l.inBrackets(where, attributes.Member(l.names.ID(p.Name)))
	filter.Walk(where, func(x filter.Expr) {
		if c, ok := x.(*filter.Compare); ok {
			l.literal(c.Value)
		}
	})
}

// literal looks at what an attribute is compared with.
func (l *oddLook) literal(v filter.Literal) {
	switch v.Kind() {
	case filter.KindNumber:
		l.odd |= OddShape
	case filter.KindString:
		if len(v) <= len(`"false"`) || strings.IndexByte(string(v), '\\') >= 0 {
			l.odd |= OddBoolean
		}
	}
}
