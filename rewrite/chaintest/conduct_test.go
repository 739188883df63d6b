package chaintest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// A step of these tests writes its name into all that passes it.
type marker struct{ name string }

func (r marker) Request(m *rewrite.Message) error {
	m.SetHeader("Passed", r.name)
	m.SetHeader("Passed-"+r.name, "yes")
	return nil
}

func (r marker) Response(m *rewrite.Message) error {
	m.Become(m.Status, strings.Replace(m.Body, `"title":"`, `"title":"`+r.name, 1))
	return nil
}

// A taker takes over all requests of a method.
type taker struct {
	method string
	do     func(m *rewrite.Message, next rewrite.Next) error
}

func (taker) Request(*rewrite.Message) error { return errors.New("Request of a conductor was called") }
func (taker) Response(*rewrite.Message) error {
	return errors.New("Response of a conductor was called")
}

func (r taker) Conducts(m *rewrite.Message) bool { return m.Method == r.method }

func (r taker) Conduct(m *rewrite.Message, next rewrite.Next) error { return r.do(m, next) }

const user = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"jo","title":""}`

// A play is a chain of one conductor between two markers, and a target that answers each
// request with the next of some answers.
type play struct {
	chain   *rewrite.Chain
	trace   rewrite.Trace
	answers []string // status and body
	sent    []rewrite.Message
}

func playOf(method string, do func(m *rewrite.Message, next rewrite.Next) error, answers ...string) *play {
	return &play{answers: answers, chain: &rewrite.Chain{Steps: []rewrite.Step{
		{Name: "t/before", Rule: marker{"before"}},
		{Name: "t/taker", Rule: taker{method, do}},
		{Name: "t/after", Rule: marker{"after"}, When: rewrite.Match{Methods: []string{"GET", "POST"}}},
	}}}
}

func (p *play) run(m *rewrite.Message) error {
	return p.chain.Do(m, &p.trace, func(m *rewrite.Message) error {
		p.sent = append(p.sent, *m)
		if len(p.sent) > len(p.answers) {
			return &rewrite.Refusal{Status: 504, Reason: rewrite.TargetError, Detail: "no answer"}
		}
		status, body, _ := strings.Cut(p.answers[len(p.sent)-1], " ")
		m.Answer(map[string]int{"200": 200, "201": 201, "204": 204, "409": 409}[status], "", body)
		return nil
	})
}

func (p *play) lines() string {
	var list []string
	for i := range p.sent {
		m := &p.sent[i]
		line := m.Method + " " + m.Resource + "/" + m.ID
		for _, q := range m.Query {
			line += "?" + q.Value
		}
		for _, h := range m.Header {
			if strings.HasPrefix(h.Name, "Passed-") {
				line += " " + h.Name[len("Passed-"):]
			}
		}
		list = append(list, line)
	}
	return strings.Join(list, "\n")
}

func (p *play) outcomes() string {
	var list []string
	for _, v := range p.trace.Visits() {
		list = append(list, v.Request.String()+"/"+v.Response.String())
	}
	return strings.Join(list, " ")
}

func post() *rewrite.Message {
	return &rewrite.Message{Method: "POST", Resource: "Users", Body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"jo"}`}
}

func userNameIs(t *testing.T, name string) filter.Expr {
	t.Helper()
	e, err := filter.Parse(`userName eq "` + name + `"`)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// What a conductor sends goes through the steps after it alone, and its answer to the client
// through those before it.
func TestRequestsOfItsOwnPassTheStepsAfter(t *testing.T) {
	p := playOf("POST", func(m *rewrite.Message, next rewrite.Next) error {
		if err := next(m); err != nil {
			return err
		}
		sub := m.Another("GET", "Users", "", "")
		sub.Search(userNameIs(t, "jo"))
		if err := next(sub); err != nil {
			return err
		}
		if first := slices.Collect(sub.Resources()); len(first) == 1 {
			m.Settle(201, "", first[0].Text())
		}
		return nil
	}, `409 {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}`,
		`200 {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[`+user+`]}`)
	m := post()
	if err := p.run(m); err != nil {
		t.Fatal(err)
	}
	if want := "POST Users/ before after\nGET Users/?userName eq \"jo\" before after"; p.lines() != want {
		t.Errorf("sent\n%s\nwant\n%s", p.lines(), want)
	}
	if m.Status != 201 || !strings.Contains(m.Body, `"title":"beforeafter"`) {
		t.Errorf("answered %d %s", m.Status, m.Body)
	}
	if want := "changed/changed kept/changed changed/changed"; p.outcomes() != want {
		t.Errorf("outcomes %s, want %s", p.outcomes(), want)
	}
}

// A step that is not for the other request is not asked about it, whatever it did for the first.
func TestStepsOfOtherMethodsLookAway(t *testing.T) {
	p := playOf("PUT", func(m *rewrite.Message, next rewrite.Next) error {
		sub := m.Another("GET", "Users", m.ID, "")
		if err := next(sub); err != nil {
			return err
		}
		if !strings.Contains(sub.Body, `"title":"after"`) {
			t.Errorf("the GET was answered %s", sub.Body)
		}
		return next(m)
	}, "200 "+user, "200 "+user)
	m := &rewrite.Message{Method: "PUT", Resource: "Users", ID: "7", Body: user}
	if err := p.run(m); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.Body, `"title":"before"`) {
		t.Errorf("the PUT was answered %s", m.Body)
	}
	if want := "changed/changed kept/skipped changed/changed"; p.outcomes() != want {
		t.Errorf("outcomes %s, want %s", p.outcomes(), want)
	}
}

