package mock

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// A vendorRow is one request at a target with what is to come of it. page is the vendor's page, or the
// section of one, that says so; [infer] in a name marks what the double decides where none does.
type vendorRow struct {
	page, name     string
	method, target string // target is below the base URL, with {ada}, {bob}, {eng} for ids
	body           string
	status         int
	want           string // in the answer
	not            string // not in the answer, if not empty
	cause          string // in Request.Cause; where it is empty there is none
}

// runRows runs each row against a target of its own.
func runRows(t *testing.T, start func(*testing.T) (*Target, string), rows []vendorRow) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.page+" "+row.name, func(t *testing.T) {
			target, base := start(t)
			path, query, hasQuery := strings.Cut(atlassianIDs.Replace(row.target), "?")
			if hasQuery {
				path += "?" + strings.NewReplacer(" ", "%20", `"`, "%22", "é", "%C3%A9").Replace(query)
			}
			status, answer := ask(t, row.method, base+path, atlassianIDs.Replace(row.body))
			if status != row.status {
				t.Errorf("status %d, want %d", status, row.status)
			}
			if want := atlassianIDs.Replace(row.want); !strings.Contains(answer, want) {
				t.Errorf("the answer lacks %s", want)
			}
			if not := atlassianIDs.Replace(row.not); not != "" && strings.Contains(answer, not) {
				t.Errorf("the answer holds %s", not)
			}
			seen := target.Take()
			if cause := seen[len(seen)-1].Cause; !strings.Contains(cause, row.cause) ||
				(cause == "") != (row.cause == "") {
				t.Errorf("the cause is %q, want %q", cause, row.cause)
			}
			if t.Failed() {
				t.Logf("%s %s %s\nanswer: %s", row.method, row.target, row.body, answer)
			}
		})
	}
}

// newSeeded starts a target with two users and a group.
func newSeeded(t *testing.T, name, ada, bob, eng string) (*Target, string) {
	t.Helper()
	target, err := New(name, Options{Token: "key", BaseURL: "https://api.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range [][2]string{{"Users", ada}, {"Users", bob}, {"Groups", eng}} {
		if _, err := target.Seed(seed[0], atlassianIDs.Replace(seed[1])); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(target)
	t.Cleanup(server.Close)
	return target, server.URL + target.Base()
}

// TestVendorFaults: a status that a Fault forces comes in the vendor's shape (ThrottlingException of every
// page of AWS; 429 of every operation of GitHub).
func TestVendorFaults(t *testing.T) {
	f := func(name string, start func(*testing.T) (*Target, string), status int, want string) {
		t.Helper()
		target, base := start(t)
		target.Fault(Fault{Kind: "status", Status: status})
		got, answer := ask(t, "GET", base+"/Users", "")
		if got != status || !strings.Contains(answer, want) {
			t.Errorf("%s: status %d, want %d: %s", name, got, status, answer)
		}
	}
	f("aws", newAWSServer, 429, `"detail":"Too many requests.","status":"429","exceptionRequestId"`)
	f("aws", newAWSServer, 503, `"detail":"Service Unavailable","status":"503"`)
	f("github", newGitHubServer, 429, `"status":429,"detail":"Too Many Requests"`)
}

// TestVendorOddRequests has what both targets refuse in bodies and queries [infer].
func TestVendorOddRequests(t *testing.T) {
	f := func(name, method, target, body string, aws, github int) {
		t.Helper()
		for i, start := range []func(*testing.T) (*Target, string){newAWSServer, newGitHubServer} {
			_, base := start(t)
			status, answer := ask(t, method, base+atlassianIDs.Replace(target), body)
			if want := []int{aws, github}[i]; status != want {
				t.Errorf("%s: status %d, want %d: %s", name, status, want, answer)
			}
		}
	}
	f("no JSON", "POST", "/Users", `{`, 400, 400)
	f("no object", "POST", "/Groups", `[]`, 400, 400)
	f("no object to PUT", "PUT", "/Users/{ada}", `[]`, 400, 400)
	f("no object to PATCH", "PATCH", "/Users/{ada}", `7`, 400, 400)
	f("no object to PATCH a group", "PATCH", "/Groups/{eng}", `7`, 400, 400)
	f("no operations", "PATCH", "/Users/{ada}", patchOf(), 400, 400)
	f("no operations on a group", "PATCH", "/Groups/{eng}", patchOf(), 400, 400)
	f("an operation that is none", "PATCH", "/Users/{ada}", patchOf(`7`), 400, 400)
	f("a key too many", "PATCH", "/Users/{ada}", patchOf(`{"op":"add","path":"title","value":"x","id":1}`),
		400, 400)
	f("a path that is no text", "PATCH", "/Users/{ada}", patchOf(`{"op":"add","path":7,"value":"x"}`), 400, 400)
	f("a path that is none", "PATCH", "/Groups/{eng}", patchOf(`{"op":"add","path":"a b","value":"x"}`), 400,
		400)
	f("a value that is no object", "PATCH", "/Users/{ada}", patchOf(`{"op":"add","value":"x"}`), 400, 400)
	f("the same for a group", "PATCH", "/Groups/{eng}", patchOf(`{"op":"add","value":"x"}`), 400, 400)
	f("a parameter twice", "GET", "/Users?count=1&count=2", "", 400, 400)
	f("a parameter of no name", "GET", "/Users?%25=1", "", 400, 400)
	f("count in words", "GET", "/Groups?count=ten", "", 400, 400)
	f("a parameter to POST", "POST", "/Users?count=1", `{}`, 400, 400)
	f("a parameter to POST a group", "POST", "/Groups?count=1", `{}`, 400, 400)
	f("another method", "PATCH", "/Groups", `{}`, 400, 405)
	f("another method of one", "POST", "/Users/{ada}", `{}`, 400, 405)
	f("an empty id", "GET", "/Users/", "", 404, 404)
}
