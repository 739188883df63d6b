package query_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/rulestest"
)

// A group whose members cannot all be read is not shown: who took a part for all would remove the
// others.
func TestMembersThatCannotBeRead(t *testing.T) {
	const list = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],`
	for _, of := range []struct {
		name, users string
		status      int // of the answer to the query of users
		want        int
		says        string
	}{
		{"forbidden", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"403","detail":"no"}`, 403, 502, "403"},
		{"later", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"429","detail":"later"}`, 429, 429, "429"},
		{"HTML", `<html>welcome</html>`, 200, 502, "HTML"},
		{"one without id", list + `"totalResults":1,"Resources":[{"userName":"a"}]}`, 200, 502, "no id"},
		{"ever more", list + `"itemsPerPage":1,"nextCursor":"%","Resources":[{"id":"%"}]}`, 200, 400, "more than 2 requests"},
		{"the same again", list + `"itemsPerPage":1,"nextCursor":"b","Resources":[{"id":"1"}]}`, 200, 503, "do not fit together"},
	} {
		set := rulestest.Compile(t, rulestest.File(`
queries: {beyond: {cursor: true, max_pages: 2, max_requests: 1}}
users: {queries: {unproven: [groups]}}
groups: {queries: {members: {users_by: groups.value}}}`))
		m := &rewrite.Message{Method: "GET", Resource: "Groups", ID: "g"}
		var trace rewrite.Trace
		asked := 0
		err := set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
			if asked++; m.Resource == "Groups" {
				m.Answer(200, "", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g"}`)
				return nil
			}
			m.Answer(of.status, "", strings.ReplaceAll(of.users, "%", strings.Repeat("x", asked)))
			return nil
		})
		r, refused := rulestest.Refused(err)
		if !refused || r.Status != of.want || !strings.Contains(r.Detail, of.says) {
			t.Errorf("%s: %v, %d %s", of.name, err, m.Status, m.Body)
		}
	}
}
