package query

import (
	_ "embed" // the source has the manual
	"strconv"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

//go:embed queries.go
var queriesSource string

// queries says what a target can be asked, by any of these keys:
//
//	users:
//	  queries:
//	    projection: one_parameter
//	    pages: {max: 500}
//	    sort: {by: [userName, title, meta.created], needs_order: true}
//	    beyond: {max_requests: 10, max_pages: 20, page_size: 100}
//	    values: {userName: {pattern: '^[^,]*$', message: the target reads no comma in a filter}}
//	    texts: {refuse: '^$', message: an empty text is not a value}
//	    filters:
//	      - {attributes: [userName, title], operators: any, join: and}
//	      - {form: 'externalId eq {value}', join: and}
//	      - 'emails[type eq "work" and value eq {value}]'
//	    unproven: {externalId: also finds by userName and e-mail}
//	groups:
//	  queries:
//	    projection: {as: none, source: Q26}
//	    pages: {max: 100, only: first, full: [50]}
//	    sort: never
//	    filters: []
//
// or, for a target that cannot be asked for a group by its name, but lists all:
//
//	groups:
//	  queries:
//	    pages: {max: 50}
//	    filters: ['id eq {value}']
//	    index: {attributes: [displayName], sole_process: true, max_age: 15m}
//
// Each option that is not a list may be a mapping with if, why and source; where it is one
// word, the word is then said by the key as.
//
// filters lists the forms of filters that the target takes (Q14). The lists of all files are
// one for each endpoint, and applied after all steps: a filter that is in none of the forms is
// brought into one that means the same, or answered by several requests (see beyond), or
// refused. An item is a form with holes for values, or names attributes and operators (any
// are all ten); join: and lets it be one of several terms. A target that answers more than
// it is asked for says wider: check: its answers are checked then. An item with if, why or
// source, or a name, is a step of its own, by that name or by its first attribute. An empty
// list says that the target takes no filter; without filters all that can be read is
// forwarded.
//
// values says which texts an attribute can be asked for, by a pattern or a max_length, and
// texts, which text no attribute can be asked for but those that except names. Another one
// is refused with the message, since what a target answers to a filter that it cannot read
// is not "nobody".
//
// unproven lists attributes that the target resolves or stores in a way of its own, as a
// list, or each with the reason, or with {action: refuse}. Where an answer does not show such
// an attribute it proves nothing, and is passed and counted. Who shows another value is left
// out of a list of one page, and a longer list is refused; with action: refuse any such
// answer is, for a target that stores another form of what it is sent.
//
// sort names what the target sorts by; a sortBy of anything else is refused, for a client
// that pages in an order of its own would lose count. With needs_order a sortBy gets the
// sortOrder that the RFC means. With never both parameters are left out, as the RFC allows.
//
// pages: a count beyond max is sent as max (Q29). With only: first the target has no
// startIndex and calls its first page all there is: a query for a later page is refused, and a
// page is answered as one of more results if it is full, which is one of max, of the count that
// was asked for or of a size in full. pages: none is for a target that makes no pages, or
// miscounts them: they are cut here out of the whole list, which is fetched for each anew.
//
// projection says what the target makes of attributes and excludedAttributes (RFC 7644,
// section 3.9; Q26, Q27, Q111): one_parameter, of the two together only attributes is sent;
// none, neither is sent; members_only, only excludedAttributes=members is; enforce, both are
// sent. What the client does not want to see is taken out here, but for one_parameter only of
// answers to both. That is done after what steps of later phases must see was seen.
//
// beyond says how far to go for a filter that is not one request: one resource is read by its
// id, a wider filter is asked and checked, or an or asked part by part, in max_requests (10) at
// the most; with scan: true all resources are read. All pages of an answer are read, max_pages
// (20) at the most, of page_size each (100, or max if that is less); beyond that the query is
// refused, never answered in part. With cursor: true the target has cursors and no startIndex
// (RFC 9865), and need not count its results: who does not ask by cursor gets pages with true
// numbers out of all results. Of more than may be read the first page counts one more than was
// read, and a later one is refused. With
// only: first, or where pages says that, a full page is not taken for all there is.
//
// index answers filters with eq on text attributes that the target cannot filter by, out of
// what is remembered of the target. It is built by reading all pages, of page_size (100, or max
// if that is less), rate (10) in a second, anew after half of max_age (1h), of max_resources
// (200000) at the most; until it is built a query is answered with 503. Nobody is said not to
// exist on its word but with sole_process: true, which states that one process serves this
// target at a time. It needs a credential of the proxy's own.
//
// members is for a target that shows no members of groups, but finds the users of one:
//
//	groups:
//	  puts: {action: patch}
//	  queries: {members: {users_by: groups.value}}
//
// Who reads a group is shown as its members all users that the filter groups.value eq "id" finds,
// read as far as beyond of users allows; if not all can be read there is no answer. A request
// that does not ask for members is sent alone. Where the block stands below puts and patch, they
// see these members, too, and can tell what is different.
func queries(b *kind.Block, n *tree.Node) {
	q := &asking{Block: b, pages: n.Key("pages"), beyond: n.Key("beyond"), index: n.Key("index")}
	q.contradictions()
	read := map[string]func(*tree.Node){
		"projection": q.projection, "pages": q.page, "sort": q.sort, "beyond": q.plan, "values": q.values,
		"texts": q.texts, "filters": q.filters, "unproven": q.unproven, "index": q.indexed,
		"members": q.membersOf,
	}
	said := false
	for _, key := range options {
		if n.Has(key) {
			said = true
			read[key](n.Key(key))
		}
	}
	if !said && (n.IsMap() || n.IsNull()) && len(n.Unknown()) == 0 {
		n.Errorf("the block is empty; expected one of its keys, such as filters")
	}
	n.Rest()
}

// options are the keys of queries in the order of their steps.
var options = []string{"projection", "pages", "sort", "beyond", "values", "texts", "filters", "unproven", "index",
	"members"}

// An asking reads a block queries.
type asking struct {
	*kind.Block
	pages, beyond, index *tree.Node // nil where the block has none
}

// put takes a step, and notes the keys that nobody asked for.
func (q *asking) put(s kind.Step) {
	q.Put(s)
	if s.At.IsMap() {
		s.At.Rest()
	}
}

// reads are the methods of requests that can be sorted and paged.
var reads = []string{"GET"}

// early is the phase of what takes something out of answers: the steps of later phases see
// it there, as those of filter must, and the names of the request are those of the RFC.
var early = kind.Normalize

// word returns the word of an option, which stands alone or at the key as.
func word(n *tree.Node) *tree.Node {
	if n.IsMap() {
		return n.Need("as")
	}
	return n
}

// contradictions notes what cannot all be true.
func (q *asking) contradictions() {
	first := q.pages.IsMap() && q.pages.Key("only").IsScalar()
	if q.index != nil && len(q.Resources) > 1 {
		q.index.Errorf("an index is for a single endpoint; move it to users or groups")
	}
	if q.index != nil && first {
		q.index.Errorf("an index needs all pages, but pages says that the target shows only the first")
	}
	if isNone(q.pages) && q.beyond.IsMap() && q.beyond.Has("only") {
		q.beyond.Key("only").Errorf("pages says that the target has no pages")
	}
	most := numberAt(q.pages, "max")
	for _, n := range []*tree.Node{q.beyond, q.index} {
		if most > 0 && numberAt(n, "page_size") > most {
			n.Key("page_size").Errorf("pages says that the target refuses pages of more than %d", most)
		}
	}
}

// numberAt returns the number at a key of a mapping, 0 if there is none: what is wrong with
// it is for its reader to say.
func numberAt(n *tree.Node, key string) int {
	if !n.IsMap() || !n.Key(key).IsScalar() {
		return 0
	}
	i, _ := strconv.Atoi(n.Key(key).String())
	return i
}

// isNone reports whether a target makes no pages.
func isNone(pages *tree.Node) bool {
	if pages.IsMap() {
		return pages.Has("as") && pages.Key("as").String() == "none"
	}
	return pages.IsScalar() && pages.String() == "none"
}

func (q *asking) projection(n *tree.Node) {
	mode := word(n).OneOf("one_parameter", "none", "members_only", "enforce")
	q.put(kind.Step{Key: "projection", At: n, Phase: &early,
		New: func(*kind.Build) rewrite.Rule { return project{mode: mode} }})
}

func (q *asking) page(n *tree.Node) {
	switch {
	case isNone(n):
		for _, key := range []string{"max", "only", "full"} {
			if n.IsMap() && n.Has(key) {
				n.Key(key).Errorf("the target has no pages; remove this")
			}
		}
		q.put(kind.Step{Key: "pages", At: n, Phase: &early,
			New: func(*kind.Build) rewrite.Rule { return paginate{} }})
	case n.IsMap() && !n.Has("as"):
		q.put(kind.Step{Key: "pages", At: n, Methods: reads,
			New: func(*kind.Build) rewrite.Rule { return readPage(n) }})
	default:
		word(n).Errorf("expected none, or a mapping such as {max: 500}")
	}
}

func (q *asking) sort(n *tree.Node) {
	if !n.IsMap() || n.Has("as") {
		word(n).OneOf("never")
		if n.IsMap() && n.Has("by") {
			n.Key("by").Errorf("the target does not sort; remove this")
		}
		q.put(kind.Step{Key: "sort", At: n, Methods: reads,
			New: func(*kind.Build) rewrite.Rule { return &sorting{} }})
		return
	}
	q.put(kind.Step{Key: "sort", At: n, Methods: reads, New: func(b *kind.Build) rewrite.Rule {
		return &sorting{by: distinct(n.Need("by"), b.Path), always: n.Key("needs_order").Bool()}
	}})
}

func (q *asking) plan(n *tree.Node) {
	first := q.pages.IsMap() && q.pages.Key("only").IsScalar()
	most := numberAt(q.pages, "max")
	q.put(kind.Step{Key: "beyond", At: n,
		New: func(b *kind.Build) rewrite.Rule { return readPlan(b, n, most, first) }})
}

func (q *asking) indexed(n *tree.Node) {
	if len(q.Resources) > 1 { // which is an error
		return
	}
	most := numberAt(q.pages, "max")
	q.put(kind.Step{Key: "index", At: n,
		New: func(b *kind.Build) rewrite.Rule { return readIndex(b, n, most) }})
}

// distinct reads a list of attributes in which none stands twice.
func distinct(n *tree.Node, read func(*tree.Node) filter.Path) []filter.Path {
	var seen []filter.Path
	return kind.Paths(n, func(item *tree.Node) filter.Path {
		p := read(item)
		for _, q := range seen {
			if p.Name != "" && p.Is(q) {
				item.Errorf("%s occurs twice here", p)
			}
		}
		seen = append(seen, p)
		return p
	})
}
