package chaintest

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// foreignAnswer returns the refusal of an error that is not SCIM.
func foreignAnswer(t *testing.T, status int, body string) *rewrite.Refusal {
	t.Helper()
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "42"}
	return refusal(t, chainOf().Do(m, new(rewrite.Trace), answers(status, body)))
}

// The words change nothing of the status and the reason.
func TestForeignKeepsStatus(t *testing.T) {
	for status, want := range map[int]int{404: 502, 400: 502, 429: 429, 500: 500, 503: 503, 501: 502} {
		if r := foreignAnswer(t, status, "nothing here"); r.Status != want || r.Reason != rewrite.TargetError || r.Told == "" {
			t.Errorf("%d: %+v", status, r)
		}
	}
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "42"}
	err := chainOf().Do(m, new(rewrite.Trace), answers(200, `["x"]`))
	var r *rewrite.Refusal
	if !errors.As(err, &r) || r.Told != "" {
		t.Errorf("a success is quoted: %v", err)
	}
}

// stating is a Translator that knows {"code": ..., "words": ...}.
type stating struct{ funcs }

func (stating) Translate(m *rewrite.Message) (rewrite.Said, bool) {
	if !strings.HasPrefix(m.Body, `{"code"`) || json.Check(m.Body) != nil {
		return rewrite.Said{}, false
	}
	return rewrite.Said{ScimType: memberText(m, "code"), Attribute: memberText(m, "at"), Detail: memberText(m, "words")}, true
}

const statedBody = `{"code":"","at":"userName","words":"no such person"}`

// An error in a stated shape is the target's word: it keeps its status, on reads
// by id, too. Of a list it never says that there is nobody.
func TestStatedShape(t *testing.T) {
	c := chainOf(stating{}) // which remembers nothing
	for status := 400; status < 600; status++ {
		for _, m := range foreignRequests() {
			want := strconv.Itoa(status) + " verified"
			switch {
			case status == 401 && m.Route.OwnCredential:
				want = "503 target_credential"
			case m.IsQuery() && (status == 404 || status == 410):
				want = foreign
			}
			var trace rewrite.Trace
			err := c.Do(m, &trace, foreignly(status, "", statedBody))
			got, detail := "", ""
			if r, ok := err.(*rewrite.Refusal); ok {
				got, detail = strconv.Itoa(r.Status)+" "+string(r.Reason), told(r)
			} else if e, ok := m.ErrorAnswer(); ok && m.Foreign() && m.Stated() && !trace.Unverified && !trace.Spoke {
				got, detail = strconv.Itoa(m.Status)+" verified", e.Detail
			}
			if got != want || want != "503 target_credential" && !strings.Contains(detail, "userName: no such person") {
				t.Errorf("%d for %s of %+v: %s %s, want %s", status, m.Method, m.Route, got, detail, want)
			}
		}
	}
}

// What a translator says is made fit for people: short, one line, no secret.
func TestStatedWords(t *testing.T) {
	f := func(body, scimType, detail string) {
		t.Helper()
		m := &rewrite.Message{Method: "POST", Resource: "Users", Body: `{"userName":"a"}`}
		err := chainOf(stating{}).Do(m, new(rewrite.Trace), answers(409, body))
		if e, ok := m.ErrorAnswer(); err != nil || !ok || e.ScimType != scimType || e.Detail != detail {
			t.Errorf("%s: %v %s", body, err, m.Body)
		}
	}
	f(`{"code":"mutability","words":"no\n \u0000 way"}`, "mutability", "no way")
	f(`{"code":"","words":"Bearer s3cr3t"}`, "uniqueness", "Bearer ***")
	f(`{"code":"","words":""}`, "uniqueness", "the target answered 409 and does not say why")
	f(`{"code":"","at":"emails","words":""}`, "uniqueness", "emails")
	f(`{"code":"","at":"Emails","words":"the emails are taken"}`, "uniqueness", "the emails are taken")
	f(`{"code":"","words":"`+strings.Repeat("x", 500)+`"}`, "uniqueness", strings.Repeat("x", 199)+"…")
}

