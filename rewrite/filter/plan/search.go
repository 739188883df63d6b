package plan

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// A search looks for the plans of one filter that take more than one request.
type search struct {
	forms  []normalForm
	s      *filter.Scope
	limits Limits
	steps  *int // of proofs
}

// planner returns a planner by the forms of the search, which has used none of them.
func (x *search) planner() *planner { return &planner{forms: x.forms, s: x.s} }

// whole returns the cheapest plan for a normal form, or nil and what of it
// cannot be asked.
func (x *search) whole(e filter.Expr) (best *Plan, failed filter.Expr) {
	if _, or := e.(*filter.Or); !or {
		best = x.one(e)
	}
	if best != nil && best.cost() == costOne {
		return best, nil
	}
	parts, ok := disjuncts(e, x.limits.Requests)
	if !ok || len(parts) < 2 {
		return best, e
	}
	united, failed := x.union(parts)
	if united != nil && (best == nil || united.cost() < best.cost()) {
		best = united
	}
	return best, failed
}

// union returns the plan for an or of several filters, or nil and the first that
// cannot be asked.
func (x *search) union(parts []filter.Expr) (*Plan, filter.Expr) {
	plan := Plan{How: United}
	var sources []string
	for _, part := range parts {
		p := x.one(part)
		if p == nil {
			return nil, part
		}
		if slices.ContainsFunc(plan.Parts, p.asks) {
			continue
		}
		plan.Parts = append(plan.Parts, *p)
		for source := range strings.SplitSeq(p.Source, ", ") {
			if source != "" && !slices.Contains(sources, source) {
				sources = append(sources, source)
			}
		}
	}
	if len(plan.Parts) == 1 {
		return &plan.Parts[0], nil
	}
	plan.Source = strings.Join(sources, ", ")
	return &plan, nil
}

// asks reports whether two plans of one request ask for the same.
func (p *Plan) asks(q Plan) bool {
	return p.How == q.How && p.ID == q.ID && p.Key == q.Key && p.Value == q.Value &&
		(p.Filter == nil || filter.String(p.Filter) == filter.String(q.Filter))
}

// one returns the cheapest plan that asks once for a filter without or, or nil.
func (x *search) one(e filter.Expr) *Plan {
	if p := x.direct(e); p != nil {
		return p
	}
	if !x.visible(e) {
		return nil
	}
	if id, ok := x.idOf(e); ok {
		return &Plan{How: LookUp, ID: id}
	}
	wider := x.wider(e)
	if wider != nil && wider.cost() == costOne {
		return wider
	}
	if p := x.indexed(e); p != nil {
		return p
	}
	return wider
}

// direct returns the plan of one request that the target takes, or nil.
func (x *search) direct(e filter.Expr) *Plan {
	p := x.planner()
	terms, ok := p.terms(e)
	if !ok {
		return nil
	}
	plan := p.plan(terms)
	return &plan
}

// visible reports whether a resource shows all that the filter is about, so that
// it can be checked.
func (x *search) visible(e filter.Expr) bool {
	ok := true
	visit := func(of, p filter.Path) {
		a, _ := x.s.Find(of, p)
		whole, _ := x.s.Types.Find(x.s.Resource, filter.Path{Schema: p.Schema, Name: p.Name})
		if max(a.Returned, whole.Returned) >= filter.ReturnedRequest {
			ok = false
		}
	}
	filter.Walk(e, func(y filter.Expr) {
		switch y := y.(type) {
		case *filter.Compare:
			visit(filter.Path{}, y.Path)
		case *filter.Has:
			visit(filter.Path{}, y.Path)
			filter.Walk(y.Where, func(z filter.Expr) {
				if c, is := z.(*filter.Compare); is {
					visit(y.Path, c.Path)
				}
			})
		}
	})
	return ok
}

// idOf returns the id that every resource has which a filter selects.
func (x *search) idOf(e filter.Expr) (string, bool) {
	for _, term := range filter.Terms(e) {
		c, ok := term.(*filter.Compare)
		if !ok || c.Op != filter.Eq || !c.Path.Is(filter.Path{Name: "id"}) {
			continue
		}
		if id, ok := c.Value.Text(); ok && isPlainID(id) {
			return id, true
		}
	}
	return "", false
}

// isPlainID reports whether an id can stand in a path as one segment. Which it
// must be is the target's to say.
func isPlainID(id string) bool {
	return id != "" && id != "." && id != ".." && !strings.ContainsFunc(id, func(r rune) bool {
		return r < ' ' || r == '/' || r == '\\' || r == 0x7f
	})
}

