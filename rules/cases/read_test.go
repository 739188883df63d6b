package cases

import (
	"strings"
	"testing"
)

var endpoints = []string{"Users", "Groups"}

func TestReadRequest(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		got, err := readRequest(text, endpoints)
		if err != nil {
			got = err.Error()
		}
		if got != want && !(strings.HasSuffix(want, "...") && strings.HasPrefix(got, strings.TrimSuffix(want, "..."))) {
			t.Errorf("readRequest(%q) = %q, want %q", text, got, want)
		}
	}
	f("GET /Users", "GET /Users\n")
	f("\n\nGET /Users/42\n", "GET /Users/42\n")
	f("GET /scim/v2/users/42 HTTP/1.1\r\nAuthorization: Bearer x\r\n\r\n", "GET /users/42\n")
	f("GET https://example.com/a/b/Groups/Users?count=1", "GET /Groups/Users?count=1\n")
	f(`GET /Users?filter=title eq "a b"`, "GET /Users?filter=title eq \"a b\"\n")
	f(`GET /Users?filter=title eq "/Groups?" HTTP/1.1`, "GET /Users?filter=title eq \"/Groups?\"\n")
	f("POST /Users\n\n{\"a\":1}\n", "POST /Users\n\n{\"a\":1}\n")
	f("POST /Users\n{\"a\":1}", "POST /Users\n\n{\"a\":1}\n")
	f("POST /Users\nHost: x\nContent-Type: y\n\n{\"a\":\n1}\n", "POST /Users\n\n{\"a\":\n1}\n")
	f("POST /Users\nHost: x", "POST /Users\n")

	f("", "a request begins with a method and a URL...")
	f("hello", "a request begins with a method and a URL...")
	f(`{"schemas": []}`, "a request begins with a method and a URL...")
	f("get /Users", "a request begins with a method and a URL...")
	f("GET /", "the URL of the request names no endpoint...")
	f("GET /Usersx?filter=/Users", "the URL of the request names no endpoint...")
}

func TestLayResponse(t *testing.T) {
	f := func(text string, want ...string) {
		t.Helper()
		if got := strings.Join(layResponse(text), "|"); got != strings.Join(want, "|") {
			t.Errorf("layResponse(%q) = %q, want %q", text, got, want)
		}
	}
	f("204", "204", "")
	f("201\nLocation: /a\n\n{\"id\":\"1\"}", "201", "Location: /a", `id: "1"`)
	f(`200`+"\n\n"+`{"a":{},"b":[],"c":[{"d":1},{"d":null}],"e":{"f":{"g":true}}}`,
		"200", "a: {}", "b: []", "c[0].d: 1", "c[1].d: null", "e.f.g: true")
	f("HTTP/1.1 200 OK\r\nX: y\r\n\r\n{\"id\":1}", "200 OK", "X: y", "id: 1")
	f("502\n\n<html>", "502", "<html>")
	f("502\n\n{\"a\":", "502", `{"a":`)
}

func TestWithoutNotes(t *testing.T) {
	f := func(title, want string) {
		t.Helper()
		if got := withoutNotes(title); got != want {
			t.Errorf("withoutNotes(%q) = %q, want %q", title, got, want)
		}
	}
	f("", "")
	f("# entra/normalize.op_case changed\n#     - x", "")
	f("A title.\n\n# entra/normalize.op_case changed", "A title.")
	f("A title.\nof two lines", "A title.\nof two lines")
}
