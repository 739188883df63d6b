package rules

import (
	"maps"
	"slices"

	"scimshim/rules/answer"
	"scimshim/rules/attr"
	"scimshim/rules/form"
	"scimshim/rules/kind"
	"scimshim/rules/normalize"
	"scimshim/rules/patch"
	"scimshim/rules/query"
	"scimshim/rules/store"
)

// groups are the rule kinds by their subjects.
var groups = []kind.Group{normalize.Kinds, form.Kinds, attr.Kinds, store.Kinds, patch.Kinds, query.Kinds, answer.Kinds}

// blockKinds are the kinds of blocks by their keys.
var blockKinds = joinedKinds(groups)

// BlockKinds returns the names of the kinds of blocks, sorted.
func BlockKinds() []string { return slices.Sorted(maps.Keys(blockKinds)) }

// kinds are the rule kinds by the key that names them in a rule file.
var kinds = joined(groups)

// joined joins the tables of groups. No two have the same key.
func joined(groups []kind.Group) map[string]kind.New {
	all := map[string]kind.New{}
	for _, g := range groups {
		for key, k := range g.Kinds {
			if all[key] != nil {
				panic("BUG: two rule kinds " + key)
			}
			all[key] = k
		}
	}
	return all
}

// Kinds returns the names of the rule kinds, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }
