package rewrite

import (
	"strings"
	"testing"

	"scimshim/rewrite/json"
)

// stating is a Translator that knows {"code": ..., "words": ...}.
type stating struct{ funcs }

func (stating) Translate(m *Message) (Said, bool) {
	if !strings.HasPrefix(m.Body, `{"code"`) || json.Check(m.Body) != nil {
		return Said{}, false
	}
	return Said{ScimType: m.text("code"), Attribute: m.text("at"), Detail: m.text("words")}, true
}

const statedBody = `{"code":"","at":"userName","words":"no such person"}`

// An error in a stated shape is the target's word: it keeps its status, on reads
// by id, too. Of a list it never says that there is nobody.
func TestStatedShape(t *testing.T) {
	for status := 400; status < 600; status++ {
		for _, m := range foreignRequests() {
			want := itoa(status) + " verified"
			switch {
			case status == 401 && m.Route.OwnCredential:
				want = "503 target_credential"
			case m.IsQuery() && (status == 404 || status == 410):
				want = foreign
			}
			var trace Trace
			err := chainOf(stating{}).Do(m, &trace, foreignly(status, "", statedBody))
			got, detail := "", ""
			if r, ok := err.(*Refusal); ok {
				got, detail = itoa(r.Status)+" "+string(r.Reason), r.whole()
			} else if e, ok := m.ErrorAnswer(); ok && m.Foreign() && m.Stated() && !trace.Unverified && !trace.Spoke {
				got, detail = itoa(m.Status)+" verified", e.Detail
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
		m := &Message{Method: "POST", Resource: "Users", Body: `{"userName":"a"}`}
		err := chainOf(stating{}).Do(m, new(Trace), answers(409, body))
		if e, ok := m.ErrorAnswer(); err != nil || !ok || e.ScimType != scimType || e.Detail != detail {
			t.Errorf("%s: %v %s", body, err, m.Body)
		}
	}
	f(`{"code":"mutability","words":"no\n \u0000 way"}`, "mutability", "no way")
	f(`{"code":"","words":"Bearer s3cr3t"}`, "uniqueness", "Bearer ***")
	f(`{"code":"","words":""}`, "uniqueness", "the target answered 409 and does not say why")
	f(`{"code":"","at":"emails","words":""}`, "uniqueness", "emails")
	f(`{"code":"","at":"Emails","words":"the emails are taken"}`, "uniqueness", "the emails are taken")
	f(`{"code":"","words":"`+strings.Repeat("x", 500)+`"}`, "uniqueness", strings.Repeat("x", maxTold-1)+"…")
}

// A translator in shadow is counted and changes nothing, one that is skipped is
// not asked, and the one next to the target is asked first.
func TestStatedModes(t *testing.T) {
	read := func(c *Chain) (*Message, *Trace, error) {
		m := &Message{Method: "GET", Resource: "Users", ID: "42"}
		var trace Trace
		err := c.Do(m, &trace, answers(404, statedBody))
		return m, &trace, err
	}
	c := chainOf(stating{})
	c.Steps[0].Mode = Shadow
	if m, trace, err := read(c); err == nil || trace.Visits[0].Response != WouldChange || m.Foreign() {
		t.Errorf("in shadow: %v %+v", err, trace.Visits)
	}
	c = chainOf(stating{})
	c.Steps[0].When.Methods = []string{"POST"}
	if _, trace, err := read(c); err == nil || trace.Visits[0].Response != Skipped {
		t.Errorf("skipped: %v %+v", err, trace.Visits)
	}
	if _, trace, err := read(chainOf(stating{}, stating{})); err != nil || trace.Visits[0].Response != Kept ||
		trace.Visits[1].Response != Changed {
		t.Errorf("two: %v %+v", err, trace.Visits)
	}
	scim := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`
	m := &Message{Method: "GET", Resource: "Users", ID: "42"}
	var trace Trace
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
		c.Steps = append(c.Steps, Step{Name: "t/stating", Rule: stating{}})
		m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", text}}}
		var trace Trace
		err := c.Do(m, &trace, answers(status, statedBody))
		got := ""
		if err != nil {
			r := refusal(t, err)
			got = itoa(r.Status) + " " + r.Told
		} else if e, ok := m.ErrorAnswer(); ok {
			got = itoa(m.Status) + " " + e.Detail
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
