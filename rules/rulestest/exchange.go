package rulestest

import (
	"errors"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// ErrUnanswered ends the way of a request that no answer is given for.
var ErrUnanswered = errors.New("the target does not answer in this test")

// Refused returns the refusal that an error is.
func Refused(err error) (*rewrite.Refusal, bool) {
	var r *rewrite.Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// What a PATCH declares itself by.
const (
	PatchURN     = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	PatchSchemas = `["` + PatchURN + `"]`
)

// An Exchange is what came of a message.
type Exchange struct {
	Sent    *rewrite.Message // nil if nothing was sent
	Message *rewrite.Message
	Trace   rewrite.Trace
	Err     error
}

// Do takes a request, written as in a case, through a set; answer, written as
// in a case, is what the target says.
func Do(t testing.TB, set *rules.Set, request, answer string) *Exchange {
	t.Helper()
	m, err := cases.ParseRequest(request)
	if err != nil {
		t.Fatal(err)
	}
	r := &Exchange{Message: m}
	r.Err = set.Chain.Do(m, &r.Trace, func(m *rewrite.Message) error {
		sent := *m
		r.Sent = &sent
		return cases.ParseResponse(answer, m)
	})
	return r
}

// Outcome returns what the named rule did.
func (r *Exchange) Outcome(set *rules.Set, name string) string {
	for i, info := range set.Infos {
		if info.Name == name {
			return r.Trace.Visit(i).Outcome().String()
		}
	}
	return "no such rule"
}

// Dropped returns how many operations were dropped, by all rules.
func (r *Exchange) Dropped() int {
	n := 0
	for _, v := range r.Trace.Visits() {
		n += v.Dropped
	}
	return n
}

// Refusal returns what the message was refused with.
func (r *Exchange) Refusal(t testing.TB) *rewrite.Refusal {
	t.Helper()
	f, ok := Refused(r.Err)
	if !ok {
		t.Fatalf("not refused: %v", r.Err)
	}
	return f
}

// CheckRefused demands that a request goes no further.
func CheckRefused(t *testing.T, set *rules.Set, request string) {
	t.Helper()
	c, err := cases.Parse([]byte("-- request --\n" + request))
	if err != nil {
		t.Fatal(err)
	}
	p, err := cases.Play(set.Chain, c)
	if err != nil || p.Sent != nil || p.Err == nil {
		t.Errorf("%s\nwas not refused: %v", request, err)
	}
}

// SCIMError is what an error of SCIM declares itself by.
const SCIMError = `"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]`

// List returns an answer, as in a case: a list of resources.
func List(total string, resources ...string) string {
	return "200\n\n" + `{"schemas":["` + response.ListURN + `"],"totalResults":` + total + `,"itemsPerPage":` +
		total + `,"Resources":[` + strings.Join(resources, ",") + `]}`
}

// What lists, and the users in them, are made of.
const (
	ListURNs = `"schemas":["` + response.ListURN + `"]`
	ListAda  = `{"schemas":["` + CoreUser + `"],"id":"7","userName":"ada"}`
	ListBob  = `{"schemas":["` + CoreUser + `"],"id":"8","userName":"bob"}`
)

// OpOf returns an operation, with a path and a value if there is one.
func OpOf(name, path, value string) string {
	text := `{"op":"` + name + `","path":` + json.Quote(path)
	if value != "" {
		text += `,"value":` + value
	}
	return text + "}"
}

// PatchOf returns the body of a PATCH with these operations.
func PatchOf(list string) string { return `{"Operations":[` + list + `]}` }

// EntraPatch returns a PATCH as Entra sends it, as in a case.
func EntraPatch(resource, ops string) string {
	return "PATCH /" + resource + "/1\n\n" + `{"schemas":["` + PatchURN + `"],"Operations":[` + ops + `]}`
}
