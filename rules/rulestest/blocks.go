package rulestest

import (
	"strings"
	"testing"

	"scimshim/rules"
)

// File returns a rule file called t that has these blocks.
func File(blocks string) string { return "name: t\n" + blocks + "\n" }

// Sends checks what the target sees of a body where a file has these blocks: "refused" for
// nothing, and the word warned behind it where a step warns.
func Sends(t *testing.T, blocks, method, in, want string) {
	t.Helper()
	url := "/Users"
	if strings.Contains(strings.ToLower(in), "members") {
		url = "/Groups"
	}
	if method != "POST" {
		url += "/1"
	}
	set := Compile(t, File(blocks))
	r := Do(t, set, method+" "+url+"\n\n"+in, "204")
	got := "refused"
	if r.Sent != nil {
		got = r.Sent.Body
	} else if r.Err != nil && r.Refusal(t).Status != 400 {
		t.Errorf("%s: %v", in, r.Err)
	}
	for _, v := range r.Trace.Visits() {
		if v.Outcome().String() == "warned" {
			got += " warned"
		}
	}
	if got != want {
		t.Errorf("%s\n%s\n got %s\nwant %s", blocks, in, got, want)
	}
}

// Invalid checks that files with these blocks do not compile, and that it is said where.
func Invalid(t *testing.T, blocks ...string) {
	t.Helper()
	for _, text := range blocks {
		if _, err := rules.Compile(rules.Source{File: "f.yaml", Data: []byte(File(text))}); err == nil {
			t.Errorf("%s compiles", text)
		} else if !strings.HasPrefix(err.Error(), "f.yaml:") {
			t.Errorf("%s: no place: %v", text, err)
		}
	}
}
