package upgrade

import (
	"slices"

	"scimshim/config/layout"
)

// forms are what no pack of a client lets through: the item forms of normalize.
var forms = []string{
	"remove-value", "missing-value", "missing-path", "not-object", "empty-object", "foreign-member", "flat-keys",
	"core-urn",
	"element-type", "value-type",
}

// option puts an option of patch.
func (r *rule) option(word string, value *layout.Node) *layout.Node {
	p := r.block(r.section, "patch", aMap).Value
	if e := p.Get(word); e != nil {
		return e.Value
	}
	e := p.Put(word, value)
	r.made = append(r.made, e)
	return nil
}

// patched writes the methods away, since patch is for PATCH alone.
func (r *rule) patched() string {
	if r.methods != nil && !slices.Contains(r.methods, "PATCH") {
		return "patch is about PATCH"
	}
	return ""
}

// formWords writes the forms of PATCH in the words of blocks.
func formWords(n *layout.Node) *layout.Node {
	list := layout.NewList(true)
	for _, item := range each(n) {
		word := snake(item.Value)
		if word == "remove_value" {
			word = "remove_with_value"
		}
		list.Add(layout.Text(word))
	}
	return list
}

func patchLimits(r *rule) string {
	if problem := r.patched(); problem != "" {
		return problem
	}
	options := r.v.IsMap() && len(r.v.Entries) > 1
	list := r.v
	if r.v.IsMap() {
		list = at(r.v, "refuse")
	}
	plainForms := texts(&layout.Entry{Value: list})
	switch {
	case !options && r.section == "" && same(plainForms, forms):
		return r.normalize("forms", nil)
	case slices.Equal(plainForms, []string{"replace-all"}) && r.replacedRefused():
		return ""
	case text(r.v, "leaver") == "only":
		return r.listed("leaver", "forms", formWords(list))
	}
	r.never(list, options)
	return ""
}

// never puts forms that are refused, in a mapping if there are options.
func (r *rule) never(list *layout.Node, options bool) {
	words := formWords(list)
	p := r.block(r.section, "patch", aMap).Value
	if p.Get("never") == nil {
		p.Put("never", layout.NewList(true))
	}
	e := p.Get("never")
	if !options && r.cond == nil {
		for _, item := range words.Entries {
			there := func(o *layout.Entry) bool { return o.Value.Same(item.Value) }
			if !slices.ContainsFunc(e.Value.Entries, there) {
				e.Value.Entries = append(e.Value.Entries, item)
			}
		}
		r.made = append(r.made, e)
		return
	}
	m := layout.NewMap(true)
	m.Put("forms", words)
	if r.v.IsMap() {
		put(m, "except", r.short(at(r.v, "except")))
		put(m, "action", action(r.v.Get("otherwise")))
		put(m, "message", at(r.v, "says"))
	}
	for _, old := range e.Value.Entries {
		first := at(old.Value, "forms")
		if first != nil && first.Entries[0].Value.Same(words.Entries[0].Value) {
			r.nameIn(m)
			break
		}
	}
	r.made = append(r.made, e.Value.Add(r.note(m)))
}

// same reports whether two lists have the same words.
func same(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// replacedRefused puts the message of a replace of all members where a parameter says what
// becomes of it.
func (r *rule) replacedRefused() bool {
	if r.oneParam("add", "refuse", "pass") == "" || r.section != "groups" {
		return false
	}
	n := r.u.sections[""].Get("normalize")
	if n == nil {
		return false
	}
	for _, e := range n.Value.Entries {
		if itemWord(e.Value) != "members_replaced" {
			continue
		}
		options := e.Value.Entries[0]
		if !options.Value.IsMap() {
			m := layout.NewMap(false)
			m.Put("action", options.Value)
			options.Value = m
		}
		put(options.Value, "message", at(r.v, "says"))
		r.made = append(r.made, e)
		return true
	}
	return false
}

// listed puts an option that is a list, which several rules may add to.
func (r *rule) listed(word, key string, list *layout.Node) string {
	value := list
	if r.cond != nil {
		value = layout.NewMap(true)
		value.Put(key, list)
		r.note(value)
	}
	old := r.option(word, value)
	switch {
	case old == nil:
	case old.IsList() && value.IsList():
		old.Entries = append(old.Entries, list.Entries...)
		r.made = append(r.made, r.block(r.section, "patch", aMap).Value.Get(word))
	default:
		return "patch has " + word + " already; merge the two"
	}
	return ""
}

func last(r *rule) string {
	if problem := r.patched(); problem != "" {
		return problem
	}
	return r.listed("once", "attributes", r.short(r.v))
}

func clearing(r *rule) string {
	list := texts(r.v.Get("values"))
	if r.v.Get("except") == nil && r.u.side() != "target" && same(list, []string{"empty-text", "null"}) {
		return r.normalize("cleared", nil)
	}
	words := layout.NewList(true)
	for _, word := range list {
		word = snake(word)
		if word == "null" {
			word = "null_value"
		}
		words.Add(layout.Text(word))
	}
	value := words
	if r.v.Get("except") != nil || r.cond != nil {
		value = layout.NewMap(true)
		value.Put("values", words)
		put(value, "except", r.short(at(r.v, "except")))
		r.note(value)
	}
	for _, section := range r.sectionsOfPatch() {
		r.section = section
		if r.option("empties", value) != nil {
			return "patch has empties already; merge the two"
		}
	}
	return ""
}

// sectionsOfPatch returns where an option for both endpoints is stated: in the sections if
// these say something of PATCH that follows it, as what is refused.
func (r *rule) sectionsOfPatch() []string {
	if r.section != "" {
		return []string{r.section}
	}
	for _, e := range r.u.root.Get("rules").Value.Items()[r.index+1:] {
		resources := texts(at(e.Value, "when").Get("resource"))
		if len(resources) == 1 && e.Value.Get("patch-limits") != nil {
			return []string{"users", "groups"}
		}
	}
	return []string{""}
}

// side returns whether the file is for a client or a target.
func (u *upgrader) side() string { return text(u.root, "for") }

func maxOperations(r *rule) string {
	m := layout.NewMap(true)
	put(m, "attribute", r.short(at(r.v, "attribute")))
	m.Put("most", at(r.v, "operations"))
	put(m, "message", at(r.v, "says"))
	p := r.block(r.section, "patch", aMap).Value
	if p.Get("max_operations") == nil {
		p.Put("max_operations", layout.NewList(false))
	}
	r.made = append(r.made, p.Get("max_operations").Value.Add(r.note(m)))
	return ""
}
