package rules

import (
	"fmt"
	"testing"

	"scimshim/rewrite"
)

// What a PATCH declares itself by.
const (
	patchURN     = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	patchSchemas = `["` + patchURN + `"]`
)

// compile compiles rule files, given as text.
func compile(t testing.TB, files ...string) *Set {
	t.Helper()
	var sources []Source
	for i, text := range files {
		sources = append(sources, Source{File: fmt.Sprintf("f%d.yaml", i+1), Data: []byte(text)})
	}
	return compileSources(t, sources...)
}

// packs compiles packs that ship with the program.
func packs(t testing.TB, names ...string) *Set {
	t.Helper()
	return compileSources(t, packSources(t, names...)...)
}

// packsGiven compiles packs, the last of them with a value for a parameter.
func packsGiven(t testing.TB, given Given, names ...string) *Set {
	t.Helper()
	sources := packSources(t, names...)
	last := &sources[len(sources)-1]
	last.Given = append(last.Given, given)
	return compileSources(t, sources...)
}

// statedPack returns a pack with the statement that the tests' directories satisfy: the
// e-mail is the userName.
func statedPack(t testing.TB, name string) Source {
	t.Helper()
	s, ok := Pack(name)
	if !ok {
		t.Fatalf("no pack %s", name)
	}
	list, err := Params(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if p.Name == "match_email" {
			s.Given = []Given{{Name: p.Name, Value: "username"}}
		}
	}
	return s
}

func compileSources(t testing.TB, sources ...Source) *Set {
	t.Helper()
	for i := range sources {
		sources[i].Unstated = true
	}
	set, err := Compile(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// rule returns a rule file with one rule, given without its name.
func rule(text string) string { return "name: t\nrules:\n  - name: r\n    " + text + "\n" }

// An exchange is what came of a message.
type exchange struct {
	sent  *rewrite.Message // nil if nothing was sent
	m     *rewrite.Message
	trace rewrite.Trace
	err   error
}

// do takes a request, written as in a case, through a set; answer, written as
// in a case, is what the target says.
func do(t testing.TB, set *Set, request, answer string) *exchange {
	t.Helper()
	m, err := parseRequest(request)
	if err != nil {
		t.Fatal(err)
	}
	r := &exchange{m: m}
	r.err = set.Chain.Do(m, &r.trace, func(m *rewrite.Message) error {
		sent := *m
		r.sent = &sent
		return parseResponse(answer, m)
	})
	return r
}

// outcome returns what the named rule did.
func (r *exchange) outcome(set *Set, name string) string {
	for i, info := range set.Infos {
		if info.Name == name {
			return r.trace.Visits[i].Outcome().String()
		}
	}
	return "no such rule"
}

// dropped returns how many operations were dropped, by all rules.
func (r *exchange) dropped() int {
	n := 0
	for _, v := range r.trace.Visits {
		n += v.Dropped
	}
	return n
}

// refusal returns what the message was refused with.
func (r *exchange) refusal(t testing.TB) *rewrite.Refusal {
	t.Helper()
	f, ok := refused(r.err)
	if !ok {
		t.Fatalf("not refused: %v", r.err)
	}
	return f
}

// fault checks what is wrong with a rule file: one fault, with its place.
func fault(t *testing.T, text, want string) {
	t.Helper()
	_, err := Compile(Source{File: "f1.yaml", Data: []byte(text)})
	switch {
	case err == nil:
		t.Errorf("no fault, want %s", want)
	case err.Error() != want:
		t.Errorf("got %v\nwant %s", err, want)
	}
}
