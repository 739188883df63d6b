package mock

import "slices"

// A groupPatch applies operations to a copy of a group.
type groupPatch struct {
	group   *object
	isUser  func(id string) bool
	renames int // operations that ask for another displayName
}

// apply is one operation of a PATCH on a group. The vendor documents adding
// members by a value array and says that PATCH manages membership; a rename is
// not supported.
func (g *groupPatch) apply(o patchOp) *refusal {
	switch {
	case o.path == nil:
		return o.each(atlassianGroupAttributes, g.apply)
	case o.path.attr == "members":
		return g.applyMembers(o)
	case o.path.where != nil || o.path.sub != "":
		return invalid("invalidPath", "only members takes a value path")
	}
	a, no := writable(atlassianGroupAttributes, o.path.attr)
	if no != nil {
		return no
	}
	return g.applyText(o, a)
}

// applyText sets externalId; another displayName is counted and not taken over.
func (g *groupPatch) applyText(o patchOp, a attribute) *refusal {
	if o.op == "remove" {
		if a.name == "displayName" {
			return invalid("invalidValue", "a group keeps its displayName")
		}
		g.group.drop(a.name)
		return nil
	}
	value, no := a.read(o.value)
	if no != nil {
		return no
	}
	if a.name != "displayName" {
		g.group.set(a.name, value)
	} else if value != g.group.get(a.name) {
		g.renames++
	}
	return nil
}

// applyMembers adds by a value array, removes by a value path, or empties the
// group. What the vendor does with other forms is not documented: replace, and
// a value path with anything else than remove, are refused; a remove with a
// value array never gets here, for parsePatch refuses it.
func (g *groupPatch) applyMembers(o patchOp) *refusal {
	where := o.path.where
	switch {
	case o.path.sub != "" || where != nil && where.sub != "value":
		return invalid("invalidPath", "members are selected by value, and whole")
	case o.op == "add" && where == nil:
		return g.addMembers(o.value)
	case o.op == "remove" && where == nil:
		g.group.drop("members")
		return nil
	case o.op == "remove":
		members, _ := g.group.get("members").([]any)
		g.group.set("members", slices.DeleteFunc(members, where.matches))
		return nil
	}
	return invalid("invalidPath", "members takes add with an array, or remove")
}

func (g *groupPatch) addMembers(value any) *refusal {
	list, ok := value.([]any)
	if !ok {
		return invalid("invalidValue", "members takes an array")
	}
	members, _ := g.group.get("members").([]any)
	for _, element := range list {
		id := textOf(element, "value")
		if !g.isUser(id) {
			return invalid("invalidValue", "a member is a user of this directory")
		}
		same := selector{"value", id}
		if !slices.ContainsFunc(members, same.matches) {
			members = append(members, newObject("value", id))
		}
	}
	g.group.set("members", members)
	return nil
}
