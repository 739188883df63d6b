package rewrite

import (
	"strconv"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

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
