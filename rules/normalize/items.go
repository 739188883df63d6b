package normalize

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/answer"
	"scimshim/rules/form"
	"scimshim/rules/kind"
	"scimshim/rules/patch"
	"scimshim/rules/store"
)

// An item is a word of the block.
type item struct {
	word    string
	named   bool     // whether it is wanted only where it is named
	only    string   // the endpoint that it is for; anywhere for all there are, empty for those of the block
	methods []string // nil for all
	phase   *kind.Phase
	rules   func(o *options) []made
}

// A made is a rule of an item. Its key tells it from others of the item.
type made struct {
	key  string
	make func(b *kind.Build) rewrite.Rule
}

// anywhere is every endpoint, that of discovery and those that nobody knows included.
const anywhere = "anywhere"

var (
	writes  = kind.Writes
	patches = []string{"PATCH"}
	queries = []string{"GET"}
	send    = kind.Send
	members = filter.Path{Name: "members"}
)

// items are the items in the order in which they act.
var items = []item{
	{word: "partial_bodies", named: true, only: "Users", methods: []string{"PUT", "PATCH"}, rules: partialBodies},
	{word: "aliases", named: true, rules: aliases},
	{word: "op_case", only: anywhere, methods: patches, rules: plain(form.LowerOps)},
	{word: "foreign_members", methods: patches, rules: plain(form.ForeignMembers)},
	{word: "json_texts", named: true, only: "Users", methods: writes, rules: jsonTexts},
	{word: "urns", rules: urns},
	{word: "paths", methods: patches, rules: paths},
	{word: "names", rules: plain(form.Names)},
	{word: "shapes", rules: plain(form.Shapes)},
	{word: "booleans", rules: booleans},
	{word: "strings", rules: plain(form.Strings)},
	{word: "member_lists", only: "Groups", methods: patches, rules: ofMembers(form.MemberLists)},
	{word: "members_replaced", named: true, only: "Groups", methods: patches, rules: membersReplaced},
	{word: "member_paths", only: "Groups", methods: patches, rules: ofMembers(form.MemberPaths)},
	{word: "empty_values", methods: writes, rules: plain(form.EmptyValues)},
	{word: "empty_extensions", named: true, rules: plain(form.EmptyExtensions)},
	{word: "cleared", methods: writes, rules: cleared},
	{word: "one_primary", only: "Users", methods: writes, rules: onePrimary},
	{word: "forms", methods: patches, rules: plain(func() rewrite.Rule {
		return patch.Limits("", "remove_with_value", "missing_value", "missing_path", "not_object", "empty_object",
			"foreign_member", "flat_keys", "core_urn", "element_type", "value_type")
	})},
	{word: "list_answers", methods: queries, rules: plain(answer.RepairLists)},
	{word: "error_answers", only: anywhere, rules: plain(answer.RepairErrors)},
	{word: "service_config", only: "ServiceProviderConfig", rules: plain(answer.HonestDiscovery)},
	{word: "schemas", methods: writes, phase: &send, rules: plain(form.ExactSchemas)},
}

// words are those of the items, in their order.
var words = wordsOf(items)

func wordsOf(items []item) []string {
	var list []string
	for _, i := range items {
		list = append(list, i.word)
	}
	return list
}

// endpoints returns the endpoints of the item in a block for some, nil for those of the
// block, and whether it is for any there.
func (i *item) endpoints(block []string) ([]string, bool) {
	section := len(block) == 1
	switch {
	case i.only == "", i.only == anywhere && section:
		return nil, true
	case i.only == anywhere:
		return []string{}, true
	case i.only == "Users", i.only == "Groups":
		return []string{i.only}, slices.Contains(block, i.only)
	}
	return []string{i.only}, !section
}

// place says where an item belongs that is for one endpoint.
func (i *item) place() string {
	switch i.only {
	case "Users":
		return "below users, or outside the sections"
	case "Groups":
		return "below groups, or outside the sections"
	}
	return "outside the sections"
}

// plain returns the rules of an item without options.
func plain(rule func() rewrite.Rule) func(*options) []made {
	return func(o *options) []made {
		o.none()
		return one(func(*kind.Build) rewrite.Rule { return rule() })
	}
}

// ofMembers returns the rules of an item without options about the members of groups.
func ofMembers(rule func(attribute filter.Path) rewrite.Rule) func(*options) []made {
	return plain(func() rewrite.Rule { return rule(members) })
}

func one(rule func(*kind.Build) rewrite.Rule) []made { return []made{{make: rule}} }

// onePrimary returns a rule for each attribute of which one value is primary.
func onePrimary(o *options) []made {
	o.none()
	work := &filter.Compare{Path: filter.Path{Name: "type"}, Op: filter.Eq, Value: filter.Quote("work")}
	of := func(name string, prefer ...filter.Expr) made {
		return made{key: name, make: func(*kind.Build) rewrite.Rule {
			return store.OnePrimary(filter.Path{Name: name}, prefer...)
		}}
	}
	return []made{of("emails", work), of("phoneNumbers", work), of("roles"), of("addresses", work)}
}
