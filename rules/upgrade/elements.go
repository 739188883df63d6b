package upgrade

import (
	"slices"

	"scimshim/config/layout"
)

// multi are the attributes of RFC 7643 that have several values.
var multi = []string{
	"emails", "phoneNumbers", "ims", "photos", "addresses", "groups", "entitlements", "roles",
	"x509Certificates", "members",
}

func changeOp(r *rule) string {
	from, to, most := text(r.v, "from"), text(r.v, "to"), text(r.v, "at-most")
	switch {
	case from == "replace" && to == "add" && most == "1" && r.attribute() == "members" && r.v.Get("where") == nil:
		word := layout.Text("add")
		if param := r.oneParam("add", "refuse", "pass"); param != "" {
			word, r.cond = layout.Text("${"+param+"}"), nil
		}
		return r.normalize("members_replaced", word)
	case from != "add" || to != "replace" || most != "":
		return "members_replaced of normalize turns a replace by one member into an add; to turn adds into " +
			"replaces, use elements or only_replace of patch"
	case !slices.Contains(multi, r.attribute()) && !has(each(at(r.v, "assume")), "whole-list"):
		list := layout.NewList(true)
		list.Add(layout.Text(r.attribute()))
		return r.listed("only_replace", "attributes", list)
	}
	r.adds()
	return ""
}

// adds says that an add of an attribute is sent as a replace.
func (r *rule) adds() {
	attribute, adds := r.attribute(), layout.Text("replace")
	if where := at(r.v, "where"); where != nil {
		adds = layout.NewMap(true)
		adds.Put("where", r.short(where))
	}
	elements := r.elementsOf()
	for _, old := range each(at(elements, attribute)) {
		if at(old, "if").Same(r.cond) && text(old, "adds") == "keep" {
			old.Get("adds").Value = adds
			r.assume(attribute, old, at(r.v, "assume"))
			r.made = append(r.made, elements.Get(attribute))
			return
		}
	}
	m := layout.NewMap(true)
	m.Put("adds", adds)
	r.assume(attribute, m, at(r.v, "assume"))
	r.several(elements, attribute, r.note(m))
}

// elementsOf returns the elements of patch.
func (r *rule) elementsOf() *layout.Node {
	return r.block(r.section, "patch", aMap).Value.Sub("elements", false)
}

// assume adds what a rule assumes, but for what stores says.
func (r *rule) assume(attribute string, m, words *layout.Node) {
	var list []*layout.Node
	for _, word := range append(each(at(m, "assume")), each(words)...) {
		s := snaked(word)
		if !has(list, s.Value) && !(s.Value == "single_element" && r.u.storesOf(r.section).one(attribute)) {
			list = append(list, s)
		}
	}
	m.Entries = slices.DeleteFunc(m.Entries, func(e *layout.Entry) bool { return e.Key.Value == "assume" })
	switch len(list) {
	case 0:
	case 1:
		m.Put("assume", list[0])
	default:
		some := layout.NewList(true)
		for _, word := range list {
			some.Add(word)
		}
		m.Put("assume", some)
	}
}

// plan leaves out of the elements of a section what stores says.
func (u *upgrader) plan(section string) {
	u.loses(section)
	p := at(u.sections[section], "patch")
	for _, e := range at(p, "elements").Items() {
		for _, d := range each(e.Value) {
			if d.IsMap() && u.storesOf(section).one(e.Key.Value) && d.Get("assume") != nil {
				r := &rule{u: u, section: section}
				r.assume(e.Key.Value, d, layout.NewList(true))
			}
		}
	}
}

// loses adds to what an element loses the parts of it that stores names and that are neither
// written nor stamped: rules did not count these.
func (u *upgrader) loses(section string) {
	p := at(u.sections[section], "patch")
	for _, e := range at(p, "elements").Items() {
		for _, d := range each(e.Value) {
			if d.Get("loses") == nil || d.Get("complete") == nil {
				continue
			}
			list := at(d, "loses")
			for _, part := range u.storesOf(section).partsOf(e.Key.Value) {
				said := has(each(list), part) || has(each(at(d, "complete")), part) || at(d, "stamp").Get(part) != nil
				if !said && part != "type" {
					list.Add(layout.Text(part))
				}
			}
		}
	}
}

// partsOf returns the parts of an attribute that are stored, nil if nothing is said of them.
func (s *stores) partsOf(attribute string) []string {
	for _, d := range s.described(attribute) {
		if parts := d.Get("parts"); parts != nil {
			return texts(parts)
		}
	}
	return nil
}

// one reports whether the block says that one element of an attribute is stored.
func (s *stores) one(attribute string) bool {
	one := func(d *layout.Node) bool { return d.Get("max_elements") != nil }
	return slices.ContainsFunc(s.described(attribute), one)
}

func upsert(r *rule) string {
	if problem := r.patched(); problem != "" {
		return problem
	}
	var names []string
	paths := map[string]*layout.Node{}
	for _, path := range each(r.short(at(r.v, "paths"))) {
		name := attributeOf(path.Value)
		if paths[name] == nil {
			names, paths[name] = append(names, name), layout.NewList(true)
		}
		paths[name].Add(path)
	}
	for _, name := range names {
		r.written(name, paths[name])
	}
	return ""
}

// written says how elements of an attribute are written.
func (r *rule) written(attribute string, paths *layout.Node) {
	m := layout.NewMap(true)
	m.Put("paths", paths)
	write := snaked(at(r.v, "write"))
	m.Put("write", write)
	put(m, "complete", at(r.v, "complete"))
	put(m, "loses", at(r.v, "loses"))
	put(m, "stamp", at(r.v, "stamp"))
	elements := r.elementsOf()
	if has(each(write), "replace") {
		m.Put("adds", layout.Text("keep"))
	}
	r.assume(attribute, m, at(r.v, "assume"))
	for _, old := range each(at(elements, attribute)) {
		if at(old, "if").Same(r.cond) && old.Get("write") == nil && old.Get("adds") != nil {
			adds := at(old, "adds")
			said := func(e *layout.Entry) bool { return e.Key.Value == "adds" || e.Key.Value == "assume" }
			old.Entries = slices.DeleteFunc(old.Entries, said)
			if e := m.Get("adds"); e != nil {
				e.Value = adds
			}
			old.Entries = append(m.Entries, old.Entries...)
			r.made = append(r.made, elements.Get(attribute))
			return
		}
	}
	r.several(elements, attribute, r.note(m))
}

// attributeOf returns the attribute of a path, with its extension.
func attributeOf(path string) string {
	for i, c := range path {
		if c == '[' {
			return path[:i]
		}
	}
	return path
}
