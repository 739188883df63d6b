package rules

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

func (c *compiler) find(name string) int {
	return slices.IndexFunc(c.rules, func(r compiled) bool { return r.info.Name == name })
}

// noSuchStep says why there is no step to override, and what to do.
func (c *compiler) noSuchStep(name string) string {
	var before []string
	for _, r := range c.rules {
		before = append(before, r.info.Name)
	}
	file, _, _ := strings.Cut(name, "/")
	read := func(f ruleFile) bool { return f.name == file }
	if slices.ContainsFunc(c.files, read) {
		own := slices.DeleteFunc(slices.Clone(before), func(s string) bool { return !strings.HasPrefix(s, file+"/") })
		return "no earlier file has a step with this name; " + tree.Instead(name, longer(name, own))
	}
	for _, s := range c.later {
		if named, steps := stepsIn(s); named == file {
			return "the file " + file + " is read after this one; list this one after it" + orMeant(name, steps)
		}
	}
	if s, ok := Pack(file); ok {
		_, steps := stepsIn(s)
		return "the pack " + file + " is not among the earlier files; list it before this file" + orMeant(name, steps)
	}
	return "no earlier file has a step with this name; " + tree.Instead(name, before)
}

// longer returns the steps whose names begin with one that is no step's, since a block comes
// to several; all of them if there is none.
func longer(name string, steps []string) []string {
	begins := func(s string) bool { return strings.HasPrefix(s, name) }
	if !slices.ContainsFunc(steps, begins) {
		return steps
	}
	return slices.DeleteFunc(slices.Clone(steps), func(s string) bool { return !begins(s) })
}

// orMeant adds what was meant where a name is none of the rules.
func orMeant(name string, steps []string) string {
	if slices.Contains(steps, name) {
		return ""
	}
	return "; it has no step with this name: " + tree.Instead(name, steps)
}

// Overridden returns the packs of which a file overrides steps, those of clients first.
func Overridden(s Source) []string {
	var clients, targets []string
	add := func(step string) {
		name, _, _ := strings.Cut(step, "/")
		pack, ok := Pack(name)
		switch {
		case !ok || slices.Contains(clients, name) || slices.Contains(targets, name):
		case sideOf(pack) == forClient:
			clients = append(clients, name)
		default:
			targets = append(targets, name)
		}
	}
	_ = tree.Read(s.File, s.Data, func(root *tree.Node) {
		for _, n := range root.Key("overrides").All() {
			add(n.Key("step").String())
		}
	})
	return append(clients, targets...)
}

// stepsIn returns the name of a rule file and the names of its steps, whatever else is
// wrong with it.
func stepsIn(s Source) (name string, steps []string) {
	c := &compiler{types: filter.Core(), prefixes: kind.CorePrefixes}
	s.Unstated = true
	_ = c.file(s)
	for _, r := range c.rules {
		steps = append(steps, r.info.Name)
	}
	return c.files[len(c.files)-1].name, steps
}
