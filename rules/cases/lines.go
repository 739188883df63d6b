package cases

import (
	"fmt"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
)

// laySide returns one side of a change. What answers a request on its way to the target
// leaves nothing of it.
func laySide(c rewrite.Change, m *rewrite.Message) []string {
	if !c.Back && !m.IsRequest() {
		return []string{"nothing: the proxy answers itself"}
	}
	return layMessage(m)
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
