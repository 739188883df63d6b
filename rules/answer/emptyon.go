package answer

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/response"
	"scimshim/rules/kind"
)

// emptyOn makes an empty list of an error by which the target says that a query
// found nothing (Q10, Q100):
//
//	empty-on: {status: 404, scim-type: noTarget}
//	empty-on: {status: 404, detail: '^no user matches'}
//
// The error must be SCIM and have the status, and the scimType or a detail that
// the regular expression matches, so that a wrong URL does not read as "nobody
// exists". It is never made of invalidFilter, nor of an answer of the proxy's
// own, nor of an error in a shape of the target's own, even if a rule states it.
// Where such a list is logged and counted, its warrant is target: the error is how
// the target says so.
type emptyOn struct {
	kind.AnswerOnly
	form errorForm
}

func newEmptyOn(_ *kind.Build, n *tree.Node) rewrite.Rule {
	r := &emptyOn{form: newErrorForm(n, 400, 499, "empty list")}
	if !n.Has("scim-type") && !n.Has("detail") {
		n.Errorf("a status alone does not say that nothing was found; add scim-type or detail")
	}
	n.Rest()
	return r
}

func (r *emptyOn) Response(m *rewrite.Message) error {
	if !m.IsQuery() || m.Foreign() {
		return nil
	}
	if _, ok := r.form.matches(m); ok {
		m.Become(200, response.EmptyList)
	}
	return nil
}
