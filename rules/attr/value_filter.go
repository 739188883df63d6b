package attr

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/compare"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A valueFilter changes the values of an attribute in one filter.
type valueFilter struct {
	r       *valueRule
	m       *rewrite.Message
	path    bool // whether the filter is that of a PATCH path
	negates bool // whether a part of the filter stands under a not
	asked   bool // whether a value of the attribute was compared
	err     error
}

// query changes the values in the request's filter. It returns the filter that
// what is found is to be compared with, or nil.
func (r *valueRule) query(m *rewrite.Message) (filter.Expr, error) {
	before, err := m.Filter()
	if before == nil || err != nil {
		return nil, err
	}
	f := &valueFilter{r: r, m: m, negates: filter.Negates(before)}
	err = m.MapFilter(func(e filter.Expr) (filter.Expr, error) {
		out := filter.Map(e, f.leaf)
		return out, f.err
	})
	if err != nil || !f.asked || !m.IsQuery() {
		return nil, err
	}
	if r.assumed {
		if m.Lapsed() {
			return nil, kind.Lapsed(r.name)
		}
		m.Rely()
	}
	if !r.checked && !r.assumed || r.back == nil {
		return nil, nil
	}
	return f.about(before), nil
}

// about returns the terms of a filter that are about the attribute, where what
// is selected must satisfy those.
func (f *valueFilter) about(e filter.Expr) filter.Expr {
	and, ok := e.(*filter.And)
	if !ok {
		return e
	}
	var terms []filter.Expr
	for _, term := range and.List {
		if slices.ContainsFunc(filter.Paths(term), func(p filter.Path) bool { return f.m.Covers(p, f.r.path) }) {
			terms = append(terms, term)
		}
	}
	return filter.AllOf(terms...)
}

// leaf changes the values in one term of a filter.
func (f *valueFilter) leaf(e filter.Expr) filter.Expr {
	switch x := e.(type) {
	case *filter.Compare:
		return f.comparison(x)
	case *filter.Has:
		return f.valuePath(x)
	case *filter.Select:
		h := x.Has()
		if y := f.valuePath(h); y != filter.Expr(h) {
			return y
		}
	}
	return e
}

// comparison changes the value in a comparison of the attribute, or of the one
// that holds it, which compares its values.
func (f *valueFilter) comparison(c *filter.Compare) filter.Expr {
	implied := f.r.element && f.r.isValue() && f.m.Same(c.Path, f.r.holder())
	if !implied && !f.m.Same(c.Path, f.r.path) || c.Op == filter.Pr {
		return c
	}
	if f.r.where != nil {
		f.refuse("it cannot be told whether the filter asks for what rule %s changes, %s", f.r.name,
			filter.Target{Path: f.r.holder(), Where: f.r.where, Sub: f.r.path.Sub})
		return c
	}
	return f.changed(c)
}

// valuePath changes the values in a value path of the attribute.
func (f *valueFilter) valuePath(h *filter.Has) filter.Expr {
	if !f.isHolder(h.Path) || !f.compares(h.Where) {
		return h
	}
	switch f.r.holds(f.m, part.EqTerms(h.Where)) {
	case filter.False:
		return h
	case filter.Unknown:
		f.refuse("it cannot be told whether the filter asks for what rule %s changes, %s", f.r.name,
			filter.Target{Path: f.r.holder(), Where: f.r.where, Sub: f.r.path.Sub})
		return h
	}
	where := filter.Map(h.Where, func(e filter.Expr) filter.Expr {
		if c, ok := e.(*filter.Compare); ok && f.isSub(c) {
			return f.changed(c)
		}
		return e
	})
	if where == h.Where {
		return h
	}
	return &filter.Has{Path: h.Path, Where: where}
}

// isHolder reports whether the attribute is next to p, which may be an extension
// or an attribute of one value.
func (f *valueFilter) isHolder(p filter.Path) bool {
	if f.r.path.Sub != "" {
		return f.m.Same(p, f.r.holder())
	}
	return parentOf(f.m, p, f.r.path)
}

// isSub reports whether a comparison in brackets is one of the attribute's values.
func (f *valueFilter) isSub(c *filter.Compare) bool {
	return filter.Fold(c.Path.Name, part.Leaf(f.r.path)) && c.Op != filter.Pr
}

// compares reports whether the filter in brackets compares the sub-attribute.
func (f *valueFilter) compares(where filter.Expr) bool {
	found := false
	filter.Walk(where, func(e filter.Expr) {
		if c, ok := e.(*filter.Compare); ok && f.isSub(c) {
			found = true
		}
	})
	return found
}

