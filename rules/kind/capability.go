package kind

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// What a rule may say of itself besides acting on messages. Whoever asks does so by an
// assertion to one of these, so that only the files of a kind know its type.

// A Forestaller says what is wrong with a later rule, as a format of the later rule's
// name and its own; nothing if the two get along. The later rule acts on nothing that
// the earlier one does not act on. Between are the steps between the two.
type Forestaller interface {
	Forestalls(later rewrite.Rule, between []rewrite.Step) string
}

// Again is what a forestaller says of a rule that does the same once more.
const Again = "step %s can never act: %s does the same before it"

// A Renamer gives an attribute another name at the target; with alias it leaves answers
// alone.
type Renamer interface {
	Renames() (from, to filter.Path, alias bool)
}

// An emptier may leave nothing of an extension that was declared before it.
type emptier interface {
	EmptiesExtensions()
}

// Empties reports whether one of the steps may leave nothing of an extension that was
// declared before it.
func Empties(steps []rewrite.Step) bool {
	return slices.ContainsFunc(steps, func(s rewrite.Step) bool {
		_, ok := s.Rule.(emptier)
		return ok && s.Mode == rewrite.Enforce
	})
}

// A Prover has proven something of itself by the attributes that were declared up to its
// file. When all files are read it looks again: a later one may have declared an attribute
// otherwise. What it says is a fault of the rule, a warning, and what it takes for
// granted; nothing where the proof stands.
type Prover interface {
	ProveAgain(types *filter.Types, when rewrite.Match) (fault, doubt, note string)
}

// An Observer prepares for what it is to see of the traffic of a whole chain.
type Observer interface {
	Observe(c *rewrite.Chain, when rewrite.Match)
}

// A keeper may answer a request with success before all of it is done, and keep what is not. That
// must not be lost with the process.
type keeper interface{ Keeps() bool }

// Keeps reports whether a rule does so.
func Keeps(rule rewrite.Rule) bool {
	k, ok := rule.(keeper)
	return ok && k.Keeps()
}
