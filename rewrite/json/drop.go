package json

// DropNamed makes a copy of an array without the members of a name that are in the objects in it, where
// drop says so of the object and the member. It is Elements, Members and FinishOn of an Editor in one, for
// arrays of thousands: text and tape are copied in the same pass. Without such a member there is no
// copy, and the tape stays empty.
func (v Value) DropNamed(name string, drop func(object, member Value) bool, t *Tape, in *Room) Left {
	if v.Kind() != '[' {
		return Left{Text: v.Text()}
	}
	d := dropper{old: v.tape, to: t, in: in, array: v.at, node: v.at, drop: drop, name: name}
	root := &v.tape.nodes[v.at]
	d.passed, d.shift = root.start, -root.start
	if v.tape.names != nil {
		d.id = v.tape.names.ID(name)
	}
	for i := v.at + 1; i < root.next; i = v.tape.nodes[i].next {
		if v.tape.nodes[i].kind == '{' {
			d.object(i)
		}
	}
	if len(t.nodes) == 0 {
		return Left{Text: v.Text()}
	}
	d.move(root.next, root.end)
	t.text = made(d.text)
	moved := &t.nodes[0]
	moved.end, moved.next = int32(len(t.text)), int32(len(t.nodes))
	moved.nameAt, moved.nameSize, moved.id, moved.marks = 0, 0, 0, 0
	d.Text, d.Changed = t.text, true
	return d.Left
}

// Left is what is left of an array.
type Left struct {
	Text    string
	Changed bool // whether something was dropped; only then the others are known
	Null    bool // whether there is a null
	Emptied bool // whether an object has become empty
}

// A dropper is one DropNamed.
type dropper struct {
	old, to *Tape
	in      *Room
	drop    func(object, member Value) bool
	name    string
	id      uint16 // of the name
	array   int32  // the array's node
	node    int32  // those before were moved, or dropped
	text    []byte // the copy
	passed  int32  // the old text up to here was copied, or dropped
	shift   int32  // of what comes next in the text
	Left
}

// object drops members of the object at an index.
func (d *dropper) object(at int32) {
	nodes := d.old.nodes
	o := &nodes[at]
	kept, end, place, gone := false, o.start+1, int32(-1), int32(0)
	for i := at + 1; i < o.next; {
		n := &nodes[i]
		if n.id != d.id || !SameName(d.old.name(i), d.name) || !d.drop(Value{d.old, at}, Value{d.old, i}) {
			kept, end, i = true, n.end, n.next
			continue
		}
		from, to := end, n.end // with the comma before it
		if !kept {
			if from = n.begin(); n.next < o.next {
				to = nodes[n.next].begin() // or after it
			}
		}
		d.cut(i, from, to)
		if place < 0 {
			place = int32(len(d.to.nodes)) - (i - at)
		}
		gone += n.next - i
		end, i = n.end, n.next
	}
	if place >= 0 {
		moved := &d.to.nodes[place]
		moved.end, moved.next = o.end+d.shift, place+o.next-at-gone
		d.Emptied = d.Emptied || moved.next == place+1
	}
}

// cut drops the member at an index, and a piece of the text.
func (d *dropper) cut(i, from, to int32) {
	if len(d.to.nodes) == 0 {
		d.begin()
	}
	d.move(i, from)
	d.node, d.passed = d.old.nodes[i].next, to
	d.shift -= to - from
}

// begin readies the tape for the copy.
func (d *dropper) begin() {
	if d.to == d.old {
		panic("BUG: a text edited onto its own tape")
	}
	root := &d.old.nodes[d.array]
	d.to.beginUnread("", d.old.names)
	copy(d.to.seen, d.old.seen)
	d.to.elements = d.old.elements
	d.to.reserve(int(root.next - d.array))
	d.text = d.in.take(int(root.end - root.start))
}

// move moves the nodes up to an index and the text up to an offset.
func (d *dropper) move(i, offset int32) {
	d.text = append(d.text, d.old.text[d.passed:offset]...)
	from := d.old.nodes[d.node:i]
	at := len(d.to.nodes)
	by := int32(at) - d.node
	d.to.nodes = d.to.nodes[:at+len(from)]
	to := d.to.nodes[at:]
	for j := range from {
		n := from[j]
		n.start += d.shift
		n.end += d.shift
		n.nameAt += d.shift
		n.next += by
		to[j] = n
		d.Null = d.Null || n.kind == 'n'
	}
}
