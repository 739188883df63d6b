package rewrite

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A listName is one name of a list of attributes.
type listName struct {
	text string
	path filter.Path // canonical
	read bool        // whether text is a path
	part bool        // whether it names some values of the path only
}

// listNames reads a list of attribute names with commas between them.
func (m *Message) listNames(list string) []listName {
	var names []listName
	for _, text := range splitNames(list) {
		p, part, err := shownBy(strings.TrimSpace(text))
		if err == nil {
			p = m.Types().Canonical(m.Resource, p)
		}
		names = append(names, listName{text, p, err == nil, part})
	}
	return names
}

func joinNames(names []listName) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = n.text
	}
	return strings.Join(texts, ",")
}

// A nameIndex finds the names of a list to which an attribute may be related,
// since an answer of many attributes is compared with a list of many names. Its
// keys have no case: an attribute, the attribute before its sub-attribute, its
// schema, and the URN that a schema's attribute reads as.
type nameIndex map[filter.Path]filter.Path

// names returns the index of a list. Names that cannot be read are left out.
func (m *Message) names(list string) nameIndex {
	return indexOf(m.listNames(list), func(n listName) bool { return n.read })
}

// wholeNames is names without those that name a part of the values only.
func (m *Message) wholeNames(list string) nameIndex {
	return indexOf(m.listNames(list), func(n listName) bool { return n.read && !n.part })
}

func indexOf(names []listName, keep func(listName) bool) nameIndex {
	x := make(nameIndex)
	for _, n := range names {
		if keep(n) {
			x.add(n.path)
		}
	}
	return x
}

// partial returns the function that reports whether the request's projection shows
// some values of an attribute and not others, or nil where it names no such.
func (m *Message) partial() func(filter.Path) bool {
	for _, list := range [...]string{"attributes", "excludedAttributes"} {
		if text, ok := m.Param(list); ok && strings.IndexByte(text, '[') >= 0 {
			parts := indexOf(m.listNames(text), func(n listName) bool { return n.part })
			return func(p filter.Path) bool { return m.listed(parts, p, touches) }
		}
	}
	return nil
}

// withoutParts returns a list of names without those that name some values of p.
func (m *Message) withoutParts(list string, p filter.Path) string {
	if strings.IndexByte(list, '[') < 0 {
		return list
	}
	return joinNames(slices.DeleteFunc(m.listNames(list), func(n listName) bool {
		return n.part && touches(n.path, p)
	}))
}

// add adds a canonical name. Of several with the same key one is enough, if it is
// one that holds all that the key stands for, where there is such a one.
func (x nameIndex) add(p filter.Path) {
	exact, head, urn, schema := nameKeys(p)
	x.note(exact, p, true)
	x.note(head, p, p.Sub == "")
	if p.Schema != "" {
		x.note(schema, p, false)
		x.note(urn, p, p.Sub == "")
	}
}

func (x nameIndex) note(key, p filter.Path, holds bool) {
	if _, ok := x[key]; holds || !ok {
		x[key] = p
	}
}

// nameKeys returns the keys under which p, and what is related to p, are found.
func nameKeys(p filter.Path) (exact, head, urn, schema filter.Path) {
	exact = filter.Path{Schema: json.LowerName(p.Schema), Name: json.LowerName(p.Name), Sub: json.LowerName(p.Sub)}
	head = filter.Path{Schema: exact.Schema, Name: exact.Name}
	schema = filter.Path{Schema: exact.Schema}
	if p.Schema != "" {
		urn = filter.Path{Schema: exact.Schema + ":" + exact.Name}
	}
	return exact, head, urn, schema
}

// listed reports whether one name of the list and p are related by rel, which is
// Covers or touches.
func (m *Message) listed(list nameIndex, p filter.Path, rel func(a, b filter.Path) bool) bool {
	p = m.Types().Canonical(m.Resource, p)
	exact, head, urn, schema := nameKeys(p)
	for _, key := range [...]filter.Path{exact, head, urn, schema} {
		if q, ok := list[key]; ok && rel(q, p) {
			return true
		}
	}
	return false
}
