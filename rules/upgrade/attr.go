package upgrade

import (
	"slices"
	"strings"

	"scimshim/config/layout"
)

func rename(r *rule) string {
	_, problem := r.writes()
	switch {
	case r.methods == nil:
	case problem != "" || text(r.v, "answers") != "false":
		return "rename applies to all requests and their answers; remove the methods, or write set and drop"
	default:
		r.u.remark(r.entry, "rename now applies to all requests, not only to %s", strings.Join(r.methods, ", "))
	}
	from := r.short(at(r.v, "from"))
	for _, e := range r.block(r.section, "rename", aList).Value.Entries {
		if at(e.Value, "from").Same(from) {
			return "rename has " + from.Value + " already; merge the two"
		}
	}
	m := layout.NewMap(true)
	m.Put("from", from)
	m.Put("to", r.short(at(r.v, "to")))
	if text(r.v, "answers") == "false" {
		m.Put("in", layout.Text("requests"))
	}
	r.item("rename", r.note(m))
	return ""
}

// setAt puts what an attribute is set to.
func (r *rule) setAt(m *layout.Node) string {
	attribute := r.short(at(r.v, "attribute")).Value
	if !r.at("set", attribute, r.note(m)) {
		return "set has " + attribute + " already; merge the two, with an expression or in stores"
	}
	return ""
}

func fallback(r *rule) string {
	methods, problem := r.only("POST", "PUT")
	if problem != "" {
		return problem
	}
	m := layout.NewMap(true)
	put(m, "value", at(r.v, "value"))
	put(m, "from", at(r.v, "to"))
	put(m, "only_if", at(r.v, "only-if"))
	put(m, "stamp", at(r.v, "stamp"))
	put(m, "methods", methods)
	return r.setAt(m)
}

func set(r *rule) string {
	methods, problem := r.writes()
	if problem != "" {
		return problem
	}
	attribute, sub, ok := strings.Cut(text(r.v, "attribute"), ".")
	if ok && (sub == "type" || sub == "primary") && r.u.storesOf(r.section).has(attribute) {
		return r.given(attribute, sub, methods)
	}
	m := layout.NewMap(true)
	put(m, "value", at(r.v, "value"))
	put(m, "from", at(r.v, "to"))
	put(m, "beside", at(r.v, "sibling"))
	if strings.Contains(attribute, "[") {
		m.Put("existing", layout.Word("true"))
	}
	if text(r.v, "overwrite") == "true" {
		m.Put("when", layout.Text("always"))
	}
	if text(r.v, "once") == "true" {
		m.Put("first", layout.Word("true"))
	}
	put(m, "methods", methods)
	return r.setAt(m)
}

func typed(r *rule) string {
	m := layout.NewMap(true)
	m.Put("value", at(r.v, "as"))
	m.Put("in", layout.Text("answers"))
	m.Put("assume", snaked(at(r.v, "assume")))
	attribute := text(r.v, "attribute") + ".type"
	if !r.at("set", attribute, r.note(m)) {
		return "set has " + attribute + " already; give the two names"
	}
	return ""
}

func value(r *rule) string {
	if r.methods != nil {
		return "convert applies to all requests, otherwise a query would not find what was written; remove the " +
			"methods"
	}
	m := layout.NewMap(false)
	for _, e := range r.v.Entries {
		switch e.Key.Value {
		case "attribute":
		case "replace":
			m.Put("patterns", e.Value)
		case "otherwise":
			word := e.Value
			if word.Value == "ignore" {
				word = layout.Text("drop")
			}
			m.Put("no_match", word)
		case "assume":
			m.Put("assume", snaked(e.Value))
		case "filter":
			m.Put("filters", e.Value)
		default:
			m.Put(e.Key.Value, e.Value)
		}
	}
	m.Flow = true
	attribute := r.short(at(r.v, "attribute")).Value
	if !r.at("convert", attribute, r.note(m)) {
		return "convert has " + attribute + " already; merge the two"
	}
	return ""
}

func drop(r *rule) string {
	m := layout.NewMap(true)
	m.Put("name", layout.Text(r.name))
	m.Put("attributes", r.short(r.v))
	if r.methods != nil {
		m.Put("method", words(r.methods...))
	}
	r.item("drop", r.note(m))
	return ""
}

func hide(r *rule) string {
	m := layout.NewMap(true)
	m.Put("name", layout.Text(r.name))
	m.Put("attributes", r.short(at(r.v, "empty")))
	m.Put("in", layout.Text("answers"))
	m.Put("when", layout.Text("empty"))
	r.item("drop", r.note(m))
	return ""
}

// tidyDrop writes one list of attributes where that says all.
func (u *upgrader) tidyDrop(e *layout.Entry) {
	if len(e.Value.Entries) != 1 {
		return
	}
	item := e.Value.Entries[0]
	carry(e, item)
	named := func(e *layout.Entry) bool { return e.Key.Value == "name" }
	keys := slices.DeleteFunc(slices.Clone(item.Value.Entries), named)
	if len(keys) == 1 && keys[0].Value.IsList() {
		e.Value = keys[0].Value
		e.Value.Flow = true
		return
	}
	e.Value = item.Value
}
