package json

import "strings"

// A retaper puts the edited copy of a text on a tape, by moving what is on the tape of
// the text. It reads what edits put in, and nothing else.
type retaper struct {
	old   []node
	to    *Tape
	edits []edit // those that are left, in the order of the text
	shift int32  // by how much what comes next stands further back than in the old text
}

// retape puts the edited text on t.
func (e *Editor) retape(t *Tape, text string) {
	if t == e.tape {
		panic("BUG: a text edited onto its own tape")
	}
	t.beginUnread(text, e.tape.names)
	copy(t.seen, e.tape.seen)
	t.elements = e.tape.elements
	r := retaper{old: e.tape.nodes, to: t, edits: e.edits, shift: -int32(e.from)}
	root := &r.old[e.root]
	t.reserve(int(root.next) - e.root + len(e.edits))
	if r.untouched(int32(e.root), root.next) == int32(e.root) {
		r.node(int32(e.root))
	}
	t.nodes[0].nameAt, t.nodes[0].nameSize, t.nodes[0].id, t.nodes[0].marks = 0, 0, 0, 0
}

// node moves the node at an index and those inside of it, which edits touch, and returns the
// index after them.
func (r *retaper) node(i int32) int32 {
	old := &r.old[i]
	for r.is(inserted, i) {
		r.member(0)
	}
	if r.is(dropped, i) {
		r.pass()
		return old.next
	}
	n := *old
	n.nameAt += r.shift
	if r.is(renamed, i) {
		d := r.pass()
		n.nameSize = d.size
		r.name(&n)
	}
	n.start += r.shift
	if r.is(set, i) {
		r.read(n, r.pass().text)
		return old.next
	}
	at := len(r.to.nodes)
	r.to.nodes = append(r.to.nodes, n)
	for c := i + 1; c < old.next; {
		if c = r.untouched(c, old.next); c < old.next {
			c = r.node(c)
		}
	}
	for r.is(added, i) {
		r.member(1)
	}
	moved := &r.to.nodes[at]
	moved.end, moved.next = old.end+r.shift, int32(len(r.to.nodes))
	return old.next
}

// untouched moves the nodes from i that stand before the next edit, and before end, and returns the
// index of the first one that the edit touches.
func (r *retaper) untouched(i, end int32) int32 {
	at := i
	if len(r.edits) == 0 || r.edits[0].node < i || r.edits[0].node >= end {
		at = end
	} else {
		for node := r.edits[0].node; r.old[at].next <= node; {
			at = r.old[at].next
		}
	}
	r.move(i, at)
	return at
}

func (r *retaper) is(what editKind, node int32) bool {
	return len(r.edits) > 0 && r.edits[0].what == what && r.edits[0].node == node
}

// pass takes the next edit off the list.
func (r *retaper) pass() *edit {
	d := &r.edits[0]
	r.edits = r.edits[1:]
	r.shift += d.size - (d.to - d.from)
	return d
}

// move moves the nodes from i up to next as they are.
func (r *retaper) move(i, next int32) {
	by := int32(len(r.to.nodes)) - i
	r.to.nodes = append(r.to.nodes, r.old[i:next]...)
	moved := r.to.nodes[len(r.to.nodes)-int(next-i):]
	for j := range moved {
		n := &moved[j]
		n.start += r.shift
		n.end += r.shift
		n.nameAt += r.shift
		n.next += by
	}
}

// member puts a new member on the tape, before whose name there may be a comma.
func (r *retaper) member(comma int32) {
	at := r.edits[0].from + r.shift
	d := r.pass()
	if !d.comma {
		comma = 0
	}
	n := node{nameAt: at + comma}
	n.start = at + d.size - int32(len(d.text))
	if d.what == inserted {
		n.start-- // a comma follows
	}
	n.nameSize = n.start - 1 - n.nameAt
	r.name(&n)
	r.read(n, d.text)
}

// name finds out whose name a new one is.
func (r *retaper) name(n *node) {
	end := n.nameAt + n.nameSize
	Count(int(n.nameSize))
	n.id, n.marks = 0, 0
	if strings.IndexByte(r.to.text[n.nameAt:end], '\\') >= 0 {
		n.marks = escaped
	}
	if r.to.names != nil {
		r.to.know(n)
	}
}

// read puts the value of n on the tape, which is read if it is not a single one.
func (r *retaper) read(n node, text string) {
	end := int(n.start) + len(text)
	if text[0] != '{' && text[0] != '[' {
		n.kind, n.end, n.next = text[0], int32(end), int32(len(r.to.nodes)+1)
		r.to.nodes = append(r.to.nodes, n)
		return
	}
	Count(len(text))
	r.to.beginReading()
	defer r.to.end()
	at := r.to.value(int(n.start), n)
	for at > 0 && at < end && r.to.text[at] == ',' { // several elements in the place of one
		at = r.to.value(at+1, node{})
	}
	if at != end {
		panic("BUG: an edit put in what was not checked")
	}
}
