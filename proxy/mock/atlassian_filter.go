package mock

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// An equality is the one form of filter that Atlassian documents: an
// attribute, eq, a quoted value.
type equality struct {
	attr  string // as in attrs of parseEquality, whatever the client's case
	value string
}

// parseEquality reads a filter of the form `attr eq "value"`, where attr is
// one of attrs. It takes nothing else: no other operator, no "and", no
// brackets, no schema prefix, no second blank (Atlassian, "Get users": "a
// single exact match (eq) against the userName and externalId attributes";
// ACCESS-1424 shows a filter on e-mail being refused). Names and the operator
// are read without regard to case, as RFC 7644, section 3.4.2.2 asks; the
// vendor says nothing of it.
func parseEquality(text string, attrs ...string) (equality, bool) {
	name, rest, ok := strings.Cut(text, " ")
	if !ok {
		return equality{}, false
	}
	op, literal, ok := strings.Cut(rest, " ")
	if !ok || !strings.EqualFold(op, "eq") {
		return equality{}, false
	}
	value, ok := parseString(literal)
	if !ok {
		return equality{}, false
	}
	for _, attr := range attrs {
		if strings.EqualFold(name, attr) {
			return equality{attr, value}, true
		}
	}
	return equality{}, false
}

// parseString reads a JSON string and nothing around it. It refuses what
// encoding/json would repair: invalid UTF-8 and half surrogate pairs, both of
// which come out as U+FFFD. A value that holds U+FFFD itself is refused with
// them.
func parseString(literal string) (string, bool) {
	if !strings.HasPrefix(literal, `"`) || !strings.HasSuffix(literal, `"`) {
		return "", false
	}
	var value string
	if err := json.Unmarshal([]byte(literal), &value); err != nil {
		return "", false
	}
	return value, !strings.ContainsRune(value, utf8.RuneError)
}
