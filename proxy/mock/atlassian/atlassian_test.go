package atlassian_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/mocktest"
)

// The rows of these tests are written by hand from what the vendor publishes.
// ref is the number of the subject in the list below; [infer] in a name marks
// what the mock decides where nothing is published.
//
//	1.1  endpoints: reference pages api-group-users, api-group-groups,
//	     api-group-schemas, api-group-service-provider-configuration; ACCESS-1424
//	1.2  filters: api-group-users, api-group-groups; ACCESS-1424; knowledge base
//	     article 1071827946, "Resource [USER] invalid filter"
//	1.3  user attributes: api-group-users; Microsoft's tutorial of the connector
//	1.4  PATCH: ID-8027; api-group-groups, example
//	1.5  groups: api-group-groups, "Renaming groups"; Okta's article on pushing
//	     groups to Atlassian
//	1.6  conflicts: "Failed to update when attempting to provision a user"
//	1.7  DELETE: api-group-users, api-group-groups
//	1.8  paging: "How to fetch all users via user provisioning SCIM API"
type row struct {
	ref, name      string
	method, target string // target is below the base URL, with {ada}, {bob}, {eng} for ids
	body           string
	status         int
	want           string // in the answer
	not            string // not in the answer, if not empty
}

const (
	ada = `{"id":"{ada}","userName":"ada@example.com","externalId":"E-Ada","active":true,
		"title":"Analyst","displayName":"Ada","name":{"givenName":"Ada","familyName":"Example"},
		"emails":[{"value":"ada@example.com","type":"work","primary":true}],
		"urn:scim:schemas:extension:atlassian-external:1.0":{"atlassianAccountId":"5f45aa"}}`
	bob = `{"id":"{bob}","userName":"bob@example.com","externalId":"E-Bob","active":false,
		"emails":[{"value":"bob@example.com","type":"work","primary":true}]}`
	eng          = `{"id":"{eng}","displayName":"Engineers","members":[{"value":"{ada}"}]}`
	primaryError = `"detail":"Resource [USER] One email address need to be marked as primary."`
)

// theDirectory is the one directory that a target has.
const theDirectory = "6f1c9d5e-3c0a-4b7e-9b1d-2a4e8c7f0d13"

// start starts a target that holds Ada, Bob (inactive) and the
// group Engineers with Ada in it.
func start(t *testing.T) (*mock.Target, string) {
	t.Helper()
	return mocktest.Seeded(t, "atlassian", ada, bob, eng)
}

func run(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		mocktest.Run(t, start, []mocktest.Row{{Page: r.ref, Name: r.name, Method: r.method, Target: r.target,
			Body: r.body, Status: r.status, Want: r.want, Not: r.not}})
	}
}

func TestNeedsTheKey(t *testing.T) {
	_, base := start(t)
	f := func(authorization string, want int) {
		t.Helper()
		r, _ := http.NewRequest(http.MethodGet, base+"/Users", nil)
		r.Header.Set("Authorization", authorization)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("Authorization %q: status %d, want %d", authorization, response.StatusCode, want)
		}
	}
	f("", 401)
	f("Bearer other", 401)
	f("Basic a2V5", 401)
	f("Bearer key", 200)
}

// TestMediaType: the reference lists two types for each body.
func TestMediaType(t *testing.T) {
	_, base := start(t)
	f := func(kind string, want int) {
		t.Helper()
		r, _ := http.NewRequest(http.MethodPost, base+"/Groups", strings.NewReader(`{"displayName":"`+kind+`"}`))
		r.Header.Set("Authorization", "Bearer key")
		r.Header.Set("Content-Type", kind)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("Content-Type %q: status %d, want %d", kind, response.StatusCode, want)
		}
	}
	f("application/scim+json", 201)
	f("Application/JSON; charset=utf-8", 201)
	f("text/plain", 415)
	f("", 415)
}

func TestHasOneDirectory(t *testing.T) {
	_, base := start(t)
	other := strings.Replace(base, theDirectory, "0"+theDirectory[1:], 1)
	if status, _ := mocktest.Ask(t, "GET", other+"/Users", ""); status != 404 {
		t.Errorf("another directory answers %d, want 404", status)
	}
}

// TestCycle plays what Entra does in one life of a user.
func TestCycle(t *testing.T) {
	target, base := start(t)
	step := func(method, path, body string, want int) map[string]any {
		t.Helper()
		status, answer := mocktest.Ask(t, method, base+path, body)
		if status != want {
			t.Fatalf("%s %s: status %d, want %d: %s", method, path, status, want, answer)
		}
		var decoded map[string]any
		if answer != "" {
			if err := json.Unmarshal([]byte(answer), &decoded); err != nil {
				t.Fatal(err)
			}
		}
		return decoded
	}
	match := "/Users?filter=" + url.QueryEscape(`userName eq "eve@example.com"`)
	if n := step("GET", match, "", 200)["totalResults"]; n != 0.0 {
		t.Fatalf("a new directory finds %v users", n)
	}
	user := `{"userName":"eve@example.com","emails":[{"value":"eve@example.com","primary":true}]}`
	id := step("POST", "/Users", user, 201)["id"].(string)
	if n := step("GET", match, "", 200)["totalResults"]; n != 1.0 {
		t.Fatalf("the created user is found %v times", n)
	}
	step("PATCH", mocktest.IDs.Replace("/Groups/{eng}"),
		mocktest.PatchOf(`{"op":"add","path":"members","value":[{"value":"`+id+`"}]}`), 200)
	if groups := step("GET", "/Users/"+id, "", 200)["groups"].([]any); len(groups) != 1 {
		t.Errorf("the user is in %d groups, want 1", len(groups))
	}
	disabled := step("PATCH", "/Users/"+id, mocktest.PatchOf(`{"op":"replace","path":"active","value":false}`), 200)
	if disabled["active"] != false {
		t.Errorf("active is %v after disabling", disabled["active"])
	}
	step("DELETE", "/Users/"+id, "", 204)
	step("GET", "/Users/"+id, "", 404)
	step("PATCH", "/Users/"+id, mocktest.PatchOf(`{"op":"replace","path":"active","value":true}`), 404)
	if again := step("POST", "/Users", user, 201)["id"]; again == id {
		t.Error("a user created again has its old id")
	}
	group, _ := target.Find("Groups", mocktest.IDs.Replace("{eng}"))
	if strings.Contains(string(group), id) {
		t.Errorf("the group still holds the deleted user: %s", group)
	}
}

// TestConcurrent creates the same few users at once: each once.
func TestConcurrent(t *testing.T) {
	target, base := start(t)
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			mail := fmt.Sprintf("user%d@example.com", i%4)
			body := fmt.Sprintf(`{"userName":%q,"emails":[{"value":%q,"primary":true}]}`, mail, mail)
			if status, answer := mocktest.Ask(t, "POST", base+"/Users", body); status != 201 && status != 409 {
				t.Errorf("status %d: %s", status, answer)
			}
			mocktest.Ask(t, "GET", base+"/Users?count=2", "")
		})
	}
	wg.Wait()
	if n := len(target.All("Users")); n != 6 {
		t.Errorf("%d users, want the 2 seeded and 4 created", n)
	}
}

func TestDiscovery(t *testing.T) { mocktest.Discovery(t, "atlassian") }
