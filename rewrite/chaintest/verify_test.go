package chaintest

import (
	"bufio"
	"encoding/json"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"scimshim/rewrite"
)

// verdict says what became of an answer: verified, unverified, or the status
// and reason of its refusal.
func verdict(t *testing.T, c *rewrite.Chain, m *rewrite.Message, status int, body string) string {
	t.Helper()
	var trace rewrite.Trace
	err := c.Do(m, &trace, answers(status, body))
	switch {
	case err != nil:
		r := refusal(t, err)
		if strings.Contains(r.Detail, "secret") {
			t.Errorf("a value in %s", r.Detail)
		}
		return strconv.Itoa(r.Status) + " " + string(r.Reason)
	case trace.Unverified:
		return "unverified"
	}
	return "verified"
}

const (
	unreadable  = "502 answer_unreadable"
	contradicts = "502 answer_contradicts"
	foreign     = "502 target_error"
)

// An answer of another shape, or of another resource, is not believed.
func TestJudgeResource(t *testing.T) {
	f := func(method string, status int, body, want string) {
		t.Helper()
		m := &rewrite.Message{Method: method, Resource: "Users", ID: "secret42", Route: rewrite.Route{OwnCredential: true}}
		switch method {
		case "PUT":
			m.Body = `{"userName":"secret"}`
		case "PATCH":
			m.Body = `{"Operations":[{"op":"add","path":"title","value":"secret"}]}`
		}
		if got := verdict(t, chainOf(), m, status, body); got != want {
			t.Errorf("%s %d %s: %s, want %s", method, status, body, got, want)
		}
	}
	for _, method := range []string{"GET", "PUT", "PATCH"} {
		f(method, 200, `{"id":"secret42"}`, "verified")
		f(method, 200, `{"ID":"\u0073ecret42"}`, "verified")
		f(method, 200, `{"id":"Secret42"}`, contradicts)
		f(method, 200, `{"id":"secret43"}`, contradicts)
		f(method, 200, `{"id":""}`, contradicts)
		f(method, 200, `{"id":42}`, contradicts)
		f(method, 200, `{"id":{}}`, contradicts)
		f(method, 200, `{"schemas":["urn:x"],"id":null}`, "unverified")
		f(method, 200, `{"schemas":["urn:x"],"userName":"secret"}`, "unverified")
		f(method, 200, `{"error":{"message":"x"},"status":"failure"}`, unreadable)
		f(method, 200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}`, contradicts)
		f(method, 200, `{"totalResults":1,"Resources":[{"id":"secret42"}]}`, contradicts)
		f(method, 200, `{"id":"secret42","id":"secret42"}`, unreadable)
		f(method, 200, `{"id":"secret42","Id":"x"}`, unreadable)
		f(method, 200, `["secret"]`, unreadable)
		f(method, 200, `<html>secret</html>`, unreadable)
	}
	f("GET", 200, "", unreadable)
	f("GET", 200, ` `, unreadable)
	f("GET", 200, `{}`, unreadable)
	f("GET", 204, "", unreadable)
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		f(method, 204, "", "verified")
	}
	f("GET", 302, "", foreign)
	f("GET", 302, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}`, foreign)
	f("GET", 404, "", foreign)
	f("GET", 404, "<html>", foreign)
	f("GET", 404, `{"detail":"secret"}`, foreign)
	f("GET", 404, `[]`, foreign)
	f("GET", 404, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`, "verified")
	f("GET", 404, `{"schemas":"urn:ietf:params:scim:api:messages:2.0:Error"}`, "verified")
	f("GET", 400, `{"ScimType":"invalidValue"}`, "verified")
	f("GET", 401, "<html>", "503 target_credential")
	f("GET", 403, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}`, "verified")
	f("GET", 403, "<html>", foreign)
	f("GET", 429, "slow", "429 target_error")
	f("GET", 500, "", "500 target_error")
	f("GET", 503, "<html>", "503 target_error")
}

