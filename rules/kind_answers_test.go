package rules

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/response"
)

// A URL of the target's host never reaches a client, and those below its base
// become those of the route.
func TestLocationInAnswers(t *testing.T) {
	set := compile(t, rule("location: rewrite"))
	const gone = ""
	f := func(url, want string) {
		t.Helper()
		answer := `{"id":"1","meta":{"location":` + quoted(url) + `,"version":"1"},` +
			`"groups":[{"$ref":` + quoted(url) + `,"value":"g"}],"manager":{"$ref":` + quoted(url) + `}}`
		r := do(t, set, "GET /Users/1", "200\nLocation: "+url+"\n\n"+answer)
		if r.err != nil {
			t.Fatal(r.err)
		}
		q := quoted(want)
		wantBody := `{"id":"1","meta":{"location":` + q + `,"version":"1"},"groups":[{"$ref":` + q + `,"value":"g"}],"manager":{"$ref":` + q + `}}`
		if want == gone {
			wantBody = `{"id":"1","meta":{"version":"1"},"groups":[{"value":"g"}]}`
		}
		if r.m.Location != want || r.m.Body != wantBody {
			t.Errorf("%s\n got %q %s\nwant %q %s", url, r.m.Location, r.m.Body, want, wantBody)
		}
		if url != want && strings.Contains(strings.ToLower(r.m.Location+r.m.Body), "target.example.com") {
			t.Errorf("%s leaks", url)
		}
	}
	base := CaseRoute.Public
	f("https://target.example.com/scim/Users/1", base+"/Users/1")
	f("https://target.example.com/scim", base)
	f("https://target.example.com/scim?x=1", base+"?x=1")
	f("HTTPS://Target.Example.Com/scim/Users/1", base+"/Users/1")
	f("https://target.example.com:443/scim/Users/1", base+"/Users/1")
	f("http://target.example.com/scim/Users/1", base+"/Users/1")
	f("http://target.example.com:8080/scim/Users/1", base+"/Users/1")
	f("//target.example.com/scim/Users/1", base+"/Users/1")
	f("https://target.example.com./scim/Users/1", base+"/Users/1")
	f("https://joe@target.example.com/scim/Users/1", base+"/Users/1")
	f("https://target.example.com/scimother/Users/1", gone)
	f("https://target.example.com/", gone)
	f("https://target.example.com", gone)
	f("https://target.example.com/admin", gone)
	f("https://target.example.com/scim/../admin", gone)
	f(`https:\\target.example.com\admin`, gone)
	f("//target.example.com/admin", gone)
	f("ftp://target.example.com:21/x", gone)
	f("/scim/Users/1", base+"/Users/1")
	f("/scim?x=1", base+"?x=1")
	f("https://other.example.com/scim/Users/1", "https://other.example.com/scim/Users/1")
	f("https://nottarget.example.com/x", "https://nottarget.example.com/x")
}

// A relative Location is one seen from the URL of the request (RFC 9110, section 10.2.2; T6).
func TestRelativeLocation(t *testing.T) {
	set := compile(t, rule("location: rewrite"))
	f := func(request, location, want string) {
		t.Helper()
		r := do(t, set, request, "201\nLocation: "+location+"\n\n"+`{"id":"7"}`)
		if r.err != nil || r.m.Location != want {
			t.Errorf("%s, %s: %v, %q, want %q", request, location, r.err, r.m.Location, want)
		}
	}
	base := CaseRoute.Public
	f("POST /Users\n\n{}", "/scim/Users/7", base+"/Users/7")
	f("POST /Users\n\n{}", "Users/7", base+"/Users/7")
	f("POST /Users\n\n{}", "./Users/7", base+"/Users/7")
	f("POST /Users\n\n{}", "../scim/Users/7?x=1", base+"/Users/7?x=1")
	f("PUT /Users/7\n\n{}", "7", base+"/Users/7")
	f("PUT /Users/7\n\n{}", "../Users/7", base+"/Users/7")
	f("POST /Users\n\n{}", "/admin", "")
	f("POST /Users\n\n{}", "../../admin", "")
	f("POST /Users\n\n{}", "//other.example.com/scim/Users/7", "//other.example.com/scim/Users/7")
}

// Relative URLs in bodies are relative to the service (RFC 7643, section 2.3.7). Where the
// proxy does not know its own URL, what has to be one is left out.
func TestLocationsInBodies(t *testing.T) {
	set := compile(t, rule("location: rewrite"))
	f := func(public, url, want string) {
		t.Helper()
		m, err := parseRequest("GET /Users/1")
		if err != nil {
			t.Fatal(err)
		}
		if public != "" {
			m.Route.Public = public
		}
		var trace rewrite.Trace
		err = set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
			m.Answer(200, url, `{"id":"1","meta":{"location":`+quoted(url)+`,"version":"1"}}`)
			return nil
		})
		body := `{"id":"1","meta":{"location":` + quoted(want) + `,"version":"1"}}`
		if want == "" {
			body = `{"id":"1","meta":{"version":"1"}}`
		}
		if err != nil || m.Body != body {
			t.Errorf("%s: %v\n got %s\nwant %s", url, err, m.Body, body)
		}
	}
	f("", "Users/1", "Users/1")
	f("", "../Users/1", "../Users/1")
	f("", "/scim/Users/1", CaseRoute.Public+"/Users/1")
	f("", "/other/Users/1", "/other/Users/1")
	const path = "/scim/v2"
	f(path, "https://target.example.com/scim/Users/1", "")
	f(path, "/scim/Users/1", "")
	f(path, "../Users/1", "../Users/1")
	f(path, "https://other.example.com/Users/1", "https://other.example.com/Users/1")
	f(path, "https://target.example.com/admin", "")
}

