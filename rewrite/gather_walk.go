package rewrite

import (
	"slices"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
)

// A pageWalk reads all pages of one query (RFC 7644, section 3.4.2.4; RFC 9865).
type pageWalk struct {
	*gathering
	at    Pages
	by    plan.Plan
	total int             // results there are; -1 before the first page
	ids   map[string]bool // of the resources that were read
}

// walk reads all results of the plan's filter, and takes those that satisfy its
// check.
func (g *gathering) walk(p plan.Plan) error {
	at := Pages{Size: g.bounds.PageSize, Start: 1}
	w := pageWalk{gathering: g, at: at, by: p, total: -1, ids: map[string]bool{}}
	for more := true; more; {
		if w.mayEnd() {
			g.all = max(w.total, len(g.found)+1)
			return nil
		}
		sub := w.request()
		if err := g.ask(sub); err != nil {
			return err
		}
		if sub.Status > 299 {
			if w.total >= 0 {
				return partFailed(failedBy(sub))
			}
			return failedBy(sub)
		}
		var err error
		if more, err = w.page(sub); err != nil {
			return err
		}
	}
	return nil
}

// mayEnd reports whether no more pages are read, though there are more: who asks for results
// by their numbers can be shown those that were read, if the target's word for each is enough.
func (w *pageWalk) mayEnd() bool {
	asked := w.m.plan
	return w.bounds.Cursor && !w.m.whole && asked.Check == nil && len(asked.Parts) == 0 && w.spent()
}

// request returns the request for the next page.
func (w *pageWalk) request() *Message {
	s := w.sub()
	s.wider = w.by.Wider
	if w.by.Filter != nil {
		s.parsed, s.expr = true, w.by.Filter
		s.Query = append(s.Query, Param{"filter", filter.String(filter.Strict(w.by.Filter))})
	}
	if w.by.How == plan.Checked || w.by.How == plan.Scanned {
		for _, name := range [...]string{"sortBy", "sortOrder"} {
			if value, ok := w.m.Param(name); ok {
				s.Query = append(s.Query, Param{name, value})
			}
		}
	}
	s.Query = append(s.Query, w.at.Query()...)
	return s
}

// page takes the results of one page, and reports whether there are more.
func (w *pageWalk) page(sub *Message) (more bool, err error) {
	was := w.at.Cursor
	w.at.Follow(sub)
	if err := w.count(sub, was != "" || w.at.Cursor != ""); err != nil {
		return false, err
	}
	shown := 0
	for r := range sub.Resources() {
		shown++
		id, _ := r.Lookup("id")
		if w.ids[id] {
			return false, unsteady()
		}
		w.ids[id] = true
		if err := w.take(r, w.by); err != nil {
			return false, err
		}
	}
	w.at.Start += shown
	switch {
	case w.bounds.First && w.at.Cursor == "" && shown >= w.bounds.PageSize:
		return false, tooMany(w.bounds) // a full page may not be all
	case w.at.Cursor != "":
		return true, nil
	case w.at.Start > w.total || was != "":
		return false, nil
	case shown == 0:
		return false, unsteady()
	}
	return true, nil
}

// count holds the number of results against that of the pages before. A list with
// cursors may do without it (RFC 9865, section 2.1), also where one page is all, or
// count what the page shows.
func (w *pageWalk) count(sub *Message, cursors bool) error {
	total, counted := sub.Total()
	switch {
	case !counted && (cursors || w.bounds.Cursor), cursors && w.bounds.Cursor && w.total <= 0 && total == shownOf(sub):
		w.total = 0
		return nil
	case !counted:
		return BadAnswer(AnswerUnreadable, "the target answered a query without the number of results, so that it is "+
			"not known whether this is all")
	case w.total >= 0 && total != w.total:
		return unsteady()
	case pagesOf(total, w.bounds.PageSize) > w.bounds.Pages && !w.bounds.Cursor:
		return tooMany(w.bounds)
	}
	w.total = total
	return nil
}

// shownOf returns how many results a page shows.
func shownOf(page *Message) int { return len(slices.Collect(page.Resources())) }

func pagesOf(total, size int) int { return (total + size - 1) / size }

// unsteady is the refusal of a query whose pages do not fit together: what was
// read of them could look whole and lack somebody.
func unsteady() error {
	return &Refusal{Status: 503, Reason: AnswerContradicts, Detail: "the pages that the target answered do not fit " +
		"together: its directory changed while it was read, or it does not keep to startIndex; try again"}
}

// take adds a resource that was found by a plan, if it is one that the plan is
// looking for.
func (g *gathering) take(resource json.Value, p plan.Plan) error {
	id, ok := resource.Lookup("id")
	if !ok {
		return BadAnswer(AnswerUnreadable, "the target answered a query with a resource that has no id")
	}
	switch g.holds(resource, p) {
	case filter.False:
		g.t.Unmatched++
		return nil
	case filter.Unknown:
		if g.judge.Spent() {
			return tooMuchWork()
		}
		g.inDoubt = true
		return BadAnswer(AnswerContradicts, "the target answered with a resource that does not show whether it "+
			"satisfies the client's filter, which the target does not take as it is")
	}
	g.taken++
	if !g.seen[id] {
		g.seen[id] = true
		g.found = append(g.found, resource.Text())
	}
	return nil
}

// tooMuchWork is the refusal of a query whose Judge has done all that it does, which
// need not take many requests: many terms over large pages are enough.
func tooMuchWork() error {
	return Refuse(TooMany, "tooMany", "the target does not take this filter, and to check what it answers instead "+
		"takes more work than the proxy does for one request; ask with fewer terms, or with a narrower filter")
}

// holds tells whether a resource is one that a plan is looking for. Of what it does
// not show, the word of the target stands, if that is what the target was asked.
func (g *gathering) holds(resource json.Value, p plan.Plan) filter.Truth {
	switch {
	case p.Check != nil:
	case p.Filter == nil:
		return filter.True
	case g.judged.Holds(p.Filter, resource) == filter.False: // found by a loose attribute
		return filter.False
	default:
		return filter.True
	}
	if p.Wider && g.shown().Holds(p.Filter, resource) == filter.Unknown {
		return filter.Unknown // the target's word is none
	}
	truth := g.judge.Holds(p.Check, resource)
	if truth != filter.Unknown || p.Filter == nil || p.Wider {
		return truth
	}
	var open []filter.Expr
	for _, term := range filter.Terms(p.Filter) {
		if g.judge.Holds(term, resource) == filter.Unknown {
			open = append(open, term)
		}
	}
	truth = g.judge.Holds(plan.Granted(p.Check, open, g.m.Scope()), resource)
	g.t.Unverified = g.t.Unverified || truth == filter.True
	return truth
}

// shown returns what judges by what is shown alone: what is not may be anything.
func (g *gathering) shown() *filter.Judge {
	if g.showing == nil {
		s := *g.m.Scope()
		s.Stored, s.Hidden, s.Partial = true, func(filter.Path) bool { return true }, g.m.partial()
		g.showing = filter.NewJudge(s)
	}
	return g.showing
}
