package apply

import (
	"slices"
	"strings"

	"scimshim/rewrite/json"
)

// same reports whether two JSON texts say the same: strings however they are escaped, objects in
// whatever order.
func same(a, b string) bool {
	return a == b || a[0] == b[0] && canonical(a) == canonical(b)
}

// canonical returns the one text of all that say the same. Names of members are the same whatever
// their case; numbers are as they are written.
func canonical(text string) string { return string(appendCanonical(nil, text)) }

func appendCanonical(dst []byte, text string) []byte {
	switch text[0] {
	case '"':
		return json.AppendQuoted(dst, json.Decode(text))
	case '[':
		dst = append(dst, '[')
		for element := range json.Elements(text) {
			dst = append(appendCanonical(dst, element), ',')
		}
		return append(dst, ']')
	case '{':
		var members []json.Member
		for m := range json.Members(text) {
			members = append(members, json.Member{Name: json.LowerName(m.Name), Value: m.Value})
		}
		slices.SortFunc(members, func(a, b json.Member) int { return strings.Compare(a.Name, b.Name) })
		dst = append(dst, '{')
		for _, m := range members {
			dst = append(json.AppendQuoted(dst, m.Name), ':')
			dst = append(appendCanonical(dst, m.Value), ',')
		}
		return append(dst, '}')
	}
	return append(dst, text...)
}

// covers reports whether an element is a value that is asked for: has all of its members, or is
// the same.
func covers(element, asked string) bool {
	if element[0] != '{' || asked[0] != '{' {
		return same(element, asked)
	}
	for m := range json.Members(asked) {
		has, ok := json.Lookup(element, m.Name)
		if m.Value == "null" {
			if ok {
				return false
			}
			continue
		}
		if !ok || !same(has, m.Value) {
			return false
		}
	}
	return true
}

// key returns what elements are found by: their value, or else all that they say.
func key(element string) string {
	if element[0] == '{' {
		if text, ok := json.Lookup(element, "value"); ok {
			element = text
		} else {
			return canonical(element)
		}
	}
	if text, ok := json.Text(element); ok {
		return "=" + strings.ToLower(text)
	}
	return canonical(element)
}

// enter notes by what the element at a place is found. What it was found by before is still noted,
// so that who looks has to compare.
func (n *node) enter(i int) {
	k := key(n.items[i].at.print())
	if list := n.byText[k]; len(list) == 0 || list[len(list)-1] != i {
		n.byText[k] = append(list, i)
	}
}

// named returns the places of the elements that may have a key, and nothing of which is gone.
func (n *node) named(k string) []int {
	n.spread()
	if n.byText == nil {
		n.byText = make(map[string][]int, n.live)
		for i := range n.items {
			if n.items[i].at != nil {
				n.enter(i)
			}
		}
	}
	list := n.byText[k]
	kept := list[:0]
	for _, i := range list {
		if n.items[i].at != nil {
			kept = append(kept, i)
		}
	}
	if len(kept) < len(list) {
		n.byText[k] = kept
	}
	return kept
}
