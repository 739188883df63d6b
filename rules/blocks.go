package rules

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// sections are the parts of a file that are for one endpoint, by their keys.
var sections = map[string]string{"users": "Users", "groups": "Groups"}

// everyone is what a block outside the sections is for.
var everyone = []string{"Users", "Groups"}

// A stated is a block of a file or of what it extends.
type stated struct {
	section string // users, groups, another endpoint, or empty
	word    string
	line    int
	n       *tree.Node
	params  *params
	file    *described

	endpoint *Endpoint // nil for users and groups
}

// blocks reads the blocks of a file, and those of the pack that it extends, and adds their
// steps. A block takes the place of that of the same kind and section in the pack.
func (c *compiler) blocks(file string, root *tree.Node, ps *params) tree.Errors {
	own := statedIn(root, ps)
	return c.base(root.Key("extends"), func(base []stated) {
		all := append(slices.DeleteFunc(base, func(s stated) bool { return slices.ContainsFunc(own, s.isFor) }), own...)
		d := &described{blocks: all}
		for _, s := range all {
			s.file = d
			c.block(file, s)
		}
	})
}

// isFor reports whether o is of the kind and section of s.
func (s stated) isFor(o stated) bool { return s.section == o.section && s.word == o.word }

// statedIn returns the blocks of a file in the order of its text.
func statedIn(root *tree.Node, ps *params) []stated {
	list := statedBy(root, "", ps)
	for _, key := range root.Unknown() {
		if _, ok := sections[key]; ok {
			n := root.Key(key)
			list = append(list, statedBy(n, key, ps)...)
			n.Rest()
		}
	}
	for section := range sections {
		root.Has(section)
	}
	others := root.Key("resources")
	for name, n := range others.Entries() {
		if slices.Contains(slices.Collect(maps.Values(sections)), name) {
			others.ErrorKey(name, "these have their own sections, users and groups")
		}
		of := statedBy(n, name, ps)
		for i := range of {
			of[i].endpoint = &Endpoint{Name: name, Pos: others.KeyPos(name)}
		}
		list = append(list, of...)
		n.Rest()
	}
	slices.SortStableFunc(list, func(a, b stated) int { return cmp.Compare(a.line, b.line) })
	return list
}

// statedBy returns the blocks of a mapping.
func statedBy(n *tree.Node, section string, ps *params) []stated {
	var list []stated
	for _, word := range n.Unknown() {
		if _, ok := kinds[word]; ok {
			line := n.KeyPos(word).Line
			list = append(list, stated{section: section, word: word, line: line, n: n.Key(word), params: ps})
		}
	}
	for word := range kinds {
		n.Has(word)
	}
	return list
}

// base calls use with the blocks of the pack that a file extends, which are valid until it
// returns, and returns the faults of the pack.
func (c *compiler) base(n *tree.Node, use func(base []stated)) tree.Errors {
	if n == nil {
		use(nil)
		return nil
	}
	s, ok := Pack(n.String())
	if !ok {
		n.Errorf("%v", unknownPack(n.String()))
		use(nil)
		return nil
	}
	c.extended = append(c.extended, s)
	var ps params
	f := tree.Parsed(s.File, s.Data)
	faults := ps.read(f, s)
	err := f.Read(c.options(&ps, s), func(root *tree.Node) {
		for _, key := range []string{"name", "for", "title", "says", "source", "limits", "params"} {
			root.Key(key)
		}
		use(statedIn(root, &ps))
		root.Rest()
	})
	var more tree.Errors
	if errors.As(err, &more) {
		faults = append(faults, more...)
	}
	return faults
}

// block reads a block and adds its steps.
func (c *compiler) block(file string, s stated) {
	c.expand(s, func(b *kind.Block, step kind.Step) {
		name := file + "/" + s.called(step)
		if c.find(name) >= 0 {
			step.At.Errorf("%s occurs twice here; merge the two", name)
		}
		c.rules = append(c.rules, c.step(name, s, b, step))
	})
}

// wanted reads the key if of a mapping, and reports whether it holds.
func (s stated) wanted(n *tree.Node) bool { return !n.IsMap() || s.params.allow(n.Key("if")) }

// beside returns the blocks of a kind that are for the endpoints of s, and notes that the step
// which is being made depends on them.
func (c *compiler) beside(s stated, word string) []kind.Sibling {
	c.looked = append(c.looked, word)
	var own, top []kind.Sibling
	for _, o := range s.file.blocks {
		b := kind.Sibling{Node: o.n, Wanted: o.wanted, Holds: func(at kind.Stated, method string) bool {
			return c.holds(s.file, at, method)
		}}
		switch {
		case o.word != word:
		case o.section == s.section:
			own = append(own, b)
		case o.section == "":
			top = append(top, b)
		}
	}
	return append(own, top...)
}

// expand reads a block, and puts its steps.
func (c *compiler) expand(s stated, put func(b *kind.Block, step kind.Step)) {
	b := &kind.Block{Resources: everyone, Types: c.types, Prefixes: c.prefixes, Wanted: s.wanted}
	b.Beside = func(word string) []kind.Sibling { return c.beside(s, word) }
	if s.section != "" {
		b.Resources = []string{cmp.Or(sections[s.section], s.section)}
	}
	b.Put = func(step kind.Step) { put(b, step) }
	kinds[s.word].Read(b, s.n)
}

// called returns what a step of the block is called in its file.
func (s stated) called(step kind.Step) string {
	return strings.Join(slices.DeleteFunc([]string{s.section, s.word, step.Key}, isBlank), ".")
}

func isBlank(s string) bool { return s == "" }

// step compiles a step of a block.
func (c *compiler) step(name string, s stated, b *kind.Block, step kind.Step) compiled {
	match, phase := rewrite.Match{Resources: step.Resources, Methods: step.Methods}, kinds[s.word].Phase
	switch {
	case step.Everywhere && s.section != "":
		step.At.Errorf("this applies to all requests; move it to the top of the file")
	case match.Resources == nil && !step.Everywhere:
		match.Resources = b.Resources
	}
	wanted := true
	r := compiled{
		info: Info{
			Name: name, Kind: s.word, Pos: step.At.Pos(), When: match, Why: step.Why, Pack: c.pack,
			Endpoint: s.endpoint,
		},
		phase: *cmp.Or(step.Phase, &phase),
		block: s,
		of:    b,
		step:  step,
	}
	if step.At.IsMap() {
		wanted = s.params.allow(step.At.Key("if"))
		r.info.Why = cmp.Or(step.At.Key("why").String(), step.Why)
		for n := range kind.Each(step.At.Key("source")) {
			r.info.Sources = append(r.info.Sources, n.NonEmpty())
		}
	}
	r.unwanted = !wanted
	c.make(&r)
	return r
}

// make makes the rule of a step.
func (c *compiler) make(r *compiled) {
	c.looked = nil
	build := &kind.Build{Name: r.info.Name, When: r.info.When, Types: r.of.Types, Prefixes: r.of.Prefixes}
	r.rule = r.step.New(build)
	r.off = r.disabled || r.unwanted || r.rule == nil
	r.takes(build)
	r.looked = c.looked
}
