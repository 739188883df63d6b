package json

import "sync"

// An Editor makes an edited copy of checked JSON in one pass. What is not
// edited is copied byte for byte. Edits come in the order of the text: an edit
// before an earlier one is a bug and panics.
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
//			e.Set(f.Start, "true")
//		case "emails":
//			e.Elements(f.Start, func(at int) bool { ... })
//		}
//		return true
//	})
//	e.AddMember(&top, "source", `"client"`)
//	text, changed := e.Finish()
//
// An Editor serves one goroutine.
type Editor struct {
	src  string
	dst  []byte
	last int // src up to here is in dst, or was cut out
	n    int // edits

	seen, seenEnd int // the value walked or skipped last, and its end
}

// maxKeptBuffer bounds the memory that a pooled editor holds on to.
const maxKeptBuffer = 1 << 20

var editors = sync.Pool{New: func() any { return new(Editor) }}

// NewEditor returns an editor of checked text, to be ended by Finish.
func NewEditor(src string) *Editor {
	e := editors.Get().(*Editor)
	e.src, e.seen = src, -1
	return e
}

// Finish returns the edited text; the text itself and false if no edit changed
// anything. The editor must not be used afterwards.
func (e *Editor) Finish() (text string, changed bool) {
	text = e.src
	if e.n > 0 {
		e.dst = append(e.dst, e.src[e.last:]...)
		text, changed = string(e.dst), true
	}
	buf := e.dst[:0]
	if cap(buf) > maxKeptBuffer {
		buf = nil
	}
	*e = Editor{dst: buf}
	editors.Put(e)
	return text, changed
}

// Text returns the text that is edited, as it came.
func (e *Editor) Text() string { return e.src }

// Kind returns the first byte of the value at an offset, as KindAt does.
func (e *Editor) Kind(start int) byte { return KindAt(e.src, start) }

// Value returns the text of the value at an offset, as it came.
func (e *Editor) Value(start int) string {
	return e.src[start:e.end(start)]
}

// Set puts the text of another value in the place of the value at an offset. Where
// the two are equal that is not an edit.
func (e *Editor) Set(start int, value string) {
	end := e.end(start)
	if e.src[start:end] == value {
		return
	}
	e.cut(start, end)
	e.dst = append(e.dst, value...)
}

// Rename gives a member another name. It is for the caller to see that no other
// member of the object has it, in any case.
func (e *Editor) Rename(f Field, name string) {
	if f.Name == name {
		return
	}
	e.cut(f.NameAt, skipString(e.src, f.NameAt))
	e.dst = AppendQuoted(e.dst, name)
}

// InsertMember adds a member before the one that f is, which may be edited
// afterwards. It is for the caller to see that f stays, and that no other member
// has the name.
func (e *Editor) InsertMember(f Field, name, value string) {
	e.cut(f.NameAt, f.NameAt)
	e.appendMember(name, value)
	e.dst = append(e.dst, ',')
}

// AddMember adds a member to the end of an object that was walked, before any edit
// after that object. It is for the caller to see that no other member has the name.
func (e *Editor) AddMember(t *Tail, name, value string) {
	if t.open != '{' {
		panic("BUG: a member of what is no object")
	}
	e.cut(t.at, t.at)
	if t.n > 0 {
		e.dst = append(e.dst, ',')
	}
	t.n++
	e.appendMember(name, value)
}

func (e *Editor) appendMember(name, value string) {
	e.dst = append(AppendQuoted(e.dst, name), ':')
	e.dst = append(e.dst, value...)
}

// cut copies what stands before src[start:end] and leaves that out. All edits
// begin with a cut.
func (e *Editor) cut(start, end int) {
	if start < e.last || end < start {
		panic("BUG: edits out of order")
	}
	e.dst = append(e.dst, e.src[e.last:start]...)
	e.last = end
	e.n++
}
