package store

import (
	"math"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// atMost refuses a request that does more to an attribute than the target takes at
// once. values is how many values of it one request may write, add and remove
// together; AWS IAM Identity Center changes 100 members at once:
//
//	at-most: {attribute: members, values: 100, says: send the members in several requests}
//
// operations is how many operations of a PATCH may be on it, or on what it is a
// part of:
//
//	at-most: {attribute: userName, operations: 1, says: send the last of them alone}
//
// The sentence says is told to the administrator. Nothing is split: a request
// that is carried out in part only is one that nobody asked for.
type atMost struct {
	kind.RequestOnly
	attribute  filter.Path
	values     int
	operations int
	says       string
}

func newAtMost(b *kind.Build, n *tree.Node) rewrite.Rule {
	at := n.Need("attribute")
	r := &atMost{attribute: b.Path(at), values: math.MaxInt, operations: math.MaxInt}
	values, operations := n.Key("values"), n.Key("operations")
	if (values == nil) == (operations == nil) {
		n.Errorf("expected either values or operations, a number")
	}
	if values != nil {
		r.values = values.IntIn(1, math.MaxInt32)
		r.countable(b, at)
	}
	if operations != nil {
		r.operations = operations.IntIn(1, math.MaxInt32)
	}
	r.says = strings.TrimSuffix(n.Need("says").NonEmpty(), ".")
	n.Rest()
	return r
}

// countable notes a fault at the place that names the attribute if it has one value.
func (r *atMost) countable(b *kind.Build, at *tree.Node) {
	if a, known := b.Types.Find(b.Scope().Resource, r.attribute); known && !a.Multi {
		at.Errorf("%s has no values to count", r.attribute)
	}
}

func (r *atMost) Request(m *rewrite.Message) error {
	if r.values < math.MaxInt {
		n, err := r.written(m)
		return r.judge(n, r.values, "values of", err)
	}
	ops, err := m.Ops()
	n := 0
	for _, op := range ops {
		if part.Touches(m, op, r.attribute) {
			n++
		}
	}
	return r.judge(n, r.operations, "operations on", err)
}

func (r *atMost) judge(n, most int, what string, err error) error {
	if err != nil || n <= most {
		return err
	}
	return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
		"%s: the request has %d %s it, and the target takes at most %d; %s", r.attribute, n, what, most, r.says)
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
