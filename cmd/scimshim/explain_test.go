package main

import (
	"bytes"
	"os"
	"path/filepath"
	"scimshim/config"
	"strings"
	"testing"

	"scimshim/rules"
)

// defaultEndpoints are those of a route that names none.
var defaultEndpoints = (&config.Route{}).Endpoints()

// Whatever case is explained, the explanation is a case that passes.
func TestExplainWritesCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../rules/testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var r caseRules
	for i, file := range files {
		if raceDetector && i%20 > 0 {
			continue // one goroutine: there is nothing to find
		}
		base, err := r.of(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := explain(&out, bytes.NewReader(text), base, true); err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		c, err := rules.ParseCase(out.Bytes())
		if err != nil {
			t.Fatalf("%s: %v\n%s", file, err, &out)
		}
		set, err := base.with(c)
		if err != nil {
			t.Fatalf("%s: %v\n%s", file, err, &out)
		}
		p, err := set.Play(c, nil)
		if err != nil || string(p.Case.Format()) != out.String() {
			t.Errorf("%s: the explanation does not pass: %v\n%s", file, err, &out)
		}
	}
}

func TestReadRequest(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		got, err := readRequest(text, defaultEndpoints)
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
	f("# entra/op-case changed\n#     - x", "")
	f("A title.\n\n# entra/op-case changed", "A title.")
	f("A title.\nof two lines", "A title.\nof two lines")
}
