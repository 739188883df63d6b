package rewrite

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// judgeDisabled checks that a resource is not shown as active by the answer to a
// write that disabled it. Taken for done, a leaver would stay active; but some
// targets answer with what they had before, so that a read decides. The other way
// round is left alone: a target may enable a user later, by an invitation.
func (m *Message) judgeDisabled() error {
	if !m.disables() {
		return nil
	}
	shown, _ := Lookup(m.Body, filter.Path{Name: "active"})
	if text, ok := json.Text(shown); ok && filter.Fold(text, "true") || shown == "true" {
		return &unsettled{id: m.ID, doubt: BadAnswer(AnswerContradicts, "the target answered that the user whom the "+
			"request disabled is active")}
	}
	return nil
}

// disables reports whether what was sent ends with active being false.
func (m *Message) disables() bool {
	switch m.Method {
	case "PUT":
		value, _ := Lookup(m.sent, filter.Path{Name: "active"})
		return value == "false"
	case "PATCH":
	default:
		return false
	}
	last := ""
	for start, end := range json.ElementsAt(m.sent, max(0, json.Find(m.sent, 0, "Operations"))) {
		if value := m.activeIn(m.sent[start:end]); value != "" {
			last = value
		}
	}
	return last == "false"
}

// activeIn returns what an operation makes of active, or "".
func (m *Message) activeIn(op string) string {
	value, _ := Lookup(op, filter.Path{Name: "value"})
	at, _ := Lookup(op, filter.Path{Name: "path"})
	name, _ := json.Text(at)
	if p, err := filter.ParsePath(name); err == nil {
		if !m.Unqualified(p).Is(filter.Path{Name: "active"}) {
			return ""
		}
		return value
	}
	inner, _ := Lookup(value, filter.Path{Name: "active"})
	return inner
}
