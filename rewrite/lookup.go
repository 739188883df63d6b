package rewrite

import (
	"iter"

	"scimshim/rewrite/filter"
)

// Lookup returns the JSON text of the attribute p of a resource. A missing
// one, and one that is null, is not there (RFC 7643, section 2.5); of the latter
// the text is returned none the less. For a sub-attribute of a multi-valued
// attribute use Elements.
func Lookup(resource string, p filter.Path) (string, bool) {
	at := 0
	if p.Schema != "" {
		if at = memberAt(resource, at, p.Schema); at < 0 {
			return "", false
		}
	}
	if p.Name != "" {
		if at = memberAt(resource, at, p.Name); at < 0 {
			return "", false
		}
	}
	if p.Sub != "" {
		if at = memberAt(resource, at, p.Sub); at < 0 {
			return "", false
		}
	}
	text := resource[at:skipValue(resource, at)]
	return text, text != "null"
}

// memberAt returns where the value of the named member of the object at an
// offset starts, or -1.
func memberAt(src string, at int, name string) int {
	for m := range members(src, at) {
		if filter.Fold(m.key, name) {
			return m.start
		}
	}
	return -1
}

// Elements goes through the values of a multi-valued attribute, given as JSON
// text. A single value counts as a list of one.
func Elements(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if text == "" || text == "null" {
			return
		}
		if text[0] != '[' {
			yield(text)
			return
		}
		for start, end := range elements(text, 0) {
			if !yield(text[start:end]) {
				return
			}
		}
	}
}

// Member is a member of a JSON object: its decoded name and its JSON text.
type Member struct{ Name, Value string }

// Members goes through the members of an object given as JSON text. What is no
// object has none.
func Members(text string) iter.Seq[Member] {
	return func(yield func(Member) bool) {
		if text == "" {
			return
		}
		for m := range members(text, 0) {
			if !yield(Member{m.key, text[m.start:m.end]}) {
				return
			}
		}
	}
}

// Text returns the string that a JSON text is, if it is one.
func Text(json string) (string, bool) {
	if json == "" || json[0] != '"' {
		return "", false
	}
	return decodeString(json), true
}

// Quote returns a string as JSON text.
func Quote(s string) string { return string(appendQuoted(nil, s)) }

// Resources goes through the resources that an answer carries: those of a
// list, or the one that the body is.
func (m *Message) Resources() iter.Seq[string] {
	return func(yield func(string) bool) {
		if m.Body == "" || !m.carriesResources() {
			return
		}
		list := resourcesAt(m.Body)
		if list < 0 {
			if !m.isList() {
				yield(m.Body)
			}
			return
		}
		for start, end := range elements(m.Body, list) {
			if !yield(m.Body[start:end]) {
				return
			}
		}
	}
}
