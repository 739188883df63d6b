package rewrite

import (
	"strings"
	"unsafe"

	"scimshim/rewrite/json"
)

// MapOps gives each operation of a PATCH request to f, which emits what is to
// stand in its place: the operation itself, others, or none. What f does not
// emit is counted as dropped by the running rule.
func (m *Message) MapOps(f func(op Op, emit func(Op)) error) error {
	return m.MapSomeOps(func(*Op) bool { return true }, f)
}

// MapSomeOps is MapOps for who has to do with some operations only. Which tells whether one is of
// these; it is asked of each once, in their order, and must not change it. The others stay.
func (m *Message) MapSomeOps(which func(*Op) bool, f func(op Op, emit func(Op)) error) error {
	ops, err := m.Ops()
	if err != nil || len(ops) == 0 {
		return err
	}
	out := &m.room().out
	return m.joinOps(ops, which, func(op Op, emit func(Op)) (bool, error) {
		before := out.n
		err := f(op, emit)
		return out.n > before, err
	})
}

// CountDropped counts so many values as dropped by the running rule: those of which neither a
// walk nor an operation that is not emitted shows that they are.
func (m *Message) CountDropped(n int) { m.dropped += n }

// JoinOps is MapOps for a rule that makes one operation of several. It emits
// that in the place of one of them, and nothing for the others. What is counted
// as dropped is therefore for f to say: it reports whether op is kept, which is
// whether what it asks for is in something that is emitted, here or elsewhere.
func (m *Message) JoinOps(f func(op Op, emit func(Op)) (kept bool, err error)) error {
	return m.JoinSomeOps(func(*Op) bool { return true }, f)
}

// JoinSomeOps is JoinOps for who has to do with some operations only, as MapSomeOps is MapOps.
func (m *Message) JoinSomeOps(which func(*Op) bool, f func(op Op, emit func(Op)) (kept bool, err error)) error {
	ops, err := m.Ops()
	if err != nil || len(ops) == 0 {
		return err
	}
	return m.joinOps(ops, which, f)
}

// joinOps is JoinOps for some of the operations.
func (m *Message) joinOps(ops []Op, which func(*Op) bool, f opMapper) error {
	out := &m.room().out
	dropped, err := out.emitted(ops, which, f)
	m.scratch.mostOps = max(m.scratch.mostOps, len(out.next))
	if err != nil || out.same && out.n == len(ops) {
		return err
	}
	out.differ()
	m.ops, out.next, out.ops = out.next, ops[:0], nil
	m.newOps = true
	m.namesOps(m.ops)
	m.scratch.tapes.sweep(m.ops)
	m.dropped += dropped
	m.edited()
	return nil
}

// An opsOut is where MapOps puts what is emitted. As long as that is what there was, it
// is only counted.
type opsOut struct {
	ops  []Op     // what there was
	at   int32    // the place of the one that f was given
	same bool     // whether the first n of ops were emitted
	n    int      // how many were
	emit func(Op) // put, bound once
	next []Op     // those that were, once they differ
}

// emitted calls f for some of ops, and returns how many of them are not kept.
func (o *opsOut) emitted(ops []Op, which func(*Op) bool, f opMapper) (dropped int, err error) {
	o.ops, o.same, o.n = ops, true, 0
	for i := range ops {
		if !which(&ops[i]) {
			if distrust {
				mustEmit(ops[i], f)
			}
			o.keep(i)
			continue
		}
		o.at = ops[i].at
		kept, err := f(ops[i], o.emit)
		if err != nil {
			return 0, err
		}
		if !kept {
			dropped++
		}
	}
	return dropped, nil
}

// An opMapper is what JoinOps calls for each operation.
type opMapper = func(op Op, emit func(Op)) (kept bool, err error)

// mustEmit holds who maps some operations to its word that it has nothing to do with another.
func mustEmit(op Op, f opMapper) {
	n := 0
	_, err := f(op, func(emitted Op) {
		if n++; !emitted.same(&op) {
			n = -1
		}
	})
	if n != 1 || err != nil {
		panic("BUG: a rule has to do with an operation that it says does not concern it: " + op.JSON())
	}
}

// put takes an operation that was emitted.
func (o *opsOut) put(op Op) {
	op.at = o.at
	if o.same && (o.n == len(o.ops) || !op.same(&o.ops[o.n])) {
		o.differ()
	}
	if !o.same {
		o.next = append(o.next, op)
	}
	o.n++
}

// keep takes one of the operations that there were, as it is.
func (o *opsOut) keep(i int) {
	if o.same && o.n != i {
		o.differ()
	}
	if !o.same {
		o.next = append(o.next, o.ops[i])
	}
	o.n++
}

// differ notes that not all operations are as they were.
func (o *opsOut) differ() {
	if o.same {
		o.next, o.same = append(o.next[:0], o.ops[:o.n]...), false
	}
}

// flushOps writes changed operations into the body, each in the place of the
// one that it was made of. All else in the body stays as it is.
func (m *Message) flushOps() error { return m.writeOps(m.finish) }

