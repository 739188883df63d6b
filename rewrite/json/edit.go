package json

import "sync"

// An Editor makes an edited copy of checked JSON. Its edits are collected, and the copy is
// made once, with what is not edited byte for byte as it was. Edits come in the order of
// the text: an edit before an earlier one is a bug and panics.
//
// A walk asks about each member or element whether to keep it. Before it
// answers, the function asked may edit the inside, also by further walks:
//
//	e := NewEditor(src)
//	top := e.Members(0, func(f Field) bool {
//		switch f.Name {
//		case "schemas":
//			return false // drop it
//		case "userName":
//			e.Rename(f, "user_name")
//		case "active":
//			e.Set(f.At, "true")
//		case "emails":
//			e.Elements(f.At, func(at int) bool { ... })
//		}
//		return true
//	})
//	e.AddMember(&top, "source", `"client"`)
//	text, changed := e.Finish()
//
// Values are named by their places, which are numbers on the tape of the text; the
// outermost value has the place Root. An Editor serves one goroutine.
type Editor struct {
	tape  *Tape
	owned bool // whether the tape is the editor's to release
	root  int  // the node of the value that is edited; past the tape if there is none
	from  int  // the text that is edited: the value, or the whole text with the space around it
	to    int
	last  int // the text up to here was passed, or cut out
	edits []edit
}

// An edit is what stands in the place of a piece of the text.
type edit struct {
	from, to   int32 // the piece
	node       int32 // what the edit is about: a member or element, or an object to be added to
	what       editKind
	comma      bool // whether one stands before what is added
	name, text string
	size       int32 // of what stands in the place, once it is written
}

// An editKind is what becomes of a node.
type editKind byte

const (
	dropped  editKind = iota // it is cut out, with what is inside, and a comma
	set                      // its value is another text
	renamed                  // its name is another
	inserted                 // a member stands before it
	added                    // a member stands at its end
)

// maxKeptEdits bounds the memory that a pooled editor holds on to.
const maxKeptEdits = 1 << 13

var roomsOfEdits = longRooms[edit]{most: maxKeptEdits}

var editors = sync.Pool{New: func() any { return new(Editor) }}

// NewEditor returns an editor of checked text, to be ended by Finish.
func NewEditor(src string) *Editor { return NewEditorOf(src, nil) }

// NewEditorOf is NewEditor with the Names of the tape on which FinishOn puts the text.
func NewEditorOf(src string, names *Names) *Editor {
	t := TakeTape()
	if src != "" {
		t.mustRead(src, names)
	}
	e := t.Edit()
	e.owned = true
	return e
}

// mustRead is Read of a text that was checked before.
func (t *Tape) mustRead(text string, names *Names) {
	if err := t.Read(text, names); err != nil {
		panic("BUG: text that was not checked: " + err.Error())
	}
}

// Edit returns an editor of the text of the tape, to be ended by Finish or FinishOn. The
// tape must stay as it is until then.
func (t *Tape) Edit() *Editor {
	e := editors.Get().(*Editor)
	e.tape, e.to = t, len(t.text)
	return e
}

// Edit returns an editor of the text of the value, as Tape.Edit does.
func (v Value) Edit() *Editor {
	e := v.tape.Edit()
	n := v.tape.nodes[v.at]
	e.root, e.from, e.to, e.last = int(v.at), int(n.start), int(n.end), int(n.start)
	return e
}

// Finish returns the edited text; the text itself and false if no edit changed
// anything. The editor must not be used afterwards.
func (e *Editor) Finish() (text string, changed bool) {
	text, changed = e.print(e.tape.text, nil)
	e.release()
	return text, changed
}

// FinishAlone is Finish which empties the tape that is edited, if an edit changed something,
// before it makes the edited text in a room: the two are not there at one time.
func (e *Editor) FinishAlone(in *Room) (text string, changed bool) {
	src := e.tape.text
	if len(e.edits) > 0 {
		e.tape.Forget()
	}
	text, changed = e.print(src, in)
	e.release()
	return text, changed
}

// FinishOn is Finish which makes the edited text in a room and puts it on a tape, another than the
// one that is edited, if an edit changed something. Nothing is read again for that but what edits put in.
func (e *Editor) FinishOn(t *Tape, in *Room) (text string, changed bool) {
	text, changed = e.print(e.tape.text, in)
	if changed {
		e.retape(t, text)
	}
	e.release()
	return text, changed
}

