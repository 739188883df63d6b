package chaintest

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// A pager is a target that answers a list of n users in pages, by what a test says
// of each page.
type pager struct {
	n      int
	status int // 0 for 200
	asked  []string
	page   func(p *pager, m *rewrite.Message) string
}

func (p *pager) next(m *rewrite.Message) error {
	var query []string
	for _, param := range m.Query {
		query = append(query, param.Name+"="+param.Value)
	}
	p.asked = append(p.asked, strings.Join(query, "&"))
	body := p.page(p, m)
	m.Answer(cmp.Or(p.status, 200), "", body)
	return nil
}

// usersFrom returns a page of at most size users, from the one of an index on.
func (p *pager) usersFrom(start, size int, more string) string {
	var list []string
	for i := start; i < start+size && i <= p.n; i++ {
		list = append(list, fmt.Sprintf(`{"schemas":[%q],"id":"%d","userName":"u%d","title":"a"}`, filter.UserURN, i, i))
	}
	return fmt.Sprintf(`{"schemas":[%q],%s"Resources":[%s]}`, response.ListURN, more, strings.Join(list, ","))
}

func intParam(m *rewrite.Message, name string, missing int) int {
	n := missing
	if text, ok := m.Param(name); ok {
		fmt.Sscan(text, &n)
	}
	return n
}

// byIndex pages as RFC 7644, section 3.4.2.4, has it.
func byIndex(p *pager, m *rewrite.Message) string {
	return p.usersFrom(intParam(m, "startIndex", 1), intParam(m, "count", 2), fmt.Sprintf(`"totalResults":%d,`, p.n))
}

// byCursor pages as RFC 9865 has it: it counts nothing, and knows no startIndex.
func byCursor(p *pager, m *rewrite.Message) string {
	start := intParam(m, "cursor", 1)
	size := min(intParam(m, "count", 2), 2)
	more := ""
	if start+size <= p.n {
		more = fmt.Sprintf(`"nextCursor":"%d",`, start+size)
	}
	return p.usersFrom(start, size, more)
}

// counting is byCursor that says of each page that it is all.
func counting(p *pager, m *rewrite.Message) string {
	page := byCursor(p, m)
	return strings.Replace(page, `"Resources"`, fmt.Sprintf(`"totalResults":%d,"Resources"`, strings.Count(page, `"id"`)), 1)
}

// ask sends a query through a chain that takes titles with sw only.
func (p *pager) ask(b rewrite.Bounds, query ...rewrite.Param) (*rewrite.Message, *rewrite.Trace, error) {
	title := plan.Form{Attributes: []filter.Path{{Name: "title"}}, Operators: []filter.Op{filter.Sw}}
	b.Resource = "Users"
	c := &rewrite.Chain{Accept: []rewrite.Accepted{{Resource: "Users", List: plan.NewAccept([]plan.Form{title})}}, Bounds: []rewrite.Bounds{b}}
	m := &rewrite.Message{Method: "GET", Resource: "Users", Query: query}
	var t rewrite.Trace
	return m, &t, c.Do(m, &t, p.next)
}

// A filter that is not taken is answered from the pages of a wider one, and its own
// pages are true.
func TestGatherPages(t *testing.T) {
	p := &pager{n: 7, page: byIndex}
	m, trace, err := p.ask(rewrite.Bounds{Requests: 4, Pages: 9, PageSize: 3}, param("filter", `title eq "a"`), param("startIndex", "3"),
		param("count", "2"))
	if err != nil {
		t.Fatal(err)
	}
	want := `"totalResults":7,"startIndex":3,"itemsPerPage":2,"Resources":[{`
	if !strings.Contains(m.Body, want) || !strings.Contains(m.Body, `"id":"3"`) || strings.Contains(m.Body, `"id":"5"`) {
		t.Errorf("%s", m.Body)
	}
	if got := strings.Join(p.asked, "\n"); got != `filter=title sw "a"&count=3`+"\n"+`filter=title sw "a"&startIndex=4&count=3`+
		"\n"+`filter=title sw "a"&startIndex=7&count=3` {
		t.Errorf("asked\n%s", got)
	}
	if trace.Asked.Shape(filter.Core(), "Users") != "ask title sw ?, and read all pages, and check each resource" || trace.Asked.String() !=
		`ask title sw "a", and read all pages, and check each resource` {
		t.Errorf("%s", trace.Asked.Shape(filter.Core(), "Users"))
	}
}

