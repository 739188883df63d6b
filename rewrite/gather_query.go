package rewrite

import (
	"strconv"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// Bounds say how far the proxy may go to answer a query that the target does not
// take as one request.
type Bounds struct {
	Resource string // the endpoint
	Source   string // the rule that says so; empty for none
	Requests int    // the most parts of a union
	Pages    int    // the most pages that are read for one query
	PageSize int    // how many resources a page is asked for
	Scan     bool   // whether all resources may be read
	First    bool   // whether the target shows its first page only, and counts no more than that
	Cursor   bool   // whether the target has cursors and no startIndex (RFC 9865)
}

// The Bounds of an endpoint of which nothing is said.
const (
	DefaultRequests = 10
	DefaultPages    = 20
	DefaultPageSize = 100
)

// bounds returns the Bounds of the message's endpoint.
func (c *Chain) bounds(resource string) Bounds {
	for _, b := range c.Bounds {
		if filter.Fold(b.Resource, resource) {
			return b
		}
	}
	return Bounds{Resource: resource, Requests: DefaultRequests, Pages: DefaultPages, PageSize: DefaultPageSize}
}

// ways returns what else than one request may answer the query.
func (c *Chain) ways(m *Message) plan.Limits {
	if _, cursor := m.Param("cursor"); cursor || !m.IsQuery() {
		return plan.Limits{}
	}
	b := c.bounds(m.Resource)
	w := plan.Limits{Requests: b.Requests, Scan: b.Scan}
	if c.Index != nil {
		w.Indexed = func(p filter.Path) bool { return c.Index.Has(m.Resource, p) }
	}
	return w
}

// ReadAll has a query answered with all results, whatever the target makes of pages. Where the
// bounds do not allow that it is refused.
func (m *Message) ReadAll() { m.whole = true }

// follow plans a query that is to have all results, or goes to a target that has cursors only,
// and need not count its results: a client that does not ask by cursor pages by numbers, so that
// all results are read.
func (c *Chain) follow(m *Message, t *Trace) error {
	_, cursor := m.Param("cursor")
	if m.plan != nil || cursor || !m.IsQuery() || !m.whole && !c.bounds(m.Resource).Cursor {
		return nil
	}
	e, err := m.Filter()
	if err != nil {
		return err
	}
	m.plan = &plan.Plan{How: plan.Scanned, Filter: e}
	if e != nil {
		m.plan.How = plan.Checked
	}
	c.credit(t, c.bounds(m.Resource).Source, Changed)
	t.Plan, t.Asked = string(m.plan.How), m.plan
	return nil
}

// list returns the list answer that shows the part of the results which the query
// asks for (RFC 7644, section 3.4.2.4). If not all were read only the first page is shown, and
// it counts more than that, so that who lists all hears that there is no next one to be had.
func (g *gathering) list() (string, error) {
	start, count := 1, len(g.found)
	if text, ok := g.m.Param("startIndex"); ok {
		n, _ := strconv.Atoi(text)
		start = max(n, 1)
	}
	if text, ok := g.m.Param("count"); ok {
		if n, err := strconv.Atoi(text); err == nil {
			count = max(n, 0)
		}
	}
	if g.all > 0 && start > 1 {
		return "", tooFar(g.bounds)
	}
	return response.PageOf(g.found, start, count, max(g.all, len(g.found))), nil
}

// tooFar is the refusal of a later page where not all may be read.
func tooFar(b Bounds) error {
	return Refuse(TooMany, "tooMany", "the target has cursors and no startIndex, and to read all takes more than %d "+
		"requests; ask with a narrower filter, or by cursor, or let the rules allow more pages", b.Pages)
}

// order returns the order that the query asks for.
func (m *Message) order() (o response.Order, err error) {
	text, ok := m.Param("sortBy")
	if !ok {
		return o, nil
	}
	p, err := filter.ParsePath(strings.TrimSpace(text))
	if err != nil {
		return o, Refuse(PathSyntax, "invalidPath", "in the parameter sortBy: %v", err)
	}
	o.By = m.Types().Canonical(m.Resource, p)
	a, known := m.Types().Find(m.Resource, o.By)
	if _, has := m.Types().Find(m.Resource, filter.Path{Schema: o.By.Schema, Name: o.By.Name, Sub: "value"}); has &&
		a.Type == filter.TypeComplex {
		o.By.Sub = "value"
		a, known = m.Types().Find(m.Resource, o.By)
	}
	o.Exact = known && a.CaseExact
	direction, _ := m.Param("sortOrder")
	o.Descending = filter.Fold(direction, "descending")
	return o, nil
}

// Pages are how far a list was read that comes in pages (RFC 7644, section 3.4.2.4;
// RFC 9865): what both who answer a query from all of them and who keep an index know
// of the next one. Whether pages fit together is for these to say: the former hold the
// number of results to be the same, the latter read for minutes while clients write.
type Pages struct {
	Size   int    // how many results a page is asked for
	Start  int    // index of the next result, from 1
	Cursor string // of the next page, of a target that has cursors
}

// Query returns the parameters that ask for the next page.
func (p *Pages) Query() []Param {
	count := Param{"count", strconv.Itoa(p.Size)}
	switch {
	case p.Cursor != "":
		return []Param{{"cursor", p.Cursor}, count}
	case p.Start > 1: // a target that has cursors only may not know the parameter
		return []Param{{"startIndex", strconv.Itoa(p.Start)}, count}
	}
	return []Param{count}
}

// Follow takes the cursor of the next page, if there is one, out of a page.
func (p *Pages) Follow(page *Message) {
	next, _ := Lookup(page.Body, filter.Path{Name: "nextCursor"})
	p.Cursor, _ = json.Text(next)
}
