package json

import "strings"

// A Form is how a value should be, and those inside of it. What is otherwise is told in
// bits, whose meaning is for who makes the Form.
type Form struct {
	Kinds   Kinds  // of the value, by its kind
	Nothing uint16 // of a member that says nothing, as SaysNothing has it
	Always  uint16 // of each member there is

	Name     string // how the name of a member should be spelled
	Known    bool   // whether the Names of the tape spell it so, too
	Misnamed uint16 // of one that is spelled otherwise; 0 if that does not matter

	Elements *Form   // of an array; nil for any
	Members  []*Form // of an object, by the ids of their names; nil for any
	Unknown  uint16  // of a member that is not among Members
	Path     uint16  // of one of these whose name is a path
	Paths    *Paths  // the paths that members may have for names; nil for none

	Texts []string // the strings that the value may be; nil for any
	Other uint16   // of a value that is none of them

	fine kinds // of a member of whose value nothing is told, if its name is marked as spelled
}

// Nothings are the bits of what may say nothing, at whatever depth: of a null, of an object or an
// array of nothing, and of an empty text.
type Nothings struct{ Null, Empty, Blank uint16 }

// Paths are paths that members may have for names, with the Forms of such members, by the ids of the
// paths less one.
type Paths struct {
	Names *Names
	Forms []*Form
}

// of returns the Form of a member whose name is one of the paths, spelled so, or nil.
func (p *Paths) of(name string) *Form {
	if id := p.Names.ID(name); id != 0 && p.Names.Name(id) == name {
		return p.Forms[id-1]
	}
	return nil
}

// Kinds are the bits of each kind of value.
type Kinds struct{ Object, Array, String, True, False, Null, Number uint16 }

// of returns the bits of a kind, as Value.Kind has it.
func (k *Kinds) of(kind byte) uint16 {
	switch kind {
	case '"':
		return k.String
	case '{':
		return k.Object
	case '[':
		return k.Array
	case 't':
		return k.True
	case 'f':
		return k.False
	case 'n':
		return k.Null
	}
	return k.Number
}

// kinds is a set of kinds of single values.
type kinds byte

const (
	texts kinds = 1 << iota
	truths
	untruths
	numbers
)

// kindOf has the kinds of values but for what may say nothing and what has parts: those are never fine.
var kindOf = [256]kinds{'"': texts, 't': truths, 'f': untruths, '-': numbers,
	'0': numbers, '1': numbers, '2': numbers, '3': numbers, '4': numbers,
	'5': numbers, '6': numbers, '7': numbers, '8': numbers, '9': numbers}

// Ready finds out for which values there is nothing to tell, for a Form that is not changed any more and
// those inside of it, so that a look goes past most values at once. Without it the same is told.
func (f *Form) Ready() {
	if f.Elements != nil {
		f.Elements.Ready()
	}
	for _, m := range f.Members {
		if m != nil {
			m.Ready()
		}
	}
	f.fine = 0
	if f.Always != 0 || f.Misnamed != 0 && !f.Known || f.Texts != nil {
		return
	}
	for kind, k := range kindOf {
		if k != 0 && f.Kinds.of(byte(kind)) == 0 {
			f.fine |= k
		}
	}
}

// isFine reports whether there is nothing to tell of a member, as can be seen at once of most.
func (f *Form) isFine(n *node) bool {
	return f.fine&kindOf[n.kind] != 0 && n.marks&spelled != 0 && n.end-n.start != int32(len(`""`))
}

// Member returns the Form of the member whose name has an id, or nil.
func (f *Form) Member(id uint16) *Form {
	if int(id) < len(f.Members) {
		return f.Members[id]
	}
	return nil
}

// Alike reports whether two Forms, which are of single values, say the same of each value
// of a member.
func (f *Form) Alike(g *Form) bool {
	single := func(f *Form) bool { return f.Elements == nil && f.Members == nil && f.Texts == nil }
	return single(f) && single(g) && f.Kinds == g.Kinds && f.Nothing == g.Nothing && f.Always == g.Always
}

// Against returns the bits of what in the value is not as a Form has it, and of what says nothing.
// The value's own name does not matter.
func (v Value) Against(f *Form, n Nothings) uint16 {
	if v.tape == nil {
		return 0
	}
	l := look{tape: v.tape, nothings: n}
	l.value(v.at, f)
	return l.bits
}

// MemberAgainst returns the bits of what in a member, its name with it, is not as the Form of the object
// has it, and of what says nothing.
func (v Value) MemberAgainst(object *Form, n Nothings) uint16 {
	l := look{tape: v.tape, nothings: n}
	l.member(v.at, object)
	return l.bits
}

