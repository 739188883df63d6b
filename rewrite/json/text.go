package json

import (
	"iter"
	"strings"
)

// A Member is a member of an object: its decoded name and the text of its value.
type Member struct{ Name, Value string }

// Members goes through the members of an object. What is not an object has none,
// and neither has an empty text.
func Members(text string) iter.Seq[Member] {
	return func(yield func(Member) bool) {
		if text == "" {
			return
		}
		for m := range membersAt(text, 0) {
			if !yield(Member{m.name, text[m.start:m.end]}) {
				return
			}
		}
	}
}

// Elements goes through the elements of an array. Any other value counts as a list
// of one, but null and an empty text are lists of none.
func Elements(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if text == "" || text == "null" {
			return
		}
		if text[0] != '[' {
			yield(text)
			return
		}
		for start, end := range elementsAt(text, 0) {
			if !yield(text[start:end]) {
				return
			}
		}
	}
}

// Lookup returns the value at the end of a chain of members: of the first name in text,
// of the second in that value, and so on, in whatever case they are written. Empty names
// are left out. A missing value, and one that is null, is not there (RFC 7643, section
// 2.5); of the latter the text is returned all the same.
func Lookup(text string, names ...string) (string, bool) {
	at := 0
	for _, name := range names {
		if name == "" {
			continue
		}
		if at = find(text, at, name); at < 0 {
			return "", false
		}
	}
	value := text[at:skip(text, at)]
	return value, value != "null"
}

// IsObject reports whether a text is an object. Unlike the others it may have space before
// it, as whole bodies do.
func IsObject(text string) bool {
	at := skipSpace(text, 0)
	return at < len(text) && text[at] == '{'
}

// IsEmpty reports whether a value is an object or an array of nothing. An empty text,
// which is no value, is not.
func IsEmpty(text string) bool {
	if text == "" || text[0] != '{' && text[0] != '[' {
		return false
	}
	return firstItem(text, 0, text[0]) < 0
}

// SaysNothing reports whether a value is null, an empty string, or empty as IsEmpty has
// it: the forms in which clients and services write that there is no value. An empty text
// is not one of them.
func SaysNothing(text string) bool {
	return text == "null" || text == `""` || IsEmpty(text)
}

// IsBlank reports whether a value is a string of nothing but blanks, which services show
// for a text that is not there.
func IsBlank(text string) bool {
	s, ok := Text(text)
	return ok && strings.TrimSpace(s) == ""
}
