package rewrite

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// textRoom returns where edited texts are made.
func (m *Message) textRoom() *json.Room {
	t := &m.room().tapes
	t.room.Long = m.Room
	return &t.room
}

// edit ends an editor of the body's tape, and makes what it made the body.
func (m *Message) edit(e *json.Editor) {
	if m.finish(e) {
		m.edited()
	}
}

// sparing is the size from which a body is never there together with both its tape and an
// edited copy of it: who looks at that next reads it again. That takes a tenth of the time
// that a walk takes, and of an answer of 8 MiB it spares twice its size.
const sparing = 1 << 20

// seldom is the size from which an edited answer is put on a tape only when somebody looks at it. That is a
// tenth of what the edits of a list take, and mostly nobody does.
const seldom = 1 << 13

// finish is edit without a note that the message is another one now.
func (m *Message) finish(e *json.Editor) (changed bool) {
	if len(m.Body) > sparing {
		return m.finishAlone(e)
	}
	t := &m.scratch.tapes
	in := m.textRoom()
	if !m.IsRequest() && len(m.Body) > seldom && t.finishLate(e) {
		m.Body = t.lateText
		return true
	}
	if t.next == nil {
		t.next = json.TakeTape()
	}
	text, changed := e.FinishOn(t.next, in)
	if !changed {
		return false
	}
	t.body.Forget()
	m.Body, t.body, t.next = text, t.next, t.body
	m.hasOps, m.newOps = false, false // they were on the tape that is gone
	return true
}

// finishLate ends an editor of the body, whose copy is put on a tape when somebody looks at it.
func (t *tapes) finishLate(e *json.Editor) bool {
	text, ok := e.FinishLate(&t.room)
	if ok {
		t.late, t.lateText = e, text
	}
	return ok
}

// settle puts the copy on a tape, if it is the body.
func (t *tapes) settle(body string) {
	if t.lateText != body {
		t.dropLate()
		return
	}
	if t.next == nil {
		t.next = json.TakeTape()
	}
	t.late.Retape(t.next, body)
	t.body.Forget()
	t.body, t.next = t.next, t.body
	t.late, t.lateText = nil, ""
}

// dropLate forgets the copy.
func (t *tapes) dropLate() {
	if t.late != nil {
		t.late.Drop()
		t.late, t.lateText = nil, ""
	}
}

// finishAlone is finish which puts the body on no tape: who looks at it next reads it. That is for one
// that mostly nobody looks at again, as a PATCH that is sent.
func (m *Message) finishAlone(e *json.Editor) (changed bool) {
	text, changed := e.FinishAlone(m.textRoom())
	if changed {
		m.Body = text
		m.hasOps, m.newOps = false, false
	}
	return changed
}

// either edits the body by a short way, which reports false and does nothing where there is none, or else by
// a walk. Both come to the same.
func (m *Message) either(short func(*Message) bool, walk func(*Message) error) error {
	if distrust {
		return m.both(short, walk)
	}
	if short(m) {
		return nil
	}
	return walk(m)
}

// both is either which holds the short way to what the walk comes to.
func (m *Message) both(short func(*Message) bool, walk func(*Message) error) error {
	walked := m.clone()
	if !short(m) {
		return walk(m)
	}
	err := walk(walked)
	if err != nil || walked.Body != m.Body || walked.edits != m.edits || walked.dropped != m.dropped {
		panic("BUG: a short way comes to something else than the walk")
	}
	return nil
}

// DropElements takes the elements of an attribute of the core schema for which out holds out of the
// resource that a request carries as a whole, and counts them as dropped. Where that takes more, walk is called
// for it.
func (m *Message) DropElements(p filter.Path, out func(json.Value) bool, walk func(*Message) error) error {
	return m.either(func(m *Message) bool { return m.dropElements(p, out) }, walk)
}

func (m *Message) dropElements(p filter.Path, out func(json.Value) bool) bool {
	if p.Schema != "" || p.Sub != "" || !m.isPlain() {
		return false
	}
	dropped, list := 0, m.doc().Get(p.Name)
	e := m.tape().Edit()
	t := e.Elements(list.Place(), func(at int) bool {
		element := e.At(at)
		if !out(element) {
			return true
		}
		if !element.SaysNothing() {
			dropped++
		}
		return false
	})
	if t.Emptied() { // what is empty now was not sent so, and could be read as "clear this"
		e.Drop()
		e = m.tape().Edit()
		e.Members(m.doc().Place(), func(f json.Field) bool { return f.At != list.Place() })
	}
	m.dropped += dropped
	looked := m.lookedForOdd()
	if m.edit(e); looked {
		m.keepOdd(m.odd)
	}
	return true
}

// A Moving is an attribute that becomes another one in the resource that a request carries as a whole.
type Moving struct {
	From      filter.Path // where it is taken from
	Into      string      // the URN of the extension that gets a member; empty for the resource itself
	Key, Text string      // the member
	Schemas   string      // what the list schemas becomes, if there is one; empty for what it was
}

// Move moves an attribute. Where that takes more, as where an extension would be left empty, or the resource
// has names that nobody declared and that may be paths, walk is called for it.
func (m *Message) Move(a *Moving, walk func(*Message) error) error {
	return m.either(func(m *Message) bool { return m.move(a) }, walk)
}

func (m *Message) move(a *Moving) bool {
	if !m.isPlain() {
		return false
	}
	from, into := m.doc().Get(a.From.Schema), m.doc().Get(a.Into)
	member := from.Get(a.From.Name)
	if !member.Exists() || into.Kind() != '{' || into.Get(a.Key).Exists() || a.From.Schema != "" && !from.Several() {
		return false
	}
	e := m.tape().Edit()
	if !m.moveTo(e, a, from, member, into) {
		e.Drop()
		return false
	}
	m.edit(e)
	return true
}

// moveTo moves a member of one object into another. It reports false if the resource has another name that
// may be a path.
func (m *Message) moveTo(e *json.Editor, a *Moving, from, member, into json.Value) bool {
	declared := true
	t := e.Members(e.Root(), func(f json.Field) bool {
		switch f.At {
		case member.Place():
			return false
		case from.Place():
			e.Members(f.At, func(f json.Field) bool { return f.At != member.Place() })
		case into.Place():
			t := e.Members(f.At, func(json.Field) bool { return true })
			e.AddMember(&t, a.Key, a.Text)
		default:
			if a.Schemas != "" && filter.Fold(f.Name, "schemas") {
				e.Set(f.At, a.Schemas)
			}
		}
		declared = declared && (PathByte(f.Name) < 0 || m.IsExtension(e.At(f.At)))
		return true
	})
	if declared && a.Into == "" {
		e.AddMember(&t, a.Key, a.Text)
	}
	return declared
}

// isPlain reports whether the message is a request that carries a resource as a whole, in which no
// attribute of the core schema stands below the URN of that.
func (m *Message) isPlain() bool {
	return m.IsRequest() && m.Method != "PATCH" && m.Body != "" && m.known() != nil && m.coreIn(m.doc()) == ""
}
