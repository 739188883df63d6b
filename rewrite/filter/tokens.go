package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// "." name, after a value path
func (p *parser) subAttribute() (string, error) {
	if err := p.noBlank("'.'"); err != nil {
		return "", err
	}
	start := p.pos + 1
	end := start
	for end < len(p.s) && isPathByte(p.s[end]) {
		end++
	}
	if err := p.checkName(start, p.s[start:end]); err != nil {
		return "", err
	}
	p.pos = end
	return p.s[start:end], nil
}

// SP "pr" / SP op SP literal
func (p *parser) comparison() (op Op, value Literal, err error) {
	if p.terms++; p.terms > MaxTerms {
		return "", "", p.errorAt(p.pos, "too many comparisons; expected at most %d", MaxTerms)
	}
	if err = p.gap("an operator"); err != nil {
		return "", "", err
	}
	if op, err = p.operator(); err != nil || op == Pr {
		return op, "", err
	}
	if err = p.gap(wantLiteral); err != nil {
		return "", "", err
	}
	value, err = p.literal()
	return op, value, err
}

// op = "eq" / "ne" / "co" / "sw" / "ew" / "gt" / "ge" / "lt" / "le"
func (p *parser) operator() (Op, error) {
	if p.holes && p.at('{') {
		hole, err := p.hole(":op")
		return Op(hole), err
	}
	word := p.wordAt(p.pos)
	op, ok := operatorOf(word)
	if !ok {
		return "", p.unknownOperator(word)
	}
	p.pos += len(word)
	return op, nil
}

// nextOperator returns the operator that is next, after any white space, or ""
// where none is. For a hole it returns a word that is no operator of its own.
func (p *parser) nextOperator() Op {
	if p.holes && p.isNext('{') {
		return "{"
	}
	op, _ := operatorOf(p.wordAt(p.skipBlank(p.pos)))
	return op
}

// operatorOf returns the operator that word names in any case.
func operatorOf(word string) (Op, bool) {
	if len(word) != 2 {
		return "", false
	}
	// What becomes a letter with this bit is that letter, in either case.
	switch [2]byte{word[0] | 0x20, word[1] | 0x20} {
	case [2]byte{'e', 'q'}:
		return Eq, true
	case [2]byte{'c', 'o'}:
		return Co, true
	case [2]byte{'s', 'w'}:
		return Sw, true
	case [2]byte{'p', 'r'}:
		return Pr, true
	case [2]byte{'n', 'e'}:
		return Ne, true
	case [2]byte{'e', 'w'}:
		return Ew, true
	case [2]byte{'g', 't'}:
		return Gt, true
	case [2]byte{'g', 'e'}:
		return Ge, true
	case [2]byte{'l', 't'}:
		return Lt, true
	case [2]byte{'l', 'e'}:
		return Le, true
	}
	return "", false
}

// literal = JSON string / JSON number / "true" / "false" / "null"
func (p *parser) literal() (Literal, error) {
	start := p.pos
	value, err := p.scalar()
	if err == nil && p.plus && strings.ContainsAny(string(value), "+%") {
		return "", p.errorAt(start, "a literal with '+' or '%%' in a filter whose spaces are '+'; "+
			"expected a query that is encoded once")
	}
	return value, err
}

func (p *parser) scalar() (Literal, error) {
	switch {
	case p.at('"'):
		value, err := p.quoted()
		if err == nil {
			err = p.refuseAmbiguous()
		}
		return value, err
	case p.holes && p.at('{'):
		hole, err := p.hole("")
		return Literal(hole), err
	}
	return p.bare()
}

// bare reads a literal that is not in quotes.
func (p *parser) bare() (Literal, error) {
	word := p.wordAt(p.pos)
	isJSON := word == "true" || word == "false" || word == "null" || IsNumber(word)
	if !isJSON && !(p.allow&Unquoted != 0 && isUnquoted(word)) {
		return "", p.expected(p.pos, wantLiteral)
	}
	p.pos += len(word)
	if isJSON {
		return Literal(word), nil
	}
	p.used |= Unquoted
	return Quote(word), nil
}

// isUnquoted tells whether word can be a string that lacks its quotes, and
// nothing else: not a keyword, nor the part of something in other quotes.
func isUnquoted(word string) bool {
	if word == "" || Fold(word, "and") || Fold(word, "or") || Fold(word, "not") {
		return false
	}
	if !utf8.ValidString(word) || strings.HasPrefix(word, "'") || strings.HasSuffix(word, "'") {
		return false
	}
	return !strings.ContainsFunc(word, func(r rune) bool {
		return !unicode.IsGraphic(r) || unicode.IsSpace(r) || strings.ContainsRune("{}“”„‘", r)
	})
}

// quoted reads a JSON string, or what was meant to be one.
func (p *parser) quoted() (Literal, error) {
	end, wrong := scanString(p.s, p.pos)
	if p.allow&Unescaped != 0 && (wrong != "" || !p.mayEnd(end)) {
		if value, err := p.unescaped(); value != "" || err != nil {
			return value, err
		}
	}
	if wrong != "" {
		return "", p.errorAt(end, "%s", wrong)
	}
	value := p.s[p.pos:end]
	p.pos = end
	return Literal(value), nil
}

// hole reads a hole of a pattern, {name} with suffix after the name.
func (p *parser) hole(suffix string) (string, error) {
	text, _, isClosed := strings.Cut(p.s[p.pos:], "}")
	name, isKind := strings.CutSuffix(text[1:], suffix)
	if !isClosed || !isKind || !isHoleName(name) {
		return "", p.errorAt(p.pos, "expected a hole such as {name%s} with a name of a-z, 0-9 and _", suffix)
	}
	text = p.s[p.pos : p.pos+len(text)+1]
	p.pos += len(text)
	return text, nil
}

// IsHole tells whether a name, operator or literal is a hole that ParseHoles read.
func IsHole[T ~string](s T) bool { return strings.HasPrefix(string(s), "{") }

func isHoleName(name string) bool {
	if name == "" || name[0] < 'a' || 'z' < name[0] {
		return false
	}
	for i := 1; i < len(name); i++ {
		if c := name[i]; c != '_' && !isDigit(c) && (c < 'a' || 'z' < c) {
			return false
		}
	}
	return true
}
