package cases

import (
	"fmt"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
)

// An Explainer says what each rule of a chain does to a request and to its answer.
type Explainer struct {
	Chain *rewrite.Chain
	All   bool     // whether the rules that did nothing are named as well
	Notes []string // what else is to be said, after the rules
}

// Explain plays a case and returns it as it came out, with what each rule did in the
// lines of its title.
func (x *Explainer) Explain(c *Case) (*Case, error) {
	p, err := play(x.Chain, c, true)
	if err != nil {
		return nil, err
	}
	p.Case.Title = (&explanation{x, p}).text(c.Title)
	return p.Case, nil
}

// An explanation is what the rules of a chain did to the message of a case.
type explanation struct {
	*Explainer
	played *Played
}

// lines writes what a rule made of the message, on its way to the target and back.
func (e *explanation) lines(b *strings.Builder, step int) {
	for _, c := range e.played.Trace.Changes {
		if c.Step == step {
			changed(layMessage(c.Before), layAfter(c)).write(b)
		}
	}
}

// A change is a message before and after one rule, as lines. Both are empty if
// the rule changed nothing of it that is shown.
type change struct{ before, after []string }

// changed returns what makes one message of another.
func changed(before, after []string) change {
	var c change
	for _, e := range editLines(before, after) {
		switch e.sign {
		case '-':
			c.before = append(c.before, e.line)
		case '+':
			c.after = append(c.after, e.line)
		}
	}
	return c
}

// layAfter returns what a rule left of the message. One that answered a request left
// nothing of it.
func layAfter(c rewrite.Change) []string {
	if c.Before.IsRequest() && !c.After.IsRequest() {
		return []string{"nothing: the proxy answers by itself"}
	}
	return layMessage(c.After)
}

// layMessage returns a message as lines, each of which is a part that a rule may
// change.
func layMessage(m *rewrite.Message) []string {
	if !m.IsRequest() {
		text := fmt.Sprint(m.Status)
		if m.Location != "" {
			text += "\nLocation: " + m.Location
		}
		return layResponse(text + "\n\n" + m.Body)
	}
	lines := []string{strings.TrimSuffix(m.Method+" /"+m.Resource+"/"+m.ID, "/")}
	for _, p := range m.Query {
		lines = append(lines, p.Name+"="+p.Value)
	}
	if m.Body != "" && json.Check(m.Body) != nil {
		return append(lines, m.Body)
	}
	for member := range json.Members(m.Body) {
		if m.Method == "PATCH" && strings.EqualFold(member.Name, "Operations") {
			for op := range json.Elements(member.Value) {
				lines = append(lines, op)
			}
			continue
		}
		lines = append(lines, layValue(member.Name, member.Value)...)
	}
	return lines
}

// layResponse does so for an answer as a case has it.
func layResponse(text string) []string {
	first, header, body := CutMessage(text)
	lines := append([]string{first}, header...)
	if body == "" || json.Check(body) != nil {
		return append(lines, body)
	}
	return append(lines, layValue("", body)...)
}

// layValue returns each plain value in a JSON text, after the path to it.
func layValue(path, value string) []string {
	var lines []string
	switch {
	case strings.HasPrefix(value, "{") && strings.Trim(value, "{} \n\r\t") != "":
		for member := range json.Members(value) {
			lines = append(lines, layValue(strings.TrimPrefix(path+"."+member.Name, "."), member.Value)...)
		}
	case strings.HasPrefix(value, "[") && strings.Trim(value, "[] \n\r\t") != "":
		i := 0
		for element := range json.Elements(value) {
			lines = append(lines, layValue(fmt.Sprintf("%s[%d]", path, i), element)...)
			i++
		}
	case value != "":
		lines = append(lines, path+": "+value)
	}
	return lines
}
