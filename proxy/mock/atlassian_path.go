package mock

import (
	"slices"
	"strings"
)

// A patchPath says what one PATCH operation points at.
type patchPath struct {
	attr  string
	where *selector // of a value path: emails[type eq "work"]
	sub   string
}

// A selector is the filter of a value path: one sub-attribute, eq, one value.
type selector struct {
	sub   string
	value any // string or bool
}

// matches tells whether an element of a list is selected. Strings are compared
// exactly; the vendor does not say how.
func (s *selector) matches(element any) bool {
	o, ok := element.(*object)
	return ok && o.get(s.sub) == s.value
}

// parsePath reads a path of RFC 7644, section 3.5.2, in the forms that the
// double takes: attr, attr.sub, attr[sub eq value], attr[sub eq value].sub and
// the enterprise extension with one of its attributes. The vendor documents
// only "members"; the rest is what the clients of its page send.
func parsePath(text string) (patchPath, *refusal) {
	if sub, ok := strings.CutPrefix(text, atlassianEnterpriseURN+":"); ok {
		return patchPath{attr: atlassianEnterpriseURN, sub: sub}, needName(sub)
	}
	if text == atlassianEnterpriseURN {
		return patchPath{attr: text}, nil
	}
	attr, rest, bracket := strings.Cut(text, "[")
	if !bracket {
		attr, sub, dot := strings.Cut(text, ".")
		if dot {
			return patchPath{attr: attr, sub: sub}, needName(attr, sub)
		}
		return patchPath{attr: attr}, needName(attr)
	}
	end := closing(rest)
	if end < 0 {
		return patchPath{}, invalid("invalidPath", "a value path lacks its closing bracket")
	}
	where, no := parseSelector(rest[:end])
	if no != nil {
		return patchPath{}, no
	}
	tail := rest[end+1:]
	if tail == "" {
		return patchPath{attr: attr, where: where}, needName(attr)
	}
	sub, dot := strings.CutPrefix(tail, ".")
	if !dot {
		return patchPath{}, invalid("invalidPath", "only a dot and a sub-attribute may follow a bracket")
	}
	return patchPath{attr: attr, where: where, sub: sub}, needName(attr, sub)
}

// needName refuses an empty or malformed attribute or sub-attribute name.
func needName(names ...string) *refusal {
	if slices.ContainsFunc(names, func(name string) bool { return !isName(name) }) {
		return invalid("invalidPath", "a path needs well-formed attribute names")
	}
	return nil
}

// isName tells whether s is an attrName of RFC 7643, section 2.1, or $ref.
func isName(s string) bool {
	for i, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		inner := c >= '0' && c <= '9' || c == '-' || c == '_'
		if !letter && (i == 0 && c != '$' || i > 0 && !inner) {
			return false
		}
	}
	return s != ""
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
// filters in a value path are not documented, so the double refuses them.
func parseSelector(text string) (*selector, *refusal) {
	sub, rest, _ := strings.Cut(text, " ")
	op, literal, _ := strings.Cut(rest, " ")
	if !isName(sub) || !strings.EqualFold(op, "eq") {
		return nil, invalid("invalidPath", "a value path takes a single eq")
	}
	if literal == "true" || literal == "false" {
		return &selector{sub, literal == "true"}, nil
	}
	value, ok := parseString(literal)
	if !ok {
		return nil, invalid("invalidPath", "a value path compares with a quoted string or a boolean")
	}
	return &selector{sub, value}, nil
}
