package part

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// IsURN reports whether the name of a member begins as a URN does.
func IsURN(name string) bool { return len(name) > 4 && filter.Fold(name[:4], "urn:") }

// Declare adds URNs to the list schemas, if that is what a is.
func Declare(a rewrite.Attr, urns []string) rewrite.Edit {
	if a.Level != rewrite.Whole || !a.Path.Is(Schemas) || len(urns) == 0 {
		return rewrite.Keep
	}
	if a.Value == "null" {
		return rewrite.Set(URNs(urns))
	}
	return rewrite.Set(extend(a.Value, urns))
}

// Schemas is the attribute that declares what a resource holds.
var Schemas = filter.Path{Name: "schemas"}

// Declares reports whether the list schemas has a URN.
func Declares(schemas, urn string) bool {
	for element := range json.Elements(schemas) {
		if text, ok := json.Text(element); ok && filter.Fold(text, urn) {
			return true
		}
	}
	return false
}

// extend returns the JSON list with the URNs added to its end.
func extend(list string, urns []string) string {
	body := strings.TrimRight(strings.TrimSuffix(list, "]"), " \t\r\n")
	if body == list { // no list: leave the fault to the target
		return list
	}
	size := len(list)
	for _, urn := range urns {
		size += len(urn) + len(`,""`)
	}
	longer := append(make([]byte, 0, size), body...)
	for _, urn := range urns {
		if longer[len(longer)-1] != '[' {
			longer = append(longer, ',')
		}
		longer = json.AppendQuoted(longer, urn)
	}
	return string(append(longer, ']'))
}

// URNs returns the URNs as a JSON list.
func URNs(urns []string) string {
	quoted := make([]string, len(urns))
	for i, urn := range urns {
		quoted[i] = json.Quote(urn)
	}
	return json.Array(quoted...)
}
