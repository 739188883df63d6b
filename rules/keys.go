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
		tree.Doc("says", "string", "", "the old word for `title`"),
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
		tree.Doc("overrides[].mode", "`enforce`, `shadow` or `off`", "",
			"whether the step is in force, only counted, or left out"),
		tree.Doc("overrides[].with", "block", "", "what stands in its place: a block of its kind that comes to one step"),
		tree.Doc("overrides[].if", "`{parameter: value}`", "always", "when the override holds"),
		tree.Doc("overrides[].why", "string", "", "the reason, for people"),
		tree.Doc("users", "mapping", "", "blocks that are for users only"),
		tree.Doc("groups", "mapping", "", "blocks that are for groups only"),
	}, keysOfParams(), keysOfAttributes(), keysOfRules())
}

func keysOfParams() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("params.<name>", "mapping", "", "declares a parameter, of small letters, digits and underscores"),
		tree.Doc("params.<name>.type", "`boolean`, `string`, `integer`", "that of `default`", "what its values are"),
		tree.Doc("params.<name>.one_of", "list", "any", "the values that a string may have"),
		tree.Doc("params.<name>.one-of", "list", "", "the old word for `one_of`"),
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
	types := slices.Sorted(maps.Keys(attributeTypes))
	return []tree.KeyDoc{
		tree.Doc("attributes", "list or mapping", "those of RFC 7643",
			"attributes that the client or the target has beside them; as a mapping by section, `users` and `groups`, "+
				"each with types by name: a type, a list of one, a mapping of sub-attributes, or with `urn` an "+
				"extension, for which its name stands then; `id` is a string of which the case matters, and of "+
				"`any` no more is known"),
		tree.Doc("attributes[].resource", "endpoint", tree.Required, "such as `Users`"),
		tree.Doc("attributes[].path", "path", tree.Required,
			"such as `members.displayName`, with its URN in an extension"),
		tree.Doc("attributes[].type", words(types), "only the name is known",
			"the data type (RFC 7643, section 2.3)"),
		tree.Doc("attributes[].multi-valued", "boolean", "`false`", "whether it is a list"),
		tree.Doc("attributes[].case-exact", "boolean", "`false`", "whether filters tell upper and lower case apart"),
	}
}

func keysOfRules() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("rules", "list", "", "the rules, which act in the order of the list"),
		tree.Doc("rules[].name", "name", tree.Required+", or `override`",
			"the rule in metrics, the log and cases: file/name"),
		tree.Doc("rules[].override", "file/name", "",
			"replaces this rule of an earlier file; with a `mode` and no kind it "+
				"stays what it is, in that mode"),
		tree.Doc("rules[].says", "string", "", "what the rule is for, for people"),
		tree.Doc("rules[].when", "mapping", "all requests", "which requests the rule is for, with their answers"),
		tree.Doc("rules[].when.resource", "string or list", "any", "endpoints, such as `Users`"),
		tree.Doc("rules[].when.method", "string or list", "any", "out of "+words(methods)),
		tree.Doc("rules[].if", "mapping", "always",
			"parameters and the values at which the rule is there, as in `{user_delete: refuse}`"),
		tree.Doc("rules[].mode", words(modes), "`"+modes[0]+"`",
			"`shadow` counts what the rule would do and does not do it"),
	}
}

func words(list []string) string { return "`" + strings.Join(list, "`, `") + "`" }
