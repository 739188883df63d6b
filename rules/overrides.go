package rules

import (
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
func (c *compiler) overrides(n *tree.Node, ps *params) {
	for _, item := range n.All() {
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
			if with != nil {
				c.replace(at, with, ps)
			}
			if mode != nil {
				c.rules[at].inMode(word)
			}
			if why := item.Key("why"); why != nil {
				c.rules[at].info.Why = why.NonEmpty()
			}
		}
		item.Key("why")
		item.Rest()
	}
}

// inMode puts a step in force, in shadow or out.
func (r *compiled) inMode(mode string) {
	r.off = mode == "disabled" || r.unwanted || r.rule == nil
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
	s := stated{section: old.block.section, word: word, n: n, params: ps, all: old.block.all}
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
