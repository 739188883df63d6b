package json

import "iter"

// A Member is a member of an object: its decoded name and the text of its value.
type Member struct{ Name, Value string }

// Members goes through the members of an object. What is not an object has none,
// and neither has an empty text.
func Members(text string) iter.Seq[Member] {
	return func(yield func(Member) bool) {
		if text == "" {
			return
		}
		for m := range MembersAt(text, 0) {
			if !yield(Member{m.Name, text[m.Start:m.End]}) {
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
		for start, end := range ElementsAt(text, 0) {
			if !yield(text[start:end]) {
				return
			}
		}
	}
}

// IsObject reports whether a value is an object.
func IsObject(text string) bool {
	at := skipSpace(text, 0)
	return at < len(text) && text[at] == '{'
}

// IsEmpty reports whether a value is an object or an array of nothing.
func IsEmpty(text string) bool {
	return firstItem(text, 0, '{') < 0 && firstItem(text, 0, '[') < 0 && (text[0] == '{' || text[0] == '[')
}
