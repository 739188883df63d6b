package cases

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// Request returns the request of the case, as no rule has seen it yet.
func (c *Case) Request() (*rewrite.Message, error) {
	text, _ := c.Section(Request)
	return ParseRequest(text)
}

// Check plays a case, and says in complaints what it breaks of that which holds
// of every case, whatever the case itself says:
//
//   - the rules of the first file, which is the client's, change nothing in what
//     they have made of the request;
//   - where no rule has changed the request, the target sees the body and the
//     decoded query that the client sent, and likewise for the answer, unless that
//     is made of several, or a step has asked for something first and answered;
//   - a resource that was renamed on its way in, given back by the target, has
//     the client's names again, unless the rule says to leave answers alone.
//
// Whether the case came out as written is for the caller to compare.
func Check(chain *rewrite.Chain, c *Case) (p *Played, complaints []string, err error) {
	if p, err = Play(chain, c); err != nil {
		return nil, nil, err
	}
	for _, check := range [...]func(*rewrite.Chain, *Case, *Played, *rewrite.Message) []string{
		checkSettled, checkUntouched, checkRenamedBack,
	} {
		m, err := c.Request()
		if err != nil {
			return nil, nil, err
		}
		complaints = append(complaints, check(chain, c, p, m)...)
	}
	return p, complaints, nil
}

// checkSettled runs the first file's rules on their own output.
func checkSettled(chain *rewrite.Chain, _ *Case, _ *Played, m *rewrite.Message) []string {
	first := FirstFile(chain)
	once, _, err := Send(first, m)
	if once == nil || err != nil {
		return nil // refused, or answered by the proxy: there is no output
	}
	again := &rewrite.Message{Method: once.Method, Resource: once.Resource, ID: once.ID,
		Query: slices.Clone(once.Query), Header: slices.Clone(once.Header), Body: once.Body, Route: once.Route}
	twice, trace, err := Send(first, again)
	if err != nil {
		return []string{"the client's steps refuse their own output: " + err.Error()}
	}
	var complaints []string
	for i, v := range trace.Visits() {
		if v.Request == rewrite.Changed {
			complaints = append(complaints, "rule "+first.Steps[i].Name+" changes the output of the client's "+
				"steps")
		}
	}
	if len(complaints) == 0 && (twice == nil || FormatRequest(twice) != FormatRequest(once)) {
		complaints = append(complaints, "the client's steps change their own output, and no step reports it")
	}
	return complaints
}

// FirstFile returns the chain of the rules of the first file alone, which is the client's.
func FirstFile(chain *rewrite.Chain) *rewrite.Chain {
	var own []rewrite.Step
	for _, step := range chain.Steps {
		if fileOf(step) == fileOf(chain.Steps[0]) {
			own = append(own, step)
		}
	}
	return &rewrite.Chain{Steps: own, Types: chain.Types}
}

func fileOf(s rewrite.Step) string {
	file, _, _ := strings.Cut(s.Name, "/")
	return file
}

// Send runs a request through a chain to where the target would see it, and returns what
// it would see; nil if it would see nothing.
func Send(chain *rewrite.Chain, m *rewrite.Message) (*rewrite.Message, *rewrite.Trace, error) {
	var sent *rewrite.Message
	var trace rewrite.Trace
	err := chain.Do(m, &trace, func(m *rewrite.Message) error {
		seen := *m
		sent = &seen
		return errUnanswered
	})
	if errors.Is(err, errUnanswered) {
		err = nil
	}
	return sent, &trace, err
}

// checkUntouched compares both sides of a direction in which no rule changed
// anything.
func checkUntouched(chain *rewrite.Chain, c *Case, p *Played, m *rewrite.Message) []string {
	if p.Sent == nil || (p.Sent.Method != m.Method || p.Sent.ID != m.ID) && conducted(chain, &p.Trace) {
		return nil // what the target saw first is not the client's request
	}
	return append(checkAsked(p, m), checkAnswered(c, p, m)...)
}

