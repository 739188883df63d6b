package answer_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// cured returns the answer to a POST that a target refuses, by steps of the kind
// errors, the last of which is the next to the target.
func cured(t *testing.T, status int, body string, cures ...string) (*rewrite.Message, *rewrite.Trace) {
	t.Helper()
	return curedBy(t, curing(cures...), status, body)
}

// curing returns a rule file with errors, given without their names.
func curing(cures ...string) string {
	var file strings.Builder
	file.WriteString("name: t\nerrors:\n")
	for i, text := range cures {
		fmt.Fprintf(&file, "  - {name: r%d, %s}\n", i, text)
	}
	return file.String()
}

// curedBy is cured by a rule file.
func curedBy(t *testing.T, file string, status int, body string) (*rewrite.Message, *rewrite.Trace) {
	t.Helper()
	set, err := rules.Compile(rules.Source{File: "x.yaml", Data: []byte(file)})
	if err != nil {
		t.Fatalf("%s\n%v", file, err)
	}
	m := &rewrite.Message{Method: "POST", Resource: "Users", Body: `{"userName":"a"}`}
	var trace rewrite.Trace
	if err := set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
		m.Answer(status, "", body)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return m, &trace
}

const errorStart = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"`

// A cure stands behind the target's sentence and other cures, once.
func TestCure(t *testing.T) {
	f := func(said, want string, cures ...string) {
		t.Helper()
		m, _ := cured(t, 409, errorStart+said+"}", cures...)
		e, _ := m.ErrorAnswer()
		if e.Detail != want || m.Status != 409 || json.Check(m.Body) != nil {
			t.Errorf("%s: %s\n got %s\nwant %s", cures, said, e.Detail, want)
		}
	}
	const a, b = `when: {status: 409}, cure: "Do A."`, `when: {status: 409}, cure: "Do B."`
	f(`,"detail":"Taken"`, "Taken. Do A.", a)
	f(`,"detail":"Taken."`, "Taken. Do A.", a)
	f(`,"detail":"Taken!  "`, "Taken! Do A.", a)
	f(`,"detail":""`, "Do A.", a)
	f(``, "Do A.", a)
	f(`,"detail":"Taken"`, "Taken. Do B. Do A.", a, b)
	f(`,"detail":"Taken"`, "Taken. Do A.", a, a)
	f(`,"detail":"Taken"`, "Taken. Do A. Do B.", b, a, b, a)
	f(`,"detail":"Taken"`, `Name it otherwise; the target said: "Taken". Do A.`,
		`when: {status: 409}, answer: {detail: "Name it otherwise"}, cure: "Do A."`)
	f(`,"detail":"Taken"`, "Taken", `when: {status: 409, detail: gone}, cure: "Do A."`)
	f(`,"detail":"Taken"`, "Taken", `when: {status: 409, scim_type: uniqueness}, cure: "Do A."`)
	f(`,"detail":"Taken","scimType":"invalidFilter"`, "Taken", a)
	f(`,"detail":"Taken","scimType":"uniqueness"`, "Taken. Do A.", `when: {status: 409, scim_type: uniqueness}, cure: "Do A."`)
}

// The sentence of a target is cut, that of a rule is not, and what is there before
// stays whole.
func TestCureIsBounded(t *testing.T) {
	long := strings.Repeat("Do Ä. ", 700/8)
	cures := []string{}
	for i := range 3 {
		cures = append(cures, fmt.Sprintf(`when: {status: 409}, cure: "%d %s"`, i, long))
	}
	m, _ := cured(t, 409, errorStart+`,"detail":"`+strings.Repeat("ü", 9000)+`"}`, cures...)
	e, _ := m.ErrorAnswer()
	if n := utf8.RuneCountInString(e.Detail); n > 500+3*700 || strings.Count(e.Detail, "Do Ä.") != 3*(700/8) {
		t.Errorf("%d characters: %s", n, e.Detail)
	}
}

