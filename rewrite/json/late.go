package json

// FinishLate is Finish which makes the edited text in a room, and leaves the editor and its tape as they are:
// most texts that are edited last nobody looks at any more. For who does, Retape puts the text on a tape; Drop
// ends the editor without that. It reports false, and does nothing, where there is no edit, or where one puts
// in a value in which there may be names. All other names that come in count as Seen by the tape that is edited.
func (e *Editor) FinishLate(in *Room) (text string, ok bool) {
	for i := range e.edits {
		if text := e.edits[i].text; text != "" && (text[0] == '{' || text[0] == '[') {
			return "", false
		}
	}
	for i := range e.edits {
		if name := e.edits[i].name; name != "" && !e.named(name, i) {
			e.tape.sawName(name)
		}
	}
	return e.print(e.tape.text, in)
}

// lastNamed is how many edits before one are looked at for the same name: in a list the names of one resource
// come again with the next.
const lastNamed = 8

// named reports whether one of the edits just before number n puts in the same name.
func (e *Editor) named(name string, n int) bool {
	for i := n - 1; i >= max(0, n-lastNamed); i-- {
		if e.edits[i].name == name {
			return true
		}
	}
	return false
}

// sawName notes that a name occurs.
func (t *Tape) sawName(name string) {
	if t.names == nil {
		return
	}
	if id := t.names.ID(name); id != 0 {
		t.saw(id)
	} else if isPath(name) {
		t.names.Pieces(name, t.saw)
	}
}

// OnlyRenames reports whether the edits are nothing but other names for members inside of a value.
func (e *Editor) OnlyRenames(inside Value) bool {
	for i := range e.edits {
		if d := &e.edits[i]; d.what != renamed || d.node <= inside.at || d.node >= inside.tape.nodes[inside.at].next {
			return false
		}
	}
	return true
}

// Retape puts the text that FinishLate has made on a tape, another than the one that is edited, and ends the
// editor.
func (e *Editor) Retape(t *Tape, text string) {
	e.retape(t, text)
	e.release()
}

// Drop ends the editor, after FinishLate or to make nothing of its edits.
func (e *Editor) Drop() { e.release() }
