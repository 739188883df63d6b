package rules

import (
	"cmp"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// modes are those of a step, the one that holds without a word first.
var modes = []string{"enforce", "shadow", "disabled"}

// overrides reads what a file changes of steps that are read before it:
//
//	overrides:
//	  - {step: servicenow/users.stores.emails.elements, mode: shadow}
//	  - step: servicenow/queries.pages
//	    with: {queries: {pages: {max: 100}}}
//	    why: our instance allows no more
//
// With mode it is in force (enforce), only counted (shadow) or left out (disabled). With with
// something else stands in its place: a block of its kind that comes to one step. An if
// makes the override depend on a parameter of the file.
//
// What a step is made of may be in other blocks of its file: a PATCH is planned by stores. Such a
// step is made anew, out of what the file says with the overrides.
func (c *compiler) overrides(n *tree.Node, ps *params) {
	stale := map[string]*tree.Node{}
	for _, item := range c.byPhase(n) {
		c.override(item, ps, stale)
	}
	for i := range c.rules {
		if by := stale[c.rules[i].info.Name]; by != nil {
			c.remake(&c.rules[i], by)
		}
	}
}

// byPhase returns overrides in the order of the phases of their steps, so that those of what
// stores says are read before those of what is planned by it.
func (c *compiler) byPhase(n *tree.Node) []*tree.Node {
	var items []*tree.Node
	for _, item := range n.All() {
		items = append(items, item)
	}
	phase := func(item *tree.Node) kind.Phase {
		if !item.IsMap() {
			return 0
		}
		if at := c.find(item.Key("step").String()); at >= 0 {
			return c.rules[at].phase
		}
		return 0
	}
	slices.SortStableFunc(items, func(a, b *tree.Node) int { return cmp.Compare(phase(a), phase(b)) })
	return items
}

// override reads what is changed of a step, and adds the steps that depend on it to those that
// are stale, with what made them so.
func (c *compiler) override(item *tree.Node, ps *params, stale map[string]*tree.Node) {
	step := item.Need("step")
	at := c.find(step.String())
	if at < 0 && step != nil {
		step.Errorf("%s", c.noSuchStep(step.String()))
	}
	wanted := ps.allow(item.Key("if"))
	mode, with := item.Key("mode"), item.Key("with")
	if mode == nil && with == nil {
		item.Errorf("expected a mode for the step (%s), or with and its replacement",
			strings.Join(modes, ", "))
	}
	word := ""
	if mode != nil {
		word = mode.OneOf(modes...)
	}
	if at >= 0 && wanted {
		delete(stale, c.rules[at].info.Name)
		if with != nil {
			c.replace(at, with, ps)
		}
		if mode != nil {
			c.rules[at].inMode(word)
		}
		if why := item.Key("why"); why != nil {
			c.rules[at].info.Why = why.NonEmpty()
		}
		c.dependents(at, func(name string) { stale[name] = step })
	}
	item.Key("why")
	item.Rest()
}

// inMode puts a step in force, in shadow or out.
func (r *compiled) inMode(mode string) {
	r.disabled = mode == "disabled"
	r.off = r.disabled || r.unwanted || r.rule == nil
	r.info.Mode = rewrite.Enforce
	if mode == "shadow" {
		r.info.Mode = rewrite.Shadow
	}
}

// replace puts the one step of a block in the place of another.
func (c *compiler) replace(at int, with *tree.Node, ps *params) {
	old := &c.rules[at]
	word := old.block.word
	for _, key := range with.Keys() {
		if key != word {
			with.ErrorKey(key, "expected a block of the same kind as the step, %s", word)
			return
		}
	}
	n := with.Need(word)
	if n == nil {
		return
	}
	s := stated{section: old.block.section, word: word, n: n, params: ps, file: old.block.file}
	s.file.replaced = append(s.file.replaced, old.states()...)
	s.file.blocks = append(s.file.blocks, s)
	count := 0
	c.expand(s, func(b *kind.Block, step kind.Step) {
		if count++; count > 1 {
			step.At.Errorf("the block expands to several steps; expected one to replace %s", old.info.Name)
			return
		}
		r := c.step(old.info.Name, s, b, step)
		r.phase = old.phase
		*old = r
	})
	if count == 0 {
		n.Errorf("the block expands to no step that could replace %s", old.info.Name)
	}
}

// A described is all that a file says, with what overrides say in the place of some of it.
type described struct {
	blocks   []stated // those of the file, of what it extends, and of overrides
	replaced []statement
}

// A statement is what some requests were told by, and are no more.
type statement struct {
	kind.Stated
	methods []string // nil for all
}

// states returns what a block states by a step.
func (r *compiled) states() []statement {
	list := []statement{{kind.Stated{At: r.step.At, Option: r.step.Option}, r.step.Methods}}
	for _, s := range r.step.Decides {
		list = append(list, statement{s, r.step.Methods})
	}
	return list
}

// is reports whether a statement is this one, and for requests of a method.
func (s statement) is(o kind.Stated, method string) bool {
	return s.Stated == o && (s.methods == nil || slices.Contains(s.methods, method))
}

// holds reports whether no override has replaced or disabled what a file states.
func (c *compiler) holds(file *described, s kind.Stated, method string) bool {
	is := func(o statement) bool { return o.is(s, method) }
	disables := func(r compiled) bool {
		return r.disabled && r.block.file == file && slices.ContainsFunc(r.states(), is)
	}
	return !slices.ContainsFunc(file.replaced, is) && !slices.ContainsFunc(c.rules, disables)
}

// dependents tells the names of the steps that are made of what another one states.
func (c *compiler) dependents(at int, tell func(name string)) {
	from := c.rules[at].block
	for i, r := range c.rules {
		sees := from.section == "" || from.section == r.block.section
		if i != at && r.block.file == from.file && sees && slices.Contains(r.looked, from.word) {
			tell(r.info.Name)
		}
	}
}

// remake makes a step anew. What is wrong with it now is a fault of the override.
func (c *compiler) remake(r *compiled, by *tree.Node) {
	for _, fault := range r.step.At.Faults(func() { c.make(r) }) {
		by.Errorf("this contradicts %s (%s), which needs an override too: %s", r.info.Name, fault.Pos, fault.Msg)
	}
}
