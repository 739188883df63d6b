package store

import (
	"math"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// An atMost refuses a request that writes more values of an attribute than the target takes
// at once, those that it adds and those that it removes together. Nothing is split: a request
// that is carried out in part only is one that nobody asked for.
type atMost struct {
	kind.RequestOnly
	attribute filter.Path
	values    int
	says      string
}

// perRequest makes the step of how many values one request may name.
func perRequest(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		r := &atMost{attribute: b.Path(d.key), values: n.IntIn(1, math.MaxInt32), says: v.Message}
		if a, known := b.Types.Find(b.Scope().Resource, r.attribute); known && !a.Multi {
			d.key.Errorf("%s is not multi-valued", r.attribute)
		}
		return r
	}}
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *atMost) Touches() []string { return rewrite.TouchedBy(r.attribute) }

func (r *atMost) Request(m *rewrite.Message) error {
	n, err := r.written(m)
	if err != nil || n <= r.values {
		return err
	}
	return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
		"%s: the request has %d values of it, and the target takes at most %d; %s", r.attribute, n, r.values, r.says)
}

// written counts the values of the attribute that a request names.
func (r *atMost) written(m *rewrite.Message) (n int, err error) {
	err = m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level == rewrite.Element && m.Same(a.Path, r.attribute) {
			n++
		}
		return rewrite.Keep, nil
	})
	return n, err
}
