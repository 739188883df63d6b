package mock

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// The rows of these tests are written by hand from what the vendor publishes.
// ref is the number of the subject in the list below; [infer] in a name marks
// what the double decides where nothing is published.
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
type atlassianRow struct {
	ref, name      string
	method, target string // target is below the base URL, with {ada}, {bob}, {eng} for ids
	body           string
	status         int
	want           string // in the answer
	not            string // not in the answer, if not empty
}

var atlassianIDs = strings.NewReplacer(
	"{ada}", "11111111-1111-4111-8111-111111111111",
	"{bob}", "22222222-2222-4222-8222-222222222222",
	"{eng}", "33333333-3333-4333-8333-333333333333",
	"{nobody}", "44444444-4444-4444-8444-444444444444",
)

const (
	atlassianAda = `{"id":"{ada}","userName":"ada@example.com","externalId":"E-Ada","active":true,
		"title":"Analyst","displayName":"Ada","name":{"givenName":"Ada","familyName":"Example"},
		"emails":[{"value":"ada@example.com","type":"work","primary":true}],
		"urn:scim:schemas:extension:atlassian-external:1.0":{"atlassianAccountId":"5f45aa"}}`
	atlassianBob = `{"id":"{bob}","userName":"bob@example.com","externalId":"E-Bob","active":false,
		"emails":[{"value":"bob@example.com","type":"work","primary":true}]}`
	atlassianEng = `{"id":"{eng}","displayName":"Engineers","members":[{"value":"{ada}"}]}`
	primaryError = `"detail":"Resource [USER] One email address need to be marked as primary."`
)

// newAtlassianServer starts a target that holds Ada, Bob (inactive) and the
// group Engineers with Ada in it.
func newAtlassianServer(t *testing.T) (*Target, string) {
	t.Helper()
	target, err := New("atlassian", Options{Token: "key", BaseURL: "https://api.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range [][2]string{{"Users", atlassianAda}, {"Users", atlassianBob}, {"Groups",
		atlassianEng}} {
		if _, err := target.Seed(seed[0], atlassianIDs.Replace(seed[1])); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(target)
	t.Cleanup(server.Close)
	return target, server.URL + target.Base()
}

// ask sends one request with the right key and returns status and body.
func ask(t *testing.T, method, address, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer key")
	r.Header.Set("Content-Type", "application/scim+json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

func runAtlassian(t *testing.T, rows []atlassianRow) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.ref+" "+row.name, func(t *testing.T) {
			_, base := newAtlassianServer(t)
			address := base + atlassianIDs.Replace(row.target)
			status, answer := ask(t, row.method, address, atlassianIDs.Replace(row.body))
			if status != row.status {
				t.Errorf("status %d, want %d", status, row.status)
			}
			if want := atlassianIDs.Replace(row.want); !strings.Contains(answer, want) {
				t.Errorf("answer lacks %s", want)
			}
			if not := atlassianIDs.Replace(row.not); not != "" && strings.Contains(answer, not) {
				t.Errorf("answer holds %s", not)
			}
			if t.Failed() {
				t.Logf("%s %s %s\nanswer: %s", row.method, row.target, row.body, answer)
			}
		})
	}
}

func TestAtlassianNeedsTheKey(t *testing.T) {
	_, base := newAtlassianServer(t)
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

// TestAtlassianMediaType: the reference lists two types for each body.
func TestAtlassianMediaType(t *testing.T) {
	_, base := newAtlassianServer(t)
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

func TestAtlassianHasOneDirectory(t *testing.T) {
	_, base := newAtlassianServer(t)
	other := strings.Replace(base, atlassianDirectory, "0"+atlassianDirectory[1:], 1)
	if status, _ := ask(t, "GET", other+"/Users", ""); status != 404 {
		t.Errorf("another directory answers %d, want 404", status)
	}
}

// TestAtlassianCycle plays what Entra does in one life of a user.
func TestAtlassianCycle(t *testing.T) {
	target, base := newAtlassianServer(t)
	step := func(method, path, body string, want int) map[string]any {
		t.Helper()
		status, answer := ask(t, method, base+path, body)
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
	step("PATCH", atlassianIDs.Replace("/Groups/{eng}"),
		patchOf(`{"op":"add","path":"members","value":[{"value":"`+id+`"}]}`), 200)
	if groups := step("GET", "/Users/"+id, "", 200)["groups"].([]any); len(groups) != 1 {
		t.Errorf("the user is in %d groups, want 1", len(groups))
	}
	disabled := step("PATCH", "/Users/"+id, patchOf(`{"op":"replace","path":"active","value":false}`), 200)
	if disabled["active"] != false {
		t.Errorf("active is %v after disabling", disabled["active"])
	}
	step("DELETE", "/Users/"+id, "", 204)
	step("GET", "/Users/"+id, "", 404)
	step("PATCH", "/Users/"+id, patchOf(`{"op":"replace","path":"active","value":true}`), 404)
	if again := step("POST", "/Users", user, 201)["id"]; again == id {
		t.Error("a user created again has its old id")
	}
	group, _ := target.Find("Groups", atlassianIDs.Replace("{eng}"))
	if strings.Contains(string(group), id) {
		t.Errorf("the group still holds the deleted user: %s", group)
	}
}

// patchOf is the body of a PATCH with these operations.
func patchOf(ops ...string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` +
		strings.Join(ops, ",") + `]}`
}

// TestAtlassianConcurrent creates the same few users at once: each once.
func TestAtlassianConcurrent(t *testing.T) {
	target, base := newAtlassianServer(t)
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			mail := fmt.Sprintf("user%d@example.com", i%4)
			body := fmt.Sprintf(`{"userName":%q,"emails":[{"value":%q,"primary":true}]}`, mail, mail)
			if status, answer := ask(t, "POST", base+"/Users", body); status != 201 && status != 409 {
				t.Errorf("status %d: %s", status, answer)
			}
			ask(t, "GET", base+"/Users?count=2", "")
		})
	}
	wg.Wait()
	if n := len(target.All("Users")); n != 6 {
		t.Errorf("%d users, want the 2 seeded and 4 created", n)
	}
}
