package managed

import (
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// create answers a POST with a virtual group, or sends it.
func (r *groups) create(m *rewrite.Message, next rewrite.Next) error {
	if !r.selects() && r.noMatch == create {
		return r.send(m, next)
	}
	name, ok := nameIn(m.Body)
	if !ok {
		return rewrite.Refuse(rewrite.ValueInvalid, "invalidValue", "a group needs a displayName, by which the rules "+
			"tell whether it is one that the target is given")
	}
	if key := r.refuses(name); key != "" {
		m.Decide(func() string { return "keeps the group from the target, because of " + key })
		return r.pretend(m, virtualBy(refused, name))
	}
	switch r.noMatch {
	case create:
		return r.send(m, next)
	case ignore:
		m.Decide(func() string { return "keeps the new group from the target, because of no_match" })
		return r.pretend(m, virtualBy(absent, name))
	case update, link:
	}
	return r.match(m, name, next)
}

// pretend answers a POST with a virtual group. The same name gets the same id each time.
func (r *groups) pretend(m *rewrite.Message, v virtual) error {
	if !v.fits() {
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "the rules keep this group from the target, and "+
			"its displayName has more than the %d bytes that an id of the proxy can carry; take the group out of the "+
			"client's scope", maxName)
	}
	id := v.id(m.Route)
	m.CountDropped(1)
	if err := answer(m, 201, groupOf(m, id, v.name)); err != nil {
		return err
	}
	m.SetLocation(location(m, id))
	return nil
}

// match answers a POST with the group of that name at the target. If there is none, it is created,
// or answered with a virtual group.
func (r *groups) match(m *rewrite.Message, name string, next rewrite.Next) error {
	at, err := find(m, name, next)
	switch {
	case err != nil:
		return err
	case at.none() && r.noMatch == link:
		return r.send(m, next)
	case at.none():
		m.Decide(func() string { return "keeps the new group from the target, which has none of this name" })
		return r.pretend(m, virtualBy(absent, name))
	case !at.one():
		return conflict("the target has more than one group of this displayName, or does not show how many it has, " +
			"so that none is linked; rename or delete the others there")
	}
	get, err := shown(m, m.Resource, at.ids[0], next)
	if err != nil || get.Status != 200 {
		return failed(get, err, "the target was asked for the group that has the displayName already, and did not "+
			"show it, so that nothing was written")
	}
	now, _ := nameIn(get.Body)
	switch own := textOf(get.Body, "externalId"); {
	case textOf(get.Body, "id") != at.ids[0] || !sameName(now, name):
		return conflict("the target has a group of this displayName, and does not show the name of that group when " +
			"it is read by itself, so that it is not linked")
	case own != "" && own != textOf(m.Body, "externalId"):
		return conflict("the target has a group of this displayName with another externalId than that of the " +
			"request: it may be that of another group; rename one of them, or clear the externalId there")
	}
	m.Decide(func() string { return "links the request to the group " + at.ids[0] + ", which exists" })
	return r.complete(m, get, next)
}

// complete gives a group that is linked what the request writes and it does not show, and answers
// with it. Members are added, and nobody is removed.
func (r *groups) complete(m, get *rewrite.Message, next rewrite.Next) error {
	if err := withoutVirtual(m); err != nil {
		return err
	}
	ops, err := missing(m, get, displayName)
	if err != nil {
		return err
	}
	if len(ops) == 0 {
		m.Settle(201, where(m, get), get.Body)
		return nil
	}
	patch := m.Another("PATCH", m.Resource, get.ID, apply.Body(ops))
	err = next(patch)
	switch rewrite.EffectOf(patch, err) {
	case rewrite.NoEffect:
		return failed(patch, err, "the group exists at the target, and what the request writes of it beside was "+
			"not taken, so that nothing was written")
	case rewrite.UnknownEffect:
		return partial(patch, err, "the group exists at the target, and it is not known whether what the request "+
			"writes of it was written; the same request, sent again, completes it")
	case rewrite.Done:
	}
	now, err := shown(m, m.Resource, get.ID, next)
	if err != nil || now.Status != 200 {
		return partial(now, err, "the group exists at the target, and what the request writes of it was written, "+
			"but it cannot be read; the same request, sent again, completes it")
	}
	m.Settle(201, where(m, now), now.Body)
	return nil
}

// missing returns the operations that give a group what a request writes of it, but for attributes
// that it is known to have.
func missing(m, get *rewrite.Message, given ...filter.Path) ([]apply.Operation, error) {
	is, err := without(get.Body, members)
	if err != nil {
		return nil, err
	}
	wanted, err := without(m.Body, append(given, members)...)
	if err != nil {
		return nil, err
	}
	ops, fault := apply.Between(m.Types(), m.Resource, is, wanted, false)
	if fault != nil {
		return nil, rewrite.Refuse(rewrite.ValueInvalid, fault.ScimType, "%s", fault.Detail)
	}
	if list, _ := rewrite.Lookup(m.Body, members); writes(list) {
		ops = append(ops, apply.Operation{Op: "add", HasPath: true, Target: filter.Target{Path: members}, Value: list})
	}
	return ops, nil
}

// without returns a group without some attributes.
func without(resource string, attributes ...filter.Path) (string, error) {
	return rewrite.MapMembers(strings.TrimSpace(resource), filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		if slices.ContainsFunc(attributes, a.Path.Is) {
			return rewrite.Move, nil
		}
		return rewrite.Keep, nil
	})
}

// where returns the Location of a resource that was read.
func where(m, get *rewrite.Message) string {
	value, _ := json.Lookup(get.Body, "meta", "location")
	if text, ok := json.Text(value); ok && text != "" {
		return text
	}
	return location(m, get.ID)
}

// textOf returns the text of an attribute of a resource; empty for none.
func textOf(resource, name string) string {
	value, _ := rewrite.Lookup(resource, filter.Path{Name: name})
	text, _ := json.Text(value)
	return text
}

// conflict is the refusal of a group that exists and is not linked.
func conflict(detail string) error {
	return &rewrite.Refusal{Status: 409, ScimType: "uniqueness", Reason: rewrite.RuleRefused, Detail: detail}
}
