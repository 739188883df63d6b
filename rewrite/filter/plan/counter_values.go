package plan

import (
	"strconv"
	"strings"
	"time"

	"scimshim/rewrite/filter"
)

// A value is what an attribute may have in a made resource: JSON, or nothing
// where it is missing.
type value struct {
	text string
	odd  int // how much there is in it that one rarely meets
}

// plainest returns the plainest literals that an attribute takes, made of a word.
func plainest(a filter.Attribute, known bool, word string) []filter.Literal {
	switch {
	case !known:
		return []filter.Literal{filter.Quote(word), "5", "true"}
	case a.Type == filter.TypeBoolean:
		return []filter.Literal{"true", "false"}
	case a.Type == filter.TypeInteger || a.Type == filter.TypeDecimal:
		return []filter.Literal{"5"}
	case a.Type == filter.TypeDateTime:
		return []filter.Literal{`"2024-05-01T00:00:00Z"`}
	}
	return []filter.Literal{filter.Quote(word)}
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
func (n *node) oddness(l filter.Literal) int {
	if n.known && n.attr.Kind() != l.Kind() || l == `""` {
		return 1
	}
	return 0
}

// neighbours returns l and what differs from it by little, by one of the ways in
// which two comparisons may differ.
func neighbours(l filter.Literal, all []filter.Literal) []filter.Literal {
	text, isString := l.Text()
	switch l.Kind() {
	case filter.KindBool:
		return []filter.Literal{"true", "false", filter.Quote(string(l))}
	case filter.KindNumber:
		return []filter.Literal{l, added(l, 1), added(l, -1), filter.Quote(string(l))}
	case filter.KindString:
		if near := dateNeighbours(text); near != nil {
			return near
		}
	}
	if !isString {
		return nil
	}
	return stringNeighbours(text, all)
}

// stringNeighbours returns s in another case, with something before, after and
// around it, cut short, and followed by each other string that is compared.
func stringNeighbours(s string, all []filter.Literal) []filter.Literal {
	list := []string{s, strings.ToUpper(s), strings.ToLower(s), s + "x", "x" + s, "x" + s + "x", ""}
	if runes := []rune(s); len(runes) > 0 {
		list = append(list, string(runes[:len(runes)-1]), string(runes[1:]))
	}
	for _, l := range all {
		if other, ok := l.Text(); ok {
			list = append(list, s+other, s+"x"+other)
		}
	}
	var literals []filter.Literal
	for _, text := range list {
		literals = append(literals, filter.Quote(text))
	}
	if filter.IsNumber(s) || s == "true" || s == "false" {
		literals = append(literals, filter.Literal(s))
	}
	return literals
}

// added returns a number with another added to it.
func added(l filter.Literal, d float64) filter.Literal {
	x, err := strconv.ParseFloat(string(l), 64)
	if err != nil {
		return l
	}
	return filter.Literal(strconv.FormatFloat(x+d, 'g', -1, 64))
}

// dateNeighbours returns a date, the same instant elsewhere, and a second before
// and after; nothing of what is no date.
func dateNeighbours(s string) []filter.Literal {
	at, err := filter.ParseDate(s)
	if err != nil {
		return nil
	}
	list := []filter.Literal{filter.Quote(s)}
	for _, d := range [...]time.Duration{-time.Second, time.Second} {
		list = append(list, filter.Quote(at.Add(d).Format(time.RFC3339Nano)))
	}
	return append(list, filter.Quote(at.In(time.FixedZone("", 3600)).Format(time.RFC3339Nano)))
}
