package apply

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A node is a value of the resource. It is read as far as somebody looks into it, and printed anew
// as far as something in it was changed.
type node struct {
	text   string // as it came or was last printed; empty if what is inside has changed since
	kind   byte   // its first byte
	open   bool   // whether items are what is inside
	items  []item // the members or elements, those that are gone among them
	live   int    // how many of items are not gone
	tail   string // the space before the closing bracket, if that is all before it
	byText map[string][]int
	parent *node
}

// An item is a member or an element.
type item struct {
	name string // of a member, decoded
	head string // what stands before the value: space, and the name with its colon
	rest string // the space after it
	at   *node  // nil once the item is gone
}

// parse returns the node of a text without space around it.
func parse(text string, parent *node) *node {
	return &node{text: text, kind: text[0], parent: parent}
}

// touch notes that something in the node was changed.
func (n *node) touch() {
	for ; n != nil && n.text != ""; n = n.parent {
		n.text = ""
	}
}

// become gives the node another value.
func (n *node) become(text string) {
	n.parent.touch()
	*n = node{text: text, kind: text[0], parent: n.parent}
}

// print returns the text of the node.
func (n *node) print() string {
	if n.text == "" {
		n.text = string(n.append(nil))
	}
	return n.text
}

func (n *node) append(dst []byte) []byte {
	if n.text != "" {
		return append(dst, n.text...)
	}
	dst = append(dst, n.kind)
	first := true
	for i := range n.items {
		it := &n.items[i]
		if it.at == nil {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(it.at.append(append(dst, it.head...)), it.rest...)
	}
	return append(append(dst, n.tail...), n.kind+2) // the closing bracket
}

// member returns the member of an object that has a name, in whatever case; nil without one.
func (n *node) member(name string) *node {
	if i := n.find(name); i >= 0 {
		return n.items[i].at
	}
	return nil
}

func (n *node) find(name string) int {
	if n == nil || n.kind != '{' {
		return -1
	}
	n.spread()
	for i := range n.items {
		if n.items[i].at != nil && filter.Fold(n.items[i].name, name) {
			return i
		}
	}
	return -1
}

// put gives an object a member, in place of the one of that name if there is one.
func (n *node) put(name, text string) {
	now := n.member(name)
	switch {
	case now == nil:
		n.add(item{name: name, head: json.Quote(name) + ":"}, text)
	case !same(now.print(), text):
		now.become(text)
	}
}

// push adds an element to the end of an array.
func (n *node) push(text string) {
	n.spread()
	n.add(item{}, text)
	if n.byText != nil {
		n.enter(len(n.items) - 1)
	}
}

func (n *node) add(it item, text string) {
	n.touch()
	it.at = parse(text, n)
	n.items = append(n.items, it)
	n.live++
}

// take takes an item out.
func (n *node) take(i int) {
	n.touch()
	n.items[i].at = nil
	n.live--
}

// drop takes the member of a name out.
func (n *node) drop(name string) {
	if i := n.find(name); i >= 0 {
		n.take(i)
	}
}

// empty reports whether an object or array has nothing in it.
func (n *node) empty() bool {
	n.spread()
	return (n.kind == '{' || n.kind == '[') && n.live == 0
}

// null reports whether there is no value.
func (n *node) null() bool { return n == nil || n.kind == 'n' || n.kind == '[' && n.empty() }
