package query_test

import (
	"testing"

	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// What a target does not know of a projection is not sent, and its answer is trimmed
// all the same.
func TestProjectSends(t *testing.T) {
	const group = `{"id":"1","displayName":"A","members":[{"value":"7"}]}`
	f := func(mode, query, sent, shown string) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File("groups: {queries: {projection: "+mode+"}}")), "GET /Groups/1?"+query, "200\n\n"+group)
		if got := cases.FormatRequest(r.Sent); got != "GET /Groups/1"+sent+"\n" || r.Message.Body != shown {
			t.Errorf("%s: %s\nsent %sshown %s", mode, query, got, r.Message.Body)
		}
	}
	const bare, named = `{"id":"1","displayName":"A"}`, `{"id":"1"}`
	f("none", "excludedAttributes=members", "", bare)
	f("members_only", "excludedAttributes=members", "?excludedAttributes=members", bare)
	f("members_only", "excludedAttributes=Members", "?excludedAttributes=members", bare)
	f("members_only", "excludedAttributes=members,displayName", "", named)
	f("members_only", "attributes=id", "", named)
	f("members_only", "attributes=id&excludedAttributes=members", "?excludedAttributes=members", named)
	f("members_only", "startIndex=1", "?startIndex=1", group)
}
