package guard

import (
	"scimshim/rewrite"
	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

var membersPath = filter.Path{Name: "members"}

// A Reader returns a group as the target has it; nothing if it shows none.
type Reader func() (body string, err error)

// ChangeOf returns what a request changes that a bound is for, as the target is sent it; nothing
// is a Change of no things. A group is read if the request does not say which members leave it:
// of a PUT, and of a PATCH that replaces all or removes all.
func (g *Guard) ChangeOf(m *rewrite.Message, group Reader) (Change, error) {
	switch {
	case m.Method == "DELETE" && g.Bounds(Deletes):
		return Change{Deletes, m.Resource, []string{m.ID}}, nil
	case disables(m):
		if g.Bounds(Disables) {
			return Change{Disables, m.Resource, []string{m.ID}}, nil
		}
	case filter.Fold(m.Resource, "Groups") && m.ID != "" && g.Bounds(Removals):
		members, err := removed(m, group)
		for i, id := range members {
			if id != "" {
				members[i] = m.ID + "\x00" + id
			}
		}
		return Change{Removals, m.Resource, members}, err
	}
	return Change{}, nil
}

// disables reports whether a request writes a user with active false.
func disables(m *rewrite.Message) bool {
	if m.Method != "POST" {
		return m.Deactivates()
	}
	active, _ := json.Lookup(m.Body, "active")
	text, _ := json.Text(active)
	return filter.Fold(m.Resource, "Users") && (active == "false" || filter.Fold(text, "false"))
}

// removed returns the members that a request takes out of its group.
func removed(m *rewrite.Message, group Reader) ([]string, error) {
	ops, err := m.Ops()
	if err != nil || m.Method != "PUT" && m.Method != "PATCH" {
		return nil, err
	}
	list, named := namedIn(m, ops)
	if named && m.Method == "PATCH" {
		return list, nil
	}
	is, err := group()
	switch {
	case err != nil:
		return nil, err
	case is == "":
		return []string{""}, nil // one at least, whose name is not known
	}
	becomes := m.Body
	if m.Method == "PATCH" {
		var fault *apply.Error
		if becomes, fault = apply.Patch(m.Types(), m.Resource, is, operations(ops)); fault != nil {
			becomes = "{}" // nobody may stay in what the target makes of it
		}
	}
	stays := map[string]bool{}
	for _, id := range membersOf(becomes) {
		stays[id] = true
	}
	list = nil
	for _, id := range membersOf(is) {
		if !stays[id] {
			list = append(list, id)
		}
	}
	return list, nil
}

// namedIn returns the members that operations remove, and whether all of them are named.
func namedIn(m *rewrite.Message, ops []rewrite.Op) (list []string, all bool) {
	for _, op := range ops {
		switch at := op.At(); {
		case !op.HasPath:
			if op.Is("replace") && writesMembers(m, op.Value) {
				return nil, false
			}
		case !m.Same(filter.Path{Schema: at.Schema, Name: at.Name}, membersPath) || op.Is("add"):
		case op.Is("remove") && op.Target.Where != nil:
			ids, ok := selected(op.Target.Where)
			if !ok {
				return nil, false
			}
			list = append(list, ids...)
		case op.Is("remove") && op.Value != "" && op.Value != "null":
			list = append(list, idsOf(op.Value)...)
		case op.Target.Where == nil:
			return nil, false
		}
	}
	return list, true
}

// writesMembers reports whether the value of an operation without path has members.
func writesMembers(m *rewrite.Message, value string) bool {
	for member := range json.Members(value) {
		p, err := filter.ParsePath(member.Name)
		if err == nil && m.Same(p, membersPath) || json.IsObject(member.Value) && writesMembers(m, member.Value) {
			return true
		}
	}
	return false
}

// selected returns the values that a filter of elements names by eq; no other filter names any.
func selected(e filter.Expr) ([]string, bool) {
	switch e := e.(type) {
	case *filter.Compare:
		id, ok := e.Value.Text()
		return []string{id}, ok && e.Op == filter.Eq && e.Path.Is(filter.Path{Name: "value"})
	case *filter.Or:
		var list []string
		for _, x := range e.List {
			ids, ok := selected(x)
			if !ok {
				return nil, false
			}
			list = append(list, ids...)
		}
		return list, true
	}
	return nil, false
}

func membersOf(group string) []string {
	value, _ := json.Lookup(group, "members")
	return idsOf(value)
}

// idsOf returns the ids of a list of members.
func idsOf(list string) (ids []string) {
	for element := range json.Elements(list) {
		value := element
		if json.IsObject(element) {
			value, _ = json.Lookup(element, "value")
		}
		if id, ok := json.Text(value); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

func operations(ops []rewrite.Op) []apply.Operation {
	list := make([]apply.Operation, len(ops))
	for i, op := range ops {
		list[i] = apply.Operation{Op: op.Name, HasPath: op.HasPath, Target: op.Target, Value: op.Value}
	}
	return list
}
