package answer

import (
	"regexp"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
	"scimshim/rules/kind"
)

// An errorForm says which errors of a target a rule is for: SCIM errors with a
// status, and with a scimType or a detail that a regular expression matches.
type errorForm struct {
	status   int
	scimType string         // "" for any
	detail   *regexp.Regexp // nil for any
	anyShape bool           // whether the error may have been of a shape that nobody states
}

// invalidFilter is the scimType of a filter that the target refuses. No rule may
// make anything else of it: a client would take it for "nobody exists", and
// create a duplicate.
const invalidFilter = "invalidFilter"

// errorFormOf reads status, scim_type and detail. Instead says what the rule must not make of a
// filter that the target refuses.
func errorFormOf(n *tree.Node, least, most int, instead string) errorForm {
	f := errorForm{status: n.Need("status").IntIn(least, most)}
	if s := n.Key("scim_type"); s != nil {
		f.scimType = s.NonEmpty()
		if filter.Fold(f.scimType, invalidFilter) {
			s.Errorf("a filter that the target refuses cannot become %s: the client would create a duplicate", instead)
		}
	}
	if d := n.Key("detail"); d != nil {
		f.detail = tree.Parse(d, kind.Regexp)
	}
	return f
}

// says reports whether the form tells more of an error than its status.
func (f errorForm) says() bool { return f.scimType != "" || f.detail != nil }

// matches returns the error that an answer of the target is, if it is one of the
// form. An answer of the proxy's own is none, nor is invalidFilter, nor what was not
// SCIM and may be anybody's.
func (f errorForm) matches(m *rewrite.Message) (response.Error, bool) {
	if m.Local() || m.Status != f.status || !m.Stated() && !f.anyShape {
		return response.Error{}, false
	}
	e, ok := m.ErrorAnswer()
	switch {
	case !ok, filter.Fold(e.ScimType, invalidFilter):
	case f.scimType != "" && e.ScimType != f.scimType:
	case f.detail != nil && !f.detail.MatchString(e.Detail):
	default:
		return e, true
	}
	return response.Error{}, false
}
