package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/mock"
)

// atlassianFront serves the packs of Entra and Atlassian with a way to treat conflicts.
func atlassianFront(t *testing.T, target *servicetest.Target, conflicts string) *front {
	t.Helper()
	return serveFront(t, config.ServeFlags{Target: target.URL, Rules: []string{"entra", "atlassian"},
		Set: []string{"atlassian.conflicts=" + conflicts}})
}

// seed puts a resource into a target.
func seed(t *testing.T, target *servicetest.Target, resource, body string) {
	t.Helper()
	if _, err := target.Seed(resource, body); err != nil {
		t.Fatal(err)
	}
}

// person returns a user of Atlassian's whose e-mail is the user name.
func person(id, mail, more string) string {
	return fmt.Sprintf(`{"id":%q,"userName":%[2]q,"active":true,"emails":[{"value":%[2]q,"type":"work","primary":true}]%[3]s}`, id, mail, more)
}

const (
	patching = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[`
	ida      = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"objid-3","userName":"ida@example.com",` +
		`"active":true,"displayName":"Ida Holm","emails":[{"primary":true,"type":"work","value":"ida@example.com"}]}`
	newMail = patching + `{"op":"Replace","path":"userName","value":"anna.berg@example.com"},` +
		`{"op":"Replace","path":"emails[type eq \"work\"].value","value":"anna.berg@example.com"}]}`
)

// stored returns a resource of a target.
func stored(t *testing.T, target *servicetest.Target, resource, id string) string {
	t.Helper()
	found, ok := target.Find(resource, id)
	if !ok {
		t.Fatalf("%s %s is gone", resource, id)
	}
	return string(found)
}

// expect checks the answer to a request.
func (f *front) expect(a ask, status int, says ...string) {
	f.t.Helper()
	got, body := f.do(a)
	for _, text := range says {
		if !strings.Contains(body, text) {
			f.t.Errorf("%s %s is answered without %s: %s", a.method, a.path, text, body)
		}
	}
	if got != status {
		f.t.Errorf("%s %s is answered with %d, not %d: %s", a.method, a.path, got, status, body)
	}
}

// An e-mail change that fails for ever: the proxy says why, and what the administrator then does lets it
// through.
func TestStoryOfAnEmailChange(t *testing.T) {
	change := ask{method: http.MethodPatch, path: "/Users/7", body: newMail}
	begin := func() (*front, *servicetest.Target) {
		target := servicetest.Mock(t, "atlassian", mock.Options{})
		seed(t, target, "Users", person("7", "anna@example.com", `,"externalId":"objid-1"`))
		return atlassianFront(t, target, "explain"), target
	}
	cured := func(f *front, target *servicetest.Target) {
		t.Helper()
		f.expect(change, 200)
		if got := stored(t, target, "Users", "7"); strings.Count(got, "anna.berg@example.com") != 2 {
			t.Errorf("Anna is %s", got)
		}
	}

	f, target := begin()
	seed(t, target, "Users", person("8", "anna.berg@example.com", `,"externalId":"objid-2"`))
	for range 2 {
		f.expect(change, 409, `are held by the user \"8\"`, "rename this duplicate to a placeholder", "the link that Entra stored")
	}
	seed(t, target, "Users", person("8", "anna.berg+duplicated@example.com", `,"externalId":"objid-2"`))
	cured(f, target)

	f, target = begin()
	seed(t, target, "Accounts", `{"id":"r","email":"anna.berg@example.com","stale":true}`)
	for range 2 {
		f.expect(change, 409, "no user that the target shows has the userName", "get-scim-links-for-email")
	}
	seed(t, target, "Accounts", `{"id":"r","email":"nobody@example.com","stale":true}`)
	cured(f, target)
}

// A user who was invited by hand has a record that Entra did not make: her creation fails for ever, and
// she is in no group. Linked, she is.
func TestStoryOfAnInvitedUser(t *testing.T) {
	target := servicetest.Mock(t, "atlassian", mock.Options{})
	seed(t, target, "Users", person("9", "Ida@example.com", ""))
	seed(t, target, "Groups", `{"id":"g","displayName":"Engineers","members":[]}`)
	create := ask{method: http.MethodPost, path: "/Users", body: ida}
	atlassianFront(t, target, "pass").expect(create, 409, "already exists")
	atlassianFront(t, target, "explain").expect(create, 409, `held by the user \"9\", who is active and shows no externalId`)

	f := atlassianFront(t, target, "update")
	f.expect(create, 201, `"id":"9"`, `"externalId":"objid-3"`)
	f.expect(ask{method: http.MethodPatch, path: "/Groups/g",
		body: patching + `{"op":"Add","path":"members","value":[{"$ref":null,"value":"9"}]}]}`}, 200)
	if got := stored(t, target, "Groups", "g"); !strings.Contains(got, `"value":"9"`) {
		t.Errorf("the group is %s", got)
	}
	if users := target.All("Users"); len(users) != 1 {
		t.Errorf("there are %d users", len(users))
	}
}

// Whatever a target does at whichever request of a plan, over HTTP: what was done is answered or
// reported, and a repetition completes it.
func TestFaultsOfAdoption(t *testing.T) {
	create := ask{method: http.MethodPost, path: "/Users", body: ida}
	cells := 0
	for _, fault := range []mock.Fault{{Kind: "cut"}, {Kind: "truncate"}, {Kind: "empty"}, {Kind: "status", Status: 500},
		{Kind: "status", Status: 429}, {Kind: "html", Status: 200}, {Kind: "html", Status: 503}} {
		target := servicetest.Mock(t, "atlassian", mock.Options{})
		f := atlassianFront(t, target, "update")
		for at := range 6 { // creation, three look-ups, reading, change
			cells++
			target.Heal()
			seed(t, target, "Users", person("9", "Ida@example.com", ""))
			target.Forget()
			fault.After, fault.Times = at, 1
			target.Fault(fault)
			status, body := f.do(create)
			name := fmt.Sprintf("%s %d at request %d", fault.Kind, fault.Status, at+1)
			changed := strings.Contains(stored(t, target, "Users", "9"), "objid-3")
			if changed && status != 201 && !strings.Contains(body, "a repetition of the request completes it") {
				t.Errorf("%s: a change is not reported: %d %s", name, status, body)
			}
			if !changed && status == 201 {
				t.Errorf("%s: answered with 201, and nothing is done: %s", name, body)
			}
			seen := target.Take()
			if len(seen) <= at {
				t.Errorf("%s: %d requests were sent, so that the fault did not strike", name, len(seen))
			}
			once(t, name, seen)
			target.Heal()
			if status, body = f.do(create); status != 201 {
				t.Errorf("%s: repeated: %d %s", name, status, body)
			}
			if changed && len(writes(target.Take())) != 1 {
				t.Errorf("%s: what was done is done again", name)
			}
			if len(target.All("Users")) != 1 {
				t.Errorf("%s: there are %d users", name, len(target.All("Users")))
			}
		}
	}
	t.Logf("%d cells", cells)
}

// writes returns the requests that change something.
func writes(list []mock.Request) (found []mock.Request) {
	for _, r := range list {
		if r.Method != http.MethodGet {
			found = append(found, r)
		}
	}
	return found
}

// once checks that no write was sent twice.
func once(t *testing.T, name string, list []mock.Request) {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range writes(list) {
		id, _ := json.Marshal([]string{r.Method, r.Path, r.Body})
		if seen[string(id)] {
			t.Errorf("%s: %s was sent twice", name, id)
		}
		seen[string(id)] = true
	}
}
