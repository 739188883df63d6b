package json

// A Field is a member of an object that is edited.
type Field struct {
	Name string // decoded; a part of the source if it holds no escape
	At   int    // the place of its value
}

// A Tail is the end of a walked object or array, where more can be added.
type Tail struct {
	n    int  // members or elements that were kept or added
	met  bool // there were some
	at   int  // the object or array
	end  int  // offset after the last member or element of it
	open byte // bracket; 0 if the value walked was of another kind
}

// Emptied reports whether nothing is left of the object or array, in which there
// was something.
func (t Tail) Emptied() bool { return t.met && t.n == 0 }

// Members walks the object at a place and drops each member for which keep
// returns false, together with the edits made inside. What is not an object has no
// members, and neither has an empty text.
func (e *Editor) Members(at int, keep func(f Field) bool) Tail {
	return e.MembersAmong(at, Among{}, keep)
}

// MembersAmong is Members that keeps the members which are not among some without asking.
func (e *Editor) MembersAmong(at int, among Among, keep func(f Field) bool) Tail {
	w := e.enter(at, '{')
	for i := w.first; i < w.past; {
		if !among.all() && !among.has(e.tape.nodes[i].id) {
			n := &e.tape.nodes[i]
			w.n, w.end, i = w.n+1, int(n.end), int(n.next)
			continue
		}
		f, before := Field{e.tape.name(int32(i)), i}, e.mark()
		i = e.step(&w, i, before, keep(f))
	}
	return w.Tail
}

// Elements walks the array at a place as Members walks an object; keep gets the
// place of each element.
func (e *Editor) Elements(at int, keep func(at int) bool) Tail {
	w := e.enter(at, '[')
	for i := w.first; i < w.past; {
		before := e.mark()
		i = e.step(&w, i, before, keep(i))
	}
	return w.Tail
}

// A walk is one through the nodes from first to past, inside a Tail that ends before
// the next.
type walk struct {
	Tail
	first, past int
}

func (e *Editor) enter(at int, open byte) walk {
	if e.Kind(at) != open {
		return walk{}
	}
	n := &e.tape.nodes[at]
	w := walk{first: at + 1, past: int(n.next)}
	w.Tail = Tail{met: w.past > w.first, at: at, end: int(n.start) + 1, open: open}
	return w
}

// step goes past the member or element at a place, and returns that of the next. A dropped
// one takes a comma with it: the one before it if something before it was
// kept, otherwise the one after it.
func (e *Editor) step(w *walk, at int, before mark, keep bool) (next int) {
	n := &e.tape.nodes[at]
	end := int(n.end)
	switch {
	case keep:
		w.n++
	case w.n > 0:
		e.undo(before)
		e.cut(w.end, end, edit{node: int32(at), what: dropped})
	default:
		e.undo(before)
		past := end
		if int(n.next) < w.past {
			past = int(e.tape.nodes[n.next].begin())
		}
		e.cut(int(n.begin()), past, edit{node: int32(at), what: dropped})
	}
	w.end = end
	return int(n.next)
}

// begin returns the offset where a member or element begins.
func (n *node) begin() int32 {
	if n.nameSize > 0 {
		return n.nameAt
	}
	return n.start
}

// A mark is a state to which the editor can go back: the edits made inside of
// what is then dropped do not count.
type mark struct{ last, n int }

func (e *Editor) mark() mark { return mark{e.last, len(e.edits)} }

func (e *Editor) undo(m mark) { e.last, e.edits = m.last, e.edits[:m.n] }
