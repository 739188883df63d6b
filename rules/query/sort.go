package query

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// A sorting says how a target sorts lists (RFC 7644, section 3.4.2.3). ServiceNow takes some
// attributes, and a sortBy only with its sortOrder, for which the RFC has a default, ascending.
//
// A sortBy of another attribute is refused: a client that pages through a list in an order of
// its own would lose count. If always, a sortBy gets the sortOrder that the RFC means where
// there is none. Where the target does not sort at all, both parameters are left out, as the
// RFC lets a service do that does not support them.
type sorting struct {
	kind.RequestOnly
	by     []filter.Path // what the target sorts by; nil for nothing
	always bool
}

// Occasions says what is looked at, as rewrite.Occasional has it.
func (*sorting) Occasions() rewrite.Occasions {
	return rewrite.Occasions{Request: rewrite.OnSort}
}

func (r *sorting) Request(m *rewrite.Message) error {
	text, sorts := m.Param("sortBy")
	if r.by == nil {
		m.DropParam("sortBy")
		m.DropParam("sortOrder")
		return nil
	}
	if !sorts {
		return nil
	}
	p, err := filter.ParsePath(text)
	if err != nil || !slices.ContainsFunc(r.by, func(q filter.Path) bool { return m.Same(p, q) }) {
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
			"the target does not sort by this attribute; leave sortBy out, or sort by %s or another one that it takes",
			r.by[0])
	}
	if _, ok := m.Param("sortOrder"); !ok && r.always {
		m.SetParam("sortOrder", "ascending")
	}
	return nil
}
