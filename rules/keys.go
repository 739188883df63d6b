package rules

import (
	"maps"
	"slices"
	"strings"

	"scimshim/config/tree"
)

// Keys describes each key that a rule file has, but for those of the rule kinds,
// which Manual describes.
func Keys() []tree.KeyDoc {
	return slices.Concat([]tree.KeyDoc{
		tree.Doc("name", "name", tree.Required,
			"the file's name; a rule is called by it, as in `servicenow/users.patch.elements.phoneNumbers`"),
		tree.Doc("title", "string", "", "the product that the file speaks for, for people"),
		tree.Doc("source", "string or list", "", "where what the file says of it is from, such as the vendor's manual"),
		tree.Doc("limits", "list", "none", "what the target cannot do, and what the file leaves undone, where no "+
			"rule says it: texts, or mappings; `scimshim packs NAME --page` shows them"),
		tree.Doc("limits[].text", "string", tree.Required, "such a limit, in a sentence"),
		tree.Doc("limits[].source", "string or list", "", "where it is from"),
		tree.Doc("for", "`client` or `target`", "", "which side the file speaks for; `check` warns of a wrong order"),
		tree.Doc("params", "mapping", "none",
			"values that whoever uses the file may give, by `with:` or `--set`; `${name}` in a "+
				"value of the file stands for one"),
		tree.Doc("extends", "pack", "",
			"a pack of which the blocks hold unless the file has the same kind in the same section"),
		tree.Doc("define", "mapping of lists", "none",
			"lists by name; `$name` stands for the items of one, inside a list or in its place"),
		tree.Doc("overrides", "list", "none", "changes to steps of the files before"),
		tree.Doc("overrides[].step", "step", tree.Required, "such as `servicenow/users.stores.emails.elements`"),
		tree.Doc("overrides[].mode", "`enforce`, `shadow` or `disabled`", "",
			"whether the step is in force, only counted, or left out"),
		tree.Doc("overrides[].with", "block", "",
			"what stands in its place: a block of its kind that comes to one step"),
		tree.Doc("overrides[].if", "`{parameter: value}`", "always", "when the override holds"),
		tree.Doc("overrides[].why", "string", "", "the reason, for people"),
		tree.Doc("resources", "mapping", "none",
			"blocks by the endpoint that they are for, such as `Agents`, besides users and groups"),
		tree.Doc("resources.<name>", "mapping", "", "the blocks of an endpoint"),
		tree.Doc("users", "mapping", "", "blocks that are for users only"),
		tree.Doc("groups", "mapping", "", "blocks that are for groups only"),
	}, keysOfParams(), keysOfAttributes())
}

func keysOfParams() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("params.<name>", "mapping", "", "declares a parameter, of small letters, digits and underscores"),
		tree.Doc("params.<name>.type", "`boolean`, `string`, `integer`", "that of `default`", "what its values are"),
		tree.Doc("params.<name>.one_of", "list", "any", "the values that a string may have"),
		tree.Doc("params.<name>.default", "of its type", tree.Required+", or `unstated`",
			"what holds where nothing is given"),
		tree.Doc("params.<name>.unstated", "of its type", "",
			"in place of a default where none would be right: who serves the "+
				"file must choose, and this is taken where it is only played"),
		tree.Doc("params.<name>.gone", "string", "", "what to give in its place, of a parameter that there was once"),
		tree.Doc("params.<name>.says", "string", tree.Required, "what it means, for people"),
	}
}

func keysOfAttributes() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("attributes", "mapping", "those of RFC 7643",
			"attributes that the client or the target has beside them, by section, `users` and `groups`, each with "+
				"types by name: a type, a list of one, a mapping of sub-attributes, or with `urn` an extension, for "+
				"which its name stands then; a type is "+words(slices.Sorted(maps.Keys(attributeTypes)))+", `id`, a "+
				"string of which the case matters, or `any`, of which no more is known"),
	}
}

func words(list []string) string { return "`" + strings.Join(list, "`, `") + "`" }
