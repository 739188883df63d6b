package rules

import (
	"strconv"

	"scimshim/config/tree"
	"scimshim/rewrite"
)

func init() { register("status", newStatusMap) }

// statusMap makes another error of an error that the target answers, where a
// client would do the wrong thing about it. Salesforce says 409 of a missing
// field, which a client takes for a duplicate:
//
//	status:
//	  when: {status: 409, detail: '^REQUIRED_FIELD_MISSING'}
//	  then: {status: 400, scim-type: invalidValue, detail: "a field that Salesforce requires is missing"}
//
// The error must be SCIM and have the status, and the scimType and a detail that
// the regular expression matches where they are given. It keeps its scimType and
// its detail where then gives none; where it does, the target's own words follow
// those of then. What else is in the body stays.
//
// An error only becomes an error. It never becomes 401 or 403, which stop
// provisioning, and 404, which reads as "nobody exists", only out of another 4xx
// of which when says more than its status. invalidFilter stays what it is, and so
// do answers of the proxy's own.
type statusMap struct {
	answers
	when     errorForm
	status   int
	scimType string // "" to keep the target's
	detail   string // "" to keep the target's
}

// scimTypes are the types of errors (RFC 7644, table 9).
var scimTypes = []string{
	"invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget",
	"invalidValue", "invalidVers", "sensitive",
}

func newStatusMap(_ *build, n *tree.Node) rewrite.Rule {
	when, then := n.Need("when"), n.Need("then")
	r := &statusMap{when: newErrorForm(when, 400, 599, "other error")}
	when.Rest()
	status := then.Need("status")
	r.status = status.IntIn(400, 599)
	if t := then.Key("scim-type"); t != nil {
		r.scimType = t.OneOf(scimTypes...)
	}
	if d := then.Key("detail"); d != nil {
		r.detail = d.NonEmpty()
	}
	then.Rest()
	r.check(status)
	n.Rest()
	return r
}

// check refuses statuses that say more than an error does.
func (r *statusMap) check(status *tree.Node) {
	switch {
	case r.status == 401 || r.status == 403:
		status.Errorf("%d says that the client's credential is refused, on which identity providers stop all "+
			"provisioning; expected another status", r.status)
	case r.status == 404 && (r.when.status > 499 || !r.when.says()):
		status.Errorf("404 reads as \"nobody exists\"; let when name a 4xx, and a scim-type or a detail that says so")
	}
}

func (r *statusMap) Response(m *rewrite.Message) error {
	e, ok := r.when.matches(m)
	if !ok {
		return nil
	}
	m.Become(r.status, m.Body)
	err := setErrorMember(m, "status", rewrite.Quote(strconv.Itoa(r.status)))
	if err == nil && r.scimType != "" {
		err = setErrorMember(m, "scimType", rewrite.Quote(r.scimType))
	}
	if err == nil && r.detail != "" {
		err = setErrorMember(m, "detail", rewrite.Quote(r.words(e.Detail)))
	}
	return err
}

// words returns the detail of then, and behind it what the target said.
func (r *statusMap) words(said string) string {
	if said == "" {
		return r.detail
	}
	return r.detail + `; the target said: "` + said + `"`
}
