package answer

import (
	"scimshim/rewrite"
	"scimshim/rewrite/response"
	"scimshim/rules/kind"
)

// emptyOn makes an empty list of an error by which the target says that a query found nothing
// (Q10, Q100). It is never made of invalidFilter, nor of an answer of the proxy's own, nor of
// an error in a shape of the target's own, even if a file states it. Where such a list is logged
// and counted, its warrant is target: the error is how the target says so.
type emptyOn struct {
	kind.AnswerOnly
	form errorForm
}

// Touches returns a name of errors, which no other answer concerns, as rewrite.Toucher has it.
func (*emptyOn) Touches() []string { return errorNames[1:2] }

func (r *emptyOn) Response(m *rewrite.Message) error {
	if !m.IsQuery() || m.Foreign() {
		return nil
	}
	if _, ok := r.form.matches(m); ok {
		m.Become(200, response.EmptyList)
	}
	return nil
}
