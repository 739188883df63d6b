package rewrite

import "scimshim/rewrite/json"

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
