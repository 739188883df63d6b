package answer

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// idempotent makes a success, 204, of an error by which the target says that what was asked is
// so already. Entra adds members again that the group has (Q88), and removes members that it no
// longer has (Q95); the failure is repeated in each cycle, and ends in quarantine.
//
// On a member_add or member_remove the request must be a PATCH of one operation about one member,
// since a PATCH that fails is carried out in no part (RFC 7644, section 3.5.2), and others in it
// would be lost. delete is for one resource that is gone, 404 or 410. enable is for a PATCH that
// sets active to true and does nothing else, where a target that knows no disabled users has no
// such operation. unchanged is for any PATCH of which the target says that it changes nothing,
// but for one that disables a user: on such a word nobody stays active. It is never made of
// invalidFilter, nor of an answer of the proxy's own.
type idempotent struct {
	on   string
	form errorForm
}

func (r *idempotent) Request(m *rewrite.Message) error {
	one := m.Method == "DELETE" && m.ID != ""
	switch r.on {
	case "delete":
	case "unchanged":
		one = m.Method == "PATCH" && m.ID != "" && !m.Deactivates()
	default:
		ops, err := m.Ops()
		if err != nil {
			return err
		}
		one = len(ops) == 1 && r.isOne(m, ops[0])
	}
	if one {
		m.Remember(true)
	}
	return nil
}

func (r *idempotent) Response(m *rewrite.Message) error {
	if m.Remembered() == nil {
		return nil
	}
	if _, ok := r.form.matches(m); ok {
		m.Become(204, "")
	}
	return nil
}

// isOne reports whether an operation adds or removes one member, or enables the
// user, and does nothing else.
func (r *idempotent) isOne(m *rewrite.Message, op rewrite.Op) bool {
	value := op.Value
	switch {
	case r.on == "enable":
		return isEnabling(m, op)
	case r.on == "member_add" && !op.Is("add"), r.on == "member_remove" && !op.Is("remove"):
		return false
	case !op.HasPath:
		return r.on == "member_add" && isOneValue(soleMember(value, membersPath.Name))
	case !op.At().Is(membersPath):
		return false
	case op.Target.Where == nil:
		return isOneValue(value)
	}
	return r.on == "member_remove" && op.Target.Sub == "" && isOneMember(op.Target.Where)
}

// isEnabling reports whether an operation sets active to true and does nothing else.
func isEnabling(m *rewrite.Message, op rewrite.Op) bool {
	switch {
	case op.Is("remove"):
		return false
	case !op.HasPath:
		return soleMember(op.Value, part.Active.Name) == "true"
	}
	return op.Target.Where == nil && m.Same(op.At(), part.Active) && op.Value == "true"
}

var membersPath = filter.Path{Name: "members"}

// soleMember returns the value of a member of an object that holds nothing else, or
// "".
func soleMember(object, name string) string {
	n, value := 0, ""
	for m := range json.Members(object) {
		n++
		if filter.Fold(m.Name, name) {
			value = m.Value
		}
	}
	if n != 1 {
		return ""
	}
	return value
}

// isOneValue reports whether a JSON text is one member, or a list of one.
func isOneValue(text string) bool {
	n := 0
	for element := range json.Elements(text) {
		if id, ok := part.MemberValue(element); !ok || id == "" {
			return false
		}
		n++
	}
	return n == 1
}

// isOneMember reports whether a filter in brackets selects a member by its value.
func isOneMember(where filter.Expr) bool {
	c, ok := where.(*filter.Compare)
	return ok && c.Op == filter.Eq && c.Path.Is(filter.Path{Name: "value"})
}
