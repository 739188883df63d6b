package servicenow_test

import (
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/mocktest"
)

// ownURN is the extension of ServiceNow's own.
const ownURN = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"

// TestCycle plays what an identity provider does in a user's life.
func TestCycle(t *testing.T) {
	p := newProbe(t, kit.Options{Profile: "sdk230"})
	p.total(0, filtered(`userName eq "ada"`))
	id := p.user("ada")
	found := p.want(200, "GET", filtered(`emails[type eq "work" and value eq "ADA@example.com"]`), "")
	if hits := found.Objects("Resources"); len(hits) != 1 || hits[0].Text("id") != id {
		t.Fatalf("not matched by e-mail: %s", ordered.Encode(found))
	}
	group := p.want(201, "POST", "/Groups",
		`{"schemas":["`+kit.GroupURN+`"],"displayName":"Crew","members":[{"value":"`+id+`"}]}`).Text("id")
	p.want(200, "PATCH", "/Groups/"+group,
		mocktest.PatchOf(`{"op":"add","path":"members","value":[{"value":"`+id+`"}]}`))
	if list := p.stored("Groups", group).Get("members").([]any); len(list) != 1 {
		t.Errorf("a member stands %d times", len(list))
	}
	p.refused(400, "invalidSyntax", "Invalid patch request payload: ", "PATCH", "/Users/"+id,
		mocktest.PatchOf(`{"op":"Replace","path":"active","value":false}`))
	p.refused(400, "invalidSyntax", "Patch op[0]: Value for attribute active must be a JSON boolean", "PATCH",
		"/Users/"+id, mocktest.PatchOf(`{"op":"replace","path":"active","value":"False"}`))
	p.refused(400, "noTarget", "Attribute phoneNumbers does not have", "PATCH", "/Users/"+id, mocktest.PatchOf(
		`{"op":"replace","path":"title","value":"x"}`,
		`{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"1"}`))
	if title := p.stored("Users", id).Text("title"); title != "" {
		t.Errorf("half of a refused PATCH was kept: %q", title)
	}
	p.want(200, "PATCH", "/Users/"+id, mocktest.PatchOf(`{"op":"replace","path":"active","value":false}`,
		`{"op":"replace","path":"emails","value":[{"type":"work","value":"new@example.com"}]}`))
	after := p.stored("Users", id)
	if after.Get("active") != false || string(ordered.Encode(after.Get("emails"))) !=
		`[{"value":"new@example.com","type":"work"}]` || after.Text("displayName") != "Ada Example" {
		t.Errorf("after the PATCH: %s", ordered.Encode(after))
	}
	p.want(204, "DELETE", "/Users/"+id, "")
	p.refused(404, "", "Resource ", "DELETE", "/Users/"+id, "")
	if members := p.stored("Groups", group).Get("members"); members != nil {
		t.Errorf("a deleted user is still a member: %s", ordered.Encode(members))
	}
}

func TestCreateRefused(t *testing.T) {
	p := newProbe(t, kit.Options{})
	p.user("ada")
	post := func(status int, kind, detail, rest string) {
		t.Helper()
		p.refused(status, kind, detail, "POST", "/Users", `{"schemas":["`+kit.UserURN+`"],`+rest+`}`)
	}
	post(400, "invalidSyntax", "Attribute userName is required", `"title":"x"`)
	post(409, "uniqueness", "", `"userName":"ADA"`)
	post(409, "uniqueness", "", `"userName":"b","emails":[{"type":"work","value":"ADA@example.com"}]`)
	post(400, "invalidValue", "Required email type is not available",
		`"userName":"b","emails":[{"value":"b@example.com"}]`)
	post(400, "invalidSyntax", "Extended attributes namespace "+ownURN+" must be included in the",
		`"userName":"b","`+ownURN+`":{"gender":"f"}`)
	post(400, "invalidValue", "Manager id : nobody doesn't exist",
		`"userName":"b","schemas":["`+kit.UserURN+`","`+ownURN+`"],
		"`+ownURN+`":{"manager":{"value":"nobody"}}`)
}

