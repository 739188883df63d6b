package rewrite

import (
	"errors"
	"strconv"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// open checks the request's body: sound JSON, and an object, for a method that
// has one.
func (m *Message) open() error {
	if m.Body == "" {
		if m.Method == "POST" || m.Method == "PUT" || m.Method == "PATCH" {
			return Refuse(BodySyntax, "invalidSyntax", "the request has no body; a %s needs a JSON object", m.Method)
		}
		return nil
	}
	err := m.unsoundWithin(json.Bounds{Values: maxValues, Members: maxMembers})
	switch {
	case err != nil:
		return unreadable(err)
	case m.tape().Elements() > maxElements:
		return tooLarge("the arrays in the request's body have more than %d elements in all; send fewer at once",
			maxElements)
	}
	if err := m.bounded(); err != nil {
		return err
	}
	if m.doc().Kind() != '{' {
		return Refuse(BodySyntax, "invalidSyntax", "the request's body is JSON but no object")
	}
	return nil
}

// What a request may ask for at once. A rule can need a step for each element and for each
// operation, so that a small body with many of them would be much work (A9).
const (
	maxElements   = 10_000 // of all arrays in the body
	maxMembers    = 1_000  // of an object
	maxValues     = 65_536 // in the body, at any depth
	maxOperations = 1_000  // of a PATCH
)

// bounded refuses a body of more members or values than it may have. Each is asked about by
// many rules, whatever its name is, and each member of an operation without a path becomes an
// operation: a body of many took 300 ms for a MiB.
func (m *Message) bounded() error {
	t := m.tape()
	switch {
	case t.Values() > maxValues:
		return beyond(json.OfValues)
	case t.Values() > maxMembers && t.MostMembers() > maxMembers:
		return beyond(json.OfMembers)
	}
	return nil
}

// unreadable is the refusal of a body that was not read to its end.
func unreadable(err error) *Refusal {
	var bad *json.Error
	if errors.As(err, &bad) && bad.Beyond != json.NoBound {
		return beyond(bad.Beyond)
	}
	return Refuse(BodySyntax, "invalidSyntax", "the request's %v", err)
}

// beyond is the refusal of a body that is beyond a bound.
func beyond(b json.Bound) *Refusal {
	if b == json.OfValues {
		return tooLarge("the request's body has more than %d values in all; send fewer at once", maxValues)
	}
	return tooLarge("an object in the request's body has more than %d members", maxMembers)
}

// tooLarge is the refusal of a request that asks for more at once than it may: 413, as for
// a body of too many bytes or operations (RFC 7644, sections 3.7.4 and 3.12). There is no
// scimType for it; tooMany is about the results of a filter.
func tooLarge(format string, args ...any) *Refusal {
	r := Refuse(BodySize, "", format, args...)
	r.Status = 413
	return r
}

// read reads the filter and the operations, since nothing leaves that was not
// understood.
func (m *Message) read() error {
	if _, err := m.Filter(); err != nil {
		return err
	}
	ops, err := m.Ops()
	if err == nil && m.countOps(ops) > maxOperations { // rules may make more of fewer
		err = tooLarge("the PATCH has more than %d operations; send fewer at once", maxOperations)
	}
	return err
}

// countOps returns how many operations there are: one without a path is one for each member of
// its value, if it has many, since rules make as many of it.
func (m *Message) countOps(ops []Op) int {
	n := len(ops)
	if n == 0 || m.tape().Values() <= maxOperations {
		return n
	}
	for i := range ops {
		if !ops[i].HasPath && strings.HasPrefix(ops[i].Value, "{") {
			n += max(m.ValueOf(ops[i]).Parts(), 1) - 1
		}
	}
	return n
}

// readBy says what a reader in shadow would have changed by its lenience.
func (m *Message) readBy(l filter.Lenience) Outcome {
	c := m.clone()
	c.parsed, c.hasOps, c.used = false, false, 0
	c.ops = nil
	c.allowed |= l
	if c.read() == nil && c.used&l != 0 {
		return WouldChange
	}
	return Kept
}

// flush writes what rules changed into the query and the body.
func (m *Message) flush() error {
	if err := m.flushFilter(); err != nil {
		return err
	}
	if err := m.MapNames(same); err != nil {
		return err
	}
	if m.Method != "PATCH" {
		return nil
	}
	ops, err := m.Ops()
	if err != nil {
		return err
	}
	if len(ops) == 0 {
		m.Reply(204, "") // no operation is left: nothing to ask the target
		return nil
	}
	return m.writeOps(m.finishAlone)
}

// AddMember adds a member with a JSON text to the body's object, if it has none
// of that name.
func (m *Message) AddMember(name, text string) error {
	if m.Body == "" || m.doc().Get(name).Exists() {
		return nil
	}
	if err := m.flushOps(); err != nil {
		return err
	}
	e := m.tape().Edit()
	t := e.Members(0, func(json.Field) bool { return true })
	e.AddMember(&t, name, text)
	m.finish(e)
	m.edited()
	return nil
}

// KeepMembers takes the members out of the body's object that keep does not want:
// of a PATCH those beside its operations, for instance.
func (m *Message) KeepMembers(keep func(name string) bool) error {
	if !m.hasMember(func(name string) bool { return !keep(name) }) {
		return nil
	}
	if err := m.flushOps(); err != nil {
		return err
	}
	e := m.tape().Edit()
	e.Members(0, func(f json.Field) bool { return keep(f.Name) })
	m.edit(e)
	return nil
}

// SpellMembers gives the members of the body's object that have one of these names,
// in whatever case, that name, and those of PATCH operations likewise theirs.
func (m *Message) SpellMembers(names ...string) error {
	if m.Body == "" {
		return nil
	}
	err := m.MapSomeOps(func(op *Op) bool { return op.cased }, func(op Op, emit func(Op)) error {
		emit(op.spelled())
		return nil
	})
	if err != nil {
		return err
	}
	if !m.hasMember(func(name string) bool { return spelledAs(name, names) != name }) {
		return nil
	}
	if err := m.flushOps(); err != nil {
		return err
	}
	e := m.tape().Edit()
	e.Members(0, func(f json.Field) bool {
		if name := spelledAs(f.Name, names); name != f.Name {
			e.Rename(f, name)
		}
		return true
	})
	m.edit(e)
	return nil
}

// hasMember reports whether the body's object has a member of a name that is asked for.
func (m *Message) hasMember(is func(name string) bool) bool {
	for name := range m.doc().Members() {
		if is(name) {
			return true
		}
	}
	return false
}

// spelledAs returns the one of some names that a name is, in whatever case, or the name itself.
func spelledAs(name string, names []string) string {
	for _, n := range names {
		if filter.Fold(name, n) {
			return n
		}
	}
	return name
}

func itoa(n int) string { return strconv.Itoa(n) }
