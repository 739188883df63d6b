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
			"the file's name; the names of its steps begin with it, as in "+
				"`servicenow/users.patch.elements.phoneNumbers`"),
		tree.Doc("title", "string", "", "the product that the file describes, for people"),
		tree.Doc("source", "string or list", "", "the source of the file's statements, such as the vendor's manual"),
		tree.Doc("limits", "list", "none", "what the target cannot do, and what the file does not handle, if no "+
			"step says so: texts or mappings; shown by `scimshim packs NAME --page`"),
		tree.Doc("limits[].text", "string", tree.Required, "the limit, in a sentence"),
		tree.Doc("limits[].source", "string or list", "", "the source of the statement"),
		tree.Doc("for", "`client` or `target`", "", "which side the file describes; `check` warns of a wrong order"),
		tree.Doc("params", "mapping", "none",
			"values that users of the file can set with `with:` or `--set`; `${name}` in a value of the file "+
				"stands for one"),
		tree.Doc("extends", "pack", "",
			"a pack whose blocks apply, except where this file has a block of the same kind in the same section"),
		tree.Doc("define", "mapping of lists", "none",
			"named lists; `$name` stands for the items of one, inside a list or instead of it"),
		tree.Doc("overrides", "list", "none", "changes to steps of earlier files"),
		tree.Doc("overrides[].step", "step", tree.Required, "such as `servicenow/users.stores.emails.elements`"),
		tree.Doc("overrides[].mode", "`enforce`, `shadow` or `disabled`", "",
			"whether the step is applied, only counted, or left out"),
		tree.Doc("overrides[].with", "block", "",
			"a replacement: a block of the same kind that expands to a single step"),
		tree.Doc("overrides[].if", "`{parameter: value}`", "always", "when the override applies"),
		tree.Doc("overrides[].why", "string", "", "the reason, for people"),
		tree.Doc("resources", "mapping", "none",
			"blocks for endpoints other than users and groups, such as `Agents`"),
		tree.Doc("resources.<name>", "mapping", "", "the blocks of an endpoint"),
		tree.Doc("users", "mapping", "", "blocks for users only"),
		tree.Doc("groups", "mapping", "", "blocks for groups only"),
	}, keysOfParams(), keysOfAttributes())
}

func keysOfParams() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("params.<name>", "mapping", "", "declares a parameter; its name consists of lower-case letters, "+
			"digits and underscores"),
		tree.Doc("params.<name>.type", "`boolean`, `string`, `integer`", "that of `default`", "the type of its "+
			"values"),
		tree.Doc("params.<name>.one_of", "list", "any", "the values that a string may have"),
		tree.Doc("params.<name>.default", "of its type", tree.Required+", or `unstated`",
			"the value if none is given"),
		tree.Doc("params.<name>.unstated", "of its type", "",
			"instead of a default, if none would be right: `serve` requires a value, and commands that only play "+
				"cases use this one"),
		tree.Doc("params.<name>.gone", "string", "", "for a parameter that no longer exists: what to set instead"),
		tree.Doc("params.<name>.says", "string", tree.Required, "what it means, for people"),
	}
}

func keysOfAttributes() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("attributes", "mapping", "those of RFC 7643",
			"further attributes of the client or the target, by section, `users` and `groups`. Each name has a "+
				"type, a list of one type, a mapping of sub-attributes, or, with `urn`, an extension, for which "+
				"the name then stands. A type is "+words(slices.Sorted(maps.Keys(attributeTypes)))+", `id`, "+
				"a string whose case matters, or `any`, of which nothing else is known"),
	}
}

func words(list []string) string { return "`" + strings.Join(list, "`, `") + "`" }