func (e *Editor) release() {
	if e.owned {
		e.tape.Release()
	}
	clear(e.edits)
	*e = Editor{edits: roomsOfEdits.give(e.edits)}
	editors.Put(e)
}

// print writes the edited text.
func (e *Editor) print(src string, in *Room) (text string, changed bool) {
	if len(e.edits) == 0 {
		return src[e.from:e.to], false
	}
	size := e.to - e.from
	for i := range e.edits {
		d := &e.edits[i]
		size += len(d.text) - int(d.to-d.from)
		if d.name != "" {
			size += len(d.name) + len(`,"":`)
		}
	}
	dst, last := in.take(size), e.from
	for i := range e.edits {
		d := &e.edits[i]
		dst = append(dst, src[last:d.from]...)
		before := len(dst)
		dst = d.append(dst)
		d.size, last = int32(len(dst)-before), int(d.to)
	}
	dst = append(dst, src[last:e.to]...)
	return made(dst), true
}

// append appends what stands in the place of the piece.
func (d *edit) append(dst []byte) []byte {
	switch d.what {
	case set:
		return append(dst, d.text...)
	case renamed:
		return AppendQuoted(dst, d.name)
	case inserted, added:
		if d.comma {
			dst = append(dst, ',')
		}
		dst = append(AppendQuoted(dst, d.name), ':')
		dst = append(dst, d.text...)
		if d.what == inserted {
			dst = append(dst, ',')
		}
	}
	return dst
}

// Root returns the place of the value that is edited.
func (e *Editor) Root() int { return e.root }

// Kind returns the first byte of the value at a place, as Value.Kind does.
func (e *Editor) Kind(at int) byte {
	if at >= len(e.tape.nodes) {
		return 0
	}
	return e.tape.nodes[at].kind
}

// Value returns the text of the value at a place, as it came.
func (e *Editor) Value(at int) string { return e.At(at).Text() }

// At returns the value at a place, as it came.
func (e *Editor) At(at int) Value { return Value{e.tape, int32(at)} }

// Set puts the text of another value in the place of the value at a place. Where
// the two are equal that is not an edit. In the place of an object that is an element
// there may be several objects, with commas between them.
func (e *Editor) Set(at int, value string) {
	n := &e.tape.nodes[at]
	if e.tape.text[n.start:n.end] == value {
		return
	}
	e.cut(int(n.start), int(n.end), edit{node: int32(at), what: set, text: value})
}

// Rename gives a member another name. It is for the caller to see that no other
// member of the object has it, in any case.
func (e *Editor) Rename(f Field, name string) {
	if f.Name == name {
		return
	}
	n := &e.tape.nodes[f.At]
	d := edit{node: int32(f.At), what: renamed, name: name}
	e.cut(int(n.nameAt), int(n.nameAt+n.nameSize), d)
}

// InsertMember adds a member before the one that f is, which may be edited
// afterwards. It is for the caller to see that f stays, and that no other member
// has the name.
func (e *Editor) InsertMember(f Field, name, value string) {
	at := int(e.tape.nodes[f.At].nameAt)
	e.cut(at, at, edit{node: int32(f.At), what: inserted, name: name, text: value})
}

// AddMember adds a member to the end of an object that was walked, before any edit
// after that object. It is for the caller to see that no other member has the name.
func (e *Editor) AddMember(t *Tail, name, value string) {
	if t.open != '{' {
		panic("BUG: a member of what is no object")
	}
	d := edit{node: int32(t.at), what: added, comma: t.n > 0, name: name, text: value}
	e.cut(t.end, t.end, d)
	t.n++
}

// cut notes an edit, which leaves a piece of the text out.
func (e *Editor) cut(start, end int, d edit) {
	if start < e.last || end < start {
		panic("BUG: edits out of order")
	}
	d.from, d.to = int32(start), int32(end)
	if n := len(e.edits); n == cap(e.edits) && n >= maxKeptEdits {
		e.edits = roomsOfEdits.grow(e.edits, n)
	}
	e.edits = append(e.edits, d)
	e.last = end
}
