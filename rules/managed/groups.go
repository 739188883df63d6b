package managed

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// A noMatch says what becomes of a new group that the target does not have.
type noMatch string

const (
	create noMatch = "create"
	update noMatch = "update"
	link   noMatch = "link"
	ignore noMatch = "ignore"
)

// groups keeps the groups that a policy refuses from the target.
type groups struct {
	kind.Inert
	policy
	noMatch noMatch
}

// Conducts reports whether a request is about a group that may not go to the target as it is.
func (r *groups) Conducts(m *rewrite.Message) bool {
	switch {
	case m.ID == "" && m.Method == "GET":
		_, sought := r.sought(m)
		return sought
	case isVirtual(m.ID):
		return true
	case m.Method == "POST":
		return m.Body != "" && (r.selects() || r.noMatch != create || namesVirtual(m))
	case m.Method == "GET":
		return false
	}
	return r.needsName(m) || namesVirtual(m)
}

// Conduct answers a request for a virtual group, and sees to it that others write what they may.
func (r *groups) Conduct(m *rewrite.Message, next rewrite.Next) error {
	switch {
	case m.ID == "" && m.Method == "GET":
		return r.query(m, next)
	case isVirtual(m.ID):
		return r.ofVirtual(m, next)
	case m.Method == "POST":
		return r.create(m, next)
	case !r.needsName(m):
		return r.send(m, next)
	}
	return r.change(m, next)
}

// namesVirtual reports whether a request may write a virtual group as a member of another.
func namesVirtual(m *rewrite.Message) bool { return strings.Contains(m.Body, prefix) }

// stands reports whether a virtual group is still one. Of a group that was virtual because the
// target had none of its name, the target is asked.
func (r *groups) stands(m *rewrite.Message, v virtual, next rewrite.Next) (bool, error) {
	switch {
	case r.refuses(v.name) != "":
		return true, nil
	case v.why == refused:
		return false, nil
	case r.noMatch == update:
		found, err := find(m, v.name, next)
		return err == nil && found.none(), err
	}
	return r.noMatch == ignore, nil
}

// ofVirtual answers a request that is about a virtual group by its id.
func (r *groups) ofVirtual(m *rewrite.Message, next rewrite.Next) error {
	v, ok := virtualOf(m.Route, m.ID)
	if !ok {
		return gone(damaged)
	}
	standing, err := r.stands(m, v, next)
	switch {
	case err != nil:
		return err
	case !standing:
		return gone(turned)
	}
	m.Decide(func() string { return "answers for a group that the target does not have" })
	switch m.Method {
	case "GET":
		return answer(m, 200, groupOf(m, m.ID, v.name))
	case "DELETE":
		return swallow(m, "")
	}
	name, err := r.renames(m, v.name)
	if err != nil {
		return err
	}
	return swallow(m, groupOf(m, m.ID, name))
}

// renames returns the name of a virtual group after a PATCH or a PUT of it. One that gets the name
// of a group that goes to the target is not virtual any more.
func (r *groups) renames(m *rewrite.Message, name string) (string, error) {
	now, err := nameAfter(m, name)
	if err == nil && r.refuses(now) == "" && !sameName(now, name) {
		return "", gone(renamed)
	}
	return now, err
}

// swallow answers a write as a target would that carries it out, and counts what is lost.
func swallow(m *rewrite.Message, resource string) error {
	lost := 1
	if ops, err := m.Ops(); err != nil {
		return err
	} else if len(ops) > 0 {
		lost = len(ops)
	}
	m.CountDropped(lost)
	_, attributes := m.Param("attributes")
	_, excluded := m.Param("excludedAttributes")
	if m.Method == "PUT" || m.Method == "PATCH" && (attributes || excluded) {
		return answer(m, 200, resource)
	}
	m.Reply(204, "")
	return nil
}
