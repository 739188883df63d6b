package chaintest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// A fakeIndex has e-mails, and notes what it is told.
type fakeIndex struct {
	ids  []string
	miss *rewrite.Refusal
	told []string
}

func (*fakeIndex) Has(resource string, p filter.Path) bool {
	return resource == "Users" && p.Is(filter.Path{Name: "emails", Sub: "value"})
}

func (x *fakeIndex) Find(_ string, p filter.Path, value string) ([]string, *rewrite.Refusal) {
	x.told = append(x.told, "find "+p.String()+" "+value)
	return x.ids, x.miss
}

func (x *fakeIndex) Sent(m *rewrite.Message) { x.told = append(x.told, "sent "+m.Method+" "+m.ID) }

func (x *fakeIndex) Answered(m *rewrite.Message, err error) {
	x.told = append(x.told, fmt.Sprintf("answered %d %v", m.Status, err != nil))
}

// people are what a target has; the others are 404.
func people(m *rewrite.Message) error {
	mails := map[string]string{"1": "ada@example.com", "2": "bo@example.com"}
	if mail, ok := mails[m.ID]; ok {
		m.Answer(200, "", fmt.Sprintf(`{"schemas":[],"id":%q,"emails":[{"type":"work","value":%q}]}`, m.ID, mail))
		return nil
	}
	m.Answer(404, "", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`)
	return nil
}

// What an index finds is read and checked; what it says of nobody is said only if
// none of that has the value.
func TestIndexed(t *testing.T) {
	behind := &rewrite.Refusal{Status: 503, Reason: rewrite.IndexBehind, Detail: "behind"}
	f := func(ids string, miss *rewrite.Refusal, want string) {
		t.Helper()
		c := accepting(t, `userName eq {v}`)
		x := &fakeIndex{ids: strings.Fields(ids), miss: miss}
		c.Index = x
		m := &rewrite.Message{Method: "GET", Resource: "Users",
			Query: []rewrite.Param{{Name: "filter", Value: `emails[type eq "work" and value eq "ADA@example.com"]`}}}
		var trace rewrite.Trace
		err := c.Do(m, &trace, people)
		got := ""
		for r := range m.Resources() {
			id, _ := r.Lookup("id")
			got += id
		}
		if err != nil {
			got = err.Error()
		}
		if got != want || trace.Plan != string(plan.Indexed) || x.told[0] != "find emails.value ADA@example.com" ||
			len(x.told) != 1+2*len(x.ids) {
			t.Errorf("%s: %s, want %s; %q", ids, got, want, x.told)
		}
	}
	f("1", nil, `"1"`)
	f("2 1 3", nil, `"1"`)
	f("2 1 3", behind, `"1"`)
	f("2 3", nil, "")
	f("2 3", behind, "behind")
	f("", nil, "")
	f("", behind, "behind")
}

// An index is told of all that clients ask of the target, also of what fails.
func TestIndexIsTold(t *testing.T) {
	f := func(next rewrite.Next, want string) {
		t.Helper()
		x := &fakeIndex{}
		c := &rewrite.Chain{Index: x}
		m := &rewrite.Message{Method: "PATCH", Resource: "Users", ID: "1",
			Body: `{"schemas":[],"Operations":[{"op":"add","path":"title","value":"x"}]}`}
		_ = c.Do(m, new(rewrite.Trace), next) // what the index is told is the point
		if got := strings.Join(x.told, ", "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	f(people, "sent PATCH 1, answered 200 false")
	f(func(*rewrite.Message) error { return errors.New("lost") }, "sent PATCH 1, answered 0 true")
	f(answers(200, `{"schemas":[],"id":"2"}`), "sent PATCH 1, answered 200 true")
}

// A request of the proxy's own goes through the rules, is judged, and is answered in
// the target's names.
func TestOwn(t *testing.T) {
	x := &fakeIndex{}
	c := &rewrite.Chain{Index: x, Steps: []rewrite.Step{
		{Name: "t/page", Rule: funcs{request: func(m *rewrite.Message) error { m.SetParam("count", "5"); return nil }}},
		{Name: "t/names", Rule: funcs{response: func(*rewrite.Message) error { return errors.New("a rule renames") }}},
		{Name: "t/groups", When: rewrite.Match{Resources: []string{"Groups"}}, Rule: funcs{request: func(m *rewrite.Message) error {
			m.Reply(200, response.EmptyList)
			return nil
		}}},
	}}
	f := func(m *rewrite.Message, next rewrite.Next, want string) {
		t.Helper()
		got := ""
		if err := c.Own(m, next); err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%s, want %s", got, want)
		}
	}
	page := func() *rewrite.Message {
		return &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "count", Value: "100"}}}
	}
	f(page(), func(m *rewrite.Message) error {
		if m.Query[0].Value != "5" {
			t.Errorf("sent %v", m.Query)
		}
		m.Answer(200, "", response.EmptyList)
		return nil
	}, "")
	f(page(), answers(200, `{"id":"1"}`), "no list")
	f(page(), func(*rewrite.Message) error { return errors.New("lost") }, "lost")
	f(&rewrite.Message{Method: "GET", Resource: "Groups"}, people, "keeps a request of the proxy's own from the target")
	f(&rewrite.Message{Method: "GET", Resource: "Users", ID: "9"}, people, "")
	if len(x.told) > 0 {
		t.Errorf("the index is told of its own requests: %q", x.told)
	}
}

// Where the index cannot tell that there is nobody, and the rules allow it, all are
// read: the answer is the target's.
func TestIndexedScans(t *testing.T) {
	f := func(mail, want string, warrant rewrite.Warrant) {
		t.Helper()
		c := accepting(t, `userName eq {v}`)
		c.Index = &fakeIndex{miss: rewrite.Refuse(rewrite.IndexBehind, "invalidFilter", "not sole")}
		c.Bounds = []rewrite.Bounds{{Resource: "Users", Requests: 10, Pages: 2, PageSize: 10, Scan: true}}
		m := &rewrite.Message{Method: "GET", Resource: "Users",
			Query: []rewrite.Param{{Name: "filter", Value: `emails[type eq "work" and value eq "` + mail + `"]`}}}
		var trace rewrite.Trace
		err := c.Do(m, &trace, answers(200, `{"schemas":["`+response.ListURN+`"],"totalResults":2,"Resources":[`+
			`{"id":"1","emails":[{"type":"work","value":"ada@example.com"}]},`+
			`{"id":"2","emails":[{"type":"work","value":"bo@example.com"}]}]}`))
		if total, _ := json.Lookup(m.Body, "totalResults"); err != nil || total != want || trace.Warrant != warrant {
			t.Errorf("%s: %v, %s, %q", mail, err, m.Body, trace.Warrant)
		}
	}
	f("bo@example.com", "1", rewrite.NoWarrant)
	f("nobody@example.com", "0", rewrite.ByTarget)
}
