package attr

import (
	"iter"
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// derive makes the attribute anew where a PATCH writes what it is made of.
func (r *set) derive(m *rewrite.Message) error {
	if !r.overwrite || r.multi(m) && r.path.Sub != "" {
		return nil
	}
	slots, some, all := make([]string, len(r.to.Reads)), false, true
	for i, t := range r.to.Reads {
		text, writes := lastWritten(m, t)
		slots[i], some, all = text, some || writes, all && writes
	}
	switch {
	case !some:
		return nil
	case !all:
		m.Warn()
		return nil
	}
	out, err := r.to.OfTexts(slots)
	text, _ := out.(string)
	if text == "" || err != nil {
		return unworkable(r.name, err)
	}
	if now, _ := lastWritten(m, filter.Target{Path: r.path}); now == text {
		return nil
	}
	return r.append(m, json.Quote(text))
}

// append adds an operation that writes the attribute behind all others.
func (r *set) append(m *rewrite.Message, value string) error {
	ops, err := m.Ops()
	if err != nil {
		return err
	}
	left := len(ops)
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		emit(op)
		if left--; left == 0 {
			emit(op.Bare().Named("replace").Made(filter.Target{Path: r.path}, value))
		}
		return nil
	})
}

// lastWritten returns the text that the operations of a PATCH make of t in the end, and
// whether one writes it.
func lastWritten(m *rewrite.Message, t filter.Target) (text string, writes bool) {
	ops, err := m.Ops()
	for _, op := range ops {
		if op.Is("remove") {
			if op.HasPath && op.Target.Where == nil && m.Covers(op.At(), t.Path) {
				text, writes = "", true
			}
			continue
		}
		for text = range textsWritten(m, op, t) {
			writes = true
		}
	}
	return text, writes && err == nil
}

// textsWritten returns the texts that an add or a replace gives t, in their order.
func textsWritten(m *rewrite.Message, op rewrite.Op, t filter.Target) iter.Seq[string] {
	holder := filter.Path{Schema: t.Path.Schema, Name: t.Path.Name}
	switch {
	case !op.HasPath:
		return part.Texts(m, m.ValueOf(op), t)
	case part.SameTarget(m, op.Target, t):
		return slices.Values([]string{textOr(op.Value)})
	case op.Target.Where != nil || !m.Same(op.At(), holder):
	case t.Where != nil:
		return part.ElementTexts(m, m.ValueOf(op), t)
	case t.Path.Sub != "":
		return part.Texts(m, m.ValueOf(op), filter.Target{Path: filter.Path{Name: t.Path.Sub}})
	}
	return func(func(string) bool) {}
}

// textOr returns what a JSON text says, or nothing if it is no text.
func textOr(value string) string {
	text, _ := json.Text(value)
	return text
}