// A full page of a target that counts its first page only is not all there is.
func TestGatherFirstPage(t *testing.T) {
	first := rewrite.Bounds{Requests: 4, Pages: 1, PageSize: 3, First: true}
	p := &pager{n: 3, page: byIndex}
	_, _, err := p.ask(first, param("filter", `title eq "a"`))
	if r := refusal(t, err); r.ScimType != "tooMany" || len(p.asked) != 1 {
		t.Errorf("%+v, asked %q", r, p.asked)
	}
	p = &pager{n: 2, page: byIndex}
	if m, _, err := p.ask(first, param("filter", `title eq "a"`)); err != nil || !strings.Contains(m.Body, `"totalResults":2`) {
		t.Errorf("%v %s", err, m.Body)
	}
}

// Pages that do not fit together, and more of them than there may be, are refused.
func TestGatherRefuses(t *testing.T) {
	f := func(status int, detail string, b rewrite.Bounds, page func(*pager, *rewrite.Message) string) {
		t.Helper()
		p := &pager{n: 7, page: page}
		_, _, err := p.ask(b, param("filter", `title eq "a"`))
		if r := refusal(t, err); r.Status != status || !strings.Contains(r.Detail, detail) {
			t.Errorf("%d %s", r.Status, r.Detail)
		}
	}
	wide := rewrite.Bounds{Requests: 4, Pages: 9, PageSize: 3}
	f(400, "more than 2 requests", rewrite.Bounds{Requests: 4, Pages: 2, PageSize: 3}, byIndex)
	f(503, "do not fit together", wide, func(p *pager, m *rewrite.Message) string { // it grows
		p.n++
		return byIndex(p, m)
	})
	f(503, "do not fit together", wide, func(p *pager, _ *rewrite.Message) string { // it ignores startIndex
		return p.usersFrom(1, 3, `"totalResults":7,`)
	})
	f(503, "do not fit together", wide, func(p *pager, m *rewrite.Message) string { // it ends before it should
		if len(p.asked) > 1 {
			p.n = 3
		}
		return p.usersFrom(intParam(m, "startIndex", 1), 3, `"totalResults":7,`)
	})
	f(502, "without the number of results", wide, func(p *pager, _ *rewrite.Message) string { return p.usersFrom(1, 3, ``) })
	f(502, "one of the requests", wide, func(p *pager, m *rewrite.Message) string {
		if len(p.asked) > 1 {
			p.status = 400
			return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","detail":"no"}`
		}
		return byIndex(p, m)
	})
}