// writeOps is flushOps with what becomes of the edited body.
func (m *Message) writeOps(finish func(*json.Editor) (changed bool)) error {
	ops, err := m.Ops()
	if err != nil || !m.newOps {
		return err
	}
	e, n := m.tape().Edit(), 0
	e.Elements(m.doc().Get("Operations").Place(), func(at int) bool {
		made := 0
		for made < len(ops) && int(ops[made].at) == n {
			made++
		}
		n++
		switch {
		case made == 1 && int(ops[0].raw) == at && !ops[0].bare:
			m.writeOp(e, ops[0])
		case made > 0:
			e.Set(at, m.textOf(ops[:made]))
		}
		ops = ops[made:]
		return made > 0
	})
	if len(ops) > 0 {
		panic("BUG: operations out of order")
	}
	changed := finish(e)
	s := m.room()
	s.ops, s.text = released(s.ops), released(s.text)
	if !changed {
		m.newOps, m.hasOps = false, false // they are what the body has
	}
	return nil
}

// textOf returns what one operation has become. Several are written anew, not
// each as the one that came, which could be as long as the whole body.
func (m *Message) textOf(ops []Op) string {
	if len(ops) == 1 {
		return m.textOfOp(ops[0])
	}
	s := m.room()
	from := len(s.ops)
	for i := range ops {
		if i > 0 {
			s.ops = append(s.ops, ',')
		}
		s.appendOp(&ops[i])
	}
	return s.opsFrom(from)
}

// JSON returns the operation as it stands, without what RFC 7644 does not know.
func (o Op) JSON() string {
	var s scratch
	s.appendOp(&o)
	return string(s.ops)
}

// TextOf returns an operation of the request as it would be sent.
func (m *Message) TextOf(o Op) string { return strings.Clone(m.textOfOp(o)) }

// appendOp appends an operation as JSON to the texts of operations, without what RFC 7644
// does not know.
func (s *scratch) appendOp(o *Op) {
	s.ops = append(s.ops, `{"op":`...)
	s.ops = json.AppendQuoted(s.ops, o.Name)
	if o.HasPath {
		s.ops = append(s.ops, `,"path":`...)
		s.appendPath(o)
	}
	if o.Value != "" {
		s.ops = append(s.ops, `,"value":`...)
		s.ops = append(s.ops, o.Value...)
	}
	s.ops = append(s.ops, '}')
}

// appendPath appends the path of an operation to the texts, as JSON.
func (s *scratch) appendPath(o *Op) {
	s.text = o.Target.Append(s.text[:0])
	if len(s.text) > 0 {
		s.ops = json.AppendQuoted(s.ops, unsafe.String(&s.text[0], len(s.text))) //nolint:gosec // copied at once
	} else {
		s.ops = append(s.ops, `""`...)
	}
}

// quotedPath returns the path of an operation as JSON.
func (s *scratch) quotedPath(o *Op) string {
	from := len(s.ops)
	s.appendPath(o)
	return s.opsFrom(from)
}

// opsFrom returns the text of operations from an offset on, which lasts until flushOps ends.
func (s *scratch) opsFrom(from int) string {
	return unsafe.String(&s.ops[from], len(s.ops)-from) //nolint:gosec // what is written is not written to again
}

// rawOf returns an operation as it came.
func (m *Message) rawOf(o Op) json.Value { return m.tape().At(int(o.raw)) }

// textOfOp returns the operation as JSON: as it came, but for what was changed.
func (m *Message) textOfOp(o Op) string {
	switch {
	case !o.edited:
		return m.rawOf(o).Text()
	case o.bare:
		s := m.room()
		from := len(s.ops)
		s.appendOp(&o)
		return s.opsFrom(from)
	}
	e := m.rawOf(o).Edit()
	m.writeOp(e, o)
	text, _ := e.Finish()
	return text
}

// writeOp edits an operation where it came.
func (m *Message) writeOp(e *json.Editor, o Op) {
	if !o.edited {
		return
	}
	w := opWriter{o: o, e: e, s: m.room()}
	w.path = o.HasPath && !m.rawOf(o).Get("path").Exists()
	t := e.Members(int(o.raw), w.member)
	if w.path {
		e.AddMember(&t, "path", w.s.quotedPath(&w.o))
	}
	if o.Value != "" && !w.value {
		e.AddMember(&t, "value", o.Value)
	}
}

// An opWriter writes one operation into the text that it came as.
type opWriter struct {
	o     Op
	e     *json.Editor
	s     *scratch
	path  bool // whether the path must be added
	value bool // whether the value is written
}

// member writes one member anew, and reports whether it stays.
func (w *opWriter) member(f json.Field) bool {
	name := spelling(f.Name)
	if name == "value" && w.o.Value == "" || name == "path" && !w.o.HasPath {
		return false
	}
	if name == "value" && w.path {
		w.e.InsertMember(f, "path", w.s.quotedPath(&w.o))
		w.path = false
	}
	if !w.o.cased {
		w.e.Rename(f, name)
	}
	switch {
	case name == "op":
		if was := json.Decode(w.e.Value(f.At)); was != w.o.Name {
			from := len(w.s.ops)
			w.s.ops = json.AppendQuoted(w.s.ops, w.o.Name)
			w.e.Set(f.At, w.s.opsFrom(from))
		}
	case name == "path" && w.o.moved:
		w.e.Set(f.At, w.s.quotedPath(&w.o))
	case name == "value":
		w.value = true
		w.e.Set(f.At, w.o.Value)
	}
	return true
}
