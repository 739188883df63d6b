package managed

import (
	"scimshim/rewrite"
	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// needsName reports whether what becomes of a write depends on the name that the group has at the
// target.
func (r *groups) needsName(m *rewrite.Message) bool {
	switch {
	case r.selects():
		return true
	case len(r.protect) == 0:
		return false
	case m.Method != "PATCH":
		return true
	}
	ops, err := m.Ops()
	if err != nil {
		return false
	}
	for _, op := range ops {
		if !op.Is("add") && part.Touches(m, op, members) || part.Touches(m, op, displayName) {
			return true
		}
	}
	return false
}

// change sends a write of a group that the target has, if the policy has the client manage it.
func (r *groups) change(m *rewrite.Message, next rewrite.Next) error {
	if r.usersOnly {
		name, err := nameAfter(m, "")
		if err != nil {
			return err
		}
		m.Decide(func() string { return "keeps the change from the target, because of users_only" })
		return swallow(m, groupOf(m, m.ID, name))
	}
	get, err := shown(m, m.Resource, m.ID, next)
	if err != nil {
		return err
	}
	if get.Status != 200 {
		m.Take(get)
		return nil
	}
	name, ok := nameIn(get.Body)
	if !ok {
		return rewrite.BadAnswer(rewrite.AnswerUnreadable, "the target does not show the displayName of the group, by "+
			"which the rules tell whether the client may change it; nothing was written")
	}
	if key := r.refuses(name); key != "" {
		m.Decide(func() string { return "keeps the change from the target, because of " + key })
		return swallow(m, get.Body)
	}
	return r.write(m, get, name, next)
}

// write sends a write of a group that is the client's to manage.
func (r *groups) write(m, get *rewrite.Message, name string, next rewrite.Next) error {
	protected := r.protect.match(name)
	if m.Method == "DELETE" {
		if protected {
			m.Decide(func() string { return "keeps the group, because of protect" })
			return swallow(m, "")
		}
		return next(m)
	}
	if err := r.keepName(m, name, protected); err != nil {
		return err
	}
	switch {
	case protected && m.Method == "PUT":
		return addOnly(m, get, next)
	case protected:
		if err := keepMembers(m); err != nil {
			return err
		}
	}
	return r.send(m, next)
}

// send sends a request, without the virtual groups that it adds to another. Of a PATCH of which
// nothing is left the target is not told.
func (r *groups) send(m *rewrite.Message, next rewrite.Next) error {
	if err := withoutVirtual(m); err != nil {
		return err
	}
	if ops, err := m.Ops(); err == nil && len(ops) == 0 && m.Method == "PATCH" {
		m.Reply(204, "")
		return nil
	}
	return next(m)
}

// keepName takes a name out of a write that the policy refuses, since whom the group has as members
// would stay so for good, or under which a protected group would not be one any more.
func (r *groups) keepName(m *rewrite.Message, name string, protected bool) error {
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level != rewrite.Whole || !m.Same(a.Path, displayName) {
			return rewrite.Keep, nil
		}
		text, ok := json.Text(a.Value)
		switch {
		case !ok || r.refuses(text) == "" && (!protected || r.protect.match(text)):
			return rewrite.Keep, nil
		case m.Method == "PUT":
			m.CountDropped(1)
			return rewrite.Set(json.Quote(name)), nil
		}
		return rewrite.Drop, nil
	})
}

// nameAfter returns the name of a group after a write, which is that before if it writes none.
func nameAfter(m *rewrite.Message, name string) (string, error) {
	err := m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level == rewrite.Whole && m.Same(a.Path, displayName) {
			if text, ok := json.Text(a.Value); ok {
				name = text
			}
		}
		return rewrite.Keep, nil
	})
	return name, err
}

// withoutVirtual takes the virtual groups out of the members that a request adds or removes.
func withoutVirtual(m *rewrite.Message) error {
	if !namesVirtual(m) {
		return nil
	}
	if m.Method != "PATCH" {
		return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) { return unlessVirtual(m, a), nil })
	}
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		value, _ := part.SelectedValue(op.Target.Where)
		if op.HasPath && isVirtual(value) {
			return nil
		}
		return m.MapOp(op, emit, func(a rewrite.Attr) (rewrite.Edit, error) { return unlessVirtual(m, a), nil })
	})
}

// unlessVirtual drops a member that is a virtual group.
func unlessVirtual(m *rewrite.Message, a rewrite.Attr) rewrite.Edit {
	if a.Level != rewrite.Element || !m.Same(a.Path, members) {
		return rewrite.Keep
	}
	if value, _ := part.MemberValue(a.Value); !isVirtual(value) {
		return rewrite.Keep
	}
	return rewrite.Drop
}

// keepMembers takes out of a PATCH what removes members. One that replaces them all adds them.
func keepMembers(m *rewrite.Message) error {
	m.Decide(func() string { return "removes nobody from the group, because of protect" })
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		switch {
		case op.Is("add") || !part.Touches(m, op, members):
			emit(op)
		case op.HasPath:
			keepMembersAt(op, emit)
		default:
			return keepMembersIn(m, op, emit)
		}
		return nil
	})
}

// keepMembersAt is keepMembers for an operation whose path is that of the members.
func keepMembersAt(op rewrite.Op, emit func(rewrite.Op)) {
	sub := op.At().Sub
	switch {
	case sub != "" && !filter.Fold(sub, "value"):
		emit(op) // it changes what is said of members, and not who they are
	case op.Is("replace") && sub == "" && op.Target.Where == nil && writes(op.Value):
		emit(op.Named("add"))
	}
}

// keepMembersIn is keepMembers for an operation without a path.
func keepMembersIn(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op)) error {
	list, _ := rewrite.Lookup(op.Value, members)
	rest, err := m.MapPart(op.Value, func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Path.Name != "" && m.Covers(members, a.Path) {
			return rewrite.Move, nil
		}
		return rewrite.Keep, nil
	})
	if err != nil {
		return err
	}
	if !json.IsEmpty(rest) {
		emit(op.Valued(rest))
	}
	if writes(list) {
		emit(op.Named("add").Made(filter.Target{Path: members}, list))
	}
	return nil
}

// writes reports whether a value, which may be missing, says something.
func writes(value string) bool { return value != "" && !json.SaysNothing(value) }

// addOnly sends a PUT of a group from which nobody is removed as a PATCH of what it changes, and of
// its members.
func addOnly(m, get *rewrite.Message, next rewrite.Next) error {
	if err := withoutVirtual(m); err != nil {
		return err
	}
	ops, err := missing(m, get)
	if err != nil {
		return err
	}
	m.Decide(func() string {
		return "adds the members by PATCH and removes nobody from the group, because of protect"
	})
	if len(ops) == 0 {
		return answer(m, 200, get.Body)
	}
	patch := m.Another("PATCH", m.Resource, m.ID, apply.Body(ops))
	patch.Query, patch.IfMatch = m.Query, m.IfMatch
	if err := next(patch); err != nil {
		return err
	}
	if patch.Status == 204 {
		now := m.Another("GET", m.Resource, m.ID, "")
		now.Query = m.Query
		if next(now) == nil && now.Status == 200 {
			m.Take(now)
			return nil
		}
	}
	m.Take(patch)
	return nil
}
