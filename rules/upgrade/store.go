package upgrade

import (
	"slices"

	"scimshim/config/layout"
	"scimshim/rules/kind"
)

// A stores is the block of a section that is being made. What is said of other attributes is
// put last, for it depends on the descriptions.
type stores struct {
	r       *rule // the first
	section string
	kept    []kept // the rules of the kind keep, with lists
}

// A kept is what one of them says.
type kept struct {
	methods []string
	list    []*layout.Node
}

// storesOf returns the block stores of a section.
func (u *upgrader) storesOf(section string) *stores {
	s := u.stores[section]
	if s == nil {
		s = &stores{section: section}
		u.stores[section] = s
	}
	return s
}

// block returns the mapping of the block.
func (s *stores) block(r *rule) *layout.Node {
	s.r = r
	return r.block(s.section, "stores", aMap).Value
}

// has reports whether rules for the elements of an attribute were met.
func (s *stores) has(attribute string) bool {
	return slices.ContainsFunc(s.described(attribute), func(d *layout.Node) bool {
		return d.Get("elements") != nil || d.Get("max_elements") != nil
	})
}

// described returns the descriptions of an attribute.
func (s *stores) described(attribute string) []*layout.Node {
	if s.r == nil {
		return nil
	}
	return each(at(s.r.u.sections[s.section].Get("stores").Value, attribute))
}

// fits reports whether what a description says can be said by another one as well: it is for
// the same requests, and not both have something to decide.
func fits(d, old *layout.Node) bool {
	for _, word := range []string{"methods", "if"} {
		if !at(d, word).Same(at(old, word)) {
			return false
		}
	}
	decides := func(n *layout.Node) bool { return n.Get("action") != nil || n.Get("message") != nil }
	if decides(d) && decides(old) || d.Get("parts") != nil || old.Get("parts") != nil {
		return false
	}
	return true
}

// sharesStep reports whether two descriptions have an option in common of which each is a step.
func sharesStep(d, old *layout.Node) bool {
	return slices.ContainsFunc(stepWords, func(word string) bool { return d.Get(word) != nil && old.Get(word) != nil })
}

// describe adds a description of an attribute, or what it says to one that it fits.
func (r *rule) describe(attribute string, d *layout.Node) {
	r.inStores = true
	s := r.u.storesOf(r.section)
	b := s.block(r)
	e := b.Get(attribute)
	if e == nil {
		r.made = append(r.made, b.Put(attribute, d))
		return
	}
	twice := slices.ContainsFunc(each(e.Value), func(old *layout.Node) bool { return sharesStep(d, old) })
	for _, old := range each(e.Value) {
		if !twice && fits(d, old) {
			for _, option := range d.Entries {
				if old.Get(option.Key.Value) == nil {
					old.Entries = append(old.Entries, option)
				}
			}
			r.made = append(r.made, e)
			return
		}
	}
	if twice && d.Get("name") == nil {
		r.nameIn(d)
	}
	r.made = append(r.made, inList(e).Add(d))
}

// stepWords are the options of which each is a step.
var stepWords = []string{
	"elements", "max_elements", "parts", "type", "primary", "required", "max_length", "pattern", "characters",
	"per_request", "stored", "immutable",
}

// decided adds the options that decide to a description, and describes the attribute by it.
func (r *rule) decided(attribute, otherwise string, d *layout.Node, all ...string) string {
	methods, problem := r.only(all...)
	if problem != "" {
		return problem
	}
	put(d, "methods", methods)
	put(d, "action", action(r.v.Get(otherwise)))
	put(d, "message", at(r.v, "says"))
	r.describe(attribute, r.note(d))
	return ""
}

func only(r *rule) string {
	d := layout.NewMap(true)
	d.Put("elements", r.short(at(r.v, "where")))
	return r.decided(r.attribute(), "otherwise", d, kind.Writes...)
}

// attribute returns the attribute of a rule.
func (r *rule) attribute() string { return r.short(at(r.v, "attribute")).Value }

// single is an option of stores, or one of four that are an item of normalize.
func single(r *rule) string {
	if text(r.v, "keep") == "primary" {
		return onePrimary(r)
	}
	d := layout.NewMap(true)
	d.Put("max_elements", layout.Word("1"))
	put(d, "prefer", at(r.v, "prefer"))
	return r.decided(r.attribute(), "", d, kind.Writes...)
}

// onePrimary is one of the rules of the item one_primary, which come together.
func onePrimary(r *rule) string {
	prefers := texts(r.v.Get("prefer"))
	prefer := slices.Equal(prefers, []string{`type eq "work"`}) && r.attribute() != "roles" ||
		len(prefers) == 0 && r.attribute() == "roles"
	attributes := []string{"emails", "phoneNumbers", "roles", "addresses"}
	if !prefer || !slices.Contains(attributes, r.attribute()) {
		return "one_primary of normalize keeps the value of type work primary, in e-mails, phone numbers, roles " +
			"and addresses; if that is what you want, write it by hand"
	}
	found := 0
	for _, e := range r.u.root.Get("rules").Value.Items() {
		v := at(e.Value, "single")
		if text(v, "keep") == "primary" && slices.Contains(attributes, text(v, "attribute")) {
			found++
		}
	}
	if found != len(attributes) {
		return "one_primary of normalize acts on e-mails, phone numbers, roles and addresses; if that is what " +
			"you want, write it by hand"
	}
	r.section = ""
	for _, e := range r.block("", "normalize", aList).Value.Entries {
		if itemWord(e.Value) == "one_primary" {
			r.made = append(r.made, e)
			return ""
		}
	}
	return r.normalize("one_primary", nil)
}

