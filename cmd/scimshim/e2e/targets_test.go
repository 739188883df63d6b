package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/mock"
	"scimshim/rewrite/filter"
)

// circleOf is a group that has Ada, and no other.
const circleOf = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"0900","externalId":"G-1",` +
	`"displayName":"Engineers","members":[{"value":"0815"}]}`

// A meeting is a proxy before a target that has Ada, in a group.
type meeting struct {
	*front
	target *servicetest.Target
}

func meet(t *testing.T, name string, set ...string) meeting {
	t.Helper()
	target := servicetest.Mock(t, name, mock.Options{})
	for resource, body := range map[string]string{"Users": ada, "Groups": circleOf} {
		if _, err := target.Seed(resource, body); err != nil {
			t.Fatal(err)
		}
	}
	return meeting{serveFront(t, config.ServeFlags{Target: target.URL, Rules: []string{"entra", name}, Set: set}), target}
}

// refuses checks that a request is refused with a sentence, and that the target
// has not seen it.
func (m meeting) refuses(a ask, status int, sentence string) {
	m.t.Helper()
	got, body := m.do(a)
	if got != status || !strings.Contains(body, sentence) {
		m.t.Errorf("%s %s: %d %s; want %d, %s", a.method, a.path, got, body, status, sentence)
	}
	if seen := m.target.Take(); len(seen) > 0 {
		m.t.Errorf("%s %s: the target saw %s", a.method, a.path, seen[0].Body)
	}
}

// takes checks that the target takes what becomes of a request.
func (m meeting) takes(a ask, status int, want string) {
	m.t.Helper()
	got, body := m.do(a)
	seen := m.target.Take()
	if got != status || !strings.Contains(body, want) || len(seen) != 1 {
		m.t.Errorf("%s %s: %d %s; want %d, %s", a.method, a.path, got, body, status, want)
	}
	for _, r := range seen {
		if r.Cause != "" {
			m.t.Errorf("%s %s: the target says %s of %s", a.method, a.path, r.Cause, r.Body)
		}
	}
}

// members returns the ids of the group's members, as the target has stored them.
func (m meeting) members() string {
	m.t.Helper()
	raw, _ := m.target.Find("Groups", "0900")
	var g cycle.Group
	if err := json.Unmarshal(raw, &g); err != nil {
		m.t.Fatal(err)
	}
	var ids []string
	for _, member := range g.Members {
		ids = append(ids, member.Value)
	}
	return strings.Join(ids, ", ")
}

func patchTo(path string, ops ...string) ask {
	r := cycle.Patch("Groups", "0900", ops...)
	return ask{method: "PATCH", path: path, body: r.Body}
}

// TestAWSGroups tries what empties a group at AWS, does nothing, or fails without
// a cause (https://github.com/lichti/aws-iam-scim-problem).
func TestAWSGroups(t *testing.T) {
	m := meet(t, "aws-identity-center")
	const group = "/Groups/0900"
	const one = `{"op":"Replace","path":"members","value":[{"value":"%s"}]}`
	const says = "does not replace all values at once"
	m.refuses(patchTo(group, fmt.Sprintf(one, "")), 400, "no empty text")
	const two = `{"op":"Replace","path":"members","value":[{"value":"0815"},{"value":"0816"}]}`
	m.refuses(patchTo(group, two), 400, says)
	m.takes(patchTo(group, fmt.Sprintf(one, "0815")), 204, "") // an add, as Entra means it
	m.refuses(patchTo(group, `{"op":"Replace","path":"members","value":[]}`), 400, says)
	m.refuses(patchTo(group, `{"op":"replace","value":{"members":[]}}`), 400, says)
	m.refuses(patchTo(group, `{"op":"Remove","path":"members"}`), 400, "remove all values")
	var many []string
	for i := range 101 {
		many = append(many, fmt.Sprintf(`{"value":"%d"}`, i))
	}
	add := `{"op":"Add","path":"members","value":[` + strings.Join(many, ",") + `]}`
	m.refuses(patchTo(group, add), 400, "at most 100")
	m.refuses(ask{method: "PUT", path: group, body: circleOf}, 501, "does not replace groups")
	if got := m.members(); got != "0815" {
		t.Errorf("the group has %q", got)
	}
	m.takes(ask{path: "/Groups?filter=id+eq+0900+and+members+eq+0815&attributes=id"}, 200, `"totalResults":1`)
	m.takes(ask{path: group}, 200, `"displayName":"Engineers"`)
	m.takes(patchTo(group, cycle.MemberOp("Remove", "0815")), 204, "")
	if got := m.members(); got != "" {
		t.Errorf("the group has %q", got)
	}
	m.takes(ask{path: "/Groups?filter=id+eq+0900+and+members+eq+0815"}, 200, `"totalResults":0`)
}

// TestAWSUsers creates and changes users as Entra maps them, with more than AWS
// has room for.
func TestAWSUsers(t *testing.T) {
	m := meet(t, "aws-identity-center")
	const phones = `"phoneNumbers":[{"type":"mobile","value":"+1"},{"type":"work","value":"+2","display":"x"}],`
	const bo = `{"schemas":["` + filter.UserURN + `","` + filter.EnterpriseURN + `"],"userName":"bo@example.com","active":true,` +
		`"name":{"givenName":"Bo"},"password":"none",` + phones + `"addresses":[{"type":"work","country":"SE"}],` +
		`"emails":[{"type":"work","value":"bo@example.com"},{"type":"home","value":"b@example.com"}],` +
		`"meta":{"resourceType":"User"},"roles":[],"` + filter.EnterpriseURN + `":{"manager":{"value":"0815","displayName":"Ada"}}}`
	m.takes(ask{method: "POST", path: "/Users", body: bo}, 201, `"familyName":"Bo"`)
	m.refuses(ask{method: "POST", path: "/Users", body: strings.Replace(bo, `"+2"`, `"tel:2"`, 1)}, 400,
		"phoneNumbers.value: IAM Identity Center takes none of")
	const user = "/Users/0815"
	m.takes(patchTo(user, cycle.Op("Add", `phoneNumbers[type eq "mobile"].value`, "+3"), cycle.Op("Replace", "active", "False")), 200,
		`"active":false`)
	m.takes(patchTo(user, cycle.Op("Add", `phoneNumbers[type eq "work"].value`, "+4")), 200, `"value":"+4"`)
	m.takes(patchTo(user, cycle.Op("Replace", `phoneNumbers[type eq "work"].value`, "+5")), 200, `"value":"+5"`)
	var parts []string
	for _, part := range []string{"streetAddress", "locality", "region", "postalCode", "country"} {
		parts = append(parts, cycle.Op("Add", `addresses[type eq "work"].`+part, part))
	}
	m.takes(patchTo(user, parts...), 200, `"region":"region"`)
	m.takes(patchTo(user, cycle.Op("Replace", `addresses[type eq "work"].region`, "Scania")), 200, `"region":"Scania"`)
	m.takes(patchTo(user, cycle.Op("Add", filter.EnterpriseURN+":manager", "0815")), 200, `"manager":{"value":"0815"}`)
	m.takes(ask{path: "/Users?filter=id+eq+0815+and+manager+eq+0815&attributes=id"}, 200, `"totalResults":1`)
	m.takes(patchTo(user, cycle.Op("Replace", "userName", "a"), cycle.Op("Replace", "userName", "b")), 200, `"userName":"b"`)
	m.refuses(patchTo(user, `{"op":"Remove","path":"displayName"}`), 400, "cannot be removed")
	m.refuses(ask{path: "/Users?startIndex=101"}, 400, "has no startIndex")
}

// TestGitHubUsers sees that a request has a User-Agent, that a leaver is suspended
// and not deleted, and that no PATCH is answered with a success that is none.
func TestGitHubUsers(t *testing.T) {
	m := meet(t, "github-emu", "github-emu.user_agent=example-provisioning")
	const user = "/Users/0815"
	m.refuses(ask{method: "DELETE", path: user}, 501, "suspends a deleted user for ever")
	m.takes(patchTo(user, cycle.Op("Replace", "active", "False")), 200, `"active":false`)
	const mail = "a.berg@example.com"
	m.takes(patchTo(user, cycle.Op("Replace", `emails[type eq "work"].value`, mail)), 200, mail)
	m.takes(patchTo(user, cycle.Op("Add", `roles[primary eq "True"].value`, "enterprise_owner")), 200, `"enterprise_owner"`)
	m.refuses(patchTo(user, `{"op":"Remove","path":"roles[value eq \"enterprise_owner\"]"}`), 400, "takes no remove")
	const bo = `{"schemas":["` + filter.UserURN + `","` + filter.EnterpriseURN + `"],"externalId":"E-2","userName":"bo@example.com",` +
		`"active":"True","name":{"givenName":"Bo"},"title":"x","` + filter.EnterpriseURN + `":{"department":"y"}}`
	m.takes(ask{method: "POST", path: "/Users", body: bo}, 201, `"value":"bo@example.com"`)
	m.refuses(ask{method: "POST", path: "/Users", body: strings.Replace(bo, `"externalId":"E-2",`, "", 1)}, 400,
		"externalId is missing")
	m.takes(patchTo(user, cycle.Op("Replace", "active", "True")), 200, `"active":true`)
	m.takes(ask{method: "POST", path: "/Groups", body: `{"schemas":["` + filter.GroupURN + `"],"externalId":"G-2",` +
		`"displayName":"Sales","members":[{"value":"0815","display":"Ada"}]}`}, 201, `"display"`)
	m.takes(patchTo("/Groups/0900", cycle.MemberOp("Remove", "0815")), 200, `"members":[]`)
	m.do(ask{path: user})
	if agent := m.target.Take()[0].Header.Get("User-Agent"); agent != "example-provisioning" {
		t.Errorf("the target is asked by %q", agent)
	}
	for _, path := range []string{"/ServiceProviderConfig", "/ResourceTypes", "/Schemas/" + filter.UserURN} {
		if status, body := m.do(ask{path: path}); status != 200 {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

// TestGitHubDelete lets a DELETE through where the administrator wants it.
func TestGitHubDelete(t *testing.T) {
	m := meet(t, "github-emu", "github-emu.delete_user=pass")
	m.takes(ask{method: "DELETE", path: "/Users/0815"}, 204, "")
	if _, found := m.target.Find("Users", "0815"); found {
		t.Error("the user is still there")
	}
}
