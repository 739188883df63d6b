package divide

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// newMembers returns a group without its members, and the changes by which these are added. There are
// none if the members are not a list of objects, which is for the target to judge.
func newMembers(group string) (without string, changes []change) {
	var others []json.Member
	of := &list{`{"op":"add","path":"members","value":[`, `]}`}
	for member := range json.Members(group) {
		if !filter.Fold(member.Name, members.Name) {
			others = append(others, member)
			continue
		}
		if member.Value[0] != '[' {
			return group, nil
		}
		for element := range json.Elements(member.Value) {
			if !json.IsObject(element) {
				return group, nil
			}
			id, _ := part.MemberValue(element)
			changes = append(changes, change{effect: adds, id: id, element: element, list: of})
		}
	}
	return json.Object(others...), changes
}

// creates reports whether a request creates a group that gets its members later.
func (r *Members) creates(m *rewrite.Message) bool {
	_, list := newMembers(m.Body)
	return r.Create && m.ID == "" && len(list) > 0
}

// create creates a group, and then adds its members. Nothing is sent if these would take too many
// requests.
func (r *Members) create(m *rewrite.Message, next rewrite.Next) error {
	written := m.Body
	without, changes := newMembers(written)
	chunks := r.Limits.chunks(changes)
	if len(chunks) > r.Requests {
		return tooMany(len(chunks), r.Requests)
	}
	m.Decide(func() string { return "creates the group without its members: " + decision(chunks) + " follow" })
	m.SetBody(without)
	switch err := next(m); rewrite.EffectOf(m, err) {
	case rewrite.NoEffect:
		return err
	case rewrite.UnknownEffect:
		return partial(m, err, "the request that creates the group", "no members were added; the same request, sent "+
			"again, creates it, or is a conflict (409) if it exists now")
	case rewrite.Done:
	}
	value, _ := rewrite.Lookup(m.Body, filter.Path{Name: "id"})
	id, _ := json.Text(value)
	if id == "" {
		return &rewrite.Refusal{Status: 502, Reason: rewrite.Partial, Detail: "the target does not say by which " +
			"id the members are added to the group; " + existing}
	}
	sub := m.Another("PATCH", m.Resource, id, patchOf(""))
	e := &errand{client: m, m: sub, next: next, acts: true, made: true}
	if err := r.carryOut(e, chunks); err != nil {
		return err
	}
	shown := m.Body
	switch {
	case sub.Body != "":
		shown = sub.Body
	case len(m.Query) == 0 && e.late == 0:
		value, _ = rewrite.Lookup(written, members)
		shown = part.PutAt(m.Body, []string{members.Name}, value)
	}
	m.Settle(m.Status, m.Location, shown)
	m.ETag = sub.ETag
	return nil
}
