package rewrite

import (
	"iter"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// Lookup returns the JSON text of the attribute p of a resource. A missing
// one, and one that is null, is not there (RFC 7643, section 2.5); of the latter
// the text is returned none the less. For a sub-attribute of a multi-valued
// attribute use Elements.
func Lookup(resource string, p filter.Path) (string, bool) {
	at := 0
	if p.Schema != "" {
		if at = json.Find(resource, at, p.Schema); at < 0 {
			return "", false
		}
	}
	if p.Name != "" {
		if at = json.Find(resource, at, p.Name); at < 0 {
			return "", false
		}
	}
	if p.Sub != "" {
		if at = json.Find(resource, at, p.Sub); at < 0 {
			return "", false
		}
	}
	text := resource[at:json.Skip(resource, at)]
	return text, text != "null"
}

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
		for start, end := range json.ElementsAt(m.Body, list) {
			if !yield(m.Body[start:end]) {
				return
			}
		}
	}
}
