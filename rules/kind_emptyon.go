package rules

import (
	"errors"
	"regexp"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

func init() { register("empty-on", newEmptyOn) }

// emptyOn makes an empty list of an error by which the target says that a query
// found nothing (Q10, Q100):
//
//	empty-on: {status: 404, scim-type: noTarget}
//	empty-on: {status: 404, detail: '^no user matches'}
//
// The error must be SCIM and have the status, and the scimType or a detail that
// the regular expression matches, so that a wrong URL does not read as "nobody
// exists". It is never made of invalidFilter, nor of an answer of the proxy's
// own.
type emptyOn struct {
	answers
	status   int
	scimType string
	detail   *regexp.Regexp
}

// maxPattern is the length of the longest regular expression in a rule file.
const maxPattern = 1024

func newEmptyOn(_ *build, n *tree.Node) rewrite.Rule {
	r := &emptyOn{status: n.Need("status").IntIn(400, 499)}
	if s := n.Key("scim-type"); s != nil {
		r.scimType = s.NonEmpty()
		if filter.Fold(r.scimType, invalidFilter) {
			s.Errorf("a filter that the target refuses is no empty list: the client would create a duplicate")
		}
	}
	if d := n.Key("detail"); d != nil {
		r.detail = tree.Parse(d, bounded)
	}
	if !n.Has("scim-type") && !n.Has("detail") {
		n.Errorf("a status alone does not say that nothing was found; add scim-type or detail")
	}
	n.Rest()
	return r
}

const invalidFilter = "invalidFilter"

var errLongPattern = errors.New("the regular expression is longer than 1024 bytes")

// bounded compiles a regular expression of a sane length.
func bounded(s string) (*regexp.Regexp, error) {
	if len(s) > maxPattern {
		return nil, errLongPattern
	}
	return regexp.Compile(s)
}

func (r *emptyOn) Response(m *rewrite.Message) error {
	if m.Local() || !m.IsQuery() || m.Status != r.status {
		return nil
	}
	e, ok := m.ErrorAnswer()
	if !ok || filter.Fold(e.ScimType, invalidFilter) {
		return nil
	}
	if r.scimType != "" && e.ScimType != r.scimType || r.detail != nil && !r.detail.MatchString(e.Detail) {
		return nil
	}
	m.Become(200, rewrite.EmptyList)
	return nil
}