// With the client's own credential the target's refusal is the client's.
func TestJudgeClientsCredential(t *testing.T) {
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}
	body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401"}`
	if got := verdict(t, chainOf(), m, 401, body); got != "verified" || m.Status != 401 {
		t.Errorf("%s %d", got, m.Status)
	}
	for _, body := range []string{"", "{", `{"detail":"x`, "<html>", `{"error":{"message":"x"}}`} {
		m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}
		if got := verdict(t, chainOf(), m, 401, body); got != "401 target_credential" {
			t.Errorf("401 with the body %q: %s", body, got)
		}
	}
}

// A created resource is the one that was sent.
func TestJudgeCreated(t *testing.T) {
	loose := chainOf()
	loose.Loose = []rewrite.Loose{{Resource: "users", Path: path("externalId")}}
	f := func(c *rewrite.Chain, sent, got, want string) {
		t.Helper()
		m := &rewrite.Message{Method: "POST", Resource: "Users", Body: sent}
		if v := verdict(t, c, m, 201, got); v != want {
			t.Errorf("%s answered by %s: %s, want %s", sent, got, v, want)
		}
	}
	c := chainOf()
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":"secret"}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","USERNAME":"SECRET"}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":"secret2"}`, contradicts)
	f(c, `{"userName":"secret"}`, `{"userName":"secret"}`, unreadable)
	f(c, `{"userName":"secret"}`, `{"id":null,"userName":"secret"}`, unreadable)
	f(c, `{"userName":"secret"}`, `{"id":"1"}`, "unverified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":null}`, "unverified")
	f(c, `{"title":"secret"}`, `{"id":"1","title":"x"}`, "verified")
	f(c, `{"displayName":"secret"}`, `{"id":"1","displayName":"x"}`, "unverified") // proves nothing alone
	f(c, `{"userName":"a","displayName":"secret"}`, `{"id":"1","userName":"a","displayName":"x"}`, "unverified")
	f(c, `{"userName":"a","displayName":"secret"}`, `{"id":"1","userName":"b","displayName":"secret"}`, contradicts)
	f(c, `{"userName":" secret  one"}`, `{"id":"1","userName":"Secret One"}`, "verified")
	f(c, `{"userName":"jose\u0301"}`, `{"id":"1","userName":"JOS\u00c9"}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":"PRIMARY/secret"}`, "unverified")
	f(c, `{"userName":"EXAMPLE\\secret"}`, `{"id":"1","userName":"secret"}`, "unverified")
	for _, other := range []string{"PRIMARY/secret2", "A/B/secret", "/secret", "secret/PRIMARY", "a b/secret",
		"PRIMARY/", "secret@example.com", "xsecret", "other@example.com/secret"} {
		f(c, `{"userName":"secret"}`, `{"id":"1","userName":"`+other+`"}`, contradicts)
	}
	f(c, `{"userName":"A/secret"}`, `{"id":"1","userName":"B/secret"}`, contradicts)
	f(c, `{"externalId":"secret"}`, `{"id":"1","externalId":""}`, "unverified")
	f(c, `{"externalId":" "}`, `{"id":"1","externalId":"x"}`, "verified") // as if it was not sent
	f(c, `{"externalId":"secret "}`, `{"id":"1","externalId":"secret"}`, "verified")
	f(c, `{"externalId":"701984"}`, `{"id":"1","externalId":701984}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":[{"value":"secret"}]}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":["secret"]}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":["secret","x"]}`, contradicts)
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":[]}`, contradicts)
	f(c, `{"externalId":"secret"}`, `{"id":"1","externalId":"A/secret"}`, contradicts)
	f(c, `{"externalId":"secret"}`, `{"id":"1","externalId":"x"}`, contradicts)
	f(c, `{"externalId":"secret"}`, `{"id":"1","externalId":7}`, contradicts)
	f(loose, `{"externalId":"secret"}`, `{"id":"1","externalId":"x"}`, "verified")
	f(loose, `{"userName":"a","externalId":"secret"}`, `{"id":"1","userName":"b","externalId":"secret"}`, contradicts)
	f(c, `{"userName":"secret"}`, ``, unreadable)
}

