package rules

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"scimshim/rewrite"
)

// A Case is a request and what is to become of it, as text in the txtar
// format: a title, and sections.
//
//	Entra removes a member by value; RFC 7644 puts the value in the path. (Q85)
//	-- request --
//	PATCH /Groups/42
//
//	{"Operations":[{"op":"Remove","path":"members","value":[{"value":"7"}]}]}
//	-- target request --
//	PATCH /Groups/42
//
//	{"Operations":[{"op":"remove","path":"members[value eq \"7\"]"}]}
//	-- target response --
//	204
//	-- response --
//	204
//	-- rules --
//	entra/op-case changed
//	entra/member-remove changed
//
// The section request is given; it may have header lines behind the first one, which
// no rule sees. So is target response, what the target is to
// answer; without it the target answers nothing and the case ends with the
// request. A query that takes several requests has several, in their order. The
// others are what comes out: target request, what the target must see, once for
// each request, which is missing if the request is answered without it; response,
// what the client must see; rules, each rule that did something, with its
// outcome. A section rule file NAME holds a rule file that is read after those
// the case is played with. A section set gives values to their parameters, one a
// line, as the flag --set does: atlassian.match_email=username.
type Case struct {
	Title    string
	Sections []Section
}

// A Section is a part of a case.
type Section struct{ Name, Text string }

// The sections of a case, in their order.
const (
	secRuleFile       = "rule file "
	secSet            = "set"
	secRequest        = "request"
	secTargetRequest  = "target request"
	secTargetResponse = "target response"
	secResponse       = "response"
	secRules          = "rules"
)

// ParseCase reads a case.
func ParseCase(text []byte) (*Case, error) {
	a := txtar.Parse(text)
	c := &Case{Title: strings.TrimSpace(string(a.Comment))}
	for _, f := range a.Files {
		switch {
		case f.Name == secRequest, f.Name == secTargetRequest, f.Name == secTargetResponse,
			f.Name == secResponse, f.Name == secRules, f.Name == secSet, strings.HasPrefix(f.Name, secRuleFile):
		default:
			return nil, fmt.Errorf("unknown section %q; expected request, target request, target response, "+
				"response, rules, set or rule file NAME", f.Name)
		}
		c.Sections = append(c.Sections, Section{f.Name, string(f.Data)})
	}
	if _, ok := c.Section(secRequest); !ok {
		return nil, fmt.Errorf("the case has no section request")
	}
	return c, nil
}

// Section returns the text of a section.
func (c *Case) Section(name string) (string, bool) {
	for _, s := range c.Sections {
		if s.Name == name {
			return s.Text, true
		}
	}
	return "", false
}

// all returns the texts of all sections of a name.
func (c *Case) all(name string) []string {
	var texts []string
	for _, s := range c.Sections {
		if s.Name == name {
			texts = append(texts, s.Text)
		}
	}
	return texts
}

// Sources returns the rule files that the case brings along.
func (c *Case) Sources() []Source {
	var list []Source
	for _, s := range c.Sections {
		if name, ok := strings.CutPrefix(s.Name, secRuleFile); ok {
			list = append(list, Source{File: name, Data: []byte(s.Text)})
		}
	}
	return list
}

// Give returns the rule files that the case is played with, with the values that it
// gives to their parameters, and behind them those that it brings along.
func (c *Case) Give(base []Source) ([]Source, error) {
	sources := slices.Clone(base)
	for _, text := range c.all(secSet) {
		for line := range strings.Lines(text) {
			left, value, ok := strings.Cut(strings.TrimSpace(line), "=")
			file, param, dotted := strings.Cut(left, ".")
			i := slices.IndexFunc(sources, func(s Source) bool { return s.called() == file })
			if !ok || !dotted || i < 0 {
				return nil, fmt.Errorf("section set: expected PACK.PARAM=VALUE with one of the files that " +
					"the case is played with")
			}
			given := slices.Clone(sources[i].Given)
			sources[i].Given = append(given, Given{Name: param, Value: value, Place: "section set"})
		}
	}
	return append(sources, c.Sources()...), nil
}

