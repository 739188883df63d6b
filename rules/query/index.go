package query

import (
	"time"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// An index answers filters with eq on attributes that the target cannot filter by, out of what
// the proxy remembers of the target's resources. The attributes are text, in the target's
// names. 100,000 users take 100 seconds to be read, 100 of them in a page and 10 pages in a
// second, and some 11 MB, twice that while they are read anew.
//
// It is kept by what passes through the proxy, and read anew when half of max_age is over. The
// proxy starts without waiting for it; until it is built, and where it may lack somebody, a
// query is answered with 503 and Retry-After, and Entra asks again. It lives in memory, one for
// each process: what passes through another process of the proxy it does not see.
//
// Each resource that it finds is read by its id and checked before it is answered. Where a
// creation failed and nobody knows whether it took place, a query is 503 until all was read
// again: who is found may be a part. That nobody has a value is answered only if sole_process
// states that one process serves this target at a time, also during an update: no second
// replica, and no rolling update. Else such a query is refused with 400, or answered by a walk
// through all if beyond allows one. The index must be complete besides, and not older than
// max_age: what others than this proxy's clients change at the target may go unnoticed for
// that long, and a client may then create a user again. A write whose answer does not show the
// attributes costs a read of the resource.
//
// A target of which the pages do not fit together, because it changes or does not keep to
// startIndex, is read three times, and again after a pause; so is one that has more than
// max_resources. What is wrong is in the log, in /readyz and in the answers.
type index struct{ kind.Inert }

// The bounds of the options of an index.
const (
	maxIndexed      = 16 // attributes
	maxIndexRate    = 1000
	maxIndexPage    = 10_000
	maxIndexEntries = 1_000_000
	minIndexAge     = time.Minute
)

// readIndex reads the options of an index of one endpoint, of which a page has at most so many
// resources if that is said.
func readIndex(b *kind.Build, n *tree.Node, most int) rewrite.Rule {
	x := &kind.Index{Rule: b.Name, Resource: b.When.Resources[0], MaxAge: time.Hour, Pos: n.Pos()}
	list := n.Need("attributes")
	x.Attributes = kind.Paths(list, func(n *tree.Node) filter.Path { return indexed(b, n) })
	if len(x.Attributes) > maxIndexed {
		list.Errorf("expected at most %d attributes", maxIndexed)
	}
	if age := n.Key("max_age"); age != nil {
		if x.MaxAge = age.Duration(); x.MaxAge < minIndexAge {
			age.Errorf("expected at least 1m: the target is read twice in this time")
		}
	}
	x.Rate = optional(n.Key("rate"), 10, maxIndexRate)
	x.PageSize = optional(n.Key("page_size"), pageOf(100, most), maxIndexPage)
	x.MaxResources = optional(n.Key("max_resources"), 200_000, maxIndexEntries)
	if x.SoleProcess = n.Key("sole_process").Bool(); !x.SoleProcess {
		b.Doubt(n, "the index alone never answers that nobody exists, so a client cannot create a user it does "+
			"not find: say sole_process: true if only one process serves this target at any time, even during an "+
			"update")
	}
	b.Index = x
	return index{}
}

// optional reads a number from 1 on that may be left out.
func optional(n *tree.Node, otherwise, most int) int {
	if n == nil {
		return otherwise
	}
	return n.IntIn(1, most)
}

// pageOf returns the size of a page, of which the target gives so many resources at most if
// that is said.
func pageOf(size, most int) int {
	if most > 0 {
		return min(size, most)
	}
	return size
}

// indexed reads the path of an attribute that can be indexed: one that is compared
// as text. Two that are the same at different times or as numbers are not.
func indexed(b *kind.Build, n *tree.Node) filter.Path {
	p := b.Path(n)
	a, known := b.Types.Find(b.Scope().Resource, p)
	switch {
	case p.Name == "":
	case !known:
		n.Errorf("the attribute is not defined; define it under attributes at the top of the file")
	case a.Type == filter.TypeComplex:
		n.Errorf("the attribute has parts; name the one to index, such as emails.value")
	case a.Type != filter.TypeString && a.Type != filter.TypeReference:
		n.Errorf("only text can be indexed, and this attribute is not text")
	case a.Returned >= filter.ReturnedRequest:
		n.Errorf("the target shows this attribute only on request, so it cannot be indexed")
	}
	return p
}