// An error of the target's is not the conductor's; one that the conductor makes is.
func TestErrorsAreThoseOfWhoMadeThem(t *testing.T) {
	partial := &rewrite.Refusal{Status: 502, Reason: rewrite.Partial, Detail: "one of two is done"}
	for _, of := range []struct {
		name     string
		do       func(m *rewrite.Message, next rewrite.Next) error
		outcomes string
	}{
		{"target", func(m *rewrite.Message, next rewrite.Next) error { return next(m) }, "changed/skipped kept/skipped changed/skipped"},
		{"own", func(m *rewrite.Message, next rewrite.Next) error {
			if next(m) != nil {
				return partial
			}
			return nil
		}, "changed/skipped refused/skipped changed/skipped"},
		{"own, after a change", func(m *rewrite.Message, next rewrite.Next) error {
			m.SetBody(strings.Replace(m.Body, "jo", "jon", 1))
			if next(m) != nil {
				return partial
			}
			return nil
		}, "changed/skipped changed/refused changed/skipped"},
	} {
		p := playOf("POST", of.do)
		if err := p.run(post()); err == nil {
			t.Errorf("%s: no error", of.name)
		}
		if p.outcomes() != of.outcomes {
			t.Errorf("%s: outcomes %s, want %s", of.name, p.outcomes(), of.outcomes)
		}
	}
}

// In shadow a conductor says that it would have acted, and the request goes on.
func TestShadow(t *testing.T) {
	p := playOf("POST", func(*rewrite.Message, rewrite.Next) error { return errors.New("it acted") }, "201 "+user)
	p.chain.Steps[1].Mode = rewrite.Shadow
	p.chain.Steps[1].Rule = shadowed{p.chain.Steps[1].Rule.(taker)}
	if err := p.run(post()); err != nil {
		t.Fatal(err)
	}
	if want := "changed/changed would_change/kept changed/changed"; p.outcomes() != want {
		t.Errorf("outcomes %s, want %s", p.outcomes(), want)
	}
}

// A shadowed conductor has nothing to do where it does not conduct.
type shadowed struct{ taker }

func (shadowed) Request(*rewrite.Message) error  { return nil }
func (shadowed) Response(*rewrite.Message) error { return nil }

// What the proxy asks for itself is taken over by nobody.
func TestOwnRequestsAreNotTakenOver(t *testing.T) {
	p := playOf("GET", func(m *rewrite.Message, next rewrite.Next) error { return next(m) }, "200 "+user)
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "7"}
	err := p.chain.Own(m, func(*rewrite.Message) error { return errors.New("it was sent") })
	if err == nil || strings.Contains(err.Error(), "it was sent") {
		t.Errorf("the error is %v", err)
	}
}

// A doubter takes something for granted that each creation contradicts.
type doubter struct{ shadowed }

func (doubter) Assumes() bool { return true }

func (doubter) Request(m *rewrite.Message) error {
	if m.Method == "POST" {
		m.Contradict()
	}
	return nil
}

func (doubter) Response(*rewrite.Message) error { return nil }

// What a rule reads for itself does not make a refused write one that took effect.
func TestReadingHasNoEffect(t *testing.T) {
	for after, lapsed := range map[string]bool{"GET": false, "PATCH": true} {
		p := playOf("POST", func(m *rewrite.Message, next rewrite.Next) error {
			if err := next(m); err != nil {
				return err
			}
			sub := m.Another(after, "Users", "7", "")
			if after == "PATCH" {
				sub.Body = `{"Operations":[{"op":"replace","path":"title","value":"x"}]}`
			}
			return next(sub)
		}, `409 {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}`, "200 "+user)
		p.chain.Steps[2] = rewrite.Step{Name: "t/doubter", Rule: doubter{}}
		if err := p.run(post()); err != nil {
			t.Fatal(err)
		}
		if p.chain.Lapsed(2) != lapsed {
			t.Errorf("after a %s the assumption has lapsed: %t", after, !lapsed)
		}
	}
}
