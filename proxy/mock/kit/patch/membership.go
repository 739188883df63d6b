package patch

import (
	"slices"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
)

// A Membership changes the members of a copy of a group. A product's own type embeds it and adds what its
// vendor takes beyond.
type Membership struct {
	Group  *ordered.Object // the copy
	IsUser func(id string) bool
}

// ApplyMembers adds by a value array, removes by a value path, or empties the group. Replace, and a value path
// with anything else than remove, are refused; a remove with a value array never gets here, for Parse refuses
// it.
func (g *Membership) ApplyMembers(o Operation) *kit.Refusal {
	where := o.Path.Where
	switch {
	case o.Path.Sub != "" || where != nil && where.Sub != "value":
		return kit.Invalid("invalidPath", "members are selected by value, and whole")
	case o.Op == "add" && where == nil:
		return g.AddMembers(o.Value)
	case o.Op == "remove" && where == nil:
		g.Group.Drop("members")
		return nil
	case o.Op == "remove":
		members, _ := g.Group.Get("members").([]any)
		g.Group.Set("members", slices.DeleteFunc(members, where.Matches))
		return nil
	}
	return kit.Invalid("invalidPath", "members takes add with an array, or remove")
}

// AddMembers adds the members of a value array that the group does not have yet; each is a user that exists.
func (g *Membership) AddMembers(value any) *kit.Refusal {
	list, ok := value.([]any)
	if !ok {
		return kit.Invalid("invalidValue", "members takes an array")
	}
	members, _ := g.Group.Get("members").([]any)
	for _, element := range list {
		id := ordered.TextOf(element, "value")
		if !g.IsUser(id) {
			return kit.Invalid("invalidValue", "a member is a user of this directory")
		}
		same := Selector{Sub: "value", Value: id}
		if !slices.ContainsFunc(members, same.Matches) {
			members = append(members, ordered.New("value", id))
		}
	}
	g.Group.Set("members", members)
	return nil
}

// OnGroup hands an operation on a group to members, or with its attribute to other. Without a path it is one
// for each attribute of the value.
func (o Operation) OnGroup(
	attrs []model.Attribute, members func(Operation) *kit.Refusal, other func(Operation, model.Attribute) *kit.Refusal,
) *kit.Refusal {
	switch {
	case o.Path == nil:
		return o.Each(attrs, func(one Operation) *kit.Refusal { return one.OnGroup(attrs, members, other) })
	case o.Path.Attr == "members":
		return members(o)
	case o.Path.Where != nil || o.Path.Sub != "":
		return kit.Invalid("invalidPath", "only members takes a value path")
	}
	a, no := model.Writable(attrs, o.Path.Attr)
	if no != nil {
		return no
	}
	return other(o, a)
}
