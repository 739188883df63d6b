package form

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// Shapes gives each value the JSON shape that its schema declares.
//
// A text or number in the place of a complex attribute becomes its value (the
// manager of Entra and the members and roles of others: Q40, Q64, Q92, Q105, Q106).
// A list of one in the place of a single value, and an object with nothing but a
// value in the place of a plain text or a boolean, become what they hold (Q65, Q72).
// A text in the place of an element that a path selects is written to its value. A
// single value of an attribute that has several becomes a list of one, as the emails of
// OneLogin need it. A number becomes text where a string is declared (Q110). A
// "$ref" that is null or empty is taken out of complex values (Q67, Q86).
//
// That is done to bodies, to PATCH operations but remove, and to answers before
// they are judged. A list of more than one in the place of a single value is
// refused in a request, for nobody knows which of them is meant, and left alone in
// an answer. So are empty texts, objects and lists, and all attributes that no schema
// declares.
func Shapes() rewrite.Rule { return shape{} }

type shape struct{ kind.RequestOnly }

// Occasions says what is looked at, as rewrite.Occasional has it.
func (shape) Occasions() rewrite.Occasions {
	return rewrite.Occasions{Request: rewrite.OnBody, Repair: rewrite.OnOdd(oddShape)}
}

func (r shape) Request(m *rewrite.Message) error {
	if m.Method != "PATCH" {
		return r.attributes(m)
	}
	if !m.Odd(oddShape) {
		return nil
	}
	return m.MapOddOps(oddShape, func(op rewrite.Op, emit func(rewrite.Op)) error {
		op = inElement(m, op)
		if t, at, ok := listAt(m, op); ok {
			op, err := listed(m, op, t, at)
			if err == nil {
				emit(op)
			}
			return err
		}
		text, err := r.op(m, op)
		if err != nil {
			return err
		}
		if text != op.Value {
			op = op.Valued(text)
		}
		emit(op)
		return nil
	})
}

// oddShape is what is odd of a value that has another shape.
const oddShape = rewrite.OddShape | rewrite.OddReference

// listed shapes the list that an operation writes to an attribute. Mostly empty references
// are all that is odd in it.
func listed(m *rewrite.Message, op rewrite.Op, t filter.Attribute, at filter.Path) (rewrite.Op, error) {
	shaped := !m.OddOp(&op, rewrite.OddShape)
	op = m.DropInside(op, "$ref", func(object, ref json.Value) bool {
		return ref.SaysNothing() && object.Several()
	})
	if shaped {
		return op, nil
	}
	s := shaper{at: at, strict: true}
	op, err := m.MapInside(op, func(a rewrite.Attr) (rewrite.Edit, error) { return s.inList(t, a), nil })
	if err == nil {
		err = s.err
	}
	return op, err
}

// listAt returns what an operation writes a list of objects to, if it does: a group may
// have thousands of members.
func listAt(m *rewrite.Message, op rewrite.Op) (t filter.Attribute, at filter.Path, ok bool) {
	if op.Is("remove") || !op.HasPath || op.Target.Where != nil || op.Value == "" || op.Value[0] != '[' {
		return t, at, false
	}
	at = m.Unqualified(op.At())
	t, known := m.Types().Find(m.Resource, at)
	return t, at, known && at.Sub == "" && t.Multi && t.Type == filter.TypeComplex
}

// inElement returns an operation that writes the value of the elements its path selects,
// where it came with a text in the place of an element. As an element it would be right,
// too, but there are targets at which a replace of one takes away the others.
func inElement(m *rewrite.Message, op rewrite.Op) rewrite.Op {
	t := op.Target
	if op.Is("remove") || t.Where == nil || t.Sub != "" || op.Value == "" {
		return op
	}
	s := shaper{}
	if text := s.unlisted(op.Value); text[0] == '"' && text != `""` {
		def, _ := m.Types().Find(m.Resource, m.Unqualified(t.Path))
		if sub, ok := part.Sub(def, "value"); ok {
			t.Sub = sub.Name
			return op.Made(t, text)
		}
	}
	return op
}

// Repair shapes what the target answered.
func (r shape) Repair(m *rewrite.Message) error { return r.attributes(m) }

func (shape) attributes(m *rewrite.Message) error {
	if !m.Odd(oddShape) {
		return nil
	}
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) { return shapeOf(m, a) })
}

// op returns the value of an operation in its shape. That of a remove names what is
// to be removed, and is not a value of the attribute.
func (shape) op(m *rewrite.Message, op rewrite.Op) (string, error) {
	if op.Is("remove") || op.Value == "" {
		return op.Value, nil
	}
	if !op.HasPath {
		return m.MapPart(op.Value, func(a rewrite.Attr) (rewrite.Edit, error) { return shapeOf(m, a) })
	}
	at := m.Unqualified(op.At())
	t, known := m.Types().Find(m.Resource, at)
	if !known {
		return op.Value, nil
	}
	if op.Target.Where != nil && op.Target.Sub == "" {
		t.Multi = false // the path selects elements, and this is one
	}
	s := shaper{at: at, strict: true}
	text := s.value(t, op.Value)
	return text, s.err
}

// shapeOf shapes an attribute with all that is in it.
func shapeOf(m *rewrite.Message, a rewrite.Attr) (rewrite.Edit, error) {
	if a.Level != rewrite.Whole && a.Level != rewrite.Sub {
		return rewrite.Keep, nil
	}
	t, known := m.Types().Find(m.Resource, a.Path)
	if !known {
		return rewrite.Keep, nil
	}
	s := shaper{at: a.Path, strict: m.IsRequest()}
	text := s.value(t, a.Value)
	return rewrite.Set(text), s.err
}

// A shaper shapes the value of one attribute.
type shaper struct {
	at     filter.Path // the attribute
	strict bool        // whether several values in the place of one are refused
	err    error       // the refusal
}

// refuse refuses a list of several in the place of a single value.
func (s *shaper) refuse() {
	if s.strict {
		s.err = rewrite.Refuse(rewrite.ValueInvalid, "invalidValue",
			"%s has a list of several where one value is due; send the one that is meant", s.at)
	}
}
