package rules

import (
	"strings"
	"testing"
)

// A group of Okta's has no externalId; with the parameter its name is (F13).
func TestGitHubGroupExternalID(t *testing.T) {
	set := packsGiven(t, Given{Name: "group_external_id", Value: "display_name"}, "okta", "github-emu")
	r := do(t, set, "POST /Groups\n\n"+
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Engineering","members":[]}`, "204")
	const want = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Engineering","externalId":"Engineering"}`
	if r.sent == nil || r.sent.Body != want {
		t.Errorf("got %v, %+v\nwant %s", r.err, r.sent, want)
	}
}

// Of packs in the wrong order the sentence says so, and does not tell the administrator to
// let a PATCH empty groups (F13).
func TestRemovedMemberOfMisorderedPacks(t *testing.T) {
	for _, target := range []string{"servicenow", "atlassian"} {
		r := do(t, packs(t, target, "entra"), "PATCH /Groups/1\n\n"+
			patchOf(`{"op":"Remove","path":"members","value":[{"value":"6816f79cc0a8016401c5a33be04be441"}]}`), "204")
		detail := r.refusal(t).Detail
		if r.sent != nil || strings.Contains(detail, "empty_groups") || !strings.Contains(detail, "before the target's") {
			t.Errorf("%s: %q", target, detail)
		}
	}
}

// An extension that a rename makes in an answer is declared there (T11).
func TestRenamedExtensionIsDeclared(t *testing.T) {
	set := packs(t, "entra", "servicenow")
	const core, own = `"urn:ietf:params:scim:schemas:core:2.0:User"`, `"urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"`
	const urn = `"` + enterprise + `"`
	r := do(t, set, "GET /Users/1", "200\n\n"+`{"schemas":[`+core+`,`+own+`],"id":"1",`+own+`:{"employeeNumber":"7","title":"x"}}`)
	want := `{"schemas":[` + core + `,` + own + `,` + urn + `],"id":"1",` + own + `:{"title":"x"},` + urn + `:{"employeeNumber":"7"}}`
	if r.err != nil || r.m.Body != want {
		t.Errorf("%v\n got %s\nwant %s", r.err, r.m.Body, want)
	}
}
