package upgrade

import (
	"slices"

	"scimshim/config/layout"
)

// query puts an option of queries.
func (r *rule) query(word string, m *layout.Node) string {
	if !r.at("queries", word, m) {
		return "queries has " + word + " already; merge the two"
	}
	return ""
}

// asked returns the word of an option, or a mapping of it with the rule's if.
func (r *rule) asked(word string) *layout.Node {
	if r.cond == nil {
		return layout.Text(word)
	}
	m := layout.NewMap(true)
	m.Put("as", layout.Text(word))
	return r.note(m)
}

func accept(r *rule) string {
	b := r.block(r.section, "queries", aMap)
	q := b.Value
	fresh := q.Get("filters") == nil
	if fresh {
		q.Put("filters", layout.NewList(true))
	}
	list := q.Get("filters")
	for _, e := range r.v.Entries {
		value := r.form(e.Value)
		if r.cond != nil {
			if !value.IsMap() {
				m := layout.NewMap(true)
				m.Put("form", value)
				value = m
			}
			value.Put("name", layout.Text(r.name+suffix(len(list.Value.Entries))))
			r.note(value)
		}
		item := list.Value.Add(value)
		carry(item, e)
		r.made = append(r.made, item)
	}
	if fresh {
		r.made = append([]*layout.Entry{list}, r.made...)
	}
	return ""
}

// suffix tells the first of several from the others.
func suffix(i int) string {
	if i == 0 {
		return ""
	}
	return "_" + string(rune('a'+i%26))
}

// form writes a form of filters.
func (r *rule) form(n *layout.Node) *layout.Node {
	if !n.IsMap() {
		return r.short(n)
	}
	m := layout.NewMap(true)
	for _, e := range n.Entries {
		v := e.Value
		switch {
		case e.Key.Value == "operators" && len(each(v)) == 10:
			v = layout.Text("any")
		case e.Key.Value == "attributes" || e.Key.Value == "form":
			v = r.short(v)
		}
		carry(m.Put(e.Key.Value, v), e)
	}
	return m
}

func filter(r *rule) string {
	if r.methods != nil && !slices.Contains(r.methods, "GET") {
		return "filter is for queries"
	}
	m := layout.NewMap(true)
	for _, e := range r.v.Entries {
		switch e.Key.Value {
		case "match", "to":
			m.Put(e.Key.Value, r.short(e.Value))
		case "assume":
			m.Put("assume", snaked(e.Value))
		default:
			m.Put(e.Key.Value, e.Value)
		}
	}
	r.item("filter", r.note(m))
	return ""
}

// agree is the guard of a filter.
func agree(r *rule) string {
	for _, f := range r.u.done {
		if f.kind != "filter" || f.section != r.section || !f.cond.Same(r.cond) || len(f.made) == 0 {
			continue
		}
		if f.made[0].Value.Get("assume") == nil || f.made[0].Value.Get("guard") != nil {
			continue
		}
		g := layout.NewMap(true)
		g.Put("attributes", r.short(at(r.v, "attributes")))
		g.Put("action", action(r.v.Get("otherwise")))
		put(g, "message", at(r.v, "says"))
		f.made[0].Value.Put("guard", g)
		r.made = append(r.made, f.made[0])
		return ""
	}
	return "comparing two attributes now belongs to the filter that assumes they are equal: write filter: " +
		"{match: ..., to: ..., assume: complete, guard: {attributes: [...], action: ...}}"
}

func indexed(r *rule) string { return r.query("index", r.note(r.copied())) }

func plan(r *rule) string { return r.query("beyond", r.note(r.copied())) }

func page(r *rule) string { return r.query("pages", r.note(r.copied())) }

// copied returns the rule's mapping as it is.
func (r *rule) copied() *layout.Node {
	m := layout.NewMap(true)
	m.Entries = append(m.Entries, r.v.Entries...)
	return m
}

func paginate(r *rule) string { return r.query("pages", r.asked("none")) }

func project(r *rule) string {
	return r.query("projection", r.asked(projections[r.v.Value]))
}

// projections are the words of projection by those of the kind project.
var projections = map[string]string{
	"one": "one_parameter", "local": "none", "members": "members_only", "enforce": "enforce",
}

func sorting(r *rule) string {
	if r.v.IsScalar() {
		return r.query("sort", r.asked("never"))
	}
	m := layout.NewMap(true)
	m.Put("by", r.short(at(r.v, "by")))
	if text(r.v, "order") == "always" {
		m.Put("needs_order", layout.Word("true"))
	}
	return r.query("sort", r.note(m))
}

func loose(r *rule) string {
	list, refuse := r.v, false
	if r.v.IsMap() {
		list, refuse = at(r.v, "attributes"), text(r.v, "otherwise") == "refuse"
	}
	q := r.block(r.section, "queries", aMap).Value
	if q.Get("unproven") == nil {
		q.Put("unproven", layout.NewMap(true))
	}
	at := q.Get("unproven")
	for _, attribute := range each(list) {
		m := layout.NewMap(true)
		m.Put("action", layout.Text(map[bool]string{true: "refuse", false: "pass"}[refuse]))
		name := r.short(attribute).Value
		if at.Value.Get(name) != nil {
			return "queries has " + name + " among unproven already; merge the two"
		}
		at.Value.Put(name, r.note(m))
	}
	r.made = append(r.made, at)
	return ""
}