// A translator in shadow is counted and changes nothing, one that is skipped is
// not asked, and the one next to the target is asked first.
func TestStatedModes(t *testing.T) {
	read := func(c *rewrite.Chain) (*rewrite.Message, *rewrite.Trace, error) {
		m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "42"}
		var trace rewrite.Trace
		err := c.Do(m, &trace, answers(404, statedBody))
		return m, &trace, err
	}
	c := chainOf(stating{})
	c.Steps[0].Mode = rewrite.Shadow
	if m, trace, err := read(c); err == nil || trace.Visit(0).Response != rewrite.WouldChange || m.Foreign() {
		t.Errorf("in shadow: %v %+v", err, trace.Visits())
	}
	c = chainOf(stating{})
	c.Steps[0].When.Methods = []string{"POST"}
	if _, trace, err := read(c); err == nil || trace.Visit(0).Response != rewrite.Skipped {
		t.Errorf("skipped: %v %+v", err, trace.Visits())
	}
	if _, trace, err := read(chainOf(stating{}, stating{})); err != nil || trace.Visit(0).Response != rewrite.Kept ||
		trace.Visit(1).Response != rewrite.Changed {
		t.Errorf("two: %v %+v", err, trace.Visits())
	}
	scim := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "42"}
	var trace rewrite.Trace
	if err := chainOf(stating{}).Do(m, &trace, answers(404, scim)); err != nil || m.Foreign() || m.Body != scim {
		t.Errorf("SCIM: %v %s", err, m.Body)
	}
}

// A plan reads by id, and asks for pages: no foreign error of either makes a list
// empty, or may be taken for one later.
func TestStatedShapeInPlans(t *testing.T) {
	f := func(text string, status int, want string) {
		t.Helper()
		c := accepting(t, `userName eq {v}`, `displayName eq {v}`)
		c.Steps = append(c.Steps, rewrite.Step{Name: "t/stating", Rule: stating{}})
		m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}}}
		var trace rewrite.Trace
		err := c.Do(m, &trace, answers(status, statedBody))
		got := ""
		if err != nil {
			r := refusal(t, err)
			got = strconv.Itoa(r.Status) + " " + r.Told
		} else if e, ok := m.ErrorAnswer(); ok {
			got = strconv.Itoa(m.Status) + " " + e.Detail
		}
		if got != want || err == nil && !m.Foreign() {
			t.Errorf("%s answered %d (%s): %s, want %s", text, status, trace.Plan, got, want)
		}
	}
	const said = "userName: no such person"
	f(`id eq "42" and title eq "x"`, 404, "502 "+said)
	f(`id eq "42" and title eq "x"`, 400, "400 "+said)
	f(`userName eq "a" or displayName eq "b"`, 404, "502 "+said)
	f(`userName eq "a" or displayName eq "b"`, 400, "502 "+said)
	f(`userName eq "a" and title eq "b"`, 404, "502 "+said)
	f(`userName eq "a" and title eq "b"`, 400, "400 "+said)
	f(`userName eq "a"`, 404, "502 "+said)
	f(`userName eq "a"`, 400, "400 "+said)
}

