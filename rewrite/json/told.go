package json

// EachTold calls f, in the order of the text, with each member in the value that is neither an object nor
// an array and of whose kind a Form tells some bits. It reports whether f held for each of them, and they
// are all by which Against tells the bits, those of Nothings left out; at the first for which that does not
// hold it ends.
func (v Value) EachTold(form *Form, bits uint16, f func(Value) bool) bool {
	return v.tape == nil || v.tape.eachTold(v.at, form, bits, f)
}

// eachTold is EachTold of the value at an index.
func (t *Tape) eachTold(at int32, form *Form, bits uint16, f func(Value) bool) bool {
	n := &t.nodes[at]
	switch {
	case form.Kinds.of(n.kind)&bits != 0:
		return false
	case n.kind == '{' && form.Members != nil:
		return t.eachToldMember(at+1, n.next, form, bits, f)
	case n.kind == '[' && form.Elements != nil:
		for e := at + 1; e < n.next; e = t.nodes[e].next {
			if !t.eachTold(e, form.Elements, bits, f) {
				return false
			}
		}
		return true
	}
	return form.Texts == nil || form.Other&bits == 0 || t.isAmong(n, form.Texts)
}

// eachToldMember is EachTold of the members from one index to another.
func (t *Tape) eachToldMember(at, end int32, object *Form, bits uint16, f func(Value) bool) bool {
	for at < end {
		n := &t.nodes[at]
		m := object.Member(n.id)
		if m == nil && object.Paths != nil {
			m = object.Paths.of(t.name(at))
		}
		switch {
		case m == nil:
			if object.Unknown&bits != 0 || object.Path&bits != 0 && isPath(t.name(at)) {
				return false
			}
		case m.isFine(n):
		case t.toldOf(at, m)&bits != 0:
			return false
		case n.kind != '{' && n.kind != '[' && m.Kinds.of(n.kind)&bits != 0:
			if !f(Value{t, at}) {
				return false
			}
		case !t.eachTold(at, m, bits, f):
			return false
		}
		at = n.next
	}
	return true
}
