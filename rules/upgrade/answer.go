package upgrade

import (
	"slices"

	"scimshim/config/layout"
)

// location is what the proxy does by itself.
func location(r *rule) string {
	if r.cond != nil {
		return "the proxy always corrects addresses in answers; remove this"
	}
	return ""
}

func header(r *rule) string {
	b := r.block("", "headers", aMap)
	if len(b.Value.Entries) > 0 {
		return "there can be only one headers block; merge the two"
	}
	b.Value.Put("set", at(r.v, "set"))
	b.Value.Flow = true
	r.note(b.Value)
	r.made = append(r.made, b)
	return ""
}

// deleted puts what becomes of a DELETE: an action and what is told of it.
func (r *rule) deleted(word string, message *layout.Node) string {
	if r.section == "" {
		return "deletes is for users or for groups; write it once for each"
	}
	b := r.block(r.section, "deletes", aMap)
	param := r.oneParam("pass", "deactivate", "refuse")
	if old := b.Value.Get("action"); old != nil {
		if param == "" || old.Value.Value != "${"+param+"}" {
			return "deletes has a single action; use a parameter for it"
		}
		put(b.Value, "message", message)
		r.made = append(r.made, b)
		return ""
	}
	if param != "" {
		b.Value.Put("action", layout.Text("${"+param+"}"))
	} else {
		b.Value.Put("action", layout.Text(word))
		r.note(b.Value)
	}
	put(b.Value, "message", message)
	b.Value.Flow = true
	r.made = append(r.made, b)
	return ""
}

// oneParam returns the parameter of which the rule is for one value, if the values that it may
// have are all among some words; it can stand in the place of the word then.
func (r *rule) oneParam(all ...string) string {
	if len(r.cond.Items()) != 1 {
		return ""
	}
	name := r.cond.Entries[0].Key.Value
	declared := at(at(r.u.root, "params"), name)
	list := texts(declared.Get("one_of"))
	for _, word := range list {
		if !slices.Contains(all, word) {
			return ""
		}
	}
	if len(list) == 0 {
		return ""
	}
	return name
}

func deletion(r *rule) string { return r.deleted("deactivate", nil) }

func reply(r *rule) string {
	if text(r.v, "status") == "501" && len(r.methods) == 1 && r.methods[0] == "DELETE" && r.section != "" {
		return r.deleted("refuse", at(r.v, "detail"))
	}
	m := layout.NewMap(true)
	if len(r.resources) == 1 && r.section == "" {
		m.Put("endpoint", layout.Text(r.resources[0]))
	} else {
		m.Put("name", layout.Text(r.name))
	}
	if r.methods != nil {
		m.Put("method", words(r.methods...))
	}
	for _, e := range r.v.Entries {
		switch e.Key.Value {
		case "detail":
			m.Put("message", e.Value)
		case "assume":
			m.Put("assume", snaked(e.Value))
		default:
			carry(m.Put(e.Key.Value, e.Value), e)
		}
	}
	r.item("reply", r.note(m))
	return ""
}

// mapped adds an error to the block errors.
func (r *rule) mapped(when *layout.Node, rest func(m *layout.Node)) string {
	if r.section == "" && len(r.resources) == 1 {
		return "errors are for users, for groups or for all requests"
	}
	m := layout.NewMap(false)
	m.Put("name", layout.Text(r.name))
	if when != nil {
		if r.methods != nil {
			when.Put("method", words(r.methods...))
		}
		m.Put("when", when)
	} else if r.methods != nil {
		return "a shape of errors is for all methods"
	}
	rest(m)
	r.item("errors", r.note(m))
	return ""
}

// formOf returns which errors a rule is for.
func formOf(n *layout.Node) *layout.Node {
	when := layout.NewMap(true)
	for _, e := range n.Items() {
		switch e.Key.Value {
		case "status", "detail":
			when.Put(e.Key.Value, e.Value)
		case "scim-type":
			when.Put("scim_type", e.Value)
		}
	}
	return when
}

func emptyOn(r *rule) string {
	return r.mapped(formOf(r.v), func(m *layout.Node) { m.Put("answer", layout.Text("empty_list")) })
}

func idempotent(r *rule) string {
	when := formOf(r.v)
	when.Put("request", snaked(at(r.v, "on")))
	return r.mapped(when, func(m *layout.Node) { m.Put("answer", layout.Text("done")) })
}

func status(r *rule) string {
	then := at(r.v, "then")
	return r.mapped(formOf(at(r.v, "when")), func(m *layout.Node) {
		if answer := formOf(then); len(answer.Entries) > 0 {
			m.Put("answer", answer)
		}
		put(m, "cure", at(then, "cure"))
	})
}

func mapErrors(r *rule) string {
	if r.v.IsScalar() {
		return plain("error_answers", "errors", "repair")(r)
	}
	shape := layout.NewMap(true)
	var types *layout.Node
	for _, e := range r.v.Entries {
		switch e.Key.Value {
		case "media-types":
			shape.Put("media_types", e.Value)
		case "scim-types":
			types = layout.NewList(e.Value.Flow)
			for _, item := range e.Value.Entries {
				t := layout.NewMap(true)
				for _, option := range item.Value.Items() {
					key := option.Key.Value
					if key == "scim-type" {
						key = "scim_type"
					}
					t.Put(key, option.Value)
				}
				carry(types.Add(t), item)
			}
		default:
			shape.Put(e.Key.Value, e.Value)
		}
	}
	return r.mapped(nil, func(m *layout.Node) {
		m.Put("shape", shape)
		put(m, "scim_types", types)
	})
}