// A group is known by its displayName where nothing else tells: another group would
// be given its members.
func TestJudgeCreatedGroup(t *testing.T) {
	f := func(sent, got, want string) {
		t.Helper()
		m := &rewrite.Message{Method: "POST", Resource: "Groups", Body: sent}
		if v := verdict(t, chainOf(), m, 201, got); v != want {
			t.Errorf("%s answered by %s: %s, want %s", sent, got, v, want)
		}
	}
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"Secret  Team "}`, "verified")
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"secret-team"}`, "unverified")
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"PRIMARY/Secret Team"}`, "unverified")
	f(`{"displayName":"secret team"}`, `{"id":"1"}`, "unverified")
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"others"}`, contradicts)
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"secret team 2"}`, contradicts)
	f(`{"displayName":"+++"}`, `{"id":"1","displayName":"---"}`, contradicts)
	f(`{"displayName":"secret","externalId":"x"}`, `{"id":"1","displayName":"others","externalId":"x"}`, "unverified")
	f(`{"displayName":"secret","externalId":"x"}`, `{"id":"1","displayName":"others","externalId":""}`, contradicts)
	f(`{"displayName":"secret","externalId":"x"}`, `{"id":"1","displayName":"secret","externalId":"y"}`, contradicts)
}

// Whoever was disabled is not shown as active.
func TestJudgeDisabled(t *testing.T) {
	f := func(method, sent, active, want string) {
		t.Helper()
		m := &rewrite.Message{Method: method, Resource: "Users", ID: "1", Body: sent}
		if got := verdict(t, chainOf(), m, 200, `{"id":"1","active":`+active+`}`); got != want {
			t.Errorf("%s %s answered by active %s: %s, want %s", method, sent, active, got, want)
		}
	}
	patch := func(ops string) string { return `{"Operations":[` + ops + `]}` }
	const contradicts = "502 answer_contradicts"
	off := patch(`{"op":"replace","path":"active","value":false}`)
	f("PATCH", off, "true", contradicts)
	f("PATCH", off, `"True"`, contradicts)
	f("PATCH", off, "false", "verified")
	f("PATCH", off, `"false"`, "verified")
	f("PATCH", off, "null", "verified")
	f("PATCH", patch(`{"op":"replace","value":{"title":"x","Active":false}}`), "true", contradicts)
	f("PATCH", patch(`{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}`),
		"true", contradicts)
	f("PATCH", patch(`{"op":"replace","path":"active","value":false},{"op":"replace","path":"active","value":true}`),
		"true", "verified")
	f("PATCH", patch(`{"op":"replace","path":"active","value":true}`), "false", "verified") // by an invitation, perhaps
	f("PATCH", patch(`{"op":"replace","path":"emails[type eq \"work\"].value","value":"active"}`), "true", "verified")
	f("PUT", `{"userName":"a","active":false}`, "true", contradicts)
	f("PUT", `{"userName":"a"}`, "true", "verified")
}

// An answerRow is an answer of a server, and what the client must get for it.
type answerRow struct {
	ID       string  `json:"id"`
	Kind     string  `json:"kind"` // healthy, contradiction or malformed
	Rule     string  `json:"rule"` // of JUDGE.md
	Source   string  `json:"source"`
	Request  string  `json:"request"`
	Body     string  `json:"body"`
	Status   int     `json:"status"`
	Location string  `json:"location"`
	Answer   string  `json:"answer"`
	Read     *string `json:"read"` // the answer to the read that settles a doubt
	Want     int     `json:"want"`
}

func answerRows(t *testing.T) []answerRow {
	t.Helper()
	f, err := os.Open("../testdata/answers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []answerRow
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var r answerRow
		d := json.NewDecoder(strings.NewReader(lines.Text()))
		if err := d.Decode(&r); err != nil {
			t.Fatalf("after %d rows: %v", len(rows), err)
		}
		rows = append(rows, r)
	}
	return rows
}

// message returns the request of a row.
func (r *answerRow) message(t *testing.T) *rewrite.Message {
	t.Helper()
	method, target, _ := strings.Cut(r.Request, " ")
	path, query, _ := strings.Cut(strings.TrimPrefix(target, "/"), "?")
	resource, id, _ := strings.Cut(path, "/")
	m := &rewrite.Message{Method: method, Resource: resource, Body: r.Body, Route: rewrite.Route{OwnCredential: true}}
	var err error
	if m.ID, err = url.PathUnescape(id); err != nil {
		t.Fatal(err)
	}
	for pair := range strings.SplitSeq(query, "&") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			text, err := url.QueryUnescape(value)
			if err != nil {
				t.Fatal(err)
			}
			m.Query = append(m.Query, param(name, text))
		}
	}
	return m
}

// Healthy answers of public servers pass, and what contradicts or is no SCIM does
// not. A write is sent once, and of each there is at most one read.
func TestAnswersOfServers(t *testing.T) {
	kinds := map[string]int{}
	for _, r := range answerRows(t) {
		kinds[r.Kind]++
		t.Run(r.ID, func(t *testing.T) { r.play(t) })
	}
	if kinds["healthy"] < 60 || kinds["contradiction"] < 20 || kinds["malformed"] < 20 {
		t.Errorf("there are %v", kinds)
	}
}

func (r *answerRow) play(t *testing.T) {
	m := r.message(t)
	asked := 0
	var trace rewrite.Trace
	err := chainOf(funcs{}).Do(m, &trace, func(m *rewrite.Message) error {
		switch asked++; {
		case asked == 1:
			m.Answer(r.Status, r.Location, r.Answer)
		case asked == 2 && r.Read != nil && m.Method == "GET" && m.ID != "":
			m.Answer(200, "", *r.Read)
		default:
			t.Errorf("request %d is a %s of %q", asked, m.Method, m.ID)
		}
		return nil
	})
	got := m.Status
	if err != nil {
		got = refusal(t, err).Status
	}
	if got != r.Want || r.Read != nil && asked != 2 {
		t.Errorf("%s answered %d %s: the client gets %d after %d requests, want %d: %v", r.Request, r.Status, r.Answer, got, asked,
			r.Want, err)
	}
	if r.Kind == "healthy" && !strings.HasPrefix(r.Source, "https://") {
		t.Errorf("the source is %q", r.Source)
	}
}

// The table of the rules names those that the answers try, each with what passes and
// what does not.
func TestTableOfTheJudge(t *testing.T) {
	page, err := os.ReadFile("../JUDGE.md")
	if err != nil {
		t.Fatal(err)
	}
	passes, fails := map[string]int{}, map[string]int{}
	for _, r := range answerRows(t) {
		if r.Kind == "healthy" {
			passes[r.Rule]++
		} else {
			fails[r.Rule]++
		}
	}
	for line := range strings.Lines(string(page)) {
		rule, rest, ok := strings.Cut(strings.TrimPrefix(line, "| `"), "` | ")
		if !ok || !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(rest, " | ")
		if len(cells) != 3 || fails[rule] == 0 || passes[rule] == 0 && rule != "scim" && rule != "success" {
			t.Errorf("%s: %d cells, %d answers pass and %d do not", rule, len(cells), passes[rule], fails[rule])
		}
		delete(passes, rule)
		delete(fails, rule)
	}
	if len(passes)+len(fails) > 0 {
		t.Errorf("the table lacks %v %v", passes, fails)
	}
}
