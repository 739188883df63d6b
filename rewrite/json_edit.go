package rewrite

import "sync"

// An editor makes an edited copy of checked JSON in one pass. What is not
// edited is copied byte for byte. Edits come in the order of the text: an edit
// before an earlier one is a bug and panics.
//
// A walk asks about each member or element whether to keep it. Before it
// answers, the function asked may edit the inside, also by further walks:
//
//	e := newEditor(src)
//	top := e.members(0, func(f field) bool {
//		switch f.key {
//		case "schemas":
//			return false // drop it
//		case "userName":
//			e.rename(f, "user_name")
//		case "active":
//			e.set(f.start, "true")
//		case "emails":
//			e.elements(f.start, func(at int) bool { ... })
//		}
//		return true
//	})
//	e.addMember(&top, "source", `"client"`)
//	text, changed := e.finish()
//
// An editor serves one goroutine.
type editor struct {
	src  string
	dst  []byte
	last int // src up to here is in dst, or was cut out
	n    int // edits

	seen, seenEnd int // the value walked or skipped last, and its end
}

// maxKeptBuffer bounds the memory that a pooled editor holds on to.
const maxKeptBuffer = 1 << 20

var editors = sync.Pool{New: func() any { return new(editor) }}

// newEditor returns an editor of checked text, to be ended by finish.
func newEditor(src string) *editor {
	e := editors.Get().(*editor)
	e.src, e.seen = src, -1
	return e
}

// finish returns the edited text, and src itself and false if no edit changed
// anything. The editor must not be used any more.
func (e *editor) finish() (text string, changed bool) {
	text = e.src
	if e.n > 0 {
		e.dst = append(e.dst, e.src[e.last:]...)
		text, changed = string(e.dst), true
	}
	buf := e.dst[:0]
	if cap(buf) > maxKeptBuffer {
		buf = nil
	}
	*e = editor{dst: buf}
	editors.Put(e)
	return text, changed
}

// value returns the text of the value at an offset, as it is in src.
func (e *editor) value(start int) string {
	return e.src[start:e.end(start)]
}

// set puts the JSON text raw in the place of the value at an offset.
func (e *editor) set(start int, raw string) {
	e.replace(start, e.end(start), raw)
}

// rename gives a member another name. It is for the caller to see that no
// other member of the object has it, in any case.
func (e *editor) rename(f field, key string) {
	if f.key == key {
		return
	}
	e.cut(f.keyStart, skipString(e.src, f.keyStart))
	e.dst = appendQuoted(e.dst, key)
}

// addMember adds a member with the JSON text raw to the end of an object that
// was walked, before any edit behind that object. It is for the caller to see
// that no other member has the name.
func (e *editor) addMember(t *tail, key, raw string) {
	e.add(t, '{')
	e.dst = append(appendQuoted(e.dst, key), ':')
	e.dst = append(e.dst, raw...)
}

// addElement adds the JSON text raw to the end of an array that was walked,
// before any edit behind that array.
func (e *editor) addElement(t *tail, raw string) {
	e.add(t, '[')
	e.dst = append(e.dst, raw...)
}

func (e *editor) add(t *tail, open byte) {
	if t.open != open {
		panic("BUG: addition to a value of another kind")
	}
	e.cut(t.at, t.at)
	if t.n > 0 {
		e.dst = append(e.dst, ',')
	}
	t.n++
}

// replace puts text in the place of src[start:end]. Where the two are equal
// that is no edit.
func (e *editor) replace(start, end int, text string) {
	if e.src[start:end] == text {
		return
	}
	e.cut(start, end)
	e.dst = append(e.dst, text...)
}

// cut copies what stands before src[start:end] and leaves that out. All edits
// begin with a cut.
func (e *editor) cut(start, end int) {
	if start < e.last || end < start {
		panic("BUG: edits out of order")
	}
	e.dst = append(e.dst, e.src[e.last:start]...)
	e.last = end
	e.n++
}
