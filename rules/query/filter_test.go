package query_test

import (
	"strings"
	"testing"

	"scimshim/rewrite/response"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

const mailQuery = `GET /Users?filter=emails[type eq "work" and value eq "a"]`

// A filter that asks for more, and one that states something of the data.
const (
	widerFilter   = "users:\n  filter: {match: 'emails[type eq {t} and value eq {v}]', to: 'emails.value eq {v}'}"
	assumedFilter = "users:\n  filter: {match: 'emails[type eq \"work\" and value eq {v}]', " +
		"to: 'userName eq {v}', assume: complete}"
)

func TestFilterRuleChecksAnswers(t *testing.T) {
	const (
		right   = `{"id":"1","userName":"a","emails":[{"type":"work","value":"A"}]}`
		wrong   = `{"id":"2","userName":"a","emails":[{"type":"home","value":"a"},{"type":"work","value":"b"}]}`
		unknown = `{"id":"3","userName":"a","emails":[{"type":{},"value":"a"}]}`
	)
	f := func(kind, answer, want string) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(kind)), mailQuery, answer)
		got := r.Message.Body
		if r.Err != nil {
			got = string(r.Refusal(t).Reason)
			if strings.Contains(r.Err.Error(), `"a"`) {
				t.Errorf("a value in %s", r.Err)
			}
		}
		if got != want {
			t.Errorf("%s\n%s\n got %s\nwant %s", kind, answer, got, want)
		}
	}
	one := strings.TrimPrefix(rulestest.List("1", right), "200\n\n")
	none := strings.TrimPrefix(rulestest.List("0"), "200\n\n")
	f(widerFilter, rulestest.List("1", right), one)
	f(widerFilter, rulestest.List("2", right, wrong), one)
	f(widerFilter, rulestest.List("2", wrong, right), one)
	f(widerFilter, rulestest.List("1", wrong), none)
	f(widerFilter, rulestest.List("0"), none)
	f(widerFilter, rulestest.List("7", right), strings.ReplaceAll(one, ":1,", ":7,"))
	f(widerFilter, rulestest.List("3", right, wrong), "answer_contradicts") // a page of more
	f(widerFilter, rulestest.List("2", right, unknown), "answer_contradicts")
	f(assumedFilter, rulestest.List("1", right), one)
	f(assumedFilter, rulestest.List("2", right, wrong), "assumption_broken")
	f(assumedFilter, rulestest.List("1", unknown), "assumption_broken")
	f(assumedFilter, rulestest.List("0"), none)
}

// A projection that hides what is checked is widened, and the answer trimmed to
// what was asked for.
func TestFilterRuleProjection(t *testing.T) {
	const full = `{"id":"1","title":"t","userName":"a","emails":[{"type":"work","value":"a","display":"d"}]}`
	f := func(projection, asked, want string) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(assumedFilter)), mailQuery+"&"+projection, rulestest.List("1", full))
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		if got := strings.Split(cases.FormatRequest(r.Sent), "&"); got[len(got)-1] != asked+"\n" && asked != "" {
			t.Errorf("%s: asked %s, want %s", projection, got[len(got)-1], asked)
		}
		if wantBody := strings.TrimPrefix(rulestest.List("1", want), "200\n\n"); r.Message.Body != wantBody {
			t.Errorf("%s\n got %s\nwant %s", projection, r.Message.Body, wantBody)
		}
	}
	rest := func(emails string) string { return `{"id":"1","title":"t","userName":"a"` + emails + `}` }
	f("attributes=title", "attributes=title,emails", rest(""))
	f("attributes=title,emails", "attributes=title,emails", full)
	f("attributes=emails.display", "attributes=emails.display,emails", rest(`,"emails":[{"display":"d"}]`))
	f("attributes="+rulestest.CoreUser+":emails", "attributes="+rulestest.CoreUser+":emails", full)
	f("excludedAttributes=emails", "", rest(""))
	f("excludedAttributes=x,emails", "excludedAttributes=x", rest(""))
	f("excludedAttributes=emails.value", "", rest(`,"emails":[{"type":"work","display":"d"}]`))
	f("excludedAttributes=title", "excludedAttributes=title", full)
}

// A rule that states that nothing can match answers queries, and nothing else.
func TestNoMatchAnswersQueriesOnly(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {filter: {match: 'userName eq {v}', assume: no_match}}`))
	r := rulestest.Do(t, set, `GET /Users?filter=userName eq "a"`, "500")
	if r.Sent != nil || r.Err != nil || r.Message.Body != response.EmptyList {
		t.Errorf("%v %s", r.Err, r.Message.Body)
	}
	body := "\n\n" + `{"Operations":[{"op":"replace","path":"title","value":"x"}]}`
	r = rulestest.Do(t, set, `PATCH /Users/1?filter=userName eq "a"`+body, "204")
	if r.Sent == nil {
		t.Errorf("the operations of a PATCH were lost: %d %s", r.Message.Status, r.Message.Body)
	}
}

// A term that can match nothing decides an and, and not an or.
func TestNoMatchUnderOr(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {filter: {match: 'nickName eq {v}', assume: no_match}}`))
	f := func(filter string, asked bool) {
		t.Helper()
		c, err := cases.Parse([]byte("-- request --\nGET /Users?filter=" + filter + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := cases.Play(set.Chain, c)
		if err != nil || (p.Sent != nil) != asked {
			t.Errorf("%s: asked the target %t, want %t (%v)", filter, p.Sent != nil, asked, err)
		}
	}
	f(`nickName eq "a"`, false)
	f(`userName eq "a" and nickName eq "b"`, false)
	f(`userName eq "a" or nickName eq "b"`, true)
	f(`not (nickName eq "b")`, true)
	f(`title pr and (userName eq "a" or nickName eq "b")`, true)
}
