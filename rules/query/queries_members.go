package query

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// members has a group show its members, of a target that shows none but finds the users of a
// group. A group that is read is answered with those, who are found by a query of their own.
//
// A request that does not ask for members is left alone, and so is a group that shows some. If
// not all can be read there is no answer: who took a part for all would remove the others.
type members struct {
	kind.Inert
	by filter.Path // the attribute by which a user of a group is found
}

// membersAt is the attribute of a group that has its members.
var membersAt = filter.Path{Name: "members"}

// membersOf puts the step that reads the members of groups.
func (q *asking) membersOf(n *tree.Node) {
	if len(q.Resources) != 1 || q.Resources[0] != "Groups" {
		n.Errorf("only groups have members; move this to groups")
		return
	}
	phase := kind.Divide
	q.put(kind.Step{Key: "members", At: n, Methods: reads, Phase: &phase, New: func(*kind.Build) rewrite.Rule {
		by := n.Need("users_by")
		path, err := filter.ParsePath(by.NonEmpty())
		if err != nil {
			by.Errorf("%v", err)
		}
		return &members{by: path}
	}})
}

// Conducts reports whether the request reads a group with its members.
func (*members) Conducts(m *rewrite.Message) bool {
	return m.Method == "GET" && m.ID != "" && m.AsksFor(membersAt)
}

// Conduct reads the group, and then its members.
func (r *members) Conduct(m *rewrite.Message, next rewrite.Next) error {
	if err := next(m); err != nil || m.Status != 200 {
		return err
	}
	if shown, _ := rewrite.Lookup(m.Body, membersAt); shown != "" && !json.SaysNothing(shown) {
		return nil
	}
	users := m.Another("GET", "Users", "", "")
	users.Query = []rewrite.Param{{Name: "attributes", Value: "id"}}
	users.Search(&filter.Compare{Path: r.by, Op: filter.Eq, Value: filter.Quote(m.ID)})
	users.ReadAll()
	if err := next(users); err != nil {
		return err
	}
	if users.Status != 200 {
		return unread(users)
	}
	m.Decide(func() string { return "the members are read as the users of the group" })
	return show(m, users)
}

// unread is the error of a group whose members the target does not tell.
func unread(users *rewrite.Message) error {
	r := rewrite.BadAnswer(rewrite.TargetError, "the members of the group are read as its users, and the target "+
		"answered %d when it was asked who they are; ask for the group without members", users.Status)
	if users.Status == 429 || users.Status == 503 {
		r.Status = users.Status
	}
	if e, ok := users.ErrorAnswer(); ok {
		r.Told = e.Detail
	}
	return r
}

// show has a group show its users as members.
func show(m, users *rewrite.Message) error {
	var list []string
	for user := range users.Resources() {
		if id, ok := user.Lookup("id"); ok {
			list = append(list, json.Single("value", id))
		}
	}
	value := json.Array(list...)
	if err := m.AddMember(membersAt.Name, value); err != nil {
		return err
	}
	body, err := rewrite.MapMembers(m.Body, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Path.Is(membersAt) {
			return rewrite.Set(value), nil
		}
		return rewrite.Keep, nil
	})
	if err == nil {
		m.SetBody(body)
	}
	return err
}
