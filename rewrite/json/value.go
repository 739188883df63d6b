package json

import "iter"

// A Value is a value on a tape. The zero Value is none: its text is empty, and it has
// neither members nor elements.
type Value struct {
	tape *Tape
	at   int32
}

// Hold marks the tape of the value as one that is needed.
func (v Value) Hold() {
	if v.tape != nil {
		v.tape.held = true
	}
}

// Knows reports whether the value is on a tape that knows names by these ids.
func (v Value) Knows(names *Names) bool {
	return v.tape != nil && v.tape.names == names && names != nil
}

// Seen returns the Seen of the value's tape.
func (v Value) Seen() []uint64 {
	if v.tape == nil {
		return nil
	}
	return v.tape.seen
}

// Place returns the place of the value for an Editor of its tape.
func (v Value) Place() int { return int(v.at) }

// At returns the value at a place.
func (t *Tape) At(place int) Value { return Value{t, int32(place)} }

// Exists reports whether there is a value.
func (v Value) Exists() bool { return v.tape != nil }

// Text returns the text of the value, as it came; empty for none.
func (v Value) Text() string {
	if v.tape == nil {
		return ""
	}
	n := &v.tape.nodes[v.at]
	return v.tape.text[n.start:n.end]
}

// Replacing returns the text of the value with another in the place of a part of it.
func (v Value) Replacing(part Value, text string) string {
	whole, n := v.Text(), &v.tape.nodes[part.at]
	from := v.tape.nodes[v.at].start
	return whole[:n.start-from] + text + whole[n.end-from:]
}

// Size returns how long the text of the value is.
func (v Value) Size() int { return len(v.Text()) }

// Kind returns the first byte of the value: one of {["tfn, a minus or a digit; 0 for no
// value.
func (v Value) Kind() byte {
	if v.tape == nil {
		return 0
	}
	return v.tape.nodes[v.at].kind
}

// Empty reports whether the value is an object or an array of nothing.
func (v Value) Empty() bool {
	k := v.Kind()
	return (k == '{' || k == '[') && v.tape.nodes[v.at].next == v.at+1
}

// Several reports whether the value is an object or an array of more than one.
func (v Value) Several() bool {
	if k := v.Kind(); k != '{' && k != '[' || v.Empty() {
		return false
	}
	nodes := v.tape.nodes
	return nodes[v.at+1].next < nodes[v.at].next
}

// SaysNothing is the function SaysNothing of the value.
func (v Value) SaysNothing() bool { return v.tape != nil && saysNothing(&v.tape.nodes[v.at], v.at) }

// Parts returns how many members or elements the value has, those of its parts left out.
func (v Value) Parts() int {
	if v.tape == nil {
		return 0
	}
	n, end := 0, v.tape.nodes[v.at].next
	for at := v.at + 1; at < end; at = v.tape.nodes[at].next {
		n++
	}
	return n
}

// Null reports whether the value is null.
func (v Value) Null() bool { return v.Kind() == 'n' }

// Pick finds the members of an object whose names have some ids, and puts them in the places
// of these; no values for those that there are not. The id 0 is none.
func (v Value) Pick(ids []uint16, into []Value) {
	clear(into)
	if v.Kind() != '{' {
		return
	}
	t, end := v.tape, v.tape.nodes[v.at].next
	for at := v.at + 1; at < end; {
		n := &t.nodes[at]
		for i, id := range ids {
			if id == n.id && id != 0 {
				into[i] = Value{t, at}
			}
		}
		at = n.next
	}
}

// HasAmong reports whether the value has a member of a name that is among some, at whatever depth.
func (v Value) HasAmong(a *Among) bool {
	if v.tape == nil {
		return false
	}
	nodes := v.tape.nodes[v.at+1 : v.tape.nodes[v.at].next]
	for i := range nodes {
		if n := &nodes[i]; n.nameSize > 0 && a.has(n.id) {
			return true
		}
	}
	return false
}

// EachElement is Elements with a function.
func (v Value) EachElement(f func(Value)) {
	if v.Kind() != '[' {
		return
	}
	t, end := v.tape, v.tape.nodes[v.at].next
	for at := v.at + 1; at < end; at = t.nodes[at].next {
		f(Value{t, at})
	}
}

// Name returns the decoded name of a member; empty for what is none.
func (v Value) Name() string {
	if v.tape == nil || v.tape.nodes[v.at].nameSize == 0 {
		return ""
	}
	return v.tape.name(v.at)
}

// ID returns the id that the name of a member has in the tape's Names; 0 for what has none.
func (v Value) ID() uint16 {
	if v.tape == nil {
		return 0
	}
	return v.tape.nodes[v.at].id
}

// Members goes through the members of an object. What is not an object has none.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.Kind() != '{' {
			return
		}
		t, end := v.tape, v.tape.nodes[v.at].next
		for at := v.at + 1; at < end; at = t.nodes[at].next {
			if !yield(t.name(at), Value{t, at}) {
				return
			}
		}
	}
}

// Elements goes through the elements of an array. What is not an array has none.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.Kind() != '[' {
			return
		}
		t, end := v.tape, v.tape.nodes[v.at].next
		for at := v.at + 1; at < end; at = t.nodes[at].next {
			if !yield(Value{t, at}) {
				return
			}
		}
	}
}

// EachOrOne is Elements which takes any other value for a list of one, but null, as the
// function Elements does.
func (v Value) EachOrOne() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.Kind() != '[' {
			if v.Exists() && !v.Null() {
				yield(v)
			}
			return
		}
		t, end := v.tape, v.tape.nodes[v.at].next
		for at := v.at + 1; at < end; at = t.nodes[at].next {
			if !yield(Value{t, at}) {
				return
			}
		}
	}
}

// Get returns the value at the end of a chain of members: of the first name in v, of the
// second in that value, and so on, in whatever case they are written. Empty names are left
// out. Where a member is missing there is none; one that is null is there.
func (v Value) Get(names ...string) Value {
	for _, name := range names {
		if name != "" {
			v = v.member(name)
		}
	}
	return v
}

// Lookup is Get for who wants texts, as the function Lookup has them.
func (v Value) Lookup(names ...string) (string, bool) {
	v = v.Get(names...)
	return v.Text(), v.tape != nil && !v.Null()
}

func (v Value) member(name string) Value {
	if v.Kind() != '{' {
		return Value{}
	}
	t, end := v.tape, v.tape.nodes[v.at].next
	for at := v.at + 1; at < end; at = t.nodes[at].next {
		n := &t.nodes[at]
		if n.marks&escaped != 0 {
			if int(n.nameSize) <= len(`\u0000`)*len(name)+2 && SameName(t.name(at), name) {
				return Value{t, at}
			}
			continue
		}
		if int(n.nameSize) == len(name)+2 && SameName(t.text[n.nameAt+1:n.nameAt+n.nameSize-1], name) {
			return Value{t, at}
		}
	}
	return Value{}
}

// name returns the decoded name of a member.
func (t *Tape) name(at int32) string {
	n := &t.nodes[at]
	if n.marks&escaped != 0 {
		return Decode(t.text[n.nameAt : n.nameAt+n.nameSize])
	}
	return t.text[n.nameAt+1 : n.nameAt+n.nameSize-1]
}
