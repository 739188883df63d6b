package tree

import (
	"maps"
	"regexp"
	"slices"
)

// listName is what stands for the items of a list that was defined: $user_fields.
var listName = regexp.MustCompile(`^\$([a-z][a-z0-9_]*)$`)

// A definer puts the items of defined lists where their names stand.
type definer struct {
	lists map[string]*Node
	used  map[string]bool
}

// define reads the lists at a key of the top mapping, and puts their items in place of
// their names everywhere. A list may name those above it.
func define(root *Node, key string) {
	n := root.Key(key)
	if n == nil || !n.mustBeMap() {
		return
	}
	d := definer{lists: map[string]*Node{}, used: map[string]bool{}}
	for name, items := range n.Entries() {
		switch {
		case !listName.MatchString("$" + name):
			n.ErrorKey(name, "the name of a list consists of lower-case letters, digits and underscores")
		case !items.IsList():
			items.expected("a list")
		default:
			d.within(items)
			d.lists[name] = items
		}
	}
	for _, e := range root.entries {
		if e.key != key {
			e.value = d.value(e.value)
		}
	}
	for _, name := range d.names() {
		if !d.used[name] {
			n.ErrorKey(name, "this list is not used; write $%s where you want its items, or remove the list", name)
		}
	}
}

// value returns the list that the scalar n is the name of, else n, in which the names of
// lists were replaced.
func (d *definer) value(n *Node) *Node {
	if list := d.named(n); list != nil {
		return list
	}
	d.within(n)
	return n
}

// within replaces the names of lists inside a mapping or list.
func (d *definer) within(n *Node) {
	for _, e := range n.entries {
		e.value = d.value(e.value)
	}
	for i := 0; i < len(n.items); i++ {
		if list := d.named(n.items[i]); list != nil {
			n.items = slices.Replace(n.items, i, i+1, list.items...)
			i += len(list.items) - 1
		} else {
			d.within(n.items[i])
		}
	}
}

// named returns the list that n is the name of, nil if it is none's.
func (d *definer) named(n *Node) *Node {
	if n.kind != text || n.style != 0 {
		return nil
	}
	m := listName.FindStringSubmatch(n.literal)
	if m == nil {
		return nil
	}
	list, ok := d.lists[m[1]]
	if !ok {
		n.Errorf("no list with this name is defined above; %s", Instead(m[1], d.names()))
		n.kind = broken
		return nil
	}
	d.used[m[1]] = true
	return list
}

func (d *definer) names() []string { return slices.Sorted(maps.Keys(d.lists)) }
