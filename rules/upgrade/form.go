package upgrade

import (
	"slices"
	"strings"

	"scimshim/config/layout"
)

// items are the items of normalize that all names, in their order, and which endpoint alone each
// is for.
var items = []struct{ word, only string }{
	{"op_case", "all"}, {"foreign_members", ""}, {"urns", ""}, {"paths", ""}, {"names", ""}, {"shapes", ""},
	{"booleans", ""}, {"strings", ""}, {"member_lists", "groups"}, {"member_paths", "groups"}, {"empty_values", ""},
	{"cleared", ""}, {"one_primary", "users"}, {"forms", ""}, {"list_answers", ""}, {"error_answers", "all"},
	{"service_config", "all"}, {"schemas", ""}, {"json_texts", "users"}, {"partial_bodies", "users"},
	{"members_replaced", "groups"}, {"aliases", ""},
}

// normalize adds an item of the block normalize; at the top of the file if it is for one
// endpoint only.
func (r *rule) normalize(word string, options *layout.Node) string {
	for _, i := range items {
		if i.word == word && (i.only == r.section || i.only == "all" && r.section == "") {
			r.section = ""
		}
	}
	b := r.block(r.section, "normalize", aList)
	for _, e := range b.Value.Entries {
		if itemWord(e.Value) == word {
			if r.cond == nil && options == nil && e.Value.IsScalar() {
				carry(e, r.entry)
				return ""
			}
			return "normalize has " + word + " already; merge the two"
		}
	}
	value := layout.Text(word)
	if r.cond != nil {
		switch {
		case options == nil:
			options = layout.NewMap(true)
		case !options.IsMap():
			m := layout.NewMap(true)
			m.Put(optionKeys[word], options)
			options = m
		}
		r.note(options)
	}
	if options != nil {
		value = layout.NewMap(true)
		value.Put(word, options)
	}
	r.made = append(r.made, b.Value.Add(value))
	return ""
}

// optionKeys are the keys of options that stand alone where there are no others.
var optionKeys = map[string]string{
	"json_texts": "attributes", "urns": "forms", "paths": "as", "members_replaced": "action",
}

// itemWord returns the word of an item.
func itemWord(n *layout.Node) string {
	if n.IsMap() {
		return n.Entries[0].Key.Value
	}
	return n.Value
}

// plain returns the converter of a kind that is an item without options where it has a value.
func plain(item, kind, value string) func(r *rule) string {
	return func(r *rule) string {
		if r.v.Value != value {
			return "expected " + kind + ": " + value
		}
		return r.normalize(item, nil)
	}
}

// members returns the converter of a kind that is an item for the attribute members.
func members(item string) func(r *rule) string {
	return func(r *rule) string {
		if r.v.Value != "members" {
			return "the item " + item + " of normalize is for the members of groups only"
		}
		return r.normalize(item, nil)
	}
}

func lenient(r *rule) string {
	word := snake(r.v.Value)
	value := layout.Text(word)
	if r.cond != nil {
		value = layout.NewMap(true)
		value.Put("form", layout.Text(word))
		r.note(value)
	}
	b := r.block(r.section, "read", inRow)
	r.made = append(r.made, b.Value.Add(value))
	return ""
}

func coerce(r *rule) string {
	if r.v.IsScalar() {
		return r.normalize(r.v.Value, nil)
	}
	options := layout.NewMap(true)
	options.Put("drop", at(r.v, "drop"))
	return r.normalize("booleans", options)
}

func expand(r *rule) string {
	if r.v.Value == "keys" {
		return r.normalize("paths", nil)
	}
	return r.normalize("paths", layout.Text("values"))
}

func memberRemove(r *rule) string {
	if r.v.IsScalar() {
		return members("member_lists")(r)
	}
	p := r.block(r.section, "patch", aMap).Value.Sub("removes", true)
	value := layout.Text("list")
	if r.cond != nil {
		value = layout.NewMap(true)
		value.Put("by", layout.Text("list"))
		r.note(value)
	}
	r.made = append(r.made, p.Put(text(r.v, "attribute"), value))
	return ""
}

func parseText(r *rule) string {
	if text(r.v, "values") != "true" {
		return "json_texts of normalize also reads values without path; if that is what you want, write it by hand"
	}
	return r.normalize("json_texts", r.short(at(r.v, "attributes")))
}

func partial(r *rule) string {
	options := layout.NewMap(true)
	put(options, "patch", at(r.v, "patch"))
	put(options, "put_without", at(r.v, "put-without"))
	return r.normalize("partial_bodies", options)
}

func urn(r *rule) string {
	forms := texts(&layout.Entry{Value: r.v})
	if len(forms) == 4 {
		return r.normalize("urns", nil)
	}
	return r.normalize("urns", r.v)
}

func schemas(r *rule) string {
	if r.v.Value != "exact" {
		return "schemas of normalize makes the list match the body; if that is what you want, write it by hand"
	}
	return r.normalize("schemas", nil)
}

// prune is two items of normalize, of which one has three words.
func prune(r *rule) string {
	list := texts(&layout.Entry{Value: r.v})
	empty := 0
	for _, word := range []string{"nulls", "empty", "read-only"} {
		if slices.Contains(list, word) {
			empty++
		}
	}
	foreign := slices.Contains(list, "foreign")
	switch {
	case empty != 0 && empty != 3, slices.Contains(list, "answers"):
		return "empty_values of normalize removes nulls, empty values and read-only values; if that is what you " +
			"want, write it by hand"
	case empty == 0:
		return r.normalize("foreign_members", nil)
	case foreign:
		if problem := r.normalize("foreign_members", nil); problem != "" {
			return problem
		}
	}
	return r.normalize("empty_values", nil)
}

func alias(r *rule) string {
	options := layout.NewMap(true)
	options.Entries = append(options.Entries, r.v.Entries...)
	return r.normalize("aliases", options)
}

func echo(r *rule) string {
	b := r.block(r.section, "restore", aMap)
	if len(b.Value.Entries) > 0 {
		return "there can be only one restore block; merge the two"
	}
	b.Value.Put("attributes", r.short(at(r.v, "attributes")))
	b.Value.Put("equal", at(r.v, "equal"))
	r.note(b.Value)
	r.made = append(r.made, b)
	return ""
}

// tidyNormalize says all where no item of a client is missing, or but a few.
func (u *upgrader) tidyNormalize(e *layout.Entry) {
	list := e.Value
	options, except := layout.NewMap(false), layout.NewList(true)
	for _, i := range items[:18] {
		at := slices.IndexFunc(list.Entries, func(e *layout.Entry) bool { return itemWord(e.Value) == i.word })
		if at < 0 {
			except.Add(layout.Text(i.word))
		}
	}
	commented := false
	for _, item := range list.Entries {
		commented = commented || len(item.Head)+len(item.Foot) > 0 || item.Trail != ""
		if item.Value.IsMap() {
			options.Entries = append(options.Entries, item.Value.Entries...)
		}
	}
	switch {
	case u.root.Get("name") != nil && commented, len(except.Entries) > 6:
		list.Flow = !commented && !strings.Contains(string(list.Bytes()), "message")
	case len(except.Entries) == 0 && len(options.Entries) == 0:
		e.Value = layout.Text("all")
	default:
		if len(except.Entries) > 0 {
			options.Put("except", except)
		}
		e.Value = options
	}
}
