package answer

import (
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// firstError returns the description of an error of SCIM 1.1 (section 3.9 of its
// protocol), which Slack still sends: {"Errors":[{"description":"x","code":"404"}]},
// or one object in the place of the list. The code must be that of HTTP.
func firstError(m *rewrite.Message) (description string, ok bool) {
	list, _ := rewrite.Lookup(m.Body, filter.Path{Name: "Errors"})
	for element := range json.Elements(list) {
		code, _ := rewrite.Lookup(element, filter.Path{Name: "code"})
		text, _ := rewrite.Lookup(element, filter.Path{Name: "description"})
		said, isText := json.Text(text)
		if isText && said != "" && strings.Trim(code, `"`) == strconv.Itoa(m.Status) {
			return said, true
		}
	}
	return "", false
}

// addFirst gives an error of SCIM 1.1 the members of one of SCIM 2.0.
func addFirst(m *rewrite.Message) error {
	description, ok := firstError(m)
	if !ok {
		return nil
	}
	if err := m.AddMember("detail", json.Quote(description)); err != nil {
		return err
	}
	return m.AddMember("status", json.Quote(strconv.Itoa(m.Status)))
}
