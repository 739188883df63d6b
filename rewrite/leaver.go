package rewrite

import (
	"errors"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// Who is to leave goes first: a PATCH or a PUT that disables a user is never refused
// for what else it writes. What a rule refuses of it is taken out, and counted as
// dropped by that rule (Q74). That is so for all rules alike, in one place, since a
// target that refuses a title keeps somebody active whom the directory has disabled.

// maxTried bounds how many parts of a request a rule is asked about one by one. Of a
// request that has more all go but what disables.
const maxTried = 200

var activePath = filter.Path{Name: "active"}

// Deactivates reports whether the request is a PATCH or a PUT of a user that ends with
// active being false, in whatever form that is said.
func (m *Message) Deactivates() bool {
	if !m.IsRequest() || !filter.Fold(m.Resource, "Users") {
		return false
	}
	if m.Method == "PUT" {
		value, _ := Lookup(m.Body, activePath)
		return saysFalse(value)
	}
	ops, err := m.Ops()
	off := false
	for i := range ops {
		if value, writes := m.writtenActive(&ops[i]); writes {
			off = saysFalse(value)
		}
	}
	return off && err == nil
}

// writtenActive returns what an operation writes to active, and whether it does so.
func (m *Message) writtenActive(op *Op) (value string, writes bool) {
	if op.HasPath {
		at := op.At()
		return op.Value, m.Same(filter.Path{Schema: at.Schema, Name: at.Name}, activePath)
	}
	for member := range json.Members(op.Value) {
		switch p, err := filter.ParsePath(member.Name); {
		case err == nil && m.Same(p, activePath):
			value, writes = member.Value, true
		case filter.Fold(member.Name, m.Types().CoreURN(m.Resource)):
			if inner, _ := Lookup(member.Value, activePath); inner != "" {
				value, writes = inner, true
			}
		}
	}
	return value, writes
}

// saysFalse reports whether a JSON text means false, also as a text in any case, and in
// a list or an object of nothing else (Q37, Q72).
func saysFalse(value string) bool {
	if value == "" || value == "false" {
		return value != ""
	}
	if text, ok := json.Text(value); ok {
		return filter.Fold(text, "false")
	}
	inner, n := "", 0
	if value[0] == '[' {
		for element := range json.Elements(value) {
			inner, n = element, n+1
		}
	}
	for member := range json.Members(value) {
		if filter.Fold(member.Name, "value") {
			inner, n = member.Value, n+1
		}
	}
	return n == 1 && saysFalse(inner)
}

// forward has a rule edit the request. What it refuses of one that disables a user is
// taken out.
func forward(r Rule, m *Message) error {
	err := r.Request(m)
	if err == nil || !isRefusal(err) || !m.Deactivates() {
		return err
	}
	out := m.refusedParts(r)
	if out == nil {
		return err
	}
	if err := m.takeOut(out); err != nil {
		return err
	}
	m.dropped += len(out)
	return r.Request(m)
}

// isRefusal reports whether a request was refused for what it says.
func isRefusal(err error) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Status == 400
}

// refusedParts returns which parts of the request a rule refuses, by their numbers; nil
// if it refuses what disables the user.
func (m *Message) refusedParts(r Rule) map[int]bool {
	out := map[int]bool{}
	parts := m.parts()
	for i, needed := range parts {
		if !needed {
			out[i] = true
		}
	}
	if len(out) == 0 || m.refuses(r, out) {
		return nil
	}
	if len(out) > maxTried {
		return out
	}
	for i, needed := range parts {
		if needed {
			continue
		}
		delete(out, i)
		if m.refuses(r, out) {
			out[i] = true
		}
	}
	return out
}

// refuses reports whether a rule refuses the request without some of its parts.
func (m *Message) refuses(r Rule, out map[int]bool) bool {
	trial := m.clone()
	trial.decisions = nil
	return trial.takeOut(out) != nil || r.Request(trial) != nil
}

// parts returns the parts of the request that can be taken out of it, and of each
// whether the request is not itself without: an operation with a path, and each
// attribute of one without, or of the body of a PUT.
func (m *Message) parts() []bool {
	var needed []bool
	err := m.eachPart(func(is bool) bool {
		needed = append(needed, is)
		return true
	})
	if err != nil {
		return nil
	}
	return needed
}

// takeOut takes parts out of the request.
func (m *Message) takeOut(out map[int]bool) error {
	n := -1
	return m.eachPart(func(bool) bool {
		n++
		return !out[n]
	})
}

// eachPart walks through the parts of the request, and leaves those that f keeps.
func (m *Message) eachPart(f func(needed bool) bool) error {
	if m.Method == "PUT" {
		text, err := m.eachMember(m.Body, false, f)
		if err == nil {
			m.SetBody(text)
		}
		return err
	}
	return m.JoinOps(func(op Op, emit func(Op)) (bool, error) {
		_, writes := m.writtenActive(&op)
		if op.HasPath || op.Value == "" || op.Value[0] != '{' {
			if f(writes) {
				emit(op)
			}
			return true, nil
		}
		text, err := m.eachMember(op.Value, false, f)
		switch {
		case err != nil:
		case text == op.Value:
			emit(op)
		case !json.IsEmpty(text):
			emit(op.Valued(text))
		}
		return true, err
	})
}

// neededMembers are the attributes without which a PUT is none of a user, or not one
// that disables.
var neededMembers = []string{"active", "schemas", "id", "userName"}

// eachMember walks through the members of an object, and of the extensions in it. All is
// needed in an object of the core schema, which may hold active.
func (m *Message) eachMember(object string, all bool, f func(needed bool) bool) (string, error) {
	return MapMembers(object, filter.Path{}, func(a Attr) (Edit, error) {
		name := a.Path.Name
		needed := all || m.isNeeded(name)
		if !needed && len(name) > 4 && filter.Fold(name[:4], "urn:") && a.Value[0] == '{' && !json.IsEmpty(a.Value) {
			text, err := m.eachMember(a.Value, filter.Fold(name, m.Types().CoreURN(m.Resource)), f)
			if json.IsEmpty(text) {
				return Drop, err
			}
			return Set(text), err
		}
		if f(needed) {
			return Set(a.Value), nil
		}
		return Drop, nil
	})
}

// isNeeded reports whether a member of a body, or of a value without path, is needed.
func (m *Message) isNeeded(name string) bool {
	p, err := filter.ParsePath(name)
	if err != nil {
		return false
	}
	for _, needed := range neededMembers {
		if m.Same(p, filter.Path{Name: needed}) {
			return needed == "active" || m.Method == "PUT"
		}
	}
	return false
}
