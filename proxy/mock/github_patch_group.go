package mock

// changeGroup is "Update an attribute for a SCIM enterprise group": all operations take effect, or none
// [infer].
func (g *githubEMU) changeGroup(c *call, old *object) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	if no := needSchema(body, patchURN); no != nil {
		return nil, no
	}
	ops, no := parsePatch(body)
	if no != nil {
		return nil, no
	}
	patch := githubGroupPatch{groupPatch{group: old.clone(), isUser: g.store.isUser}}
	for _, op := range ops {
		if no := patch.apply(op); no != nil {
			return nil, no
		}
	}
	return g.keepGroup(patch.group, old)
}

// A githubGroupPatch applies operations to a copy of a group. The reference shows a replace of displayName
// and members added by an array, and leaves the rest to "the SCIM specification": so a member is removed by
// a value path, and a remove with an array, which RFC 7644 does not have, is refused [infer]. Its note on
// paths with filters is on users only.
type githubGroupPatch struct{ groupPatch }

func (g *githubGroupPatch) apply(o patchOp) *refusal {
	switch {
	case o.path == nil:
		return o.each(githubGroupAttributes, g.apply)
	case o.path.attr == "members":
		return g.applyMembers(o)
	case o.path.where != nil || o.path.sub != "":
		return invalid("invalidPath", "only members takes a value path")
	}
	a, no := writable(githubGroupAttributes, o.path.attr)
	switch {
	case no != nil:
		return no
	case o.op == "remove":
		return invalid("invalidValue", "attribute %s cannot be removed", a.name)
	}
	value, no := a.read(o.value)
	if no == nil {
		g.group.set(a.name, value)
	}
	return no
}

// applyMembers adds, removes or replaces members.
func (g *githubGroupPatch) applyMembers(o patchOp) *refusal {
	if no := githubMembers.onlyKnownIn(o.value); no != nil {
		return no
	}
	if o.op == "replace" && o.path.where == nil && o.path.sub == "" {
		g.group.drop("members")
		return g.addMembers(o.value)
	}
	return g.groupPatch.applyMembers(o)
}