// given puts the type or primary of the elements of an attribute.
func (r *rule) given(attribute, sub string, methods *layout.Node) string {
	d := layout.NewMap(true)
	value := at(r.v, "value")
	always, first := text(r.v, "overwrite") == "true", text(r.v, "once") == "true"
	switch {
	case sub == "type" && !always && !first && value != nil:
		d.Put("type", value)
	case sub == "type", value == nil || value.Value != "true":
		return "stores only gives a type to elements that have none, and makes them primary; for more write set"
	default:
		word := r.primary(attribute, always, first, methods)
		if word == nil {
			return "primary: always makes one element primary; write max_elements: 1 if the target stores only one"
		}
		d.Put("primary", word)
	}
	put(d, "methods", methods)
	r.describe(attribute, r.note(d))
	return ""
}

// primary returns which elements become primary, nil if there is no word for it.
func (r *rule) primary(attribute string, always, first bool, methods *layout.Node) *layout.Node {
	alone := r.u.storesOf(r.section).one(attribute)
	switch {
	case always && (alone || first):
		return layout.Text("always")
	case always:
		return nil
	case !first:
		return layout.Word("true")
	}
	if by := r.u.replaced(r.section, attribute); by != nil && alone {
		r.primaryOfAdds(attribute, by, methods)
	}
	return layout.Text("first")
}

// replaced returns the rule that made a replace of an add of an attribute, nil if there is none.
func (u *upgrader) replaced(section, attribute string) *rule {
	for _, r := range u.done {
		if r.kind == "change-op" && r.section == section && r.attribute() == attribute {
			return r
		}
	}
	return nil
}

// primaryOfAdds makes the elements of an add primary that becomes a replace, but is still an add
// when stores acts.
func (r *rule) primaryOfAdds(attribute string, by *rule, methods *layout.Node) {
	which := layout.Word("true")
	if where := at(by.v, "where"); where != nil {
		which = layout.NewMap(true)
		which.Put("where", r.short(where))
	}
	d := layout.NewMap(true)
	d.Put("name", layout.Text(r.name+"_of_adds"))
	d.Put("primary", which)
	put(d, "methods", methods)
	r.describe(attribute, r.note(d))
}

func limit(r *rule) string {
	d := layout.NewMap(true)
	put(d, "max_length", at(r.v, "longest"))
	put(d, "pattern", at(r.v, "fits"))
	if text(r.v, "in") == "filters" {
		q := r.block(r.section, "queries", aMap).Value.Sub("values", false)
		put(d, "message", at(r.v, "says"))
		if q.Get(r.attribute()) != nil {
			return "queries has " + r.attribute() + " among values already; merge the two"
		}
		r.made = append(r.made, q.Put(r.attribute(), r.note(d)))
		return ""
	}
	return r.decided(r.attribute(), "otherwise", d, kind.Writes...)
}

// textsRule is texts, empty_texts, the characters of an attribute, or texts of queries.
func textsRule(r *rule) string {
	m := layout.NewMap(true)
	empty := text(r.v, "refuse") == "^$"
	filters := text(r.v, "filters") == "true"
	methods, problem := r.writes()
	switch {
	case filters:
		m.Put("refuse", at(r.v, "refuse"))
		put(m, "except", r.short(at(r.v, "except")))
		put(m, "message", at(r.v, "says"))
		return r.query("texts", r.note(m))
	case problem != "":
		return problem
	}
	if list := at(r.v, "attributes"); list != nil {
		for _, attribute := range each(list) {
			d := layout.NewMap(true)
			refuse := layout.NewMap(true)
			refuse.Put("refuse", at(r.v, "refuse"))
			d.Put("characters", refuse)
			if problem := r.decided(r.short(attribute).Value, "", d, kind.Writes...); problem != "" {
				return problem
			}
		}
		return ""
	}
	word := "empty_texts"
	if !empty {
		word = "texts"
		m.Put("refuse", at(r.v, "refuse"))
	}
	put(m, "except", r.short(at(r.v, "except")))
	put(m, "message", at(r.v, "says"))
	put(m, "methods", methods)
	r.several(r.stored(), word, r.note(m))
	return ""
}

// stored returns the mapping of stores, for which the rule is noted.
func (r *rule) stored() *layout.Node { return r.u.storesOf(r.section).block(r) }

func require(r *rule) string {
	list := r.short(at(r.v, "attributes"))
	if in := at(r.v, "in"); in != nil {
		d := layout.NewMap(true)
		d.Put("required", list)
		return r.decided(r.short(in).Value, "otherwise", d, kind.Writes...)
	}
	methods := r.methods
	if methods == nil {
		methods = kind.Writes
	}
	m := layout.NewMap(true)
	m.Put("attributes", list)
	if slices.Contains(methods, "PATCH") || len(methods) < 2 {
		some, problem := r.writes()
		if problem != "" {
			return problem
		}
		if some == nil {
			some = words(kind.Writes...)
		}
		m.Put("methods", some)
	}
	put(m, "message", at(r.v, "says"))
	r.several(r.stored(), "required", r.note(m))
	return ""
}

func found(r *rule) string {
	for _, attribute := range each(at(r.v, "attributes")) {
		d := layout.NewMap(true)
		d.Put("stored", layout.Word("false"))
		put(d, "where", r.short(at(r.v, "where")))
		if problem := r.decided(r.short(attribute).Value, "then", d, kind.Writes...); problem != "" {
			return problem
		}
	}
	return ""
}

func atMost(r *rule) string {
	values, operations := at(r.v, "values"), at(r.v, "operations")
	switch {
	case values != nil && operations != nil:
		return "write per_request in stores for the values, and max_operations in patch for the operations"
	case operations != nil:
		return maxOperations(r)
	}
	d := layout.NewMap(true)
	d.Put("per_request", values)
	return r.decided(r.attribute(), "", d, kind.Writes...)
}
