package patch

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// last keeps the last of several operations of one PATCH that write an attribute of
// one value. They act in their order (RFC 7644, section 3.5.2), so that the others
// come to nothing; but a target may take one only (AWS IAM Identity Center), or read
// the first and no more (Sentry), and delete a user whom the second enables.
//
// The others are dropped, and counted. Where one of the operations on the attribute
// is a remove, has no path or is on a part of it, all are left as they are.
type last struct {
	kind.RequestOnly
	paths []filter.Path
}

func newLast(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &last{paths: kind.Paths(n, b.Path)}
	for i, item := range n.All() {
		p := r.paths[i]
		t, known := b.Types.Find(b.Scope().Resource, p)
		if p.Sub != "" || known && (t.Multi || t.Type == filter.TypeComplex) {
			item.Errorf("%s is no attribute of one plain value", p)
		}
	}
	return r
}

// Touches returns the names of the attributes, as rewrite.Toucher has it.
func (r *last) Touches() []string { return rewrite.TouchedBy(r.paths...) }

func (r *last) Request(m *rewrite.Message) error {
	for _, p := range r.paths {
		n, err := r.count(m, p)
		if err != nil {
			return err
		}
		if n < 2 {
			continue
		}
		err = m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
			if writesWhole(m, op, p) {
				if n--; n > 0 {
					return nil
				}
			}
			emit(op)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// count returns how many operations write the attribute, or 0 where one on it does
// something else.
func (*last) count(m *rewrite.Message, p filter.Path) (int, error) {
	n := 0
	ops, err := m.Ops()
	for _, op := range ops {
		switch {
		case writesWhole(m, op, p):
			n++
		case op.HasPath && (m.Covers(op.At(), p) || m.Covers(p, op.At())), !op.HasPath && part.Mentions(m, op.Value, p):
			return 0, err
		}
	}
	return n, err
}

// writesWhole reports whether an operation with a path adds or replaces an attribute.
func writesWhole(m *rewrite.Message, op rewrite.Op, p filter.Path) bool {
	return op.HasPath && !op.Is("remove") && op.Target.Where == nil && m.Same(op.At(), p)
}
