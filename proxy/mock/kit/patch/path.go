package patch

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/filter"
	"scimshim/proxy/mock/kit/ordered"
)

// A Path says what one PATCH operation points at.
type Path struct {
	Attr  string
	Where *Selector // of a value path: emails[type eq "work"]
	Sub   string
}

// A Selector is the filter of a value path: one sub-attribute, eq, one value.
type Selector struct {
	Sub   string
	Value any // string or bool
}

// Matches tells whether an element of a list is selected. Strings are compared exactly.
func (s *Selector) Matches(element any) bool {
	o, ok := element.(*ordered.Object)
	return ok && o.Get(s.Sub) == s.Value
}

// ParsePath reads a path of RFC 7644, section 3.5.2, in the forms that clients send: attr, attr.sub,
// attr[sub eq value], attr[sub eq value].sub and the enterprise extension with one of its attributes.
func ParsePath(text string) (Path, *kit.Refusal) {
	if sub, ok := strings.CutPrefix(text, kit.EnterpriseURN+":"); ok {
		return Path{Attr: kit.EnterpriseURN, Sub: sub}, needName(sub)
	}
	if text == kit.EnterpriseURN {
		return Path{Attr: text}, nil
	}
	attr, rest, bracket := strings.Cut(text, "[")
	if !bracket {
		attr, sub, dot := strings.Cut(text, ".")
		if dot {
			return Path{Attr: attr, Sub: sub}, needName(attr, sub)
		}
		return Path{Attr: attr}, needName(attr)
	}
	end := closing(rest)
	if end < 0 {
		return Path{}, kit.Invalid("invalidPath", "a value path lacks its closing bracket")
	}
	where, no := parseSelector(rest[:end])
	if no != nil {
		return Path{}, no
	}
	tail := rest[end+1:]
	if tail == "" {
		return Path{Attr: attr, Where: where}, needName(attr)
	}
	sub, dot := strings.CutPrefix(tail, ".")
	if !dot {
		return Path{}, kit.Invalid("invalidPath", "only a dot and a sub-attribute may follow a bracket")
	}
	return Path{Attr: attr, Where: where, Sub: sub}, needName(attr, sub)
}

// needName refuses an empty or malformed attribute or sub-attribute name.
func needName(names ...string) *kit.Refusal {
	if slices.ContainsFunc(names, func(name string) bool { return !kit.IsName(name) }) {
		return kit.Invalid("invalidPath", "a path needs well-formed attribute names")
	}
	return nil
}

// closing finds the bracket that ends a value path, outside of quotes.
func closing(s string) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ']' && !quoted:
			return i
		}
	}
	return -1
}

// parseSelector reads `sub eq "text"`, `sub eq true` or `sub eq false`. Other
// filters in a value path are in no vendor's documentation, and are refused.
func parseSelector(text string) (*Selector, *kit.Refusal) {
	sub, rest, _ := strings.Cut(text, " ")
	op, literal, _ := strings.Cut(rest, " ")
	if !kit.IsName(sub) || !strings.EqualFold(op, "eq") {
		return nil, kit.Invalid("invalidPath", "a value path takes a single eq")
	}
	if literal == "true" || literal == "false" {
		return &Selector{Sub: sub, Value: literal == "true"}, nil
	}
	value, ok := filter.ParseString(literal)
	if !ok {
		return nil, kit.Invalid("invalidPath", "a value path compares with a quoted string or a boolean")
	}
	return &Selector{Sub: sub, Value: value}, nil
}
