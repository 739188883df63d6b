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
	return rewrite.Set(Declared(a.Value, urns))
}

// Declared returns what becomes of the list schemas to which URNs are added.
func Declared(schemas string, urns []string) string {
	if schemas == "null" {
		return URNs(urns)
	}
	return extend(schemas, urns)
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
	var longer strings.Builder
	var quoted [128]byte
	longer.Grow(size)
	longer.WriteString(body)
	for i, urn := range urns {
		if i > 0 || !strings.HasSuffix(body, "[") {
			longer.WriteByte(',')
		}
		longer.Write(json.AppendQuoted(quoted[:0], urn))
	}
	longer.WriteByte(']')
	return longer.String()
}

// URNs returns the URNs as a JSON list.
func URNs(urns []string) string {
	quoted := make([]string, len(urns))
	for i, urn := range urns {
		quoted[i] = json.Quote(urn)
	}
	return json.Array(quoted...)
}
