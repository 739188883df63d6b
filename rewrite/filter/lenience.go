package filter

import (
	"fmt"
	"strings"
)

// A Lenience is a set of forms beyond RFC 7644 that clients send and that can
// be read in one way only.
type Lenience uint8

const (
	// ElementCompare reads a comparison after a value path as a Select:
	// a[f].sub op v, a[f].sub pr and a[f] op v. (Q14, Q15)
	ElementCompare Lenience = 1 << iota

	// Unquoted reads a word without quotes as a string: userName eq joe.
	// Numbers, true, false and null stay what they are in JSON; True and 01
	// are strings. Quotes, brackets and braces are in no such word, and
	// and, or and not are none. (Q16)
	Unquoted

	// Unescaped reads a string whose quotes and backslashes were not escaped:
	// displayName eq "the "big" one". It is refused where it could also end
	// earlier, and where a backslash could also begin an escape. (Q24) So is a
	// filter with or or not, or with two values of one attribute, that could also
	// be one such string: of a client that escapes nothing, that is a value which
	// would select another's resource.
	Unescaped

	// PlusSpace reads "+" for each space between tokens, which is what a
	// query encoded twice leaves. A literal that holds "+" or "%" is refused
	// then, as nobody can tell what was meant.
	PlusSpace

	// Spacing reads white space that is missing, is too much, or is not U+0020.
	Spacing

	// TypedPath reads three names as a value path by type: emails.work.value
	// means emails[type eq "work"].value, as ConnId writes it.
	TypedPath

	// All is every lenience there is.
	All = ElementCompare | Unquoted | Unescaped | PlusSpace | Spacing | TypedPath
)

var lenienceNames = []string{"element_compare", "unquoted", "unescaped", "plus_space", "spacing", "typed_path"}

// ParseLenience returns the Lenience of one name, as Names writes it.
func ParseLenience(name string) (Lenience, error) {
	for i, known := range lenienceNames {
		if name == known {
			return 1 << i, nil
		}
	}
	return 0, fmt.Errorf("unknown lenience %q; expected one of %s", name, strings.Join(lenienceNames, ", "))
}

// Names returns the name of each form in l, in a fixed order.
func (l Lenience) Names() []string {
	var names []string
	for i, name := range lenienceNames {
		if l&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// take tells whether the forms in l are allowed, and notes that they were used.
func (p *parser) take(l Lenience) bool {
	if p.allow&l != l {
		return false
	}
	p.used |= l
	return true
}

// unescaped reads the string at the parser's position whose quotes or
// backslashes were not escaped, or returns no literal where none ends.
func (p *parser) unescaped() (Literal, error) {
	end, err := p.onlyEnd()
	if err != nil || end == 0 {
		return "", err
	}
	value, ok := escape(p.s[p.pos+1 : end])
	if !ok {
		return "", p.errorAt(p.pos, "a backslash that may begin an escape or be part of the value; "+
			`expected each backslash inside a string as \\`)
	}
	if _, wrong := scanString(value, 0); wrong != "" {
		return "", p.errorAt(p.pos, "%s", wrong)
	}
	p.pos = end + 1
	p.used |= Unescaped
	return Literal(value), nil
}

// onlyEnd returns the offset of the only quote that can end the string at the
// parser's position, or 0 if there is none. Of two such quotes nobody knows
// which one is the client's.
func (p *parser) onlyEnd() (end int, err error) {
	for i := p.pos + 1; i < len(p.s); i++ {
		if p.s[i] != '"' || !p.mayEnd(i+1) {
			continue
		}
		if end > 0 {
			return 0, p.errorAt(end, "a quote that may end the string or be part of it; "+
				`expected each quote inside a string as \"`)
		}
		end = i
	}
	return end, nil
}

// mayEnd tells whether what stands at the offset i can follow a literal, or
// looks so much like it that a quote before it is not surely part of a value.
func (p *parser) mayEnd(i int) bool {
	i = p.skipBlank(i)
	return i == len(p.s) || p.s[i] == ')' || p.s[i] == ']' ||
		isWordAt(p.s, i, "and") || isWordAt(p.s, i, "or") || isWordAt(p.s, i, "not")
}

// escape returns value in quotes, with each quote and each backslash escaped
// that is not part of an escape already. It is not ok if there is the escape of
// a control character: who escapes nothing meant C:\new, and no line feed.
func escape(value string) (quoted string, ok bool) {
	dst := append(make([]byte, 0, len(value)+8), '"')
	for i := 0; i < len(value); {
		n := 1
		if value[i] == '\\' {
			n = max(1, escapeLen(value[i:]))
		}
		if n == 2 && isAlpha(value[i+1]) {
			return "", false
		}
		if n == 1 && (value[i] == '"' || value[i] == '\\') {
			dst = append(dst, '\\')
		}
		dst = append(dst, value[i:i+n]...)
		i += n
	}
	return string(append(dst, '"')), true
}
