package divide

import (
	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// A Difference is how all members of a group are replaced: by the removal of those who are not
// among the new ones, and the addition of those who are not among the old.
type Difference struct {
	Absent bool // whether a group that shows no members has none
	Shown  int  // how many members an answer shows at most; 0 for all
	Listed bool // whether a removal has a list, rather than a filter in the path
}

// of returns the changes that a PATCH comes to which replaces all members. What it does to
// members before that comes to nothing.
func (d *Difference) of(e *errand, changes []change) ([]change, error) {
	now, err := d.read(e)
	if err != nil {
		return nil, err
	}
	var others, own []change
	for _, ch := range changes {
		switch ch.effect {
		case none:
			others = append(others, ch)
		case replaces:
			own = d.between(now, ch.value)
		case adds, removes:
			own = append(own, ch)
		}
	}
	changes = append(others, own...)
	if len(changes) == 0 {
		return nil, e.unchanged()
	}
	return changes, nil
}

// read returns the ids of the members that the group has. An answer that is none, or that may
// not show all of them, is an error.
func (d *Difference) read(e *errand) ([]string, error) {
	group, err := e.read()
	if err != nil {
		return nil, err
	}
	if group.Status != 200 {
		return nil, unread(group)
	}
	value, ok := rewrite.Lookup(group.Body, members)
	if !ok && !d.Absent {
		return nil, rewrite.BadAnswer(rewrite.AnswerContradicts, "members of the group are to be replaced by their "+
			"difference, and the target does not show who they are; add and remove them one by one, or, if it "+
			"shows a group of none so, say absent: empty in the rules")
	}
	var ids []string
	for element := range json.Elements(value) {
		id, ok := part.MemberValue(element)
		if !ok || !json.IsObject(element) {
			return nil, rewrite.BadAnswer(rewrite.AnswerContradicts,
				"members of the group are to be replaced by their difference, and the target shows one without value")
		}
		ids = append(ids, id)
	}
	if d.Shown > 0 && len(ids) >= d.Shown {
		return nil, rewrite.BadAnswer(rewrite.AnswerContradicts, "members of the group are to be replaced by their "+
			"difference, and the target shows %d, which may not be all; add and remove them one by one", len(ids))
	}
	return ids, nil
}

// unread is the error of a group that the target does not show, of which nothing was changed.
func unread(group *rewrite.Message) error {
	if group.Status == 404 {
		return &rewrite.Refusal{Status: 404, Reason: rewrite.TargetError, Detail: "the target has no such group"}
	}
	r := rewrite.BadAnswer(rewrite.TargetError, "members of the group are to be replaced by their difference, and the "+
		"target answered %d when it was asked who they are; nothing was changed", group.Status)
	if group.Status == 429 || group.Status == 503 {
		r.Status = group.Status
	}
	if e, ok := group.ErrorAnswer(); ok {
		r.Told = e.Detail
	}
	return r
}

// between returns the removals and then the additions that make the members those of a list.
func (d *Difference) between(now []string, value string) []change {
	has, wanted := map[string]bool{}, map[string]bool{}
	for _, id := range now {
		has[id] = true
	}
	var additions []change
	of := &list{`{"op":"add","path":"members","value":[`, `]}`}
	for element := range json.Elements(value) {
		id, ok := part.MemberValue(element)
		if ok && (has[id] || wanted[id]) {
			wanted[id] = true
			continue
		}
		wanted[id] = true
		additions = append(additions, change{effect: adds, id: id, element: element, list: of})
	}
	var all []change
	listed := &list{`{"op":"remove","path":"members","value":[`, `]}`}
	for _, id := range now {
		if !wanted[id] {
			wanted[id] = true
			all = append(all, d.removal(id, listed))
		}
	}
	return append(all, additions...)
}

// removal returns the change that removes a member.
func (d *Difference) removal(id string, of *list) change {
	if d.Listed {
		return change{effect: removes, id: id, element: json.Single("value", json.Quote(id)), list: of}
	}
	path := `members[value eq ` + json.Quote(id) + `]`
	return change{effect: removes, id: id, text: `{"op":"remove","path":` + json.Quote(path) + `}`}
}

// unchanged answers a PATCH by which nothing changes. A client that asks for certain attributes
// is to be shown them (RFC 7644, section 3.5.2).
func (e *errand) unchanged() error {
	if len(e.m.Query) == 0 {
		e.m.Settle(204, "", "")
		return nil
	}
	sub := e.m.Another("GET", e.m.Resource, e.m.ID, "")
	sub.Query = append(sub.Query, e.m.Query...)
	if err := e.next(sub); err != nil {
		return err
	}
	e.m.Settle(sub.Status, "", sub.Body)
	return nil
}
