package rules

import (
	"cmp"
	"errors"
	"regexp"
	"slices"

	"scimshim/config/tree"
)

// names are what files, rules and parameters may be called: they become the
// labels of metrics.
var (
	fileName  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
	paramName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
)

// file reads one rule file, twice: its parameters, and then its rules with the
// parameters' values in place. It returns all faults, in the order of the text.
func (c *compiler) file(s Source) tree.Errors {
	var ps params
	f := tree.Parsed(s.File, s.Data)
	faults := ps.read(f, s)
	c.unstated = append(c.unstated, ps.unstated(s)...)
	err := f.Read(c.options(&ps, s), func(root *tree.Node) {
		faults = append(faults, c.root(root, &ps, s)...)
	})
	var more tree.Errors
	if errors.As(err, &more) {
		faults = append(faults, more...)
	}
	slices.SortStableFunc(faults, func(a, b tree.Error) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	return slices.Compact(faults) // a file that is no YAML is so twice
}

// options are how a rule file is read.
func (c *compiler) options(ps *params, s Source) tree.Options {
	return tree.Options{Expand: ps.value, Define: "define", Asked: s.Asked}
}

// root reads the top of a rule file, and returns the faults of the pack that it extends.
func (c *compiler) root(root *tree.Node, ps *params, s Source) tree.Errors {
	name := root.Need("name")
	file := name.String()
	switch {
	case file == "":
	case !fileName.MatchString(file):
		name.Errorf("a name consists of lower-case letters, digits and hyphens, at most 64")
	case slices.ContainsFunc(c.files, func(f ruleFile) bool { return f.name == file }):
		name.Errorf("another file in the chain has this name; step names must be unique")
	}
	c.files = append(c.files, fileOfRules(root, file, s))
	c.pack, c.alone = s.Pack, c.alone || s.Alone
	headOf(root)
	root.Key("params") // read before the rest
	c.attributes(root.Key("attributes"))
	if root.States("rules") {
		formerRules(root.Key("rules"))
	}
	faults := c.blocks(file, root, ps)
	c.locations()
	c.overrides(root.Key("overrides"), ps)
	unknown := len(root.Unknown()) > 0
	root.Rest()
	if !unknown && !slices.ContainsFunc(root.Keys(), says) {
		root.Errorf("the file has no blocks; expected a kind such as normalize, a section (users, groups), or " +
			"overrides")
	}
	return faults
}

// says reports whether a key of a rule file says something of a client or a target.
func says(key string) bool {
	_, section := sections[key]
	others := []string{"attributes", "overrides", "extends", "resources", "rules"}
	return section || kinds[key].Read != nil || slices.Contains(others, key)
}
