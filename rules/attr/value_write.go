package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// A valueWalk is one walk of a value rule: through the body of a request or of an
// answer, or through one operation of a PATCH.
type valueWalk struct {
	r        *valueRule
	m        *rewrite.Message
	removing bool // whether the values are those that a remove names
	cleared  bool // whether a value was taken out that must be removed
	inList   bool // whether it stood in a list
	kept     int  // how many of a list stay
	lost     int  // how many values were taken out that are not to be removed
}

// attr changes the value of the attribute where it is met.
func (w *valueWalk) attr(a rewrite.Attr) (rewrite.Edit, error) {
	r := w.r
	switch {
	case a.Level == rewrite.Root || a.Level == rewrite.Part || a.Level == rewrite.Extension:
		return rewrite.Keep, nil
	case r.element && w.m.Same(a.Path, r.holder()):
		return w.holder(a)
	case !w.m.Same(a.Path, r.path):
		return rewrite.Keep, nil
	case r.where != nil:
		return rewrite.Keep, r.untold()
	case a.Value == "" || a.Value[0] == '[': // its elements come next
		return rewrite.Keep, nil
	case a.Level == rewrite.Element:
		return w.inPlainElement(a.Value)
	}
	text, drop, err := w.text(a.Value)
	switch {
	case !drop:
		return rewrite.Set(text), err
	case w.cleared && w.m.Method == "PUT": // left out, a target may keep what it has
		return rewrite.Set("null"), err
	}
	return rewrite.Move, err
}

// inPlainElement changes an element that is a text.
func (w *valueWalk) inPlainElement(element string) (rewrite.Edit, error) {
	text, drop, err := w.text(element)
	w.count(drop)
	if drop {
		return rewrite.Move, err
	}
	return rewrite.Set(text), err
}

// count notes what becomes of one element of a list.
func (w *valueWalk) count(drop bool) {
	if drop {
		w.inList = true
		return
	}
	w.kept++
}

// holder changes the values in what holds the sub-attribute: an element, or the
// whole list, whose elements come next.
func (w *valueWalk) holder(a rewrite.Attr) (rewrite.Edit, error) {
	switch {
	case json.IsObject(a.Value):
		text, drop, err := w.inElement(a.Value)
		if drop {
			return rewrite.Move, err
		}
		return rewrite.Set(text), err
	case a.Level == rewrite.Element && a.Value[0] == '"' && w.r.isValue() && w.r.where == nil:
		return w.inPlainElement(a.Value) // which is its own value
	}
	return rewrite.Keep, nil
}

// isValue reports whether the sub-attribute is the one without which its element
// says nothing.
func (r *valueRule) isValue() bool { return filter.Fold(r.path.Sub, "value") }

// inElement returns an element with its value changed, and whether to drop it.
func (w *valueWalk) inElement(element string) (text string, drop bool, err error) {
	text = element
	if w.r.where == nil || part.TextSatisfies(w.m, element, w.r.holder(), w.r.where) {
		text, drop, err = w.inSelected(element)
	}
	w.count(drop)
	return text, drop, err
}

// inSelected is inElement for an element that is known to be one of the rule's.
func (w *valueWalk) inSelected(element string) (text string, drop bool, err error) {
	text, err = rewrite.MapMembers(element, w.r.holder(), func(a rewrite.Attr) (rewrite.Edit, error) {
		if !filter.Fold(a.Path.Sub, w.r.path.Sub) {
			return rewrite.Set(a.Value), nil
		}
		value, gone, err := w.text(a.Value)
		if gone {
			drop = true
			return rewrite.Move, err
		}
		return rewrite.Set(value), err
	})
	return text, drop && (w.r.isValue() || json.IsEmpty(text)), err
}

// text changes one value, given as JSON, and says whether to take it out.
func (w *valueWalk) text(value string) (out string, drop bool, err error) {
	text, ok := json.Text(value)
	if !ok || text == "" {
		return value, false, nil
	}
	by := w.r.to
	if !w.m.IsRequest() {
		by = w.r.back
	}
	made, ok, err := by.Apply(text)
	switch {
	case err != nil:
		return value, false, w.r.failed(w.m, err)
	case !ok:
		return w.unmatched(value)
	case made == text:
		return value, false, nil // in the spelling that it had
	}
	return json.Quote(made), false, nil
}

// unmatched does what the rule says of a value that nothing matches.
func (w *valueWalk) unmatched(value string) (out string, drop bool, err error) {
	policy := w.r.noMatch
	switch {
	case !w.m.IsRequest(), policy == "keep":
		return value, false, nil
	case policy == "refuse", w.removing:
		return value, false, rewrite.Refuse(rewrite.ValueInvalid, "invalidValue",
			"this value of %s has a form that rule %s does not know%s", w.r.path, w.r.name, w.r.says)
	case policy == "drop":
		w.lost++
		return value, true, nil
	}
	w.cleared = true
	return value, true, nil
}

// failed is the refusal of a value that cannot be worked out.
func (r *valueRule) failed(m *rewrite.Message, err error) error {
	if m.IsRequest() {
		return rewrite.Refuse(rewrite.ValueInvalid, "invalidValue", "rule %s cannot change this value of %s: %v",
			r.name, r.path, err)
	}
	return rewrite.BadAnswer(rewrite.AnswerUnreadable, "rule %s cannot take back a value of %s in the target's "+
		"answer: %v", r.name, r.path, err)
}

// untold is the refusal of a write of which it cannot be told whether it is one
// of the attribute.
func (r *valueRule) untold() error {
	return rewrite.Refuse(rewrite.RuleRefused, "invalidPath",
		"it cannot be told whether this path selects what rule %s changes, %s; write it with that path",
		r.name, filter.Target{Path: r.holder(), Where: r.where, Sub: r.path.Sub})
}
