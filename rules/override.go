package rules

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// put adds a rule, or puts it in the place of the one that it overrides, unless that is
// not to be overridden with the parameters as they are.
func (c *compiler) put(at int, overrides bool, r compiled) {
	switch {
	case !overrides:
		c.rules = append(c.rules, r)
	case at >= 0 && !r.unwanted:
		c.rules[at] = r
	}
}

// modeAlone reads an override that has no kind: the rule stays what it is, in another
// mode.
func (c *compiler) modeAlone(n *tree.Node, at int, r compiled) compiled {
	switch {
	case !n.Has("mode") && tree.SuggestAny(n.Unknown(), Kinds()) != "":
		return r // a misspelled kind, which is noted
	case !n.Has("mode"):
		n.Errorf("an override has the kind of the new rule, or a mode and keeps the rule; scimshim packs --kinds " +
			"lists the kinds")
	case n.Has("when") && !r.off:
		n.ErrorKey("when", "an override of the mode keeps the when of the rule; leave it out, or write the rule anew")
	}
	if at < 0 {
		return r
	}
	kept := c.rules[at]
	kept.info.Mode, kept.off = r.info.Mode, r.off
	kept.unwanted = kept.unwanted || r.unwanted // and then the rule is left as it is
	return kept
}

func (c *compiler) find(name string) int {
	return slices.IndexFunc(c.rules, func(r compiled) bool { return r.info.Name == name })
}

// noSuchRule says why there is no rule to override, and what to do.
func (c *compiler) noSuchRule(name string) string {
	var before []string
	for _, r := range c.rules {
		before = append(before, r.info.Name)
	}
	file, _, _ := strings.Cut(name, "/")
	read := func(f ruleFile) bool { return f.name == file }
	if slices.ContainsFunc(c.files, read) {
		own := slices.DeleteFunc(slices.Clone(before), func(s string) bool { return !strings.HasPrefix(s, file+"/") })
		return "there is no rule of this name in the files before; " + tree.Instead(name, own)
	}
	for _, s := range c.later {
		if named, rules := rulesIn(s); named == file {
			return "the rules of " + file + " are read after this file; list this file after it" + orMeant(name, rules)
		}
	}
	if s, ok := Pack(file); ok {
		_, rules := rulesIn(s)
		return "the pack " + file + " is not among the files before; list it before this file" + orMeant(name, rules)
	}
	return "there is no rule of this name in the files before; " + tree.Instead(name, before)
}

// orMeant adds what was meant where a name is none of the rules.
func orMeant(name string, rules []string) string {
	if slices.Contains(rules, name) {
		return ""
	}
	return "; it has no rule of this name: " + tree.Instead(name, rules)
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
		for _, n := range root.Key("rules").All() {
			add(n.Key("override").String())
		}
		for _, n := range root.Key("overrides").All() {
			add(n.Key("step").String())
		}
	})
	return append(clients, targets...)
}

// rulesIn returns the name of a rule file and the names of its steps, whatever else is
// wrong with it.
func rulesIn(s Source) (name string, steps []string) {
	c := &compiler{types: filter.Core(), prefixes: kind.CorePrefixes}
	s.Unstated = true
	_ = c.file(s)
	for _, r := range c.rules {
		steps = append(steps, r.info.Name)
	}
	return c.files[len(c.files)-1].name, steps
}