// Nothings returns the bits of what in the value says nothing.
func (v Value) Nothings(n Nothings) uint16 {
	if v.tape == nil {
		return 0
	}
	l := look{tape: v.tape, nothings: n}
	l.whole(v.at)
	return l.bits
}

// A look is one at what is on a tape, through each node of it once.
type look struct {
	tape     *Tape
	nothings Nothings
	bits     uint16
}

// value looks at the value at an index.
func (l *look) value(at int32, f *Form) {
	n := &l.tape.nodes[at]
	l.bits |= f.Kinds.of(n.kind)
	switch {
	case n.kind == '{' && f.Members != nil:
		l.nothing(n, at)
		l.members(at+1, n.next, f)
	case n.kind == '[' && f.Elements != nil:
		l.nothing(n, at)
		for e := at + 1; e < n.next; e = l.tape.nodes[e].next {
			l.value(e, f.Elements)
		}
	default:
		l.whole(at)
		if f.Texts != nil && !l.tape.isAmong(n, f.Texts) {
			l.bits |= f.Other
		}
	}
}

// members looks at the members from one index to another.
func (l *look) members(at, end int32, f *Form) {
	nodes, forms := l.tape.nodes, f.Members
	for at < end {
		n := &nodes[at]
		if int(n.id) < len(forms) {
			m := forms[n.id]
			if m != nil && m.isFine(n) {
				at++
				continue
			}
		}
		l.member(at, f)
		at = n.next
	}
}

// member looks at a member of an object that has a Form.
func (l *look) member(at int32, f *Form) {
	n := &l.tape.nodes[at]
	m := f.Member(n.id)
	if m == nil && f.Paths != nil {
		m = f.Paths.of(l.tape.name(at))
	}
	if m == nil {
		l.bits |= f.Unknown
		if f.Path != 0 && isPath(l.tape.name(at)) {
			l.bits |= f.Path
		}
		l.whole(at)
		return
	}
	l.bits |= l.tape.toldOf(at, m)
	l.value(at, m)
}

// toldOf returns the bits that the Form of a member tells of it, those of its value left out.
func (t *Tape) toldOf(at int32, m *Form) uint16 {
	n, bits := &t.nodes[at], m.Always
	if m.Misnamed != 0 && !t.isNamed(n, m) {
		bits |= m.Misnamed
	}
	if m.Nothing != 0 && saysNothing(n, at) {
		bits |= m.Nothing
	}
	return bits
}

// whole looks at a value of which nothing matters but what says nothing.
func (l *look) whole(at int32) {
	for end := l.tape.nodes[at].next; at < end; at++ {
		l.nothing(&l.tape.nodes[at], at)
	}
}

// nothing notes it if a value says nothing, those inside of it left out.
func (l *look) nothing(n *node, at int32) {
	switch n.kind {
	case 'n':
		l.bits |= l.nothings.Null
	case '{', '[':
		if n.next == at+1 {
			l.bits |= l.nothings.Empty
		}
	case '"':
		if n.end-n.start == int32(len(`""`)) {
			l.bits |= l.nothings.Blank
		}
	}
}

// isNamed reports whether the name of a member is spelled as a Form has it.
func (t *Tape) isNamed(n *node, f *Form) bool {
	switch {
	case f.Known && n.marks&spelled != 0:
		return true
	case n.marks&escaped != 0:
		return Decode(t.text[n.nameAt:n.nameAt+n.nameSize]) == f.Name
	}
	return t.text[n.nameAt+1:n.nameAt+n.nameSize-1] == f.Name
}

// isAmong reports whether a value is one of some strings.
func (t *Tape) isAmong(n *node, texts []string) bool {
	if n.kind != '"' {
		return false
	}
	raw := t.text[n.start:n.end]
	for _, text := range texts {
		if raw[1:len(raw)-1] == text {
			return true
		}
	}
	return strings.IndexByte(raw, '\\') >= 0 && isOneOf(Decode(raw), texts)
}

func isOneOf(text string, texts []string) bool {
	for _, t := range texts {
		if t == text {
			return true
		}
	}
	return false
}

// saysNothing is SaysNothing of the value at an index.
func saysNothing(n *node, at int32) bool {
	switch n.kind {
	case 'n':
		return true
	case '"':
		return n.end-n.start == 2
	case '{', '[':
		return n.next == at+1
	}
	return false
}