// changed returns a comparison with its value changed.
func (f *valueFilter) changed(c *filter.Compare) *filter.Compare {
	text, ok := c.Value.Text()
	switch {
	case f.r.noFilter:
		f.refuseAsking()
		return c
	case !ok || text == "", f.r.folds && c.Op != filter.Eq && c.Op != filter.Ne:
		return c
	case c.Op != filter.Eq && c.Op != filter.Ne:
		f.refuse("rule %s changes the values of %s, of which %s does not mean the same; only eq and ne do",
			f.r.name, f.r.path, c.Op)
		return c
	}
	f.asked = true
	made := f.made(text)
	if (f.path || f.negates || c.Op == filter.Ne) && f.err == nil {
		f.verify(text, made)
	}
	if made == text || f.err != nil {
		return c
	}
	return &filter.Compare{Path: c.Path, Op: c.Op, Value: filter.Quote(made)}
}

// refuseAsking refuses to ask for the attribute, for the reason that the file gives.
func (f *valueFilter) refuseAsking() {
	if f.r.says != "" {
		f.refuse("the filter on %s%s", f.r.path, f.r.says)
		return
	}
	f.refuse("rule %s does not allow to ask for values of %s; remove it from the matching attributes",
		f.r.name, f.r.path)
}

// made returns what becomes of a value that the filter asks for. One that the rule
// cannot change is refused, or stays as it is where writes leave it so too.
func (f *valueFilter) made(text string) string {
	made, ok, err := f.r.to.Apply(text)
	switch {
	case err != nil:
		f.refuse("rule %s cannot change this value of %s: %v", f.r.name, f.r.path, err)
	case !ok && f.r.noMatch != "keep":
		f.refuse("this value of %s has a form that rule %s does not know, so that nothing like it is stored%s",
			f.r.path, f.r.name, f.r.says)
	case !ok:
		return text
	}
	return made
}

// verify refuses a value that another may have become where nothing shows it: in
// a PATCH path, whose operation may meet another's, and where what does not have
// the value is asked for, which then lacks all that has become the same.
func (f *valueFilter) verify(text, made string) {
	if !f.r.checked {
		return
	}
	back, ok, err := f.r.back.Apply(made)
	if !ok {
		back = made
	}
	a, known := f.m.Types().Find(f.m.Resource, f.r.path)
	if err == nil && (back == text || known && !a.CaseExact && compare.EqualFold(back, text)) {
		return
	}
	if f.path {
		f.refuse("rule %s cannot take this value of %s back, so that the operation may meet another's",
			f.r.name, f.r.path)
		return
	}
	f.refuse("rule %s cannot take this value of %s back, so that who does not have it cannot be asked for",
		f.r.name, f.r.path)
}

// refuse notes the first refusal.
func (f *valueFilter) refuse(format string, args ...any) {
	if f.err != nil {
		return
	}
	reason, scimType := rewrite.FilterUnsupported, "invalidFilter"
	if f.path {
		reason, scimType = rewrite.RuleRefused, "invalidPath"
	}
	f.err = rewrite.Refuse(reason, scimType, format, args...)
}

// inPath changes the values in the filter of a PATCH path.
func (r *valueRule) inPath(m *rewrite.Message, t filter.Target) (filter.Target, error) {
	f := &valueFilter{r: r, m: m, path: true}
	h := &filter.Has{Path: t.Path, Where: t.Where}
	if out, ok := f.valuePath(h).(*filter.Has); ok && out != h {
		t.Where = out.Where
	}
	return t, f.err
}

// compare holds what was found against the filter of the client.
func (r *valueRule) compare(m *rewrite.Message, e filter.Expr) error {
	if e == nil || m.Local() || !m.IsQuery() || m.Status > 299 {
		return nil
	}
	judge := m.Judge(false)
	for resource := range m.Resources() {
		switch truth := judge.Holds(e, resource); {
		case truth == filter.False && r.assumed:
			m.Contradict()
			return rewrite.BadAnswer(rewrite.AssumptionBroken, "the target answered with a resource whose %s, taken "+
				"back, is not the one asked for: the assumption of rule %s does not hold", r.path, r.name)
		case truth == filter.False:
			return rewrite.BadAnswer(rewrite.AnswerContradicts, "the target answered with a resource whose %s, taken "+
				"back by rule %s, is not the one asked for; two values of the client have become one", r.path, r.name)
		case truth == filter.Unknown && asksForOthers(e) && !m.Hidden(r.path):
			m.Warn() // whether who has no value is meant, RFC 7644 does not say: the target's word stands
		case truth == filter.Unknown && !r.assumed:
			return rewrite.BadAnswer(rewrite.AnswerContradicts, "the target answered with a resource that does not "+
				"show its %s, which rule %s must compare", r.path, r.name)
		}
	}
	return nil
}

// asksForOthers reports whether a filter asks for whoever has another value, by not or
// by ne.
func asksForOthers(e filter.Expr) bool {
	found := filter.Negates(e)
	filter.Walk(e, func(x filter.Expr) {
		if c, ok := x.(*filter.Compare); ok && c.Op == filter.Ne {
			found = true
		}
	})
	return found
}
