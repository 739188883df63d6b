package main

import (
	"fmt"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules"
)

// An explanation is what each rule of a set did to a message, in both
// directions.
type explanation struct {
	set               *rules.Set
	played            *rules.Played
	request, response []change // of each rule
}

// A change is a message before and after one rule, as lines. Both are empty if
// the rule changed nothing of it.
type change struct{ before, after []string }

// play plays a case, and finds out what each rule changed.
func (e *explanation) play(c *rules.Case) error {
	given, answered := c.Section("target response")
	before := layResponse(given)
	var err error
	e.played, err = e.set.Play(c, func(step int, m *rewrite.Message) {
		if m.IsRequest() || !answered {
			return
		}
		after := layMessage(m)
		e.response[step] = changed(before, after)
		before = after
	})
	if err != nil {
		return err
	}
	return e.replay(c)
}

// replay finds out what each rule changed of the request. A message keeps its
// changes to itself until all rules have seen it; what one rule did shows by
// comparing what the target would see with and without it.
func (e *explanation) replay(c *rules.Case) error {
	m, err := c.Request()
	if err != nil {
		return err
	}
	before := layMessage(m)
	for i := range e.set.Infos {
		after, refused, err := e.upTo(i+1, c)
		if err != nil {
			return err
		}
		if refused {
			continue // perhaps a later rule makes it readable
		}
		e.request[i] = changed(before, after)
		before = after
	}
	if e.played.Sent == nil {
		return nil
	}
	for i, info := range e.set.Infos {
		if info.Kind == "accept" && e.played.Trace.Visits[i].Request == rewrite.Changed {
			e.request[i] = changed(before, layMessage(e.played.Sent))
		}
	}
	return nil
}

// upTo returns what the target would see if there were only the first n rules,
// and no accept list.
func (e *explanation) upTo(n int, c *rules.Case) (lines []string, refused bool, err error) {
	some := &rules.Set{Infos: e.set.Infos[:n],
		Chain: &rewrite.Chain{Steps: e.set.Chain.Steps[:n], Types: e.set.Chain.Types}}
	p, err := some.Play(c, nil)
	switch {
	case err != nil:
		return nil, false, err
	case p.Err != nil:
		return nil, true, nil //nolint:nilerr // a refusal is a result here
	case p.Sent == nil:
		return []string{"nothing: the proxy answers by itself"}, false, nil
	}
	return layMessage(p.Sent), false, nil
}

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
	first, header, body := rules.CutMessage(text)
	lines := append([]string{first}, header...)
	if body == "" || json.Check(body) != nil {
		return append(lines, body)
	}
	return append(lines, layValue("", body)...)
}

// layValue returns each plain value in a JSON text, behind the path to it.
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
