package filter

import (
	"strconv"
	"strings"
	"time"
)

// A value is what an attribute may have in a made resource: JSON, or nothing
// where it is missing.
type value struct {
	text string
	odd  int // how much there is in it that one rarely meets
}

// plainest returns the plainest literals that an attribute takes, made of a word.
func plainest(a Attribute, known bool, word string) []Literal {
	switch {
	case !known:
		return []Literal{Quote(word), "5", "true"}
	case a.Type == TypeBoolean:
		return []Literal{"true", "false"}
	case a.Type == TypeInteger || a.Type == TypeDecimal:
		return []Literal{"5"}
	case a.Type == TypeDateTime:
		return []Literal{`"2024-05-01T00:00:00Z"`}
	}
	return []Literal{Quote(word)}
}

// scalars returns values of n that have no members: what it is compared with,
// the neighbours of that, and what is no neighbour of anything.
func (n *node) scalars() []value {
	missing := value{}
	if n.attr.Required {
		missing.odd = 1
	}
	list := []value{missing, {"null", 1}}
	if n.isObject() && (n.known || len(n.literals) == 0) {
		return list
	}
	literals := append(n.literals[:len(n.literals):len(n.literals)], plainest(n.attr, n.known, "x")...)
	for _, l := range literals {
		for _, near := range neighbours(l, n.literals) {
			list = append(list, value{string(near), n.oddness(near)})
		}
	}
	return list
}

// oddness returns 1 for a value of a type that n has not, and for the empty
// string, which many servers take for no value.
func (n *node) oddness(l Literal) int {
	if n.known && n.attr.Kind() != l.Kind() || l == `""` {
		return 1
	}
	return 0
}

// neighbours returns l and what differs from it by little, by one of the ways in
// which two comparisons may differ.
func neighbours(l Literal, all []Literal) []Literal {
	text, isString := l.Text()
	switch l.Kind() {
	case KindBool:
		return []Literal{"true", "false", Quote(string(l))}
	case KindNumber:
		return []Literal{l, added(l, 1), added(l, -1), Quote(string(l))}
	case KindString:
		if near := dateNeighbours(text); near != nil {
			return near
		}
	}
	if !isString {
		return nil
	}
	return stringNeighbours(text, all)
}

// stringNeighbours returns s in another case, with something before, behind and
// around it, cut short, and followed by each other string that is compared.
func stringNeighbours(s string, all []Literal) []Literal {
	list := []string{s, strings.ToUpper(s), strings.ToLower(s), s + "x", "x" + s, "x" + s + "x", ""}
	if runes := []rune(s); len(runes) > 0 {
		list = append(list, string(runes[:len(runes)-1]), string(runes[1:]))
	}
	for _, l := range all {
		if other, ok := l.Text(); ok {
			list = append(list, s+other, s+"x"+other)
		}
	}
	var literals []Literal
	for _, text := range list {
		literals = append(literals, Quote(text))
	}
	if IsNumber(s) || s == "true" || s == "false" {
		literals = append(literals, Literal(s))
	}
	return literals
}

// added returns a number with another added to it.
func added(l Literal, d float64) Literal {
	x, err := strconv.ParseFloat(string(l), 64)
	if err != nil {
		return l
	}
	return Literal(strconv.FormatFloat(x+d, 'g', -1, 64))
}

// dateNeighbours returns a date, the same instant elsewhere, and a second before
// and after; nothing of what is no date.
func dateNeighbours(s string) []Literal {
	at, err := ParseDate(s)
	if err != nil {
		return nil
	}
	list := []Literal{Quote(s)}
	for _, d := range [...]time.Duration{-time.Second, time.Second} {
		list = append(list, Quote(at.Add(d).Format(time.RFC3339Nano)))
	}
	return append(list, Quote(at.In(time.FixedZone("", 3600)).Format(time.RFC3339Nano)))
}