// Of a target that has cursors and no startIndex, a later page is read from the
// first one on.
func TestGatherCursors(t *testing.T) {
	p := &pager{n: 5, page: byCursor}
	m, trace, err := p.ask(rewrite.Bounds{Requests: 4, Pages: 9, PageSize: 3, Cursor: true}, param("startIndex", "3"), param("count", "2"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.Body, `"totalResults":5,"startIndex":3,"itemsPerPage":2,`) || !strings.Contains(m.Body, `"id":"4"`) {
		t.Errorf("%s", m.Body)
	}
	if got := strings.Join(p.asked, " "); got != "count=3 cursor=3&count=3 cursor=5&count=3" || trace.Asked.String() != "read all pages" {
		t.Errorf("%s: asked %s", trace.Asked, got)
	}
	p.asked = nil
	if m, _, err = p.ask(rewrite.Bounds{Requests: 4, Pages: 9, PageSize: 3, Cursor: true}, param("filter", `title eq "a"`)); err != nil ||
		!strings.Contains(m.Body, `"totalResults":5`) {
		t.Errorf("%v %s", err, m.Body)
	}
	if _, _, err = p.ask(rewrite.Bounds{Cursor: true, Pages: 2, PageSize: 2}, param("startIndex", "3")); refusal(t, err).ScimType != "tooMany" {
		t.Errorf("%v", err)
	}
}

// What asks by numbers is answered with true ones, and with the first page of more than may be
// read: its number says that there is a next one, which is refused. Who asks by cursor is not
// in the way of that.
func TestFirstPageByCursor(t *testing.T) {
	few, many := rewrite.Bounds{Pages: 9, PageSize: 2, Cursor: true}, rewrite.Bounds{Requests: 2, Pages: 2, PageSize: 2, Cursor: true}
	for _, of := range []struct {
		bounds  rewrite.Bounds
		n       int
		query   []rewrite.Param
		want    string // in the answer
		asked   string
		counted bool // whether a page counts what it shows
	}{
		{few, 1, nil, `"totalResults":1,"startIndex":1,"itemsPerPage":1,`, "count=2", false},
		{few, 0, nil, `"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]`, "count=2", false},
		{few, 5, []rewrite.Param{param("startIndex", "1"), param("count", "1")}, `"totalResults":5,"startIndex":1,"itemsPerPage":1,`,
			"count=2 cursor=3&count=2 cursor=5&count=2", false},
		{many, 4, nil, `"totalResults":4,"startIndex":1,"itemsPerPage":4,`, "count=2 cursor=3&count=2", false},
		{many, 5, nil, `"totalResults":5,"startIndex":1,"itemsPerPage":4,`, "count=2 cursor=3&count=2", false},
		{many, 9, []rewrite.Param{param("count", "1")}, `"totalResults":5,"startIndex":1,"itemsPerPage":1,`, "count=2 cursor=3&count=2", false},
		{many, 9, []rewrite.Param{param("cursor", "3"), param("count", "2")}, `"nextCursor":"5"`, "cursor=3&count=2", false},
		{many, 9, []rewrite.Param{param("filter", `title sw "a"`)}, `"totalResults":5,`,
			`filter=title sw "a"&count=2 filter=title sw "a"&cursor=3&count=2`, false},
		{few, 5, nil, `"totalResults":5,"startIndex":1,"itemsPerPage":5,`, "count=2 cursor=3&count=2 cursor=5&count=2", true},
	} {
		p := &pager{n: of.n, page: byCursor}
		if of.n == 0 {
			p.page = func(p *pager, _ *rewrite.Message) string { return p.usersFrom(1, 0, `"itemsPerPage":0,`) }
		}
		if of.counted {
			p.page = counting
		}
		m, _, err := p.ask(of.bounds, of.query...)
		if got := strings.Join(p.asked, " "); err != nil || !strings.Contains(m.Body, of.want) || got != of.asked {
			t.Errorf("%d results, %v: %v %s; asked %s, want %s", of.n, of.query, err, m.Body, got, of.asked)
		}
	}
	for _, query := range [][]rewrite.Param{{param("startIndex", "2")}, {param("filter", `title eq "a"`)}} {
		p := &pager{n: 5, page: byCursor}
		if _, _, err := p.ask(many, query...); refusal(t, err).ScimType != "tooMany" {
			t.Errorf("%v: %v", query, err)
		}
	}
}

// What is loose and not shown proves nothing in what a plan brings either: of what
// the target was asked its word stands (W5). Shown and another, it is left out.
func TestGatherLoose(t *testing.T) {
	f := func(text, user, want string) {
		t.Helper()
		c := accepting(t, `externalId eq {v}`, `title pr`)
		c.Steps = append(c.Steps, rewrite.Step{Name: "t/loose", Rule: funcs{}})
		c.Loose = []rewrite.Loose{{Resource: "Users", Path: path("externalId"), Source: "t/loose"}}
		c.Accept[0].List = plan.NewAccept([]plan.Form{{Pattern: pattern(t, `externalId eq {v}`)}, {Pattern: pattern(t, `title pr`)}})
		m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}}}
		var trace rewrite.Trace
		got := ""
		if err := c.Do(m, &trace, answers(200, `{"schemas":["`+response.ListURN+`"],"totalResults":1,"Resources":[`+user+`]}`)); err != nil {
			got = strconv.Itoa(refusal(t, err).Status)
		} else {
			total, _ := json.Lookup(m.Body, "totalResults")
			got = total
			if trace.Unverified {
				got += " unverified"
			}
		}
		if got != want {
			t.Errorf("%s answered by %s: %s, want %s", text, user, got, want)
		}
	}
	const both = `externalId eq "a" and nickName eq "n"`
	f(both, `{"id":"1","externalId":"a","nickName":"n"}`, "1")
	f(both, `{"id":"1","nickName":"n"}`, "1 unverified")
	f(both, `{"id":"1","nickName":"o"}`, "0 unverified")
	f(both, `{"id":"1","externalId":"b","nickName":"n"}`, "0")
	f(`title pr and externalId co "a"`, `{"id":"1","title":"t"}`, "502") // the target was not asked for that
	f(`externalId eq "a" or title pr`, `{"id":"1","title":"t"}`, "1 unverified")
	f(`externalId eq "a" or title pr`, `{"id":"1","title":"t","externalId":"b"}`, "1")
}

