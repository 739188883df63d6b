package tree

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// String returns the text of a string. A number, true and false are taken as
// text too, as written.
func (n *Node) String() string {
	s, _ := n.scalar()
	return s
}

// NonEmpty is like String, and notes a fault if the text is empty.
func (n *Node) NonEmpty() string {
	s, ok := n.scalar()
	if ok && s == "" {
		n.Errorf("expected a non-empty string")
	}
	return s
}

// Strings returns the strings of a list. One string stands for a list of it.
func (n *Node) Strings() []string {
	if n.IsScalar() {
		return []string{n.String()}
	}
	var list []string
	for _, item := range n.All() {
		if s, ok := item.scalar(); ok {
			list = append(list, s)
		}
	}
	return list
}

// Bool returns whether n is true. Only the words true and false are taken,
// not the yes, no, on and off of YAML 1.1.
func (n *Node) Bool() bool {
	switch {
	case n.silent():
	case n.kind == boolean:
		n.tell(Ask{As: AsBool})
		return strings.EqualFold(n.text, "true")
	case n.kind == text && classify(n.text) == boolean:
		n.Errorf("expected true or false without quotes")
	case n.kind == text || n.kind == number:
		n.Errorf("expected true or false")
	default:
		n.expected("true or false")
	}
	return false
}

// Int returns a whole number in decimal digits.
func (n *Node) Int() int { return n.IntIn(math.MinInt, math.MaxInt) }

// IntIn returns a whole number that is at least least and at most most.
// It returns 0 where that is noted as a fault.
func (n *Node) IntIn(least, most int) int {
	if n.silent() {
		return 0
	}
	what := "a whole number"
	if least != math.MinInt || most != math.MaxInt {
		what += " from " + strconv.Itoa(least) + " to " + strconv.Itoa(most)
	}
	if n.kind != number {
		n.expected(what)
		return 0
	}
	n.tell(Ask{As: AsWhole, Least: least, Most: most})
	i, err := strconv.Atoi(n.text)
	if err != nil || !jsonNumber.MatchString(n.text) || i < least || i > most {
		n.Errorf("expected %s", what)
		return 0
	}
	return i
}

// Duration returns a time such as 30s, 1m30s or 500ms; it is not negative.
func (n *Node) Duration() time.Duration {
	const what = "a duration such as 30s or 5m"
	switch {
	case n.silent():
		return 0
	case n.kind == number && !n.Expanded() && jsonNumber.MatchString(n.text):
		n.Errorf("expected a duration with its unit: write %ss", n.text)
		return 0
	case n.kind != text && n.kind != number:
		n.expected(what)
		return 0
	}
	n.tell(Ask{As: AsDuration})
	d, err := time.ParseDuration(n.text)
	if err != nil || d < 0 || n.kind == number {
		n.Errorf("expected %s", what)
		return 0
	}
	return d
}

// OneOf returns the text of n if it is one of the words, else "" and a noted fault.
func (n *Node) OneOf(words ...string) string {
	if n.IsScalar() {
		n.tell(Ask{As: AsWord, Words: words})
	}
	s, ok := n.plain()
	if !ok || slices.Contains(words, s) {
		return s
	}
	if near := Suggest(s, words); near != "" {
		n.Errorf("unknown word; did you mean %q?", near)
	} else {
		n.Errorf("%s", Instead(s, words))
	}
	return ""
}

// scalar returns the text of a scalar; if there is none, that is noted.
func (n *Node) scalar() (string, bool) {
	if n.IsScalar() {
		n.tell(Ask{As: AsText})
	}
	return n.plain()
}

// plain is scalar, of which nobody is told.
func (n *Node) plain() (string, bool) {
	switch {
	case n.silent():
		return "", false
	case n.IsScalar():
		return n.text, true
	case n.looksLikeHole():
		n.Errorf("quote this filter: in YAML an unquoted { starts a mapping")
	default:
		n.expected("a string")
	}
	return "", false
}

// looksLikeHole reports whether n is a mapping that was meant to be a pattern,
// such as {value}, which YAML reads as a mapping of a key without a value.
func (n *Node) looksLikeHole() bool {
	return n.kind == mapping && n.flow && len(n.entries) == 1 && n.entries[0].value.IsNull()
}
