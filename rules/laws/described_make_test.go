package laws_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// A described is a target as a rule file describes it: what it stores of users, and in which
// forms it takes PATCH. It is made at random.
type described struct {
	r      *rand.Rand
	lists  []*describedList
	single []string // the attributes of one value that it stores, by their names in a file
	never  []string // forms that it does not take
	drops  bool     // whether operations of these are dropped, and the request not refused
	once   []string
	title  int    // the length of a title; zero for any
	fixed  string // an attribute that no PATCH changes
}

// A describedList is what a target stores of an attribute of several values.
type describedList struct {
	name  string
	types []string // nil for all
	one   bool     // whether it stores one element
	parts []string // nil for all
	write []string // the forms in which an element is written; none where a PATCH selects it
}

// listKinds are the types and parts that elements of Entra's default mapping may have.
var listKinds = []describedList{
	{name: "emails", types: []string{"work", "other", "home"}, parts: []string{"value", "type"}},
	{name: "phoneNumbers", types: []string{"work", "mobile", "fax"}, parts: []string{"value", "type"}},
	{name: "addresses", types: []string{"work", "home"},
		parts: []string{"type", "streetAddress", "locality", "region", "postalCode", "country"}},
}

// singles are attributes of one value that a target may store.
var singles = []string{
	"displayName", "title", "preferredLanguage", "name.givenName", "name.familyName", "name.formatted", "externalId",
	"nickName", "userType", "enterprise.employeeNumber", "enterprise.department", "enterprise.manager.value",
}

// describe makes a description.
func describe(r *rand.Rand) *described {
	d := &described{r: r, single: []string{"userName", "active"}}
	for _, name := range singles {
		if d.chance(70) {
			d.single = append(d.single, name)
		}
	}
	for _, k := range listKinds {
		if d.chance(85) {
			d.lists = append(d.lists, d.list(k))
		}
	}
	d.forms()
	if d.chance(40) {
		d.once = []string{"userName", "active"}
	}
	if d.chance(30) && slices.Contains(d.single, "title") {
		d.title = 8 + r.IntN(10)
	}
	if d.chance(20) {
		d.fixed = pickOf(r, "userName", "displayName", "externalId")
	}
	return d
}

func (d *described) chance(percent int) bool { return d.r.IntN(100) < percent }