func pattern(t *testing.T, text string) *plan.Pattern {
	t.Helper()
	p, err := plan.ParsePattern(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What is not shown where attributes are named is unknown: it is read anew, as a
// whole, and shown as it was asked for (T1).
func TestGatherNarrowed(t *testing.T) {
	f := func(text, names, narrow, whole string, requests int, want string) {
		t.Helper()
		c := accepting(t, `userName eq {v}`)
		var asked []string
		next := func(m *rewrite.Message) error {
			list, some := m.Param("attributes")
			asked = append(asked, list)
			body := whole
			if some {
				body = narrow
			}
			if m.ID == "" {
				body = `{"schemas":["` + response.ListURN + `"],"totalResults":1,"Resources":[` + body + `]}`
			}
			m.Answer(200, "", body)
			return nil
		}
		m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}, {Name: "attributes", Value: names}}}
		var trace rewrite.Trace
		got := ""
		if err := c.Do(m, &trace, next); err != nil {
			got = strconv.Itoa(refusal(t, err).Status)
		} else {
			for r := range m.Resources() {
				got += r.Text()
			}
		}
		if got != want || len(asked) != requests {
			t.Errorf("%s&attributes=%s: %s after %q, want %s", text, names, got, asked, want)
		}
	}
	const manager = `id eq "1" and urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "2"`
	with := func(value string) string {
		return `{"id":"1","title":"t","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"` + value + `"}}}`
	}
	f(manager, "title", with("2"), "", 1, `{"id":"1","title":"t"}`)
	f(manager, "title", with("3"), "", 1, ``)
	f(manager, "id", `{"id":"1"}`, with("2"), 2, `{"id":"1"}`)
	f(manager, "id,title", `{"id":"1"}`, with("2"), 2, `{"id":"1","title":"t"}`)
	f(manager, "id", `{"id":"1"}`, with("3"), 2, ``)
	f(manager, "id", `{"id":"1"}`, `{"id":"1"}`, 2, ``)
	both := `userName eq "a" and nickName eq "n"`
	f(both, "id,nickName", `{"id":"1","userName":"a"}`, `{"id":"1","userName":"a","nickName":"n"}`, 2, `{"id":"1","nickName":"n"}`)
	f(both, "id,userName,nickName", `{"id":"1"}`, `{"id":"1","userName":"a","nickName":"o"}`, 2, ``)
}

