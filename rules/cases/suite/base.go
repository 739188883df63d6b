package suite

import (
	"slices"

	"scimshim/rules"
	"scimshim/rules/cases"
)

// A Base is the rule files that cases are played with, before those that a case brings
// along. It does not change.
type Base struct {
	Sources []rules.Source
	Set     *rules.Set // of these alone
}

// NewBase compiles rule files. A play serves nobody, so that no parameter must be given.
// The error is tree.Errors.
func NewBase(sources ...rules.Source) (*Base, error) {
	b := &Base{Sources: slices.Clone(sources)}
	for i := range b.Sources {
		b.Sources[i].Unstated = true
	}
	var err error
	b.Set, err = rules.Compile(b.Sources...)
	return b, err
}

// For returns the rules for a case: those of the base, with the values that the case gives
// to their parameters, and after them those that it brings along.
func (b *Base) For(c *cases.Case) (*rules.Set, error) {
	if c.IsPlain() {
		return b.Set, nil
	}
	sources, err := b.Sources, error(nil)
	for _, value := range c.Values() {
		if sources, err = rules.Give(sources, value, "section set"); err != nil {
			return nil, err
		}
	}
	sources = slices.Clone(sources)
	for _, f := range c.Files() {
		sources = append(sources, rules.Source{File: f.Name, Data: []byte(f.Text)})
	}
	return rules.Compile(sources...)
}