// What is left as it is keeps its bytes; in requests the way is the other.
func TestLocationInRequests(t *testing.T) {
	set := compile(t, rule("location: rewrite"))
	r := do(t, set, "PATCH /Groups/1\n\n"+`{"Operations":[{"op":"add","path":"members","value":[`+
		`{"$ref":"https:\/\/scim.example.com/scim/v2/Users/7","value":"7"},{"$ref": "../Users/8"}]}]}`, "204")
	want := `{"Operations":[{"op":"add","path":"members","value":[` +
		`{"$ref":"https://target.example.com/scim/Users/7","value":"7"},{"$ref": "../Users/8"}]}]}`
	if r.err != nil || r.sent.Body != want {
		t.Errorf("%v %s", r.err, r.sent.Body)
	}
}

const scimError = `"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]`

// An empty list is made only of the error that the rule describes.
func TestEmptyOn(t *testing.T) {
	byType := "empty-on: {status: 404, scim-type: noTarget}"
	byDetail := "empty-on: {status: 404, detail: '^no user'}"
	f := func(kind, request, answer string, empty bool) {
		t.Helper()
		r := do(t, compile(t, rule(kind)), request, answer)
		got := r.err == nil && r.m.Status == 200 && r.m.Body == response.EmptyList
		if got != empty {
			t.Errorf("%s, %s, %s: %t, %v", kind, request, answer, got, r.err)
		}
	}
	query := "GET /Users?filter=userName eq \"joe\""
	f(byType, query, "404\n\n{"+scimError+`,"scimType":"noTarget"}`, true)
	f(byType, query, "404\n\n{"+`"scimType":"noTarget","status":"404"}`, true)
	f(byDetail, query, "404\n\n{"+scimError+`,"detail":"no user matches"}`, true)
	f(byDetail, "GET /Users", "404\n\n{"+scimError+`,"detail":"no user matches"}`, true)
	// another status, type or detail
	f(byType, query, "400\n\n{"+scimError+`,"scimType":"noTarget"}`, false)
	f(byType, query, "404\n\n{"+scimError+`,"scimType":"tooMany"}`, false)
	f(byType, query, "404\n\n{"+scimError+`}`, false)
	f(byDetail, query, "404\n\n{"+scimError+`,"detail":"there is no user"}`, false)
	f(byDetail, query, "404\n\n{"+scimError+`}`, false)
	// invalidFilter, in whatever case
	for _, name := range []string{"scimType", "scimtype", "SCIMTYPE"} {
		for _, value := range []string{"invalidFilter", "invalidfilter", "INVALIDFILTER"} {
			f(byDetail, query, "404\n\n{"+scimError+`,"`+name+`":"`+value+`","detail":"no user matches"}`, false)
		}
	}
	// no query
	f(byType, "GET /Users/1", "404\n\n{"+scimError+`,"scimType":"noTarget"}`, false)
	f(byType, "DELETE /Users/1", "404\n\n{"+scimError+`,"scimType":"noTarget"}`, false)
	// no SCIM
	f(byDetail, query, "404\n\n"+`{"detail":"no user matches"}`, false)
	f(byDetail, query, "404\n\n"+`{"schemas":["urn:example:Error"],"detail":"no user matches"}`, false)
	f(byDetail, query, "404\n\nno user matches", false)
	f(byDetail, query, "404\n\n", false)
	f(byDetail, query, "404\n\n"+`["no user"]`, false)
	f(byDetail, query, "404\n\n"+`{"detail":"no user","detail":"no user",`+scimError+`}`, false)
}

// The proxy's own answers do not pass an error mapping, but they are renamed.
func TestOwnAnswers(t *testing.T) {
	set := compile(t, `
name: t
rules:
  - {name: empty, empty-on: {status: 400, detail: .}}
  - {name: rename, rename: {from: userName, to: login}}
  - {name: users, when: {resource: Users}, accept: ['id eq {v}']}
`)
	r := do(t, set, `GET /Users?filter=userName eq "secretvalue"`, "200\n\n{}")
	f := r.refusal(t)
	if r.sent != nil || f.Status != 400 || f.ScimType != "invalidFilter" {
		t.Errorf("%+v", f)
	}
	if strings.Contains(f.Detail, "secretvalue") || !strings.Contains(f.Detail, "remove login") {
		t.Errorf("detail: %s", f.Detail)
	}
	if got := r.outcome(set, "t/users"); got != "refused" {
		t.Errorf("users %s", got)
	}
}

