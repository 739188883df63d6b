package rules

import (
	"cmp"
	"fmt"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/answer"
	"scimshim/rules/kind"
)

// order puts the steps of all files in the order of the phases, and those of a phase in the
// order of the files and of their texts.
func (c *compiler) order() {
	slices.SortStableFunc(c.rules, func(a, b compiled) int { return cmp.Compare(a.phase, b.phase) })
}

// locationsKind is the kind of the step that no file states.
const locationsKind = "locations"

// locations adds to the file of a target the step that has answers name the places where
// the client finds resources, and requests those of the target. No file has to say so:
// without it a client would go past the proxy.
func (c *compiler) locations() {
	f := c.files[len(c.files)-1]
	if f.side != forTarget {
		return
	}
	c.rules = append(c.rules, compiled{
		info: Info{
			Name: f.name + "/locations", Kind: locationsKind, Pack: true,
			Pos: tree.Position{File: f.file, Line: 1, Column: 1},
		},
		rule:  answer.Locations(),
		phase: kind.Send,
	})
}

// leaveOut leaves out the steps of packs that can change nothing, because a step before
// them does the same: packs say each for itself what is true of a client or a target, and a
// chain does it once.
func (c *compiler) leaveOut() {
	steps := make([]rewrite.Step, len(c.rules))
	for i, r := range c.rules {
		steps[i] = rewrite.Step{Name: r.info.Name, When: r.info.When, Mode: r.info.Mode, Rule: r.rule}
	}
	for j := range c.rules {
		b := &c.rules[j]
		for i := range j {
			a := c.rules[i]
			acts := !a.off && a.info.Mode == rewrite.Enforce && includes(a.info.When, b.info.When)
			if acts && !b.off && b.info.Pack && c.outcome(i, j, steps) == kind.Again {
				b.off = true
			}
		}
	}
}

// outcome returns what an earlier step says of a later one.
func (c *compiler) outcome(i, j int, steps []rewrite.Step) string {
	rule, ok := steps[i].Rule.(kind.Forestaller)
	if !ok {
		return ""
	}
	var between []rewrite.Step
	for k := i + 1; k < j; k++ {
		if !c.rules[k].off {
			between = append(between, steps[k])
		}
	}
	return rule.Forestalls(steps[j].Rule, between)
}

// forestalls reports whether the rule of a step says so itself that the later one repeats it.
func (r compiled) forestalls(later compiled) bool {
	rule, ok := r.rule.(kind.Forestaller)
	return ok && rule.Forestalls(later.rule, nil) != ""
}

// repeated remarks steps of a file of one's own that say what an earlier step says.
func (c *compiler) repeated() tree.Errors {
	var doubts tree.Errors
	for j, b := range c.rules {
		if b.off || b.info.Pack {
			continue
		}
		for _, a := range c.rules[:j] {
			if !a.off && a.info.Name != b.info.Name && a.saysWhat(b) && !a.forestalls(b) &&
				includes(a.info.When, b.info.When) {
				doubts = append(doubts, tree.Error{Pos: b.info.Pos,
					Msg: fmt.Sprintf("%s repeats what %s says; remove it", b.info.Name, a.info.Name)})
				break
			}
		}
	}
	return doubts
}

// saysWhat reports whether a step is stated as another is.
func (r compiled) saysWhat(o compiled) bool {
	return r.block.word == o.block.word && r.step.Key == o.step.Key && r.step.At.Same(o.step.At)
}
