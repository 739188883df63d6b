package store

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// inFilter refuses a filter that compares an attribute with a text which the target
// does not take.
func (r *texts) inFilter(m *rewrite.Message) error {
	e, err := m.Filter()
	if e == nil || err != nil {
		return err
	}
	var refusal error
	comparisons(e, filter.Path{}, func(p filter.Path, value filter.Literal) {
		text, isText := value.Text()
		if refusal == nil && isText && r.asksFor(p) && r.refuse.MatchString(text) {
			refusal = rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter", "the filter on %s: %s",
				safeName(p), r.says)
		}
	})
	return refusal
}

// asksFor reports whether the rule is for the texts that an attribute is compared
// with.
func (r *texts) asksFor(p filter.Path) bool {
	covers := func(q filter.Path) bool { return rewrite.Covers(q, p) }
	if len(r.attributes) > 0 {
		return slices.ContainsFunc(r.attributes, covers)
	}
	return !slices.ContainsFunc(r.except, covers)
}

// comparisons calls f with each attribute that a filter compares, from the resource
// down, and with what it is compared with. of is the attribute before the brackets
// that e stands in, if any.
func comparisons(e filter.Expr, of filter.Path, f func(filter.Path, filter.Literal)) {
	inner := func(list []filter.Expr) {
		for _, x := range list {
			comparisons(x, of, f)
		}
	}
	switch x := e.(type) {
	case *filter.Not:
		comparisons(x.X, of, f)
	case *filter.And:
		inner(x.List)
	case *filter.Or:
		inner(x.List)
	case *filter.Has:
		comparisons(x.Where, x.Path, f)
	case *filter.Select:
		comparisons(x.Has().Where, x.Path, f)
	case *filter.Compare:
		p := x.Path
		if of.Name != "" {
			p = filter.Path{Schema: of.Schema, Name: of.Name, Sub: x.Path.Name}
		}
		if x.Op != filter.Pr {
			f(p, x.Value)
		}
	}
}
