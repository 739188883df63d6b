//go:build conformance

package conformance

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// realIDs are the ids that a server has given to what the corpus names by others.
type realIDs struct {
	users, groups map[string]string // by the id in the corpus
	forth         []string          // pairs for a replacer, from the corpus to the server
	back          []string          // and back
}

func (ids *realIDs) add(resource, id, real string) {
	given := ids.users
	if resource == "Groups" {
		given = ids.groups
	}
	given[id] = real
	ids.back = append(ids.back, real, id)
	ids.same(id, real)
}

// same says that an id in the corpus is one of the server's. A short one counts
// only where it is a whole text.
func (ids *realIDs) same(id, real string) {
	if len(id) < 16 {
		ids.forth = append(ids.forth, `\"`+id+`\"`, `\"`+real+`\"`, `"`+id+`"`, `"`+real+`"`)
		return
	}
	ids.forth = append(ids.forth, id, real)
}

// real and wild return a text with the ids of the server, and with those of the
// corpus.
func (ids *realIDs) real(text string) string { return strings.NewReplacer(ids.forth...).Replace(text) }
func (ids *realIDs) wild(text string) string { return strings.NewReplacer(ids.back...).Replace(text) }

// subject returns the id of the resource that the path of a request names.
func (ids *realIDs) subject(m *rewrite.Message) string {
	switch m.Resource {
	case "Users":
		return ids.users[m.ID]
	case "Groups":
		return ids.groups[m.ID]
	}
	return m.ID
}

// path returns the path and the query of a request as clients encode them.
func (ids *realIDs) path(m *rewrite.Message) string {
	path := "/" + m.Resource
	if m.ID != "" {
		path += "/" + url.PathEscape(ids.subject(m))
	}
	for i, param := range m.Query {
		path += "?&"[min(i, 1):][:1] + url.QueryEscape(param.Name) + "=" + url.QueryEscape(ids.real(param.Value))
	}
	return path
}

// fill fills an empty server with the directory that makes a request meaningful, and returns the ids that
// the server has given. An error is that it has no room for that; of neighbours of what a filter selects
// it need not have any.
func (s *realServer) fill(m *rewrite.Message, state wildState) (*realIDs, error) {
	s.t.Helper()
	s.reset()
	ids := &realIDs{users: map[string]string{}, groups: map[string]string{}}
	subject := wildUser(realKeeps, wildID, state)
	if state == wildInactive {
		delete(subject, "emails")
	}
	err := errors.Join(s.user(ids, wildID, subject), s.user(ids, wildOther, wildUser(realKeeps, wildOther, wildFull)))
	samples := wildSamples(m)
	for i, o := range samples {
		if i > 0 && strings.EqualFold(wildEncode(o), wildEncode(samples[0])) {
			continue // these servers mind the case of all texts, whatever the schema says
		}
		id, _ := wildOr(o["id"], fmt.Sprintf("%030dcc", i)).(string)
		var refused error
		if m.Resource == "Users" {
			refused = s.user(ids, id, wildCompleted(realKeeps, o, i))
		} else {
			o["displayName"] = wildOr(o["displayName"], fmt.Sprintf("Somebody %d", i))
			refused = s.group(ids, id, o)
		}
		if i == 0 {
			err = errors.Join(err, refused)
		}
	}
	err = errors.Join(err, s.fillGroups(ids, state, wildDecode(m.Body)))
	ids.sayOwn(m)
	return ids, err
}

// fillGroups makes the groups, and the users that the body says are members.
func (s *realServer) fillGroups(ids *realIDs, state wildState, body wildObject) (err error) {
	s.t.Helper()
	members := []any{wildObject{"value": ids.users[wildOther]}}
	for _, id := range wildMembers(body) {
		if ids.users[id] == "" {
			err = errors.Join(err, s.user(ids, id, wildUser(realKeeps, id, wildFull)))
			members = append(members, wildObject{"value": ids.users[id]})
		}
	}
	guides := wildObject{"displayName": "Tour Guides", "externalId": "ext-guides"}
	if state == wildFull {
		guides["members"] = members
	}
	others := wildObject{"displayName": "Others", "externalId": "ext-others", "members": members}
	return errors.Join(err, s.group(ids, wildID, guides), s.group(ids, wildOther, others))
}

// sayOwn sees to it that a body which repeats the id of its resource repeats the
// one that the server has given.
func (ids *realIDs) sayOwn(m *rewrite.Message) {
	if m.ID == "" {
		return
	}
	body := wildDecode(m.Body)
	said := []any{body}
	for _, op := range wildList(wildGet(body, "Operations")) {
		said = append(said, wildGet(op, "value"))
	}
	for _, o := range said {
		if id := wildText(o, "id"); id != "" {
			ids.forth = append([]string{`"id": "` + id, `"id": "` + ids.subject(m)}, ids.forth...)
		}
	}
}

func (s *realServer) user(ids *realIDs, id string, o wildObject) error {
	s.t.Helper()
	o = realKeeps.kept("Users", nil, o)
	o["schemas"] = []any{filter.UserURN}
	if o[filter.EnterpriseURN] != nil {
		o["schemas"] = []any{filter.UserURN, filter.EnterpriseURN}
	}
	return s.add(ids, "Users", id, o)
}

func (s *realServer) group(ids *realIDs, id string, o wildObject) error {
	s.t.Helper()
	o["schemas"] = []any{filter.GroupURN}
	return s.add(ids, "Groups", id, o)
}

// add creates a resource, whose id and times are the server's to give.
func (s *realServer) add(ids *realIDs, resource, id string, o wildObject) error {
	s.t.Helper()
	delete(o, "id")
	delete(o, "meta")
	real, err := s.make(resource, wildEncode(o))
	if err == nil {
		ids.add(resource, id, real)
	}
	return err
}
