package rewrite

import (
	"errors"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

// A gathering is the answer to one query that is made of several of the target's.
type gathering struct {
	chain   *Chain
	m       *Message // the query
	t       *Trace
	steps   int // how many steps of the chain saw the query
	next    Next
	bounds  Bounds
	asked   int             // requests that were sent
	judge   *filter.Judge   // of what plans check, by the case rules that are declared
	judged  *filter.Judge   // of what was asked, whatever the case rules
	showing *filter.Judge   // of what is shown alone; nil before it is needed
	seen    map[string]bool // the ids of found
	found   []string        // the resources
	taken   int             // how often one was found
	all     int             // how many results there are at least, if not all were read; else 0

	inDoubt bool // whether a resource did not show whether it is one
}

// gather answers the query by its plan.
func (c *Chain) gather(m *Message, t *Trace, steps int, next Next) error {
	p := *m.plan
	order, err := m.order()
	if err != nil {
		return err
	}
	narrow, narrowed := m.Param("attributes")
	shows := checkedPaths(p)
	if order.By.Name != "" {
		shows = append(shows, order.By)
	}
	shown := m.Show(shows)
	g := gathering{chain: c, m: m, t: t, steps: steps, next: next, bounds: c.bounds(m.Resource)}
	err = g.begin(p)
	if narrowed && g.inDoubt {
		shown = m.unnarrow(narrow, shows)
		err = g.begin(p)
	}
	if err != nil {
		var failed *failedPart
		if !errors.As(err, &failed) {
			return err
		}
		m.answer(failed.status, "", failed.body)
		m.origin = failed.origin
		return nil
	}
	if p.How != plan.Checked && p.How != plan.Scanned { // else the target has sorted
		order.Sort(g.found)
	}
	list, err := g.list()
	if err != nil {
		return err
	}
	m.answer(200, "", list)
	return m.Trim(shown)
}

// checkedPaths returns the attributes that the checks of a plan are about.
func checkedPaths(p plan.Plan) []filter.Path {
	var list []filter.Path
	if p.Check != nil {
		list = filter.Paths(p.Check)
	}
	for _, part := range p.Parts {
		list = append(list, checkedPaths(part)...)
	}
	return list
}

// A failedPart is the error of a plan of which the target answered the only
// request with an error: that is the answer to the query.
type failedPart struct {
	status int
	body   string
	origin origin
}

// failedBy is the error of a request that the target answered with an error.
func failedBy(sub *Message) *failedPart { return &failedPart{sub.Status, sub.Body, sub.origin} }

func (*failedPart) Error() string { return "the target answered with an error" }

// begin does what a plan says, from the beginning.
func (g *gathering) begin(p plan.Plan) error {
	g.judge, g.judged = filter.NewJudge(g.m.judging(false)), filter.NewJudge(g.m.judging(true))
	g.found, g.seen, g.t.Unmatched = nil, map[string]bool{}, 0
	return g.plan(p)
}

// plan does what a plan says.
func (g *gathering) plan(p plan.Plan) error {
	switch p.How {
	case plan.United:
		for _, part := range p.Parts {
			err := g.plan(part)
			var failed *failedPart
			if errors.As(err, &failed) {
				return partFailed(failed)
			}
			if err != nil {
				return err
			}
		}
		return nil
	case plan.LookUp:
		return g.read(p.ID, p)
	case plan.Indexed:
		return g.readIndexed(p)
	}
	return g.walk(p)
}

// partFailed is the refusal of a query one part of which the target answered with
// an error: what the other parts bring would look like the whole.
func partFailed(f *failedPart) error {
	r := BadAnswer(TargetError, "the target answered one of the requests that this filter needs with %d, so that the "+
		"answer would not be whole", f.status)
	if later(f.status) {
		r.Status = f.status
	}
	m := Message{Status: f.status, Body: f.body}
	if e, ok := m.ErrorAnswer(); ok {
		r.Told = e.Detail
	}
	return r
}

// readIndexed reads the resources that the index finds. Where it cannot tell whether
// there are others, all are read if the rules allow that.
func (g *gathering) readIndexed(p plan.Plan) error {
	value, _ := p.Value.Text()
	ids, miss := g.chain.Index.Find(g.m.Resource, p.Key, value)
	taken := g.taken
	for _, id := range ids {
		if err := g.read(id, p); err != nil {
			return err
		}
	}
	switch {
	case miss == nil:
		g.m.relyOnIndex()
	case g.taken > taken:
	case g.bounds.Scan:
		return g.walk(plan.Plan{How: plan.Scanned, Check: p.Check})
	default:
		return miss
	}
	return nil
}

// read reads one resource by its id, for a plan. One that is not there is not a result.
func (g *gathering) read(id string, p plan.Plan) error {
	sub := g.sub()
	sub.ID = id
	if err := g.ask(sub); err != nil {
		return err
	}
	switch {
	case sub.Status == 404 && sub.Foreign():
		return sub.noBody()
	case sub.Status == 404: // judged to be an error of SCIM
		return nil
	case sub.Status > 299:
		return failedBy(sub)
	}
	p.Check = known(p.Check, id)
	return g.take(sub.doc(), p)
}

// known returns a check without what is known of a resource that was read by its
// id: the target may show that one percent-encoded, or decoded.
func known(check filter.Expr, id string) filter.Expr {
	switch x := check.(type) {
	case *filter.Compare:
		if text, _ := x.Value.Text(); x.Op == filter.Eq && x.Path.Is(filter.Path{Name: "id"}) && text == id {
			return filter.Const(true)
		}
	case *filter.And:
		list := make([]filter.Expr, len(x.List))
		for i, e := range x.List {
			list[i] = known(e, id)
		}
		return &filter.And{List: list}
	}
	return check
}

// sub returns a request of the proxy's own, with the projection of the query.
func (g *gathering) sub() *Message {
	s := &Message{Method: "GET", Resource: g.m.Resource, Header: g.m.Header, Route: g.m.Route, Due: g.m.Due,
		State: g.m.State, chain: g.chain, notes: g.m.notes, gathered: true}
	for _, name := range [...]string{"attributes", "excludedAttributes"} {
		if value, ok := g.m.Param(name); ok {
			s.Query = append(s.Query, Param{name, value})
		}
	}
	return s
}

// ask sends a request, and judges what comes back.
func (g *gathering) ask(sub *Message) error {
	if g.spent() {
		return tooMany(g.bounds)
	}
	if err := sub.due(); err != nil {
		return err
	}
	g.asked++
	sure, err := g.chain.send(sub, g.t, g.steps, g.next)
	g.t.Unverified = g.t.Unverified || !sure
	return err
}

// spent reports whether as many requests were sent as there may be.
func (g *gathering) spent() bool { return g.asked >= max(g.bounds.Pages, g.bounds.Requests) }

// tooMany is the refusal of a query that needs more requests than it may.
func tooMany(b Bounds) error {
	return Refuse(TooMany, "tooMany", "the target does not take this filter, and to check what it answers instead "+
		"takes more than %d requests; ask with a narrower filter, or let the rules allow more pages", b.Pages)
}
