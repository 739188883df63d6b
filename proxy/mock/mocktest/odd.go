package mocktest

import (
	"strings"
	"testing"

	"scimshim/proxy/mock"
)

// OddRequests has what is refused in bodies and queries [infer]. unsupported is the status of a method that an
// endpoint does not have.
func OddRequests(t *testing.T, start func(*testing.T) (*mock.Target, string), unsupported int) {
	t.Helper()
	f := func(name, method, target, body string, want int) {
		t.Helper()
		_, base := start(t)
		if status, answer := Ask(t, method, base+IDs.Replace(target), body); status != want {
			t.Errorf("%s: status %d, want %d: %s", name, status, want, answer)
		}
	}
	f("no JSON", "POST", "/Users", `{`, 400)
	f("no object", "POST", "/Groups", `[]`, 400)
	f("no object to PUT", "PUT", "/Users/{ada}", `[]`, 400)
	f("no object to PATCH", "PATCH", "/Users/{ada}", `7`, 400)
	f("no object to PATCH a group", "PATCH", "/Groups/{eng}", `7`, 400)
	f("no operations", "PATCH", "/Users/{ada}", PatchOf(), 400)
	f("no operations on a group", "PATCH", "/Groups/{eng}", PatchOf(), 400)
	f("an operation that is none", "PATCH", "/Users/{ada}", PatchOf(`7`), 400)
	f("a key too many", "PATCH", "/Users/{ada}", PatchOf(`{"op":"add","path":"title","value":"x","id":1}`), 400)
	f("a path that is no text", "PATCH", "/Users/{ada}", PatchOf(`{"op":"add","path":7,"value":"x"}`), 400)
	f("a path that is none", "PATCH", "/Groups/{eng}", PatchOf(`{"op":"add","path":"a b","value":"x"}`), 400)
	f("a value that is no object", "PATCH", "/Users/{ada}", PatchOf(`{"op":"add","value":"x"}`), 400)
	f("the same for a group", "PATCH", "/Groups/{eng}", PatchOf(`{"op":"add","value":"x"}`), 400)
	f("a parameter twice", "GET", "/Users?count=1&count=2", "", 400)
	f("a parameter of no name", "GET", "/Users?%25=1", "", 400)
	f("count in words", "GET", "/Groups?count=ten", "", 400)
	f("a parameter to POST", "POST", "/Users?count=1", `{}`, 400)
	f("a parameter to POST a group", "POST", "/Groups?count=1", `{}`, 400)
	f("another method", "PATCH", "/Groups", `{}`, unsupported)
	f("another method of one", "POST", "/Users/{ada}", `{}`, unsupported)
	f("an empty id", "GET", "/Users/", "", 404)
}

// ForcedStatus checks the answer to a status that a Fault forces: it comes in the vendor's shape.
func ForcedStatus(t *testing.T, start func(*testing.T) (*mock.Target, string), status int, want string) {
	t.Helper()
	target, base := start(t)
	target.Fault(mock.Fault{Kind: "status", Status: status})
	got, answer := Ask(t, "GET", base+"/Users", "")
	if got != status || !strings.Contains(answer, want) {
		t.Errorf("status %d, want %d: %s", got, status, answer)
	}
}