// foreignBodies are errors as public servers, frameworks and gateways answer them,
// none of which is SCIM, and what of each an administrator is to read.
var foreignBodies = []struct{ name, media, body, words string }{
	{"nothing", "", "", ""},
	{"blanks", "text/plain", " \r\n", ""},
	{"text", "text/plain", "Unsupported group path", "Unsupported group path"},
	{"text without a type", "", "user exists", "user exists"},
	{"Go's default", "text/plain", "404 page not found\n", "404 page not found"},
	{"nginx", "text/html", "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1><hr>nginx</body></html>",
		"403 Forbidden"},
	{"Apache", "text/html", "<!DOCTYPE HTML><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>",
		"404 Not Found"},
	{"Tomcat", "text/html", "<!doctype html><title>HTTP Status 405</title><h1>HTTP Status 405 – Method Not Allowed</h1>",
		"HTTP Status 405 – Method Not Allowed"},
	{"a page without words", "text/html", "<html><body><img></body></html>", ""},
	{"XML", "application/xml", `<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>`, ""},
	{"XHTML", "application/xhtml+xml", `<?xml version="1.0"?><html><title>Gone</title></html>`, "Gone"},
	{"Django REST framework", "application/json", `{"detail":"Method \"PATCH\" not allowed."}`, "Method 'PATCH' not allowed."},
	{"its fields", "application/json", `{"userName":["user with this userName already exists."]}`,
		"userName: user with this userName already exists."},
	{"its form", "application/json", `{"non_field_errors":["A team with this slug already exists."]}`,
		"A team with this slug already exists."},
	{"Rails", "application/json", `{"errors":{"email":["has already been taken"]}}`, "email: has already been taken"},
	{"Rails, in sentences", "application/json", `{"errors":["Email has already been taken","b"]}`, "Email has already been taken"},
	{"Laravel", "application/json", `{"message":"The given data was invalid.","errors":{"email":["taken"]}}`,
		"The given data was invalid."},
	{"Spring", "application/json", `{"timestamp":"2026-01-01T00:00:00Z","status":409,"error":"Conflict","path":"/scim/Users"}`,
		"Conflict"},
	{"Spring with a message", "application/json", `{"status":409,"error":"Conflict","message":"already there"}`, "already there"},
	{"problem details", "application/problem+json", `{"type":"about:blank","title":"Conflict","status":409,"detail":"name in use"}`,
		"name in use"},
	{"problem details, bare", "application/problem+json", `{"title":"Not Found","status":404}`, "Not Found"},
	{"ASP.NET", "application/json", `{"Message":"The request is invalid."}`, "The request is invalid."},
	{"Express", "application/json", `{"error":"User exists"}`, "User exists"},
	{"NestJS", "application/json", `{"statusCode":400,"message":["active must be a boolean"],"error":"Bad Request"}`,
		"active must be a boolean"},
	{"FastAPI", "application/json", `{"detail":[{"loc":["body","userName"],"msg":"field required"}]}`, ""},
	{"Keycloak", "application/json", `{"errorMessage":"User exists with same username"}`, "User exists with same username"},
	{"OAuth", "application/json", `{"error":"insufficient_scope","error_description":"scope scim:write is needed"}`,
		"scope scim:write is needed"},
	{"GitHub", "application/json", `{"message":"API rate limit exceeded","documentation_url":"https://docs.example.com/"}`,
		"API rate limit exceeded"},
	{"Tableau", "application/json", `{"error":{"summary":"Bad Request","detail":"There was a problem","code":"400012"}}`,
		"There was a problem"},
	{"ServiceNow's platform", "application/json", `{"error":{"message":"No Record found","detail":"ACL"},"status":"failure"}`,
		"No Record found"},
	{"Google", "application/json", `{"error":{"code":409,"message":"Entity already exists.","errors":[{"reason":"duplicate"}]}}`,
		"Entity already exists."},
	{"Salesforce's platform", "application/json", `[{"message":"duplicate value found","errorCode":"DUPLICATE_VALUE"}]`,
		"duplicate value found"},
	{"Microsoft Graph", "application/json", `{"error":{"code":"Request_BadRequest","message":"Invalid value"}}`, "Invalid value"},
	{"Pulumi, wrapped", "application/json", `{"status":409,"response":{"detail":"Email already in use","status":409}}`,
		"Email already in use"},
	{"wrapped twice", "application/json", `{"response":{"error":{"message":"no such user"}}}`, "no such user"},
	{"Infisical", "application/json", `{"reqId":"r1","statusCode":409,"message":"Username taken","error":"Conflict"}`,
		"Username taken"},
	{"Apigee", "application/json", `{"fault":{"faultstring":"x","detail":{"errorcode":"y"}}}`, ""},
	{"AWS gateway", "application/json", `{"message":"Forbidden"}`, "Forbidden"},
	{"GraphQL", "application/json", `{"data":null,"errors":[{"message":"not found"}]}`, "not found"},
	{"a list of nothing", "application/json", `[]`, ""},
	{"an object of nothing", "application/json", `{}`, ""},
	{"a number", "application/json", `7`, ""},
	{"a text of JSON", "application/json", `"no"`, ""},
	{"null", "application/json", `null`, ""},
	{"cut JSON", "application/json", `{"detail":"half of it`, ""},
	{"duplicate keys", "application/json", `{"detail":"a","detail":"b"}`, ""},
	{"JSON called HTML", "text/html", `{"message":"a fault"}`, "a fault"},
	{"HTML called JSON", "application/json", `<html><title>a fault</title></html>`, "a fault"},
	{"bytes", "application/octet-stream", "\x00\x01\xff", ""},
	{"an empty list", "application/scim+json", response.EmptyList, ""},
	{"a list of Resources", "application/json", `{"Resources":[],"totalResults":0}`, ""},
	{"a user", "application/scim+json", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"42"}`, ""},
}

// comesAgain reports whether a status says that a request may be sent again.
func comesAgain(status int) bool { return slices.Contains([]int{429, 500, 502, 503, 504}, status) }

// told returns what the client reads of a refusal: what is wrong, and the target's words.
func told(r *rewrite.Refusal) string {
	if r.Told == "" {
		return r.Detail
	}
	return r.Detail + `; it said: "` + r.Told + `"`
}

// foreignOutcome is what becomes of an error that is not SCIM. A 401 is apart: it
// is about a credential.
func foreignOutcome(m *rewrite.Message, status int) string {
	lasting := status >= 400 && status < 500 && !comesAgain(status)
	misread := status == 403 || status == 404 || status == 405
	switch {
	case comesAgain(status):
		return strconv.Itoa(status) + " target_error"
	case m.Method != "GET" && lasting && (m.Route.Proven || !misread):
		return strconv.Itoa(status) + " unverified"
	}
	return foreign
}

// An error that is not SCIM keeps its status on a write, unless it may be that of
// a wrong URL, and its words everywhere; of a read nothing is believed.
func TestForeignTable(t *testing.T) {
	if len(foreignBodies) < 40 {
		t.Fatalf("only %d bodies", len(foreignBodies))
	}
	statuses := []int{302, 400, 403, 404, 405, 409, 410, 422, 429, 500, 501, 503}
	c := chainOf() // has no step that could remember anything
	for _, b := range foreignBodies {
		for _, status := range statuses {
			for _, m := range foreignRequests() {
				want := foreignOutcome(m, status)
				name := strings.Join([]string{b.name, strconv.Itoa(status), m.Method, m.ID}, " ")
				var trace rewrite.Trace
				err := c.Do(m, &trace, foreignly(status, b.media, b.body))
				got, detail := foreignVerdict(t, m, &trace, err)
				if got != want {
					t.Errorf("%s: %s, want %s", name, got, want)
				}
				if b.words != "" && !strings.Contains(detail, b.words) || trace.Spoke {
					t.Errorf("%s: %s", name, detail)
				}
			}
		}
	}
}

// foreignRequests returns a request of each kind, at an endpoint that has answered
// as SCIM and at one that has not.
func foreignRequests() (all []*rewrite.Message) {
	for _, proven := range []bool{true, false} {
		for _, own := range []bool{true, false} {
			for _, m := range []*rewrite.Message{
				{Method: "GET", Query: []rewrite.Param{{Name: "filter", Value: `userName eq "a"`}}},
				{Method: "GET", ID: "42"},
				{Method: "POST", Body: `{"userName":"a"}`},
				{Method: "PUT", ID: "42", Body: `{"userName":"a"}`},
				{Method: "PATCH", ID: "42", Body: `{"Operations":[{"op":"add","path":"title","value":"x"}]}`},
				{Method: "DELETE", ID: "42"},
			} {
				m.Resource, m.Route = "Users", rewrite.Route{Proven: proven, OwnCredential: own}
				all = append(all, m)
			}
		}
	}
	return all
}

func foreignly(status int, media, body string) rewrite.Next {
	return func(m *rewrite.Message) error {
		m.Answer(status, "https://target.example.com/elsewhere", body)
		m.Media = media
		return nil
	}
}

// foreignVerdict returns what the client gets, with what it is told.
func foreignVerdict(t *testing.T, m *rewrite.Message, trace *rewrite.Trace, err error) (verdict, detail string) {
	t.Helper()
	if err != nil {
		r := refusal(t, err)
		return strconv.Itoa(r.Status) + " " + string(r.Reason), told(r)
	}
	e, ok := m.ErrorAnswer()
	if !ok || m.Location != "" || !m.Foreign() || m.Stated() || json.Check(m.Body) != nil || memberText(m, "status") != strconv.Itoa(m.Status) {
		t.Errorf("%d %s %s", m.Status, m.Location, m.Body)
	}
	if unique := e.ScimType == "uniqueness"; unique != (m.Status == 409 && m.Method != "DELETE") {
		t.Errorf("%s %d: scimType %q", m.Method, m.Status, e.ScimType)
	}
	if !trace.Unverified {
		return strconv.Itoa(m.Status) + " verified", e.Detail
	}
	return strconv.Itoa(m.Status) + " unverified", e.Detail
}

// A 401 is about a credential, whoever says so.
func TestForeign401(t *testing.T) {
	c := chainOf()
	for _, b := range foreignBodies {
		for _, m := range foreignRequests() {
			want := "503 target_credential"
			switch {
			case m.Route.OwnCredential:
			case m.Method == "GET":
				want = "401 target_credential"
			case m.Route.Proven:
				want = "401 unverified"
			default:
				want = foreign
			}
			var trace rewrite.Trace
			err := c.Do(m, &trace, foreignly(401, b.media, b.body))
			if got, _ := foreignVerdict(t, m, &trace, err); got != want {
				t.Errorf("%s, %s of %+v: %s, want %s", b.name, m.Method, m.Route, got, want)
			}
		}
	}
}

// No body of another service passes for a list, a resource or a creation because
// its status is that of a success.
func TestForeignSuccess(t *testing.T) {
	c := chainOf()
	for _, b := range foreignBodies {
		for _, m := range foreignRequests()[:3] {
			if strings.Contains(b.body, "Resources") && m.IsQuery() || strings.Contains(b.body, "schemas") {
				continue // SCIM, or nearly
			}
			for _, status := range []int{200, 201, 202, 203, 204, 206, 207, 226} {
				next := *m
				var trace rewrite.Trace
				if err := c.Do(&next, &trace, foreignly(status, b.media, b.body)); err == nil {
					t.Errorf("%s, %d for %s %s: %d %s", b.name, status, m.Method, m.ID, next.Status, next.Body)
				} else if r := refusal(t, err); r.Status != 502 || trace.Spoke {
					t.Errorf("%s, %d for %s %s: %+v", b.name, status, m.Method, m.ID, r)
				}
			}
		}
	}
}

// An answer in SCIM proves the endpoint, whatever it says; nothing else does.
func TestSpoke(t *testing.T) {
	f := func(method string, status int, body string, want bool) {
		t.Helper()
		m := &rewrite.Message{Method: method, Resource: "Users", ID: "42", Route: rewrite.Route{OwnCredential: true}}
		if method == "POST" {
			m.ID, m.Body = "", `{"userName":"a"}`
		}
		var trace rewrite.Trace
		_ = chainOf().Do(m, &trace, answers(status, body)) // the outcome is others' matter
		if trace.Spoke != want {
			t.Errorf("%s %d %s: %v", method, status, body, trace.Spoke)
		}
	}
	f("GET", 200, `{"id":"42","userName":"a"}`, true)
	f("GET", 404, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`, true)
	f("POST", 409, `{"scimType":"uniqueness"}`, true)
	f("GET", 404, `{"detail":"x"}`, false)
	f("GET", 200, `<html>`, false)
	f("POST", 409, `{"detail":"x"}`, false)
	f("POST", 409, ``, false)
	f("DELETE", 204, ``, false)
	f("GET", 401, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401"}`, false)
}

// What of a foreign answer looks like a secret is struck out where the answer is
// passed, too.
func TestForeignPassedIsMasked(t *testing.T) {
	f := func(body string) {
		t.Helper()
		m := &rewrite.Message{Method: "DELETE", Resource: "Users", ID: "42", Route: rewrite.Route{Proven: true}}
		if err := chainOf().Do(m, new(rewrite.Trace), answers(409, body)); err != nil || strings.Contains(m.Body, "s3cr3t") {
			t.Errorf("%v %s", err, m.Body)
		}
	}
	f("no rights for Bearer s3cr3t")
	f(`{"message":"Authorization: Bearer s3cr3t is not known"}`)
	f(`{"error":{"detail":"token=s3cr3t"}}`)
	f(`<title>https://joe:s3cr3t@db.example.com</title>`)
	f(`{"errors":{"password":["password: s3cr3t is too short"]}}`)
	f(`[{"message":"api_key=s3cr3t"}]`)
	f(`{"response":{"message":"see https://example.com/x?code=s3cr3t"}}`)
}