// A rule that asks for more checks each resource of the answer.
const (
	widerRule   = "filter: {match: 'emails[type eq {t} and value eq {v}]', to: 'emails.value eq {v}'}"
	assumedRule = "filter: {match: 'emails[type eq \"work\" and value eq {v}]', to: 'userName eq {v}', assume: complete}"
)

const mailQuery = `GET /Users?filter=emails[type eq "work" and value eq "a"]`

func list(total string, resources ...string) string {
	return "200\n\n" + `{"schemas":["` + response.ListURN + `"],"totalResults":` + total + `,"itemsPerPage":` + total + `,"Resources":[` + strings.Join(resources, ",") + `]}`
}

func TestFilterRuleChecksAnswers(t *testing.T) {
	const (
		right   = `{"id":"1","userName":"a","emails":[{"type":"work","value":"A"}]}`
		wrong   = `{"id":"2","userName":"a","emails":[{"type":"home","value":"a"},{"type":"work","value":"b"}]}`
		unknown = `{"id":"3","userName":"a","emails":[{"type":{},"value":"a"}]}`
	)
	f := func(kind, answer, want string) {
		t.Helper()
		r := do(t, compile(t, rule(kind)), mailQuery, answer)
		got := r.m.Body
		if r.err != nil {
			got = string(r.refusal(t).Reason)
			if strings.Contains(r.err.Error(), `"a"`) {
				t.Errorf("a value in %s", r.err)
			}
		}
		if got != want {
			t.Errorf("%s\n%s\n got %s\nwant %s", kind, answer, got, want)
		}
	}
	one := strings.TrimPrefix(list("1", right), "200\n\n")
	none := strings.TrimPrefix(list("0"), "200\n\n")
	f(widerRule, list("1", right), one)
	f(widerRule, list("2", right, wrong), one)
	f(widerRule, list("2", wrong, right), one)
	f(widerRule, list("1", wrong), none)
	f(widerRule, list("0"), none)
	f(widerRule, list("7", right), strings.ReplaceAll(one, ":1,", ":7,"))
	f(widerRule, list("3", right, wrong), "answer_contradicts") // a page of more
	f(widerRule, list("2", right, unknown), "answer_contradicts")
	f(assumedRule, list("1", right), one)
	f(assumedRule, list("2", right, wrong), "assumption_broken")
	f(assumedRule, list("1", unknown), "assumption_broken")
	f(assumedRule, list("0"), none)
}

// A projection that hides what is checked is widened, and the answer trimmed to
// what was asked for.
func TestFilterRuleProjection(t *testing.T) {
	const full = `{"id":"1","title":"t","userName":"a","emails":[{"type":"work","value":"a","display":"d"}]}`
	f := func(projection, asked, want string) {
		t.Helper()
		r := do(t, compile(t, rule(assumedRule)), mailQuery+"&"+projection, list("1", full))
		if r.err != nil {
			t.Fatal(r.err)
		}
		if got := strings.Split(formatRequest(r.sent), "&"); got[len(got)-1] != asked+"\n" && asked != "" {
			t.Errorf("%s: asked %s, want %s", projection, got[len(got)-1], asked)
		}
		if wantBody := strings.TrimPrefix(list("1", want), "200\n\n"); r.m.Body != wantBody {
			t.Errorf("%s\n got %s\nwant %s", projection, r.m.Body, wantBody)
		}
	}
	rest := func(emails string) string { return `{"id":"1","title":"t","userName":"a"` + emails + `}` }
	f("attributes=title", "attributes=title,emails", rest(""))
	f("attributes=title,emails", "attributes=title,emails", full)
	f("attributes=emails.display", "attributes=emails.display,emails", rest(`,"emails":[{"display":"d"}]`))
	f("attributes="+coreUser+":emails", "attributes="+coreUser+":emails", full)
	f("excludedAttributes=emails", "", rest(""))
	f("excludedAttributes=x,emails", "excludedAttributes=x", rest(""))
	f("excludedAttributes=emails.value", "", rest(`,"emails":[{"type":"work","display":"d"}]`))
	f("excludedAttributes=title", "excludedAttributes=title", full)
}

// A rule that states that nothing can match answers queries, and nothing else.
func TestNoMatchAnswersQueriesOnly(t *testing.T) {
	set := compile(t, rule(`filter: {match: 'userName eq {v}', assume: no-match}`))
	r := do(t, set, `GET /Users?filter=userName eq "a"`, "500")
	if r.sent != nil || r.err != nil || r.m.Body != response.EmptyList {
		t.Errorf("%v %s", r.err, r.m.Body)
	}
	body := "\n\n" + `{"Operations":[{"op":"replace","path":"title","value":"x"}]}`
	r = do(t, set, `PATCH /Users/1?filter=userName eq "a"`+body, "204")
	if r.sent == nil {
		t.Errorf("the operations of a PATCH were lost: %d %s", r.m.Status, r.m.Body)
	}
}