func pickOf[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// list describes a list: which types it has room for, and how an element is written.
func (d *described) list(of describedList) *describedList {
	l := &describedList{name: of.name, types: of.types}
	switch d.r.IntN(3) {
	case 0:
		l.types, l.one = []string{pickOf(d.r, of.types...)}, true
	case 1:
		l.types = of.types[:2]
	}
	if d.chance(70) || l.one && of.name == "addresses" {
		l.parts = of.parts
	}
	switch {
	case l.one:
		l.write = pickOf(d.r, []string{"replace"}, []string{"replace", "in_place"}, nil)
	case l.parts != nil:
		l.write = pickOf(d.r, []string{"remove_add"}, []string{"remove_add", "in_place"}, []string{"in_place"}, nil)
	}
	return l
}

// forms chooses what the target does not take, but for what it is to take by its description.
func (d *described) forms() {
	d.drops = d.chance(50)
	for _, form := range []string{
		"empty_value", "remove_with_value", "flat_keys", "missing_value", "missing_path", "foreign_member", "not_object",
		"element_type", "core_urn", "every_element",
	} {
		if d.chance(60) {
			d.never = append(d.never, form)
		}
	}
	for form, takes := range map[string][]string{
		"filtered_add": nil, "filtered_replace": {"in_place"}, "filtered_remove": {"remove_add", "in_place", "replace"},
	} {
		needed := slices.ContainsFunc(d.lists, func(l *describedList) bool {
			return slices.ContainsFunc(l.write, func(w string) bool { return slices.Contains(takes, w) })
		})
		if !needed && d.chance(40) {
			d.never = append(d.never, form)
		}
	}
	slices.Sort(d.never)
}

// file returns the description as a rule file.
func (d *described) file() string {
	var b strings.Builder
	b.WriteString("name: described\nfor: target\nusers:\n  queries: {filters: ['id eq {v}']}\n  stores:\n")
	for _, l := range d.lists {
		fmt.Fprintf(&b, "    %s: {%s}\n", l.name, strings.Join(l.says(), ", "))
	}
	for _, name := range d.single {
		if says := d.says(name); len(says) > 0 {
			fmt.Fprintf(&b, "    %s: {%s}\n", name, strings.Join(says, ", "))
		}
	}
	fmt.Fprintf(&b, "    attributes: [%s]\n    others: drop\n  patch:\n", strings.Join(d.single, ", "))
	d.patchBlock(&b)
	b.WriteString("groups:\n  queries: {filters: ['id eq {v}']}\n  stores: {members: {parts: [value]}}\n")
	return b.String()
}

// says returns what is said of an attribute of one value.
func (d *described) says(name string) []string {
	var says []string
	if name == "title" && d.title > 0 {
		says = append(says, fmt.Sprintf("max_length: %d", d.title))
	}
	if name == d.fixed {
		says = append(says, "immutable: true, action: drop")
	}
	return says
}

func (l *describedList) says() []string {
	var terms []string
	for _, t := range l.types {
		terms = append(terms, fmt.Sprintf("type eq %q", t))
	}
	says := []string{"elements: '" + strings.Join(terms, " or ") + "'"}
	if l.one {
		says = append(says, "max_elements: 1")
	}
	if l.parts != nil {
		says = append(says, "parts: ["+strings.Join(l.parts, ", ")+"]")
	}
	return says
}

func (d *described) patchBlock(b *strings.Builder) {
	elements := ""
	for _, l := range d.lists {
		if l.write != nil {
			elements += fmt.Sprintf("      %s: [%s]\n", l.name, strings.Join(l.write, ", "))
		}
	}
	if elements != "" {
		b.WriteString("    elements:\n" + elements)
	}
	if d.once != nil {
		fmt.Fprintf(b, "    once: [%s]\n", strings.Join(d.once, ", "))
	}
	b.WriteString("    empties: [empty_list]\n    leaver: [filtered_add, filtered_replace]\n    never:\n")
	action := "refuse"
	if d.drops {
		action = "drop"
	}
	fmt.Fprintf(b, "      - {name: forms, forms: [nested_filter, %s], action: %s}\n", strings.Join(d.never, ", "), action)
}

// resource returns what such a target may have of a user.
func (d *described) resource() map[string]any {
	doc := map[string]any{"username": "u0@example.com", "active": d.chance(70)}
	for _, name := range d.single[2:] {
		if !d.chance(60) {
			continue
		}
		name = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(name, "enterprise."), ".value"))
		holder, sub, inside := strings.Cut(name, ".")
		if !inside {
			doc[name] = "old " + name[:3]
			continue
		}
		o, _ := doc[holder].(map[string]any)
		if o == nil {
			o = map[string]any{}
			doc[holder] = o
		}
		o[sub] = "old " + sub
	}
	for _, l := range d.lists {
		doc[strings.ToLower(l.name)] = d.elements(l)
	}
	return doc
}

func (d *described) elements(l *describedList) []any {
	var list []any
	for _, t := range l.types {
		if !d.chance(60) {
			continue
		}
		element := map[string]any{"type": t}
		for _, part := range listKinds[slices.IndexFunc(listKinds, func(k describedList) bool { return k.name == l.name })].parts {
			if part != "type" {
				element[strings.ToLower(part)] = "old " + part
			}
		}
		if l.parts == nil && d.chance(50) {
			other := map[string]string{"addresses": "formatted"}[l.name]
			element[cmp.Or(other, "display")] = "old"
		}
		list = append(list, element)
	}
	return list
}
