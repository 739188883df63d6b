package rewrite

import "scimshim/rewrite/json"

// MapOps gives each operation of a PATCH request to f, which emits what is to
// stand in its place: the operation itself, others, or none. What f does not
// emit is counted as dropped by the running rule.
func (m *Message) MapOps(f func(op Op, emit func(Op)) error) error {
	if ops, err := m.Ops(); err != nil || len(ops) == 0 {
		return err
	}
	out := m.room()
	return m.JoinOps(func(op Op, emit func(Op)) (bool, error) {
		before := len(out.ops)
		err := f(op, emit)
		return len(out.ops) > before, err
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
	ops, err := m.Ops()
	if err != nil || len(ops) == 0 {
		return err
	}
	next, dropped, err := m.emitted(ops, f)
	if err != nil {
		return err
	}
	if sameOps(ops, next) {
		return nil
	}
	m.ops, m.scratch.ops = next, ops[:0]
	m.newOps = true
	m.dropped += dropped
	m.edited()
	return nil
}

// emitted returns what f emits for ops, and how many of them are not kept.
func (m *Message) emitted(
	ops []Op, f func(op Op, emit func(Op)) (bool, error),
) (next []Op, dropped int, err error) {
	out := m.room()
	out.ops = out.ops[:0]
	for _, op := range ops {
		before := len(out.ops)
		kept, err := f(op, out.emit)
		if err != nil {
			return nil, 0, err
		}
		for i := before; i < len(out.ops); i++ {
			out.ops[i].at = op.at
		}
		if !kept {
			dropped++
		}
	}
	return out.ops, dropped, nil
}

func sameOps(a, b []Op) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// flushOps writes changed operations into the body, each in the place of the
// one that it was made of. All else in the body stays as it is.
func (m *Message) flushOps() error {
	ops, err := m.Ops()
	if err != nil || !m.newOps {
		return err
	}
	e, n := json.NewEditor(m.Body), 0
	e.Elements(json.Find(m.Body, 0, "Operations"), func(at int) bool {
		made := 0
		for made < len(ops) && ops[made].at == n {
			made++
		}
		n++
		if made > 0 {
			e.Set(at, textOf(ops[:made]))
		}
		ops = ops[made:]
		return made > 0
	})
	if len(ops) > 0 {
		panic("BUG: operations out of order")
	}
	m.Body, _ = e.Finish()
	m.newOps, m.hasOps = false, false // their places are those of the body before
	return nil
}

// textOf returns what one operation has become. Several are written anew, not
// each as the one that came, which could be as long as the whole body.
func textOf(ops []Op) string {
	if len(ops) == 1 {
		return ops[0].text()
	}
	var text []byte
	for i, o := range ops {
		if i > 0 {
			text = append(text, ',')
		}
		text = o.append(text)
	}
	return string(text)
}

// append appends the operation as JSON, without what RFC 7644 does not know.
func (o Op) append(dst []byte) []byte {
	dst = append(dst, `{"op":`...)
	dst = json.AppendQuoted(dst, o.Name)
	if o.HasPath {
		dst = append(dst, `,"path":`...)
		dst = json.AppendQuoted(dst, o.Target.String())
	}
	if o.Value != "" {
		dst = append(dst, `,"value":`...)
		dst = append(dst, o.Value...)
	}
	return append(dst, '}')
}

// text returns the operation as JSON: as it came, but for what was changed.
func (o Op) text() string {
	if !o.edited {
		return o.raw
	}
	if o.bare {
		return string(o.append(nil))
	}
	w := opWriter{o: o, e: json.NewEditor(o.raw)}
	w.path = o.HasPath && json.Find(o.raw, 0, "path") < 0
	t := w.e.Members(0, w.member)
	if w.path {
		w.e.AddMember(&t, "path", json.Quote(o.Target.String()))
	}
	if o.Value != "" && !w.value {
		w.e.AddMember(&t, "value", o.Value)
	}
	text, _ := w.e.Finish()
	return text
}

// An opWriter writes one operation into the text that it came as.
type opWriter struct {
	o     Op
	e     *json.Editor
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
		w.e.InsertMember(f, "path", json.Quote(w.o.Target.String()))
		w.path = false
	}
	if !w.o.cased {
		w.e.Rename(f, name)
	}
	switch {
	case name == "op":
		if was := json.Decode(w.e.Value(f.Start)); was != w.o.Name {
			w.e.Set(f.Start, json.Quote(w.o.Name))
		}
	case name == "path" && w.o.moved:
		w.e.Set(f.Start, json.Quote(w.o.Target.String()))
	case name == "value":
		w.value = true
		w.e.Set(f.Start, w.o.Value)
	}
	return true
}
