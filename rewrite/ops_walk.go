package rewrite

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// MapOp is MapAttributes for one PATCH operation, for use within MapOps. What is
// taken out of its value is counted as dropped, as is the operation if it is.
func (m *Message) MapOp(op Op, emit func(Op), f Mapper) error {
	return m.mapOp(op, emit, f, m.walk(nil))
}

// mapOp is MapOp with a walker that has no editor yet.
func (m *Message) mapOp(op Op, emit func(Op), f Mapper, w walker) error {
	if op.HasPath {
		return m.mapOpAt(op, emit, f, w)
	}
	if op.Value == "" || op.Value[0] != '{' {
		emit(op)
		return nil
	}
	w.e = m.editOp(op)
	w.resourceAt(f, w.e.Root(), Part)
	return m.emitWalked(op, &w, emit)
}

// editOp returns an editor of the value of an operation.
func (m *Message) editOp(op Op) *json.Editor {
	if op.value.Exists() {
		return op.value.Edit()
	}
	return json.NewEditorOf(op.Value, m.known())
}

// emitWalked emits op with what a walk has made of its value.
func (m *Message) emitWalked(op Op, w *walker, emit func(Op)) error {
	next, err := m.walked(op, w)
	if err == nil {
		m.emitLeft(op, next, w.dropped, emit)
	}
	return err
}

// walked returns op with what a walk has made of its value.
func (m *Message) walked(op Op, w *walker) (Op, error) {
	if w.err != nil {
		w.e.Finish()
		return op, w.err
	}
	tape := json.TakeTape()
	text, changed := w.e.FinishOn(tape, m.textRoom())
	if !changed {
		tape.Release()
		return op, nil
	}
	return m.onTape(op, text, tape), nil
}

// onTape returns op with a value that is on a tape, which the message keeps.
func (m *Message) onTape(op Op, text string, tape *json.Tape) Op {
	op = op.Valued(text)
	op.value = tape.Root()
	m.room().tapes.ops = append(m.scratch.tapes.ops, tape)
	return op
}

// MapInside is MapAttributes for the elements and sub-attributes in the value of an
// operation that has a path. It returns the operation with what has become of the value.
func (m *Message) MapInside(op Op, f Mapper) (Op, error) {
	w := m.walk(m.editOp(op))
	w.inside(f, m.attrAt(&op), w.e.Root(), Keep)
	return m.walked(op, &w)
}

// DropInside takes the members of a name out of the objects in the list that an operation
// writes, where drop says so of the object and the member, and returns the operation with
// what is left. It counts nothing.
func (m *Message) DropInside(op Op, name string, drop func(object, member json.Value) bool) Op {
	tape := json.TakeTape()
	left := m.ValueOf(op).DropNamed(name, drop, tape, m.textRoom())
	if !left.Changed {
		tape.Release()
		return op
	}
	next := m.onTape(op, left.Text, tape)
	if op.known.looked && op.value.Knows(m.known()) {
		next.known.looked, next.known.odd = true, op.known.odd.without(left)
	}
	return next
}

// emitLeft emits next, which is op with what is left of its value, and counts what was taken out. Of an
// operation of which nothing is left one is counted as the operation.
func (m *Message) emitLeft(op, next Op, dropped int, emit func(Op)) {
	if next.Value != op.Value && json.IsEmpty(next.Value) {
		// An object or array that lost its last member is not emitted: replacing an
		// attribute by nothing would clear it.
		dropped = max(dropped-1, 0)
	} else {
		emit(next)
	}
	m.dropped += dropped
}

// mapOpAt walks through the value of an operation that has a path.
func (m *Message) mapOpAt(op Op, emit func(Op), f Mapper, w walker) error {
	a := m.attrAt(&op)
	edit, err := f(a)
	if err != nil {
		return err
	}
	if edit.drop {
		return nil
	}
	switch {
	case edit.set:
		next := op
		if edit.text != op.Value {
			next = op.Valued(edit.text)
		}
		m.emitLeft(op, next, 0, emit)
	case op.Value == "" || op.Value[0] != '{' && op.Value[0] != '[' || edit.past || w.shallow && edit == Keep:
		emit(op)
	default:
		w.e = m.editOp(op)
		w.inside(f, a, w.e.Root(), edit)
		return m.emitWalked(op, &w, emit)
	}
	return nil
}

// attrAt returns what the path of an operation names.
func (m *Message) attrAt(op *Op) Attr {
	if d := m.declaredAt(op); d != nil {
		a := Attr{Level: Whole, Path: d.target.Path, Value: op.Value, on: op.value}
		switch {
		case a.Path.Sub != "":
			a.Level = Sub
		case op.Target.Where != nil:
			a.Level, a.Selected = Element, true
		}
		return a
	}
	a := Attr{Level: Whole, Path: m.Unqualified(op.At()), Value: op.Value, on: op.value}
	if op.Target.Where != nil {
		if op.Target.Sub == "" {
			a.Level, a.Selected = Element, true
			return a
		}
	} else if urn, ok := m.Types().Extension(m.Resource, a.Path); ok {
		a.Level, a.Path = Extension, filter.Path{Schema: urn}
		return a
	}
	if a.Path.Sub != "" {
		a.Level = Sub
	}
	return a
}