// IsPlain reports whether the case is played with no more than the rule files it is
// given.
func (c *Case) IsPlain() bool { return len(c.Sources()) == 0 && len(c.all(secSet)) == 0 }

// Format returns the case as text.
func (c *Case) Format() []byte {
	var b bytes.Buffer
	if c.Title != "" {
		fmt.Fprintf(&b, "%s\n", c.Title)
	}
	for _, s := range c.Sections {
		fmt.Fprintf(&b, "-- %s --\n%s", s.Name, s.Text)
		if s.Text != "" && !strings.HasSuffix(s.Text, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// CaseRoute is the route that cases are played on: one that has been in use.
var CaseRoute = rewrite.Route{
	Public: "https://scim.example.com/scim/v2", Target: "https://target.example.com/scim", OwnCredential: true,
	Proven: true,
}

// Played is what came of a case.
type Played struct {
	Case  *Case // the case as it came out; equal to the one played if it passes
	Trace rewrite.Trace
	Sent  *rewrite.Message   // what the target saw; nil if it saw nothing
	Asked []*rewrite.Message // all that the target saw, of which Sent is the first
	Err   error              // what refused the message

	// Foreign says that the target answered an error that is not SCIM, of which
	// the proxy made one.
	Foreign bool
}

// Play runs a case through the chain of a set. See calls, if not nil, the
// function after each rule that looked at the message.
func (s *Set) Play(c *Case, after func(step int, m *rewrite.Message)) (*Played, error) {
	text, _ := c.Section(secRequest)
	m, err := parseRequest(text)
	if err != nil {
		return nil, err
	}
	answers := c.all(secTargetResponse)
	p := &Played{Case: &Case{Title: c.Title}}
	p.Trace.After = after
	next := func(m *rewrite.Message) error {
		sent := *m
		p.Asked = append(p.Asked, &sent)
		p.Sent = p.Asked[0]
		if len(p.Asked) > len(answers) {
			return errUnanswered
		}
		return parseResponse(answers[len(p.Asked)-1], m)
	}
	s.Chain.Renew()
	p.Err = s.Chain.Do(m, &p.Trace, next)
	p.Foreign = m.Foreign()
	if errors.Is(p.Err, errUnanswered) {
		p.Err = nil
	} else if p.Err != nil {
		refusal, ok := refused(p.Err)
		if !ok {
			return nil, p.Err
		}
		m.Status, m.Location, m.Body = refusal.Status, "", refusal.ErrorBody()
	}
	p.write(s, c, m)
	return p, nil
}

// write makes the case that came out.
func (p *Played) write(s *Set, c *Case, m *rewrite.Message) {
	add := func(name, text string) { p.Case.Sections = append(p.Case.Sections, Section{name, text}) }
	for _, sec := range c.Sections {
		if strings.HasPrefix(sec.Name, secRuleFile) || sec.Name == secRequest || sec.Name == secSet {
			add(sec.Name, sec.Text)
		}
	}
	answers := c.all(secTargetResponse)
	for i, sent := range p.Asked {
		add(secTargetRequest, formatRequest(sent))
		if i < len(answers) {
			add(secTargetResponse, answers[i])
		}
	}
	if !m.IsRequest() {
		add(secResponse, formatResponse(m))
	}
	add(secRules, s.verdicts(&p.Trace))
}

// verdicts lists the rules that did something, with what they did.
func (s *Set) verdicts(t *rewrite.Trace) string {
	var b strings.Builder
	for i, v := range t.Visits {
		if o := v.Outcome(); o > rewrite.Kept {
			fmt.Fprintf(&b, "%s %s", s.Infos[i].Name, o)
			if v.Dropped > 0 {
				fmt.Fprintf(&b, ", dropped %d", v.Dropped)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}
