package chaintest

import (
	"strconv"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// accepting returns a chain whose target takes the patterns, each by a rule of
// its own.
func accepting(t *testing.T, patterns ...string) *rewrite.Chain {
	t.Helper()
	c := &rewrite.Chain{}
	var forms []plan.Form
	for i, text := range patterns {
		p, err := plan.ParsePattern(text)
		if err != nil {
			t.Fatal(err)
		}
		name := "t/" + strconv.Itoa(i)
		forms = append(forms, plan.Form{Pattern: p, JoinAnd: true, Source: name})
		c.Steps = append(c.Steps, rewrite.Step{Name: name, Rule: funcs{}})
	}
	c.Accept = []rewrite.Accepted{{Resource: "users", List: plan.NewAccept(forms), Last: "t/" + strconv.Itoa(len(forms)-1)}}
	return c
}

// The accept list has the last word, and the rule that brought the filter into
// its form is credited.
func TestPlan(t *testing.T) {
	f := func(text, want, outcomes string) {
		t.Helper()
		c := accepting(t, `userName eq {v}`, `emails[type eq {t} and value eq {v}]`)
		sent, trace, err := send(t, c, param("filter", text))
		got := ""
		if err == nil {
			got = sent[0].Value
		} else if r := refusal(t, err); r.Status != 400 || r.ScimType != "invalidFilter" || r.Reason != rewrite.FilterUnsupported ||
			strings.Contains(r.Detail, "secret") {
			t.Errorf("%s: %+v", text, r)
		}
		o := trace.Visit(0).Outcome().String() + " " + trace.Visit(1).Outcome().String() + ", " + trace.Plan
		if got != want || o != outcomes {
			t.Errorf("%s\nsent %s; %s\nwant %s; %s", text, got, o, want, outcomes)
		}
	}
	f(`userName eq "secret"`, `userName eq "secret"`, "kept kept, as it is")
	f(`USERNAME eq "secret"`, `userName eq "secret"`, "changed kept, equivalent form")
	f(filter.UserURN+`:userName eq "secret"`, `userName eq "secret"`, "changed kept, equivalent form")
	f(`emails[value eq "secret" and type eq "work"]`, `emails[type eq "work" and value eq "secret"]`, "kept changed, equivalent form")
	f(`USERNAME eq "a" and emails[value eq "b" and type eq "c"]`, `userName eq "a" and emails[type eq "c" and value eq "b"]`,
		"changed changed, equivalent form")
	f(`userName EQ "secret"`, `userName eq "secret"`, "changed kept, equivalent form") // as the form is spelled (T4)
	f(`(userName eq "secret")`, `userName eq "secret"`, "changed kept, equivalent form")
	f(`((userName eq "a") and emails[(type eq "b") And value eq "c"])`, `userName eq "a" and emails[type eq "b" and value eq "c"]`,
		"changed changed, equivalent form")
	f(`not (not (userName eq "secret"))`, `userName eq "secret"`, "changed kept, equivalent form")
	f(`userName eq null`, "", "kept refused, refused")
	f(`title eq "secret"`, "", "kept refused, refused")
	f(`userName ne "secret"`, "", "kept refused, refused")
	f(`userName eq "secret" or userName pr`, "", "kept refused, refused")
	f(`not (userName eq "secret")`, "", "kept refused, refused")
	f(`emails.type eq "work" and emails.value eq "secret"`, "", "kept refused, refused")
}

// An accept list in shadow is counted and refuses nothing; that of another
// endpoint is nothing to this one.
func TestPlanInShadow(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		c := accepting(t, `userName eq {v}`)
		c.Accept[0].Shadow = true
		sent, trace, err := send(t, c, param("filter", text))
		if err != nil || sent[0].Value != text || trace.Visit(0).Outcome().String() != want || trace.Plan != "" {
			t.Errorf("%s: %v %v %s", text, sent, err, trace.Visit(0).Outcome())
		}
	}
	f(`title eq "a"`, "would_refuse")
	f(`USERNAME eq "a"`, "would_change")
	f(`userName eq "a"`, "kept")

	c := accepting(t, `userName eq {v}`)
	c.Accept[0].Resource = "Groups"
	if sent, _, err := send(t, c, param("filter", `title pr`)); err != nil || len(sent) != 1 {
		t.Errorf("%v %v", sent, err)
	}
}

// Null is no value of an attribute that a target is asked for by a list; a form may
// have it (T4).
func TestPlanNull(t *testing.T) {
	f := func(form plan.Form, text, want string) {
		t.Helper()
		c := &rewrite.Chain{Accept: []rewrite.Accepted{{Resource: "Users", List: plan.NewAccept([]plan.Form{form})}}}
		sent, _, err := send(t, c, param("filter", text))
		got := "refused"
		if err == nil {
			got = sent[0].Value
		}
		if got != want {
			t.Errorf("%s by %s: %s, want %s", text, form, got, want)
		}
	}
	list := plan.Form{Attributes: []filter.Path{path("title")}, Operators: []filter.Op{filter.Eq, filter.Ne, filter.Pr}}
	f(list, `title eq null`, "refused")
	f(list, `title eq "null"`, `title eq "null"`)
	f(list, `title pr`, `title pr`)
	f(plan.Form{Pattern: pattern(t, `title eq {v}`)}, `title eq null`, "refused")
	f(plan.Form{Pattern: pattern(t, `title eq null`)}, `title EQ null`, `title eq null`)
}

