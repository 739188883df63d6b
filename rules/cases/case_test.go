package cases_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
)

const casePlayed = `Entra writes Add. (Q50)
-- request --
PATCH /Users/4%2F2?x=1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Add","path":"title","value":"x"}]}
-- target request --
PATCH /Users/4/2?x=1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"title","value":"x"}]}
-- target response --
204
Location: https://target.example.com/scim/Users/1
-- response --
204
Location: https://target.example.com/scim/Users/1
-- rules --
entra/normalize.op_case changed
`

// packs compiles packs that ship with the program.
func packs(t *testing.T, names ...string) *rules.Set {
	t.Helper()
	var sources []rules.Source
	for _, name := range names {
		s, ok := rules.Pack(name)
		if !ok {
			t.Fatalf("no pack %s", name)
		}
		sources = append(sources, s)
	}
	set, err := rules.Compile(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// A case that passes comes out as it is.
func TestPlay(t *testing.T) {
	set := packs(t, "entra")
	c, err := cases.Parse([]byte(casePlayed))
	if err != nil {
		t.Fatal(err)
	}
	p, err := cases.Play(set.Chain, c)
	if err != nil || p.Err != nil {
		t.Fatal(err, p.Err)
	}
	if got := string(p.Case.Format()); got != casePlayed {
		t.Errorf("%s", got)
	}
	if got := string(c.Format()); got != casePlayed {
		t.Errorf("read and written: %s", got)
	}
	if p.Trace.Changes != nil || p.Sent == nil || p.Sent.ID != "4/2" {
		t.Errorf("%+v", p.Sent)
	}
	if title := c.Title; title != "Entra writes Add. (Q50)" {
		t.Error(title)
	}
}

// A case without an answer ends with the request; a refused one has the error
// that the client sees.
func TestPlayWithoutAnswer(t *testing.T) {
	f := func(request, want string) {
		t.Helper()
		c, err := cases.Parse([]byte("-- request --\n" + request + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := cases.Play(packs(t, "entra").Chain, c)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(p.Case.Format()); !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %s", got, want)
		}
	}
	f(`GET /Users?filter=userName eq "a"`, "-- target request --\nGET /Users?filter=userName eq \"a\"\n-- rules --\n")
	f(`GET /Users?filter=userName eq "a%2Bb"`, `filter=userName eq "a%2Bb"`)
	f(`GET /Users?filter=userName`, "-- response --\n400\n\n{")
}

func TestParseFaults(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if _, err := cases.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	f("", "no section request")
	f("-- reqest --\nGET /\n", `unknown section "reqest"`)
	f("-- response --\n204\n", "no section request")
}

// Messages are taken as people and programs write them down, and a case keeps them as
// they were written.
func TestCutMessage(t *testing.T) {
	f := func(text, first, header, body string) {
		t.Helper()
		a, b, c := cases.CutMessage(text)
		if got := strings.Join(b, "|"); a != first || got != header || c != body {
			t.Errorf("%q: got %q, %q, %q", text, a, got, c)
		}
	}
	f("GET /Users", "GET /Users", "", "")
	f("\nPOST /Users HTTP/1.1\r\nHost: x\r\nA-B: {\r\n\r\n{\"a\":1}\r\n", "POST /Users", "Host: x|A-B: {", `{"a":1}`)
	f("POST /Users\nHost: x\n{\"a: b\":1}", "POST /Users", "Host: x", `{"a: b":1}`)
	f("POST /Users\n{\n\"a\":1}", "POST /Users", "", "{\n\"a\":1}")
	f("POST /Users\n\nno: header", "POST /Users", "", "no: header")
	f("GET /Users?filter=title eq \"HTTP/1.1 x\"", "GET /Users?filter=title eq \"HTTP/1.1 x\"", "", "")
	f("HTTP/1.1 201 Created\nLocation: /a\n\n{}", "201 Created", "Location: /a", "{}")
	f("204\n", "204", "", "")
	f("", "", "", "")
}

// Faults of what a case says are the case's, and nobody's refusal.
func TestPlayFaults(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		c, err := cases.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cases.Play(packs(t, "entra").Chain, c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	f("-- request --\nGET\n", "method and a URL")
	f("-- request --\nGET /Users/%zz\n", "URL of the request")
	f("-- request --\nGET /Users\n-- target response --\nOK\n", "begins with its status")
}
