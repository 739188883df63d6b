package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// A group of Okta's has no externalId; with the parameter its name is (F13).
func TestGitHubGroupExternalID(t *testing.T) {
	set := rulestest.PacksGiven(t, rules.Given{Name: "group_external_id", Value: "display_name"}, "okta", "github-emu")
	r := rulestest.Do(t, set, "POST /Groups\n\n"+
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Engineering","members":[]}`, "204")
	const want = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Engineering","externalId":"Engineering"}`
	if r.Sent == nil || r.Sent.Body != want {
		t.Errorf("got %v, %+v\nwant %s", r.Err, r.Sent, want)
	}
}

// Packs in the wrong order do the same: what is the client's comes first in any order (F13).
func TestRemovedMemberOfMisorderedPacks(t *testing.T) {
	for _, target := range []string{"servicenow", "atlassian"} {
		r := rulestest.Do(t, rulestest.Packs(t, target, "entra"), "PATCH /Groups/1\n\n"+
			rulestest.PatchOf(`{"op":"Remove","path":"members","value":[{"value":"6816f79cc0a8016401c5a33be04be441"}]}`), "204")
		const want = `{"op":"remove","path":"members[value eq \"6816f79cc0a8016401c5a33be04be441\"]"}`
		if r.Sent == nil || !strings.Contains(r.Sent.Body, want) {
			t.Errorf("%s: %v, sent %v", target, r.Err, r.Sent)
		}
	}
}

// An extension that a rename makes in an answer is declared there (T11).
func TestRenamedExtensionIsDeclared(t *testing.T) {
	set := rulestest.Packs(t, "entra", "servicenow")
	const core, own = `"urn:ietf:params:scim:schemas:core:2.0:User"`, `"urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"`
	const urn = `"` + rulestest.Enterprise + `"`
	r := rulestest.Do(t, set, "GET /Users/1", "200\n\n"+`{"schemas":[`+core+`,`+own+`],"id":"1",`+own+`:{"employeeNumber":"7","title":"x"}}`)
	want := `{"schemas":[` + core + `,` + own + `,` + urn + `],"id":"1",` + own + `:{"title":"x"},` + urn + `:{"employeeNumber":"7"}}`
	if r.Err != nil || r.Message.Body != want {
		t.Errorf("%v\n got %s\nwant %s", r.Err, r.Message.Body, want)
	}
}

// A replace of all members, with a path and without, is refused where the administrator wants
// that, and told why (T17).
func TestAtlassianMembersReplaced(t *testing.T) {
	for _, op := range []string{
		`{"op":"replace","path":"members","value":[{"value":"7ad0e4c2-0000-4000-8000-000000000201"}]}`,
		`{"op":"replace","value":{"members":[{"value":"7ad0e4c2-0000-4000-8000-000000000201"}]}}`,
	} {
		r := rulestest.Do(t, rulestest.PacksGiven(t, rules.Given{Name: "members_replace", Value: "refuse"}, "okta", "atlassian"),
			"PATCH /Groups/1\n\n"+rulestest.PatchOf(op), "204")
		if r.Sent != nil || !strings.Contains(r.Refusal(t).Detail, "Atlassian's manual has no replace") {
			t.Errorf("%s: %v", op, r.Err)
		}
		if r := rulestest.Do(t, rulestest.Packs(t, "okta", "atlassian"), "PATCH /Groups/1\n\n"+rulestest.PatchOf(op), "204"); r.Sent == nil {
			t.Errorf("%s: %v", op, r.Err)
		}
	}
}

// A refusal by a guard says why, where the file does (F13, F56).
func TestGuardSays(t *testing.T) {
	const block = "users:\n  filter:\n    match: 'emails[type eq \"work\" and value eq {v}]'\n    to: 'userName eq {v}'\n" +
		"    assume: complete\n    guard: {attributes: [userName, 'emails[type eq \"work\"].value'], action: refuse%s}\n"
	const body = `{"userName":"a@example.com","emails":[{"type":"work","value":"b@example.com"}]}`
	for message, want := range map[string]string{
		"": "userName and emails[type eq \"work\"].value differ in this request, and a rule of the proxy relies on their being equal",
		", message: the target takes one name only.": "userName and emails[type eq \"work\"].value differ in this request: " +
			"the target takes one name only",
	} {
		set := rulestest.Compile(t, rulestest.File(fmt.Sprintf(block, message)))
		if got := rulestest.Do(t, set, "POST /Users\n\n"+body, "201").Refusal(t).Detail; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
