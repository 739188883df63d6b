package managed

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// always adds each user who is created or enabled to groups.
type always struct {
	kind.Inert
	groups []string // their names
}

// Conducts reports whether a request creates a user who is not disabled, or enables one.
func (r *always) Conducts(m *rewrite.Message) bool {
	if m.Body == "" {
		return false
	}
	active := ""
	err := m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level == rewrite.Whole && m.Same(a.Path, part.Active) {
			active = a.Value
		}
		return rewrite.Keep, nil
	})
	if text, ok := json.Text(active); ok {
		active = strings.ToLower(text)
	}
	if m.Method == "POST" {
		return err == nil && m.ID == "" && active != "false"
	}
	return err == nil && m.ID != "" && active == "true"
}

// Conduct sends the request, and then adds the user to the groups. The groups are looked up before,
// so that nothing is done where one of them cannot be found.
func (r *always) Conduct(m *rewrite.Message, next rewrite.Next) error {
	ids, err := r.find(m, next)
	if err != nil {
		return err
	}
	userName := textOf(m.Body, "userName")
	if err := next(m); err != nil {
		return err
	}
	user, says := m.ID, "the user was changed as the request says"
	switch {
	case m.Method == "POST" && m.Status == 409:
		says = "the user exists"
		if user = existing(m, userName, next); user == "" {
			return nil
		}
	case rewrite.EffectOf(m, nil) != rewrite.Done:
		return nil
	case m.Method == "POST":
		if user, says = created(m, userName, next), "the user was created"; user == "" {
			return partial(m, nil, says+", but the target does not show under which id, so that he was not added to "+
				"the groups of always; the same request, sent again, completes it")
		}
	}
	m.Decide(func() string { return "adds the user to " + counted(len(ids)) + ", because of always" })
	for i, id := range ids {
		if err := r.add(m, id, user, next); err != nil {
			return r.stopped(err, says, i)
		}
	}
	acted(m)
	return nil
}

// acted has the running step counted as one that has changed something, though the answer stays as
// it is.
func acted(m *rewrite.Message) {
	where := m.Location
	m.Become(m.Status, m.Body)
	m.SetLocation(where)
}

// find returns the ids of the groups.
func (r *always) find(m *rewrite.Message, next rewrite.Next) ([]string, error) {
	ids := make([]string, len(r.groups))
	for i, name := range r.groups {
		at, err := find(m, name, next)
		switch {
		case err != nil:
			return nil, err
		case !at.one():
			state := "has none; create it there"
			if !at.none() {
				state = "has several, or does not show how many; rename the others there"
			}
			return nil, &rewrite.Refusal{Status: 503, Reason: rewrite.RuleRefused, Detail: fmt.Sprintf("nothing was "+
				"written: the rules add each user to the group %q, of which the target %s, or take it out of always",
				name, state)}
		}
		ids[i] = at.ids[0]
	}
	return ids, nil
}

// created returns the id of the user who was created. An answer that shows another userName was
// refused before; of one that shows none it is looked up who has it. It is empty if that is not the
// one.
func created(m *rewrite.Message, userName string, next rewrite.Next) string {
	id, shown := textOf(m.Body, "id"), textOf(m.Body, "userName")
	if userName != "" && shown == "" && existing(m, userName, next) != id {
		return ""
	}
	return id
}

// existing returns the id of the user for whom a POST was answered that he exists; empty if nobody
// shows the userName. So who was created by a request of which the rest failed is added when the
// client sends it again.
func existing(m *rewrite.Message, userName string, next rewrite.Next) string {
	if userName == "" {
		return ""
	}
	at, err := findBy(m, m.Resource, filter.Path{Name: "userName"}, userName, next)
	if err != nil || !at.one() {
		return ""
	}
	return at.ids[0]
}

// add adds a user to a group. To add a member twice changes nothing (RFC 7644, section 3.5.2.1).
func (r *always) add(m *rewrite.Message, group, user string, next rewrite.Next) error {
	patch := m.Another("PATCH", "Groups", group, apply.Body([]apply.Operation{{
		Op: "add", HasPath: true, Target: filter.Target{Path: members},
		Value: json.Array(json.Single("value", json.Quote(user))),
	}}))
	err := next(patch)
	became := "the user was not added"
	switch rewrite.EffectOf(patch, err) {
	case rewrite.Done:
		return nil
	case rewrite.UnknownEffect:
		became = "it is not known whether the user was added"
	case rewrite.NoEffect:
	}
	return partial(patch, err, became)
}

// stopped is the error of a request of which the user was written and the i-th group failed.
func (r *always) stopped(err error, says string, i int) error {
	var p *rewrite.Refusal
	if !errors.As(err, &p) {
		return err
	}
	text := fmt.Sprintf("%s; %s to %q, a group to which always adds each", says, p.Detail, r.groups[i])
	if i > 0 {
		text += "; added to: " + names(r.groups[:i])
	}
	if rest := r.groups[i+1:]; len(rest) > 0 {
		text += "; not tried: " + names(rest)
	}
	p.Detail = text + "; the same request, sent again, completes it"
	return p
}

// names lists groups.
func names(list []string) string {
	quoted := make([]string, len(list))
	for i, name := range list {
		quoted[i] = strconv.Quote(name)
	}
	return strings.Join(quoted, ", ")
}

func counted(n int) string {
	if n == 1 {
		return "1 group"
	}
	return strconv.Itoa(n) + " groups"
}

// partial is the error of a request of which something was done, or may have been.
func partial(sub *rewrite.Message, err error, detail string) error {
	r := &rewrite.Refusal{Status: 502, Reason: rewrite.Partial, Detail: detail}
	var inner *rewrite.Refusal
	switch {
	case errors.As(err, &inner):
		r.Told, r.RetryAfter = inner.Told, inner.RetryAfter
		if inner.Status == 429 || inner.Status == 503 {
			r.Status = 503
		}
	case err != nil:
	case sub.Status == 429 || sub.Status == 503:
		r.Status = 503
	}
	if e, ok := sub.ErrorAnswer(); ok && err == nil {
		r.Told = e.Detail
	}
	return r
}
