package tree

import (
	"iter"
	"slices"
	"strings"
)

// Key returns the value of a key, nil if the key is not there.
// It marks the key as known to Rest.
func (n *Node) Key(key string) *Node {
	if e := n.ask(key); e != nil {
		return e.value
	}
	return nil
}

// Need is like Key, and notes a fault if the key is not there.
func (n *Node) Need(key string) *Node {
	e := n.ask(key)
	if n.is(mapping) {
		n.tell(Ask{As: AsKey, Key: key, Needed: true})
	}
	if e != nil {
		return e.value
	}
	if n.is(mapping) || n.is(null) {
		n.Errorf("missing %q", key)
	}
	return nil
}

// Has reports whether the key is there, with or without a value.
// It marks the key as known to Rest.
func (n *Node) Has(key string) bool { return n.ask(key) != nil }

// States reports whether the mapping has a key, which is not asked for thereby: it is neither
// known nor expected.
func (n *Node) States(key string) bool { return n.is(mapping) && n.entry(key) != nil }

// Keys returns the keys of a mapping in file order, and marks them all as known.
func (n *Node) Keys() []string {
	if !n.mustBeMap() {
		return nil
	}
	var keys []string
	for _, e := range n.entries {
		e.known = true
		keys = append(keys, e.key)
	}
	return keys
}

// Entries returns the keys of a mapping and their values in file order,
// and marks each as known when it comes.
func (n *Node) Entries() iter.Seq2[string, *Node] {
	return func(yield func(string, *Node) bool) {
		if !n.mustBeMap() {
			return
		}
		n.tell(Ask{As: AsKeys})
		for _, e := range n.entries {
			e.known = true
			if !yield(e.key, e.value) {
				return
			}
		}
	}
}

// KeyPos returns the place of a key, and that of n if the key is not there.
func (n *Node) KeyPos(key string) Position {
	if e := n.entry(key); e != nil {
		return e.pos
	}
	return n.Pos()
}

// KeyNode returns a key of a mapping as a string, for a key that is more than a name, so
// that a fault inside it has its place. It is nil if the key is not there.
func (n *Node) KeyNode(key string) *Node {
	e := n.entry(key)
	if e == nil {
		return nil
	}
	return &Node{src: n.src, pos: e.pos, kind: text, text: e.key, literal: e.key, style: e.style}
}

// All returns the items of a list, each with its index.
func (n *Node) All() iter.Seq2[int, *Node] {
	return func(yield func(int, *Node) bool) {
		if n.silent() || n.kind == null {
			return
		}
		if n.kind != list {
			n.expected("a list")
			return
		}
		n.tell(Ask{As: AsItems})
		for i, item := range n.items {
			if !yield(i, item) {
				return
			}
		}
	}
}

// Unknown returns the keys of a mapping that were not asked for.
func (n *Node) Unknown() []string {
	var keys []string
	if n.is(mapping) {
		for _, e := range n.entries {
			if !e.known {
				keys = append(keys, e.key)
			}
		}
	}
	return keys
}

// Rest notes each key of a mapping that was not asked for.
func (n *Node) Rest() {
	if !n.mustBeMap() {
		return
	}
	known := slices.Clone(n.asked)
	for _, e := range n.entries {
		if e.known {
			known = append(known, e.key)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, e := range n.entries {
		if !e.known {
			n.src.note(e.pos, "unknown key%s; %s", name(e.key), Instead(e.key, known))
		}
	}
}

// maxName is the length of the longest word that passes for a name.
const maxName = 100

// name returns a key for a fault: a space and the key in quotes if it looks like
// a name, else nothing. What does not may be a value in the wrong place.
func name(key string) string {
	odd := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			strings.ContainsRune("-_.:/$", r))
	}
	if key == "" || len(key) > maxName || strings.ContainsFunc(key, odd) {
		return ""
	}
	return ` "` + key + `"`
}

// ask returns the entry of a key and remembers that the key was asked for.
func (n *Node) ask(key string) *entry {
	if !n.mustBeMap() {
		return nil
	}
	if n.kind == mapping {
		n.tell(Ask{As: AsKey, Key: key})
	}
	e := n.entry(key)
	if e == nil {
		n.asked = append(n.asked, key)
		return nil
	}
	e.known = true
	return e
}

// mustBeMap reports whether n can be asked for keys, and notes a fault if it should.
func (n *Node) mustBeMap() bool {
	if n.silent() {
		return false
	}
	if n.kind != mapping && n.kind != null {
		n.expected("a mapping")
		return false
	}
	return true
}

// entry returns the entry of a key, nil if there is none.
func (n *Node) entry(key string) *entry {
	if n == nil {
		return nil
	}
	return n.index[key]
}

// add appends an entry to a mapping.
func (n *Node) add(e *entry) {
	if n.index == nil {
		n.index = make(map[string]*entry)
	}
	n.entries = append(n.entries, e)
	n.index[e.key] = e
}
