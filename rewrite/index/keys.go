package index

import (
	"hash/maphash"
	"unicode"
	"unicode/utf8"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// maxValues is how many values of indexed attributes one resource may have. RFC
// 7643 names no bound; a person has a handful of e-mails.
const maxValues = 1000

// A hasher makes keys of values. Its seed is of this process alone, so that
// nobody can make values up that share a key, or look a key up elsewhere.
type hasher struct {
	seed       maphash.Seed
	attributes []filter.Path
}

// key returns the key of a value of the attribute at a place in the list. Values
// that differ only in case have one key: whether the case matters is for the
// check of what is found. Case is folded as the evaluator of filters does.
func (h *hasher) key(attribute int, value string) uint64 {
	var m maphash.Hash
	m.SetSeed(h.seed)
	_ = m.WriteByte(byte(attribute)) // it has no error
	var b [utf8.UTFMax]byte
	for _, r := range value {
		_, _ = m.Write(utf8.AppendRune(b[:0], folded(r)))
	}
	return m.Sum64()
}

// folded returns the character that stands for all cases of one.
func folded(r rune) rune {
	first := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		first = min(first, next)
	}
	return first
}

// keys appends the keys of what a resource has of the attributes. whole says that
// it shows each of them; what it does not show may be hidden.
func (h *hasher) keys(keys []uint64, resource json.Value) (_ []uint64, whole bool) {
	whole = true
	for i, p := range h.attributes {
		shown := false
		for element := range resource.Get(p.Schema, p.Name).EachOrOne() {
			if value := element.Get(p.Sub); value.Exists() && !value.Null() {
				keys, shown = append(keys, h.key(i, text(value.Text()))), true
			}
		}
		whole = whole && shown
	}
	return keys, whole
}

// text returns a string, or the text of what is none: then the check tells.
func text(value string) string {
	if s, ok := json.Text(value); ok {
		return s
	}
	return value
}
