// Package mocktest has what the tests of several imitated targets share: rows of requests with what is to come
// of each (Row, Run), and checks that hold for any target. Only tests import it.
package mocktest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/kit"
)

// A Row is one request at a target with what is to come of it. Page is the vendor's page, or the
// section of one, that says so; [infer] in a Name marks what the mock decides where none does.
type Row struct {
	Page, Name     string
	Method, Target string // target is below the base URL, with {ada}, {bob}, {eng} for ids
	Body           string
	Status         int
	Want           string // in the answer
	Not            string // not in the answer, if not empty
	Cause          string // in Request.Cause; where it is empty there is none
}

// Run runs each row against a target of its own.
func Run(t *testing.T, start func(*testing.T) (*mock.Target, string), rows []Row) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.Page+" "+row.Name, func(t *testing.T) {
			target, base := start(t)
			path, query, hasQuery := strings.Cut(IDs.Replace(row.Target), "?")
			if hasQuery {
				path += "?" + strings.NewReplacer(" ", "%20", `"`, "%22", "é", "%C3%A9").Replace(query)
			}
			status, answer := Ask(t, row.Method, base+path, IDs.Replace(row.Body))
			if status != row.Status {
				t.Errorf("status %d, want %d", status, row.Status)
			}
			if want := IDs.Replace(row.Want); !strings.Contains(answer, want) {
				t.Errorf("the answer lacks %s", want)
			}
			if not := IDs.Replace(row.Not); not != "" && strings.Contains(answer, not) {
				t.Errorf("the answer holds %s", not)
			}
			seen := target.Take()
			if cause := seen[len(seen)-1].Cause; !strings.Contains(cause, row.Cause) ||
				(cause == "") != (row.Cause == "") {
				t.Errorf("the cause is %q, want %q", cause, row.Cause)
			}
			if t.Failed() {
				t.Logf("%s %s %s\nanswer: %s", row.Method, row.Target, row.Body, answer)
			}
		})
	}
}

// Seeded starts a target with two users and a group.
func Seeded(t *testing.T, name, ada, bob, eng string) (*mock.Target, string) {
	t.Helper()
	target, err := mock.New(name, kit.Options{Token: "key", BaseURL: "https://api.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range [][2]string{{"Users", ada}, {"Users", bob}, {"Groups", eng}} {
		if _, err := target.Seed(seed[0], IDs.Replace(seed[1])); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(target)
	t.Cleanup(server.Close)
	return target, server.URL + target.Base()
}

// IDs puts the ids of the seeded resources in, and one of nothing.
var IDs = strings.NewReplacer(
	"{ada}", "11111111-1111-4111-8111-111111111111",
	"{bob}", "22222222-2222-4222-8222-222222222222",
	"{eng}", "33333333-3333-4333-8333-333333333333",
	"{nobody}", "44444444-4444-4444-8444-444444444444",
)

// Ask sends one request with the right key and returns status and body.
func Ask(t *testing.T, method, address, body string) (int, string) {
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

// PatchOf is the body of a PATCH with these operations.
func PatchOf(ops ...string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` +
		strings.Join(ops, ",") + `]}`
}
