package upgrade

import (
	"slices"
	"strings"

	"scimshim/config/layout"
	"scimshim/rules/kind"
)

// keep is what becomes of other attributes, or of undeclared ones.
func keep(r *rule) string {
	methods, problem := r.writes()
	if problem != "" {
		return problem
	}
	word := action(r.v.Get("otherwise"))
	value := word
	if methods != nil || r.cond != nil {
		value = layout.NewMap(true)
		value.Put("action", word)
		put(value, "methods", methods)
		r.note(value)
	}
	s := r.u.storesOf(r.section)
	if text(r.v, "declared") == "true" {
		b := s.block(r)
		if b.Get("undeclared") != nil {
			return "stores has undeclared already; merge the two"
		}
		r.made = append(r.made, b.Put("undeclared", value))
		if list := at(r.v, "attributes"); list != nil {
			b.Put("also", r.short(list))
		}
		return ""
	}
	if !value.IsMap() {
		r.severalOthers(value)
	} else {
		r.several(r.stored(), "others", value)
	}
	k := kept{methods: texts(&layout.Entry{Value: methods}), list: each(r.short(at(r.v, "attributes")))}
	if k.methods == nil {
		k.methods = kind.Writes
	}
	s.kept = append(s.kept, k)
	return ""
}

// severalOthers puts others as a word, or as a mapping beside those that are there.
func (r *rule) severalOthers(word *layout.Node) {
	b := r.u.storesOf(r.section).block(r)
	if b.Get("others") == nil {
		r.made = append(r.made, b.Put("others", word))
		return
	}
	m := layout.NewMap(true)
	m.Put("action", word)
	r.several(r.stored(), "others", m)
}

// finish says which attributes are no others, and puts what is said of each in order.
func (s *stores) finish() {
	if s.r == nil {
		return
	}
	b := s.block(s.r)
	if len(s.kept) > 0 {
		s.others(b)
	}
	for _, e := range b.Entries {
		for _, d := range each(e.Value) {
			if d.IsMap() {
				slices.SortStableFunc(d.Entries, func(a, b *layout.Entry) int { return rank(a) - rank(b) })
			}
		}
	}
}

// descriptionWords are the keys of a description in the order of the manual.
var descriptionWords = []string{
	"name", "elements", "max_elements", "prefer", "parts", "type", "primary", "required", "max_length", "pattern",
	"characters", "per_request", "stored", "where", "immutable", "refuse", "except", "attributes", "methods", "if",
	"action", "message", "why",
}

func rank(e *layout.Entry) int { return slices.Index(descriptionWords, e.Key.Value) }

// others says which attributes are no others.
func (s *stores) others(b *layout.Node) {
	var all, some []*layout.Node // the attributes of all rules, and of some
	for i, k := range s.kept {
		for _, attribute := range k.list {
			in := func(o kept) bool { return has(o.list, attribute.Value) }
			switch {
			case i > 0 && slices.ContainsFunc(s.kept[:i], in):
			case !slices.ContainsFunc(s.kept, func(o kept) bool { return !in(o) }):
				all = append(all, attribute)
			default:
				some = append(some, attribute)
			}
		}
	}
	all = s.parts(b, all)
	for _, attribute := range some {
		s.storedBy(b, attribute)
	}
	all = slices.DeleteFunc(all, func(n *layout.Node) bool { return b.Get(n.Value) != nil })
	if len(all) == 0 {
		return
	}
	list := layout.NewList(true)
	for _, attribute := range all {
		list.Add(attribute)
	}
	at := slices.IndexFunc(b.Entries, func(e *layout.Entry) bool { return e.Key.Value == "others" })
	b.Entries = slices.Insert(b.Entries, at+1, &layout.Entry{Key: layout.Text("attributes"), Value: list})
}

func has(list []*layout.Node, name string) bool {
	return slices.ContainsFunc(list, func(n *layout.Node) bool { return n.Value == name })
}

// parts makes parts of the sub-attributes of what is described, and returns the other
// attributes.
func (s *stores) parts(b *layout.Node, list []*layout.Node) []*layout.Node {
	var left []*layout.Node
	parts := map[string]*layout.Node{}
	for _, attribute := range list {
		holder, sub := s.split(attribute.Value)
		e := b.Get(holder)
		if sub == "" || e == nil || has(list, holder) {
			left = append(left, attribute)
			continue
		}
		if parts[holder] == nil {
			parts[holder] = layout.NewList(true)
			d := layout.NewMap(true)
			d.Put("parts", parts[holder])
			if methods := s.methods(); methods != nil {
				d.Put("methods", methods)
			}
			prepend(e, d)
		}
		parts[holder].Add(layout.Text(sub))
	}
	return left
}

// prepend puts a description in front of those of an attribute.
func prepend(e *layout.Entry, d *layout.Node) {
	if !e.Value.IsList() {
		list := layout.NewList(false)
		list.Add(e.Value)
		e.Value = list
	}
	e.Value.Entries = slices.Insert(e.Value.Entries, 0, &layout.Entry{Value: d})
}

// split returns an attribute and its sub-attribute. An extension is an attribute here, too, for
// it may be described as one.
func (s *stores) split(path string) (holder, sub string) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 || strings.HasPrefix(path, "urn:") {
		return path, ""
	}
	return path[:i], path[i+1:]
}

// methods returns by which methods something is said of others, nil for all that write.
func (s *stores) methods() *layout.Node {
	var list []string
	for _, m := range kind.Writes {
		if slices.ContainsFunc(s.kept, func(k kept) bool { return slices.Contains(k.methods, m) }) {
			list = append(list, m)
		}
	}
	if len(list) == len(kind.Writes) {
		return nil
	}
	return words(list...)
}

// storedBy says by which methods an attribute is stored.
func (s *stores) storedBy(b *layout.Node, attribute *layout.Node) {
	var list []string
	for _, m := range kind.Writes {
		not := func(k kept) bool { return slices.Contains(k.methods, m) && !has(k.list, attribute.Value) }
		if !slices.ContainsFunc(s.kept, not) {
			list = append(list, m)
		}
	}
	d := layout.NewMap(true)
	d.Put("stored", words(list...))
	if e := b.Get(attribute.Value); e != nil {
		prepend(e, d)
		return
	}
	b.Put(attribute.Value, d)
}