// A form that the target answers with more than it selects is checked: what does not
// satisfy the filter is left out, on all pages, and what does not show it is refused
// (F14). That which the target has without being asked for it stays a contradiction.
func TestGatherWider(t *testing.T) {
	users := func(total int, list ...string) string {
		return `{"schemas":["` + response.ListURN + `"],"totalResults":` + strconv.Itoa(total) + `,"Resources":[` + strings.Join(list, ",") + `]}`
	}
	f := func(text, body, want string) {
		t.Helper()
		forms := []plan.Form{{Attributes: []filter.Path{path("userName")}, Operators: []filter.Op{filter.Eq}, Wider: true, JoinAnd: true},
			{Pattern: pattern(t, `title eq {v}`), JoinAnd: true}}
		for _, requests := range []int{1, 10} {
			c := &rewrite.Chain{Accept: []rewrite.Accepted{{Resource: "Users", List: plan.NewAccept(forms)}},
				Bounds: []rewrite.Bounds{{Resource: "Users", Requests: requests, Pages: 2, PageSize: 2}}}
			m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}, {Name: "attributes", Value: "id"}}}
			var trace rewrite.Trace
			got := ""
			if err := c.Do(m, &trace, answers(200, body)); err != nil {
				got = strconv.Itoa(refusal(t, err).Status)
			} else {
				total, _ := json.Lookup(m.Body, "totalResults")
				got = total + ", without " + strconv.Itoa(trace.Unmatched)
			}
			if got != want {
				t.Errorf("%s answered by %s: %s, want %s", text, body, got, want)
			}
		}
	}
	const ada, adax, none = `{"id":"1","userName":"Ada","title":"t"}`, `{"id":"2","userName":"adax","title":"t"}`, `{"id":"3"}`
	f(`userName eq "ada"`, users(0), "0, without 0")
	f(`userName eq "ada"`, users(1, ada), "1, without 0")
	f(`userName eq "ada"`, users(1, adax), "0, without 1")
	f(`userName eq "ada"`, users(2, adax, ada), "1, without 1")
	f(`userName eq "ada"`, users(1, none), "502")
	f(`userName eq "ada" and title eq "t"`, users(2, adax, ada), "1, without 1")
	f(`userName eq "ada"`, users(9, adax, ada), "400")                                          // more pages than may be read
	f(`userName eq "ada"`, `{"schemas":["`+response.ListURN+`"],"Resources":[`+ada+`]}`, "502") // of which it is not known whether it is all
	f(`title eq "u"`, users(1, ada), "502")
}

// A page of the target's that is empty and does not count, as AWS's are, is the
// end of the results.
func TestGatherEmptyPage(t *testing.T) {
	p := &pager{page: func(*pager, *rewrite.Message) string {
		return `{"schemas":["` + response.ListURN + `"],"itemsPerPage":0,"Resources":[]}`
	}}
	m, _, err := p.ask(rewrite.Bounds{Requests: 4, Pages: 9, PageSize: 3}, param("filter", `title eq "a"`))
	if err != nil || !strings.Contains(m.Body, `"totalResults":0`) {
		t.Errorf("%v %s", err, m.Body)
	}
}

// The check of a plan takes what the target has stored as it stores it for the
// value that the client asked for, in any of Unicode's cases.
func TestGatherStored(t *testing.T) {
	const stored = `"JOS\u00c9 EXAMPLE"`
	p := &pager{n: 1, page: func(*pager, *rewrite.Message) string {
		return `{"schemas":["` + response.ListURN + `"],"totalResults":1,"Resources":[{"id":"1","title":` + stored + `}]}`
	}}
	for _, asked := range []string{"jos\u00e9 example", "jose\u0301 example", "JOS\u00c9  Example "} {
		m, _, err := p.ask(rewrite.Bounds{Requests: 4, Pages: 9, PageSize: 3}, rewrite.Param{Name: "filter", Value: `title eq "` + asked + `"`})
		if err != nil || !strings.Contains(m.Body, stored) {
			t.Errorf("%q: %v %s", asked, err, m.Body)
		}
	}
	_, _, err := p.ask(rewrite.Bounds{Requests: 4, Pages: 9, PageSize: 3}, param("filter", `title eq "jose example"`))
	if err == nil {
		t.Error("another value is taken for the one that was asked for")
	}
}