// A rule that adds a cure is counted as one that changed the answer, so that
// scimshim_rule_messages_total counts conflicts by their kind; in shadow nothing
// changes, and what is there already is not added.
func TestCureIsCounted(t *testing.T) {
	const a = `when: {status: 409}, cure: "Do A."`
	f := func(body string, want ...rewrite.Outcome) {
		t.Helper()
		_, trace := cured(t, 409, body, a, a)
		for i, o := range want {
			if got := trace.Visit(i).Response; got != o {
				t.Errorf("%s: rule %d %s, want %s", body, i, got, o)
			}
		}
	}
	f(errorStart+`,"detail":"Taken"}`, rewrite.Kept, rewrite.Changed)
	f(errorStart+`,"detail":"Taken. Do A."}`, rewrite.Kept, rewrite.Kept)
	shadow := curing(a) + "overrides: [{step: t/errors.r0, mode: shadow}]\n"
	m, trace := curedBy(t, shadow, 409, errorStart+`,"detail":"Taken"}`)
	if e, _ := m.ErrorAnswer(); e.Detail != "Taken" || trace.Visit(0).Response != rewrite.WouldChange {
		t.Errorf("in shadow: %s %v", m.Body, trace.Visits())
	}
}

// An error that was not SCIM gets a cure, and no other status.
func TestCureOfForeignErrors(t *testing.T) {
	m, _ := cured(t, 409, "user exists", `when: {status: 409}, cure: "Do A."`)
	if e, _ := m.ErrorAnswer(); !strings.HasSuffix(e.Detail, `it said: "user exists". Do A.`) {
		t.Error(m.Body)
	}
	m, _ = cured(t, 409, "user exists", `when: {status: 409}, answer: {status: 400, scim_type: invalidValue}`)
	if e, _ := m.ErrorAnswer(); m.Status != 409 || e.ScimType != "uniqueness" {
		t.Error(m.Body)
	}
}

func TestCureFaults(t *testing.T) {
	f := func(options, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "x.yaml", Data: []byte(rulestest.File("errors: {name: own, " + options + "}"))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", options, err, want)
		}
	}
	f(`when: {status: 409}, answer: {scim_type: uniqueness}`, "status")
	f(`when: {status: 409}, cure: ""`, "non-empty")
	f(`when: {status: 409}, cure: "`+strings.Repeat("x", 700+1)+`"`, "longer than 700 bytes")
	f(`when: {status: 409}, answer: {status: 403}, cure: "x"`, "expected another status")
}

// A foreign error never reads as an empty list, nor one of a shape that nobody
// states as done, whatever a rule says of its words.
func TestForeignErrorsStayErrors(t *testing.T) {
	const file = `name: t
errors:
  - {name: empty, when: {status: %d, detail: .}, answer: empty_list}
  - {name: gone, when: {method: [DELETE], request: delete, status: 404, detail: .}, answer: done}
%s`
	const stated = "  - {name: shape, shape: {detail: detail}}\n"

	f := func(method string, status int, body, shape string, want int) {
		t.Helper()
		set, err := rules.Compile(rules.Source{File: "x.yaml", Data: fmt.Appendf(nil, file, status, shape)})
		if err != nil {
			t.Fatal(err)
		}
		m := &rewrite.Message{Method: method, Resource: "Users", Route: cases.Route}
		if method == "DELETE" {
			m.ID = "42"
		}
		err = set.Chain.Do(m, new(rewrite.Trace), func(m *rewrite.Message) error {
			m.Answer(status, "", body)
			return nil
		})
		got := m.Status
		if r, ok := rulestest.Refused(err); ok {
			got = r.Status
		}
		if got != want {
			t.Errorf("%s %d %s with %q: %d, want %d", method, status, body, shape, got, want)
		}
	}
	const own = `{"detail":"nobody is there"}`
	for _, body := range []string{own, "nobody is there", "<title>nobody</title>", ""} {
		for _, status := range []int{400, 403, 404, 410, 422} {
			f("GET", status, body, "", 502)
		}
		f("DELETE", 404, body, "", 404)
	}
	f("GET", 404, own, stated, 502)
	f("GET", 410, own, stated, 502)
	f("GET", 400, own, stated, 400)
	f("GET", 422, own, stated, 422)
	f("DELETE", 404, own, stated, 204) // a rule states the shape, and another what the words mean
	f("GET", 404, errorStart+`,"detail":"nobody"}`, stated, 200)
}
