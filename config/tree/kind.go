package tree

import (
	"regexp"
	"strconv"
)

// A kind is the type of a value.
type kind byte

const (
	broken kind = iota // refused; the fault is noted
	null
	boolean
	number
	text
	list
	mapping
)

// String returns the kind in words, with an article.
func (k kind) String() string {
	switch k {
	case boolean:
		return "true or false"
	case number:
		return "a number"
	case text:
		return "a string"
	case list:
		return "a list"
	case mapping:
		return "a mapping"
	}
	return "nothing"
}

// jsonNumber is a number of RFC 8259, section 6.
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// classify returns the kind of an unquoted scalar: the core schema of YAML 1.2.
func classify(s string) kind {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return null
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return boolean
	}
	if jsonNumber.MatchString(s) || oddNumber(s) {
		return number
	}
	return text
}

// oddNumber reports whether s is a number to some readers of YAML
// but not to JSON, such as 0x1F, 007, +1, .5 and 1_000.
func oddNumber(s string) bool {
	digits := s
	if digits != "" && (digits[0] == '+' || digits[0] == '-') {
		digits = digits[1:]
	}
	if digits == "" || (digits[0] != '.' && (digits[0] < '0' || digits[0] > '9')) {
		return false
	}
	_, notInt := strconv.ParseInt(s, 0, 64)
	_, notFloat := strconv.ParseFloat(s, 64)
	return notInt == nil || notFloat == nil
}
