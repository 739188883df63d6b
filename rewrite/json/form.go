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

	Texts []string // the strings that the value may be; nil for any
	Other uint16   // of a value that is none of them
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

// Against returns the bits of what in the value is not as a Form has it. The value's own
// name does not matter.
func (v Value) Against(f *Form) uint16 {
	if v.tape == nil {
		return 0
	}
	return v.tape.against(v.at, f)
}

// against is Against of the value at an index.
func (t *Tape) against(at int32, f *Form) uint16 {
	n := &t.nodes[at]
	bits := f.Kinds.of(n.kind)
	switch {
	case n.kind == '{' && f.Members != nil:
		bits |= t.membersAgainst(at+1, n.next, f)
	case n.kind == '[' && f.Elements != nil:
		for e, end := at+1, n.next; e < end; e = t.nodes[e].next {
			bits |= t.against(e, f.Elements)
		}
	case f.Texts != nil && !t.isAmong(n, f.Texts):
		bits |= f.Other
	}
	return bits
}

// membersAgainst is against for the members from one index to another.
func (t *Tape) membersAgainst(at, end int32, f *Form) (bits uint16) {
	for at < end {
		n := &t.nodes[at]
		m := f.Member(n.id)
		if m == nil {
			bits |= f.Unknown
			if f.Path != 0 && strings.ContainsAny(t.name(at), pathBytes) {
				bits |= f.Path
			}
			at = n.next
			continue
		}
		if bits |= m.Always; m.Misnamed != 0 && !t.isNamed(n, m) {
			bits |= m.Misnamed
		}
		if m.Nothing != 0 && saysNothing(n, at) {
			bits |= m.Nothing
		}
		if bits |= m.Kinds.of(n.kind); n.kind == '{' || n.kind == '[' || m.Texts != nil {
			bits |= t.against(at, m)
		}
		at = n.next
	}
	return bits
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
