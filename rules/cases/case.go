package cases

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"
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
//	entra/normalize.op_case changed
//	entra/normalize.member_lists changed
//
// The section request is given; it may have header lines after the first one, which
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

// The names of sections, in their order. The name of a rule file follows RuleFile.
const (
	RuleFile       = "rule file "
	Set            = "set"
	Request        = "request"
	TargetRequest  = "target request"
	TargetResponse = "target response"
	Response       = "response"
	Rules          = "rules"
)

// Parse reads a case.
func Parse(text []byte) (*Case, error) {
	a := txtar.Parse(text)
	c := &Case{Title: strings.TrimSpace(string(a.Comment))}
	for _, f := range a.Files {
		switch {
		case f.Name == Request, f.Name == TargetRequest, f.Name == TargetResponse,
			f.Name == Response, f.Name == Rules, f.Name == Set, strings.HasPrefix(f.Name, RuleFile):
		default:
			return nil, fmt.Errorf("unknown section %q; expected request, target request, target response, "+
				"response, rules, set or rule file NAME", f.Name)
		}
		c.Sections = append(c.Sections, Section{f.Name, string(f.Data)})
	}
	if _, ok := c.Section(Request); !ok {
		return nil, fmt.Errorf("the case has no section request")
	}
	return c, nil
}

// Section returns the text of the first section of a name.
func (c *Case) Section(name string) (string, bool) {
	for _, s := range c.Sections {
		if s.Name == name {
			return s.Text, true
		}
	}
	return "", false
}

// All returns the texts of all sections of a name.
func (c *Case) All(name string) []string {
	var texts []string
	for _, s := range c.Sections {
		if s.Name == name {
			texts = append(texts, s.Text)
		}
	}
	return texts
}

// Files returns the rule files that the case brings along: their names and texts.
func (c *Case) Files() []Section {
	var list []Section
	for _, s := range c.Sections {
		if name, ok := strings.CutPrefix(s.Name, RuleFile); ok {
			list = append(list, Section{name, s.Text})
		}
	}
	return list
}

// Values returns the values that the case gives to parameters, each as the flag --set
// has it: PACK.PARAM=VALUE.
func (c *Case) Values() []string {
	var list []string
	for _, text := range c.All(Set) {
		for line := range strings.Lines(text) {
			list = append(list, strings.TrimSpace(line))
		}
	}
	return list
}

// IsPlain reports whether the case is played with no more than the rule files it is
// given.
func (c *Case) IsPlain() bool { return len(c.Files()) == 0 && len(c.All(Set)) == 0 }

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
