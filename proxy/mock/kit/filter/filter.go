// Package filter is the smallest filter language that a vendor documents: one attribute, eq, one quoted
// value. A target that takes more has a reader of its own.
package filter

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"scimshim/proxy/mock/kit/ordered"
)

// An Equality is an attribute, eq and a quoted value.
type Equality struct {
	Attr  string // as in attrs of Parse, whatever the client's case
	Value string
}

// Parse reads a filter of the form `attr eq "value"`, where attr is one of attrs. It takes nothing else: no
// other operator, no "and", no brackets, no schema prefix, no second blank. Names and the operator are read
// without regard to case, as RFC 7644, section 3.4.2.2 asks.
func Parse(text string, attrs ...string) (Equality, bool) {
	name, rest, ok := strings.Cut(text, " ")
	if !ok {
		return Equality{}, false
	}
	op, literal, ok := strings.Cut(rest, " ")
	if !ok || !strings.EqualFold(op, "eq") {
		return Equality{}, false
	}
	value, ok := ParseString(literal)
	if !ok {
		return Equality{}, false
	}
	for _, attr := range attrs {
		if strings.EqualFold(name, attr) {
			return Equality{Attr: attr, Value: value}, true
		}
	}
	return Equality{}, false
}

// ParseString reads a JSON string and nothing around it. It refuses what
// encoding/json would repair: invalid UTF-8 and half surrogate pairs, both of
// which come out as U+FFFD. A value that holds U+FFFD itself is refused with
// them.
func ParseString(literal string) (string, bool) {
	if !strings.HasPrefix(literal, `"`) || !strings.HasSuffix(literal, `"`) {
		return "", false
	}
	var value string
	if err := json.Unmarshal([]byte(literal), &value); err != nil {
		return "", false
	}
	return value, !strings.ContainsRune(value, utf8.RuneError)
}

// Holds evaluates it on a resource: externalId is compared exactly, and all else without regard to case, as
// RFC 7643 has it of userName and displayName.
func (e Equality) Holds(o *ordered.Object) bool {
	value, ok := o.Get(e.Attr).(string)
	if e.Attr == "externalId" {
		return ok && value == e.Value
	}
	return ok && strings.EqualFold(value, e.Value)
}