// A chain without an accept list sends filters as they came; one with it spells those
// in the paths of a PATCH, too (T4).
func TestPlanSpelling(t *testing.T) {
	if sent, _, err := send(t, chainOf(funcs{}), param("filter", `(userName EQ "a")`)); err != nil || sent[0].Value != `(userName EQ "a")` {
		t.Errorf("%v %v", sent, err)
	}
	f := func(c *rewrite.Chain, at, want, outcome string) {
		t.Helper()
		m := patch(`{"value":"a","op":"Replace","path":` + json.Quote(at) + `}`)
		var trace rewrite.Trace
		sent := ""
		err := c.Do(m, &trace, func(m *rewrite.Message) error {
			sent = m.Body
			return answers(204, "")(m)
		})
		if err != nil || sent != `{"Operations":[{"value":"a","op":"Replace","path":`+json.Quote(want)+`}]}` ||
			trace.Visit(0).Outcome().String() != outcome {
			t.Errorf("%s: %s %s %v", at, sent, trace.Visit(0).Outcome(), err)
		}
	}
	c := accepting(t, `userName eq {v}`)
	f(c, `emails[type EQ "work"].value`, `emails[type eq "work"].value`, "changed")
	f(c, `emails[(type eq "work") AND (primary EQ true)]`, `emails[type eq "work" and primary eq true]`, "changed")
	f(c, `emails[type eq "work"].value`, `emails[type eq "work"].value`, "kept")
	f(c, `Emails`, `Emails`, "kept")
	f(chainOf(funcs{}), `emails[type EQ "work"].value`, `emails[type EQ "work"].value`, "kept")
	c.Accept[0].Shadow = true
	f(c, `emails[type EQ "work"].value`, `emails[type EQ "work"].value`, "would_change")
}

// lookUps returns a chain whose target takes no filter but one by userName, so that
// a filter on the id becomes a read.
func lookUps() *rewrite.Chain {
	form := plan.Form{Attributes: []filter.Path{{Name: "userName"}}, Operators: []filter.Op{filter.Eq}}
	return &rewrite.Chain{Accept: []rewrite.Accepted{{Resource: "Users", List: plan.NewAccept([]plan.Form{form})}}}
}

// An id that no path can hold is the client's to mend, and the target is not asked.
func TestUnfitID(t *testing.T) {
	for _, id := range []string{"a?b", "a/b", "..", ".. ", "a%2fb", "%252e", strings.Repeat("a", 513)} {
		for _, text := range []string{`id eq "` + id + `"`, `id eq "` + id + `" or userName eq "a"`,
			`id eq "` + id + `" and title eq "x"`} {
			m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}}}
			var trace rewrite.Trace
			err := lookUps().Do(m, &trace, func(*rewrite.Message) error { t.Errorf("%s: the target is asked", text); return nil })
			if r := refusal(t, err); r.Status != 400 || r.ScimType != "invalidFilter" || strings.Contains(r.Detail, id) {
				t.Errorf("%s: %d %s %s", text, r.Status, r.ScimType, r.Detail)
			}
		}
	}
}

// What no value can answer is the client's to mend where the proxy would have to
// check it; the target is not asked.
func TestSenselessCheck(t *testing.T) {
	f := func(term, want string) {
		t.Helper()
		m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: `userName eq "a" and ` + term}}}
		var trace rewrite.Trace
		asked := false
		err := lookUps().Do(m, &trace, func(m *rewrite.Message) error {
			asked = true
			m.Answer(200, "", response.EmptyList)
			return nil
		})
		got := ""
		if err != nil {
			r := refusal(t, err)
			got = strconv.Itoa(r.Status) + " " + r.ScimType + ": " + r.Detail
		}
		if got != want || asked == (err != nil) {
			t.Errorf("%s: %s, asked %t; want %s", term, got, asked, want)
		}
	}
	const invalid = "400 invalidFilter: "
	f(`active gt true`, invalid+`"active" is a boolean, which "gt" does not compare`)
	f(`not (emails[primary le false])`, invalid+`"primary" is a boolean, which "le" does not compare`)
	f(`active co "t"`, invalid+`"active" is a boolean, which "co" does not compare`)
	f(`x509Certificates.value lt "secret"`, invalid+`"x509Certificates.value" is binary, which "lt" does not compare`)
	f(`meta.created sw "2026"`, invalid+`"meta.created" is a date, which "sw" does not compare`)
	f(`meta.lastModified gt "secret"`, invalid+`"meta.lastModified" is compared with something that is no date with a time `+
		`and a zone, such as "2026-11-29T12:00:00Z"`)
	for _, sound := range []string{`active eq true`, `active pr`, `meta.created gt "2026-11-29T12:00:00Z"`, `title gt "a"`,
		`meta.created eq null`, `x509Certificates.value eq "a"`, `custom gt true`} {
		f(sound, "")
	}
}

// A resource that was read by its id is the one that the filter asks for, also if
// it shows the id percent-encoded or decoded.
func TestLookUpOfEncodedID(t *testing.T) {
	f := func(text, resource string, want int) {
		t.Helper()
		m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}}}
		var trace rewrite.Trace
		err := lookUps().Do(m, &trace, answers(200, resource))
		if total, ok := m.Total(); err != nil || !ok || total != want {
			t.Errorf("%s answered by %s: %v %s", text, resource, err, m.Body)
		}
	}
	f(`id eq "CN%3DAnna"`, `{"id":"CN%3DAnna"}`, 1)
	f(`id eq "CN%3DAnna"`, `{"id":"CN=Anna"}`, 1)
	f(`id eq "CN=Anna" and title eq "x"`, `{"id":"CN%3DAnna","title":"x"}`, 1)
	f(`id eq "CN=Anna" and title eq "x"`, `{"id":"CN%3DAnna","title":"y"}`, 0)
	f(`id eq "a&b"`, `{"id":"a&b"}`, 1)
}
