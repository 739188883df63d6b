package rules

import (
	"maps"
	"slices"

	"scimshim/rules/adopt"
	"scimshim/rules/answer"
	"scimshim/rules/attr"
	"scimshim/rules/emulate"
	"scimshim/rules/form"
	"scimshim/rules/kind"
	"scimshim/rules/managed"
	"scimshim/rules/normalize"
	"scimshim/rules/patch"
	"scimshim/rules/query"
	"scimshim/rules/store"
)

// groups are the kinds by their subjects.
var groups = []kind.Group{
	normalize.Kinds, form.Kinds, adopt.Kinds, attr.Kinds, store.Kinds, patch.Kinds, query.Kinds, answer.Kinds,
	emulate.Kinds, managed.Kinds,
}

// kinds are the kinds by the words that name them in a rule file.
var kinds = joined(groups)

// joined joins the tables of groups. No two have the same word.
func joined(groups []kind.Group) map[string]kind.Kind {
	all := map[string]kind.Kind{}
	for _, g := range groups {
		for word, k := range g.Kinds {
			if _, ok := all[word]; ok {
				panic("BUG: two kinds " + word)
			}
			all[word] = k
		}
	}
	return all
}

// Kinds returns the names of the kinds, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }
