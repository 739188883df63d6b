package json

// A Tail is the end of a walked object or array, where more can be added.
type Tail struct {
	n    int  // members or elements that were kept or added
	met  bool // there were some
	at   int  // offset after the last of them
	open byte // bracket; 0 if the value walked was of another kind
}

// Emptied reports whether nothing is left of the object or array, in which there
// was something.
func (t Tail) Emptied() bool { return t.met && t.n == 0 }

// A walk is a place between the members of an object or the elements of an
// array, inside a Tail that ends before it.
type walk struct {
	Tail
	start int // offset of the object or array
	next  int // offset of the member or element to come, or -1
}

// Members walks the object at an offset and drops each member for which keep
// returns false, together with the edits made inside. What is not an object has no
// members, and neither has an empty text.
func (e *Editor) Members(start int, keep func(f Field) bool) Tail {
	w := e.enter(start, '{')
	for w.next >= 0 {
		f, before := fieldAt(e.src, w.next), e.mark()
		e.step(&w, f.Start, before, keep(f))
	}
	return e.leave(w)
}

// Elements walks the array at an offset as Members walks an object; keep gets the
// offset of each element.
func (e *Editor) Elements(start int, keep func(at int) bool) Tail {
	w := e.enter(start, '[')
	for w.next >= 0 {
		before := e.mark()
		e.step(&w, w.next, before, keep(w.next))
	}
	return e.leave(w)
}

func (e *Editor) enter(start int, open byte) walk {
	start = skipSpace(e.src, start)
	w := walk{start: start, next: firstItem(e.src, start, open)}
	if start < len(e.src) && e.src[start] == open {
		w.Tail = Tail{met: w.next >= 0, at: start + 1, open: open}
	}
	return w
}

// step goes past the member or element whose value is at an offset. A dropped
// one takes a comma with it: the one before it if something before it was
// kept, otherwise the one after it.
func (e *Editor) step(w *walk, value int, before mark, keep bool) {
	end := e.end(value)
	next := nextItem(e.src, end)
	switch {
	case keep:
		w.n++
	case w.n > 0:
		e.undo(before)
		e.cut(w.at, end)
	default:
		e.undo(before)
		e.cut(w.next, max(end, next))
	}
	w.at, w.next = end, next
}

// leave returns the tail of what was walked, and remembers its end.
func (e *Editor) leave(w walk) Tail {
	if w.open != 0 {
		e.seen, e.seenEnd = w.start, skipSpace(e.src, w.at)+1
	}
	return w.Tail
}

// A mark is a state to which the editor can go back: the edits made inside of
// what is then dropped do not count.
type mark struct{ size, last, n int }

func (e *Editor) mark() mark {
	return mark{len(e.dst), e.last, e.n}
}

func (e *Editor) undo(m mark) {
	e.dst, e.last, e.n = e.dst[:m.size], m.last, m.n
}

// end returns the end of the value at an offset. That of the value looked at
// last is known, so that a walk reads nothing twice that it only passes.
func (e *Editor) end(start int) int {
	if start != e.seen {
		e.seen, e.seenEnd = start, Skip(e.src, start)
	}
	return e.seenEnd
}
