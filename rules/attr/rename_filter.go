package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/part"
)

// filter renames the attribute in a filter.
func (r *rename) filter(m *rewrite.Message, e filter.Expr) (filter.Expr, error) {
	var refusal error
	out := filter.Map(e, func(x filter.Expr) filter.Expr {
		y, err := r.term(m, x)
		if err != nil {
			refusal = err
			return x
		}
		return y
	})
	if refusal != nil {
		return e, refusal
	}
	return out, nil
}

// term renames the attribute in one term of a filter.
func (r *rename) term(m *rewrite.Message, e filter.Expr) (filter.Expr, error) {
	switch x := e.(type) {
	case *filter.Compare:
		return r.comparison(m, x)
	case *filter.Has:
		return r.valuePath(m, x)
	case *filter.Select: // as what it means
		if !r.concerns(m, x.Path) {
			return e, nil
		}
		h := x.Has()
		if y, err := r.valuePath(m, h); err != nil || y != filter.Expr(h) {
			return y, err
		}
	}
	return e, nil
}

// comparison renames what x compares.
func (r *rename) comparison(m *rewrite.Message, x *filter.Compare) (filter.Expr, error) {
	isNull := x.Op != filter.Pr && x.Value.Kind() == filter.KindNull
	if x.Op == filter.Pr || isNull {
		if y, err := r.presence(m, x); y != nil || err != nil {
			return y, err
		}
	} else if r.impliesValue(m, x.Path) {
		return &filter.Compare{Path: r.to, Op: x.Op, Value: x.Value}, nil
	}
	if p, ok := r.path(m, x.Path); ok {
		return &filter.Compare{Path: p, Op: x.Op, Value: x.Value}, nil
	}
	return x, nil
}

// impliesValue reports whether an operator on p is one on the sub-attribute that
// is renamed: on a multi-valued attribute it is one on its value (RFC 7644,
// section 3.4.2.2).
func (r *rename) impliesValue(m *rewrite.Message, p filter.Path) bool {
	if !r.besides() || !filter.Fold(r.from.Sub, "value") || !r.within(m, p) {
		return false
	}
	a, known := m.Types().Find(m.Resource, filter.Path{Schema: r.from.Schema, Name: r.from.Name})
	return a.Multi || !known
}

// presence renames in a question whether what holds the attribute has a value:
// that may be in another place at the target. It returns nil where the question
// is about something else.
func (r *rename) presence(m *rewrite.Message, x *filter.Compare) (filter.Expr, error) {
	leaves, enters := parentOf(m, x.Path, r.from), parentOf(m, x.Path, r.to)
	switch {
	case leaves == enters, r.alias: // which the client knows by both names
		return nil, nil
	case enters:
		return nil, r.untold(x.Path)
	}
	moved := &filter.Compare{Path: r.to, Op: x.Op, Value: x.Value}
	if x.Op == filter.Eq {
		return filter.AllOf(x, moved), nil
	}
	return filter.AnyOf(x, moved), nil
}

// untold is the refusal of a filter that a target would answer for another
// attribute as well.
func (r *rename) untold(p filter.Path) error {
	return rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter",
		"whether %s has a value cannot be asked of a target that keeps %s in it, by rule %s", p, r.from, r.name)
}

// valuePath renames in a value path: the attribute in front of the brackets, or
// one in them.
func (r *rename) valuePath(m *rewrite.Message, x *filter.Has) (filter.Expr, error) {
	if p, ok := r.path(m, x.Path); ok && p.Sub == "" {
		return &filter.Has{Path: p, Where: x.Where}, nil
	}
	leaves, enters := parentOf(m, x.Path, r.from), parentOf(m, x.Path, r.to)
	switch {
	case leaves && enters && r.isIn(m, x.Path):
		return &filter.Has{Path: x.Path, Where: r.names(x.Where)}, nil
	case leaves:
		return nil, rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter",
			"a value path on %s cannot be asked of a target that knows %s under another name", x.Path, r.from)
	case enters && !r.alias && mayLack(x.Where):
		return nil, r.untold(x.Path)
	}
	return x, nil
}

// concerns reports whether valuePath may make something of a value path on p.
func (r *rename) concerns(m *rewrite.Message, p filter.Path) bool {
	_, renamed := r.path(m, p)
	return renamed || parentOf(m, p, r.from) || parentOf(m, p, r.to)
}

// isIn reports whether the attribute and its new name are both next to p.
func (r *rename) isIn(m *rewrite.Message, p filter.Path) bool {
	return siblings(r.from, r.to) && (r.from.Sub == "" || r.within(m, p))
}

// mayLack reports whether a value may satisfy the filter in brackets by what it
// has not.
func mayLack(where filter.Expr) bool {
	lacks := false
	filter.Walk(where, func(e filter.Expr) {
		c, ok := e.(*filter.Compare)
		lacks = lacks || ok && c.Op == filter.Eq && c.Value.Kind() == filter.KindNull
	})
	return lacks || filter.Negates(where)
}

// names renames the attribute in the filter of a value path.
func (r *rename) names(where filter.Expr) filter.Expr {
	return filter.MapPaths(where, func(p filter.Path) filter.Path {
		if !filter.Fold(p.Name, part.Leaf(r.from)) {
			return p
		}
		return filter.Path{Name: part.Leaf(r.to)}
	})
}