// indexed returns the plan to look a term up in an index, or nil.
func (x *search) indexed(e filter.Expr) *Plan {
	if x.limits.Indexed == nil {
		return nil
	}
	for _, term := range filter.Terms(e) {
		for _, c := range comparisons(term) {
			if c.Op == filter.Eq && c.Value.Kind() == filter.KindString && x.limits.Indexed(c.Path) {
				return &Plan{How: Indexed, Key: c.Path, Value: c.Value}
			}
		}
	}
	return nil
}

// comparisons returns plain comparisons that a term implies.
func comparisons(term filter.Expr) []*filter.Compare {
	switch t := term.(type) {
	case *filter.Compare:
		return []*filter.Compare{t}
	case *filter.Has:
		if t.Path.Sub != "" {
			return nil
		}
		var list []*filter.Compare
		for _, inner := range filter.Terms(t.Where) {
			if c, ok := inner.(*filter.Compare); ok && c.Op != filter.Pr && c.Value.Kind() != filter.KindNull {
				at := filter.Path{Schema: t.Path.Schema, Name: t.Path.Name, Sub: c.Path.Name}
				list = append(list, &filter.Compare{Path: at, Op: c.Op, Value: c.Value})
			}
		}
		return list
	}
	return nil
}

// wider returns the most selective filter that the target takes and that e
// implies, or nil.
func (x *search) wider(e filter.Expr) *Plan {
	terms := filter.Terms(e)
	best := x.joined(terms)
	for _, term := range terms {
		for _, w := range x.weaker(term) {
			best = x.better(best, w, false)
		}
	}
	if and, ok := e.(*filter.And); ok {
		best = x.patterned(best, and)
	}
	return best
}

// better returns the better of a plan and the one that asks w, if the target
// takes that.
func (x *search) better(best *Plan, w filter.Expr, joined bool) *Plan {
	if best != nil && best.cost() <= selectivity(w) {
		return best
	}
	p := x.planner()
	sent, ok := p.one(w, joined)
	if !ok {
		return best
	}
	return p.wider(sent)
}

// joined returns the plan that asks for all terms which may be joined.
func (x *search) joined(terms []filter.Expr) *Plan {
	p := x.planner()
	var sent []filter.Expr
	for _, term := range terms {
		for _, w := range x.weaker(term) {
			if e, ok := p.one(w, true); ok {
				sent = append(sent, e)
				break
			}
		}
	}
	if len(sent) == 0 {
		return nil
	}
	return p.wider(filter.AllOf(sent...))
}

// wider returns the plan that asks for a filter which brings too much.
func (p *planner) wider(sent filter.Expr) *Plan {
	plan := Plan{How: Checked, Filter: sent}
	plan.Form, plan.Source = p.names()
	plan = p.widened(plan)
	return &plan
}

// patterned returns the better of a plan and those that ask for several terms by
// one form.
func (x *search) patterned(best *Plan, and *filter.And) *Plan {
	for i := range x.forms {
		f := &x.forms[i]
		if f.Pattern == nil {
			continue
		}
		b, _, ok := f.pattern.matchIn(and, and.List, x.s)
		if !ok {
			continue
		}
		sent := f.Pattern.Expand(b)
		if best == nil || selectivity(sent) < best.cost() {
			best = &Plan{How: Checked, Filter: sent, Form: f.Pattern.text, Source: f.Source, Wider: f.Wider}
		}
	}
	return best
}

// disjuncts returns the filters without or of which a normal form is the or, if
// they are at most n.
func disjuncts(e filter.Expr, n int) ([]filter.Expr, bool) {
	switch x := e.(type) {
	case *filter.Or:
		var list []filter.Expr
		for _, y := range x.List {
			inner, ok := disjuncts(y, n-len(list))
			if !ok {
				return nil, false
			}
			list = append(list, inner...)
		}
		return list, len(list) <= n
	case *filter.And:
		return product(x.List, n)
	case *filter.Has:
		// An element satisfies one or the other.
		inner, ok := disjuncts(x.Where, n)
		if !ok || len(inner) == 1 {
			return []filter.Expr{e}, ok
		}
		for i, where := range inner {
			inner[i] = &filter.Has{Path: x.Path, Where: where}
		}
		return inner, true
	}
	return []filter.Expr{e}, n > 0
}

// product returns the disjuncts of an and.
func product(terms []filter.Expr, n int) ([]filter.Expr, bool) {
	list := []filter.Expr{nil}
	for _, term := range terms {
		inner, ok := disjuncts(term, n)
		if !ok || len(inner)*len(list) > n {
			return nil, false
		}
		var next []filter.Expr
		for _, left := range list {
			for _, right := range inner {
				if left == nil {
					next = append(next, right)
				} else {
					next = append(next, filter.AllOf(left, right))
				}
			}
		}
		list = next
	}
	return slices.Clip(list), true
}