// TestPayloads checks PATCH bodies on which the builds of the library differ, or that all of them refuse.
func TestPayloads(t *testing.T) {
	f := func(profile string, status int, ops ...string) {
		t.Helper()
		p := newProbe(t, kit.Options{Profile: profile})
		got, answer := p.send("PATCH", "/Users/"+p.user("ada"), mocktest.PatchOf(ops...))
		if got != status {
			t.Errorf("%s: %v: %d, want %d: %s", profile, ops, got, status, ordered.Encode(answer))
		}
	}
	const selected = `{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"1"}`
	f("sdk230", 400, selected)
	f("sdk23", 400, selected)
	f("sdk5", 200, selected)
	f("sdk5", 200, `{"op":"replace","path":"emails","value":[]}`)
	f("sdk23", 400, `{"op":"replace","path":"emails","value":[]}`)
	f("sdk5", 400, `{"op":"add","path":"name.givenName.x","value":"1"}`)
	f("sdk5", 400, `{"op":"replace","path":"title[x pr]","value":"1"}`)
	f("sdk5", 400, `{"op":"replace","path":7,"value":"1"}`)
	f("sdk5", 400, `{"op":"replace","path":"emails[nope eq 1].value","value":"1"}`)
	f("sdk230", 200, `{"op":"remove","path":"`+ownURN+`:"}`)
	f("sdk230", 400, `7`)
}

// TestForgets checks what ServiceNow takes without a word and does not keep.
func TestForgets(t *testing.T) {
	p := newProbe(t, kit.Options{})
	id := p.user("ada")
	o := p.want(201, "POST", "/Users", `{
		"schemas":["`+kit.UserURN+`","`+kit.EnterpriseURN+`","`+ownURN+`"],
		"userName":"bob","displayName":"chosen","`+kit.EnterpriseURN+`":{"department":"IT"},
		"`+ownURN+`":{"department":{"name":"IT"},"manager":{"value":"`+id+`"}}}`)
	if o.Text("displayName") != "" || o.Get(kit.EnterpriseURN) != nil {
		t.Errorf("kept what it cannot store: %s", ordered.Encode(o))
	}
	manager := `{"manager":{"value":"` + id + `","displayName":"Ada Example"}}`
	if got := string(ordered.Encode(o.Get(ownURN))); got != manager {
		t.Errorf("extension: %s", got)
	}
	put := p.want(200, "PUT", "/Users/"+id, `{"schemas":["`+kit.UserURN+`"],"title":"Dr","emails":[]}`)
	if put.Text("userName") != "ada" || put.Text("title") != "Dr" || put.Get("emails") != nil {
		t.Errorf("PUT: %s", ordered.Encode(put))
	}
}

func TestMembers(t *testing.T) {
	p := newProbe(t, kit.Options{MaxMembers: 2})
	id := p.user("ada")
	three := `[{"value":"` + id + `"},{"value":"b"},{"value":"c"}]`
	p.refused(400, "invalidValue", "The number of members", "POST", "/Groups",
		`{"schemas":["`+kit.GroupURN+`"],"displayName":"x","members":`+three+`}`)
	p.refused(400, "invalidValue", "Member id : b doesn't exist", "POST", "/Groups",
		`{"schemas":["`+kit.GroupURN+`"],"displayName":"x","members":[{"value":"b"}]}`)
	group := p.want(201, "POST", "/Groups", `{"schemas":["`+kit.GroupURN+`"],"displayName":"x"}`).Text("id")
	p.refused(409, "uniqueness", "", "POST", "/Groups", `{"schemas":["`+kit.GroupURN+`"],"displayName":"X"}`)
	p.want(200, "PATCH", "/Groups/"+group,
		mocktest.PatchOf(`{"op":"replace","path":"members","value":[{"value":"`+id+`"}]}`))
	p.refused(400, "invalidValue", "The number of members", "PATCH", "/Groups/"+group,
		mocktest.PatchOf(`{"op":"add","path":"members","value":`+three+`}`))
}
