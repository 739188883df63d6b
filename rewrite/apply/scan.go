package apply

import (
	"scimshim/rewrite/json"
)

// The functions of this file read JSON that has passed json.Check, with the space in it.

// spread reads what is inside of an object or an array.
func (n *node) spread() {
	if n.open || n.kind != '{' && n.kind != '[' {
		return
	}
	n.open = true
	text := n.text
	for at := 1; ; {
		from := at
		at = space(text, at)
		if text[at] == '}' || text[at] == ']' {
			n.tail = text[from:at]
			return
		}
		it := item{}
		if n.kind == '{' {
			end := json.End(text, at)
			it.name = json.Decode(text[at:end])
			at = space(text, space(text, end)+1)
		}
		end := json.End(text, at)
		it.head, it.at = text[from:at], &node{text: text[at:end], kind: text[at], parent: n}
		at = space(text, end)
		it.rest = text[end:at]
		n.items = append(n.items, it)
		n.live++
		if text[at] != ',' {
			return
		}
		at++
	}
}

// space returns the offset of the first byte from one that is not a space.
func space(text string, at int) int {
	for text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r' {
		at++
	}
	return at
}