// checkAsked compares the request that the target saw with that of the client.
func checkAsked(p *Played, m *rewrite.Message) []string {
	asked := func(v rewrite.Visit) bool { return v.Request == rewrite.Changed }
	if slices.ContainsFunc(p.Trace.Visits(), asked) {
		return nil
	}
	var complaints []string
	if p.Sent.Body != m.Body {
		complaints = append(complaints, "no step changed the request, but its body is different")
	}
	if !slices.Equal(p.Sent.Query, m.Query) {
		complaints = append(complaints, "no step changed the request, but its query is different")
	}
	return complaints
}

// checkAnswered compares the answer that the client got with that of the target.
func checkAnswered(c *Case, p *Played, m *rewrite.Message) []string {
	given, answered := c.Section(TargetResponse)
	came, _ := p.Case.Section(Response)
	answers := func(v rewrite.Visit) bool { return v.Response == rewrite.Changed }
	if p.Err != nil || p.Foreign || !answered || p.Trace.Asked != nil || len(p.Asked) > 1 ||
		slices.ContainsFunc(p.Trace.Visits(), answers) {
		return nil
	}
	if ParseResponse(given, m) == nil && FormatResponse(m) != came {
		return []string{"no step changed the answer, but it is different"}
	}
	return nil
}

// conducted reports whether a step that may send requests of its own says that it has answered a
// request, or refused it.
func conducted(chain *rewrite.Chain, t *rewrite.Trace) bool {
	for i, step := range chain.Steps {
		_, conducts := step.Rule.(rewrite.Conductor)
		if did := t.Visit(i).Request; conducts && (did == rewrite.Changed || did == rewrite.Refused) {
			return true
		}
	}
	return false
}

// A renamer is a rule that gives an attribute another name in requests, and in answers its
// own again, unless the name is an alias.
type renamer interface {
	Renames() (from, to filter.Path, alias bool)
}

// checkRenamedBack gives a written resource back as the target saw it.
func checkRenamedBack(chain *rewrite.Chain, _ *Case, _ *Played, m *rewrite.Message) []string {
	if m.Method != "POST" && m.Method != "PUT" {
		return nil
	}
	asked, sent := m.Body, ""
	var trace rewrite.Trace
	err := chain.Do(m, &trace, func(m *rewrite.Message) error {
		sent = m.Body
		m.Answer(200, "", identified(m))
		return nil
	})
	if sent == "" {
		return nil // the target does not see the resource
	}
	var complaints []string
	for i, step := range chain.Steps {
		r, ok := step.Rule.(renamer)
		if !ok || trace.Visit(i).Request != rewrite.Changed {
			continue
		}
		from, to, alias := r.Renames()
		switch {
		case alias || !has(asked, from) || !has(sent, to):
		case err != nil:
			complaints = append(complaints, fmt.Sprintf("step %s renamed %s, and the resource cannot be "+
				"converted back: %v",
				step.Name, from, err))
		case !has(m.Body, from) || has(m.Body, to):
			complaints = append(complaints, fmt.Sprintf("step %s renamed %s in the request, and the answer does "+
				"not have its name back", step.Name, from))
		}
	}
	return complaints
}

// identified returns the resource that m carries, with an id.
func identified(m *rewrite.Message) string {
	if has(m.Body, filter.Path{Name: "id"}) {
		return m.Body
	}
	id := m.ID
	if id == "" {
		id = "1"
	}
	_, members, _ := strings.Cut(m.Body, "{")
	if strings.TrimSpace(members) != "}" {
		members = "," + members
	}
	return `{"id":` + json.Quote(id) + members
}

// has reports whether a resource has an attribute. A sub-attribute is looked
// for in each value of the attribute.
func has(resource string, p filter.Path) bool {
	sub := p.Sub
	p.Sub = ""
	value, ok := rewrite.Lookup(resource, p)
	if sub == "" || !ok {
		return ok
	}
	for element := range json.Elements(value) {
		if _, ok := rewrite.Lookup(element, filter.Path{Name: sub}); ok {
			return true
		}
	}
	return false
}
