package answer

import (
	_ "embed" // the source has the manual

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

//go:embed errors.go
var mapErrorsSource string

// mapErrors says what becomes of errors that the target answers, one by one:
//
//	errors:
//	  - name: missing_field
//	    when: {status: 409, detail: '^REQUIRED_FIELD_MISSING'}
//	    answer: {status: 400, scim_type: invalidValue, detail: "a field that Salesforce requires is missing"}
//	  - name: conflict
//	    when: {method: POST, status: 409}
//	    cure: "Import the accounts that exist first."
//
// The error must be SCIM and have the status, and the scimType and a detail that the regular
// expression matches where they are given. It keeps its scimType and its detail where answer
// gives none; where it does, the target's own words follow. A cure stands behind the target's
// own sentence, for the administrator who reads it, and behind the cures of others.
//
// An error only becomes another error, but for these. done is for an error by which the target
// says that what was asked is so already, of a request that does one thing: member_add,
// member_remove, delete, enable, or anything (unchanged); the client is answered 204 (Q88,
// Q95). empty_list is for an error by which it says that a query found nobody (Q10, Q100):
//
//	errors:
//	  - {name: member_there, when: {request: member_add, status: 409, detail: 'already a member'}, answer: done}
//	  - {name: nobody, when: {status: 404, scim_type: noTarget}, answer: empty_list}
//
// Both need a scim_type or a detail, so that a wrong URL or a group that is gone does not read
// so. It is never made of invalidFilter, and what the client is answered is never 401 or 403,
// which stop provisioning, nor 404 but out of another 4xx of which more is said.
//
// Errors in a shape of the target's own are read by a shape, so that its words reach the
// administrator. detail is the place of the sentence in a body of JSON, type that of the error's
// code, attribute that of what the error is about; text reads plain text, and HTML without its
// tags, by a regular expression with these groups:
//
//	errors:
//	  - name: own
//	    shape: {statuses: [400, 409], media_types: [application/json], detail: error.message, type: error.code}
//	    scim_types: [{type: '^(USER|EMAIL)_EXISTS$', scim_type: uniqueness}]
//
// A place is the names of the members on the way, joined by dots; a list on the way stands for
// each of its elements, and * for any member, whose name is told with the sentence. Of several
// places for detail the first that has one counts. Without the group detail, all that text
// matches is the sentence. The first of scim_types whose conditions hold names the scimType; an
// error whose own type is one of SCIM's keeps that, and of 409 it is uniqueness in any case.
//
// An error that has one of the statuses, one of the media types, and a sentence at the place,
// keeps its status and becomes a SCIM error with the sentence, in one short line without what
// looks like a secret; one that has not is left. Let the statuses and media types be those that
// tell the target's errors from those of a gateway, and leave out a 404 that the target also
// gives to a wrong URL. Whatever is stated, a 401 of the target against the proxy's credential
// is 503, and a list's 404 never reads as "nobody exists".
func mapErrors(b *kind.Block, n *tree.Node) {
	for item := range kind.Each(n) {
		errorStep(b, item)
		item.Rest()
	}
}

// errorStep puts the step of one error.
func errorStep(b *kind.Block, n *tree.Node) {
	step := kind.Step{Key: n.Need("name").NonEmpty(), At: n, Everywhere: len(b.Resources) > 1}
	when, answer := n.Key("when"), n.Key("answer")
	if m := when.Key("method"); m != nil {
		step.Methods = m.Strings()
	}
	var r rewrite.Rule
	switch {
	case n.Has("shape"):
		r = newErrorShape(n.Key("shape"), n.Key("scim_types"))
	case answer.IsScalar():
		r = successOf(n, when, answer.OneOf("done", "empty_list"))
	case answer == nil && !n.Has("cure"):
		n.Errorf("expected answer, cure or shape: what happens to the error")
	default:
		r = otherError(n, when, answer)
	}
	step.New = func(*kind.Build) rewrite.Rule { return r }
	b.Put(step)
}

// successOf returns the rule that makes a success of an error.
func successOf(n, when *tree.Node, what string) rewrite.Rule {
	instead := map[string]string{"done": "success", "empty_list": "empty list"}[what]
	form := errorFormOf(when, 400, 499, instead)
	if !form.says() {
		n.Errorf("a status alone is not enough to say so; add scim_type or detail to when")
	}
	if what == "empty_list" {
		when.Rest()
		return &emptyOn{form: form}
	}
	r := &idempotent{form: form}
	request := when.Need("request")
	r.on = request.OneOf("member_add", "member_remove", "delete", "enable", "unchanged")
	if r.on == "delete" && form.status != 404 && form.status != 410 {
		when.Key("status").Errorf("for a resource that is already gone the target answers 404 or 410")
	}
	when.Rest()
	return r
}

// otherError returns the rule that makes another error of an error, or adds a cure.
func otherError(n, when, answer *tree.Node) rewrite.Rule {
	r := &statusMap{when: errorFormOf(when, 400, 599, "other error")}
	when.Rest()
	r.reads(answer, n.Key("cure"))
	answer.Rest()
	r.check(answer.Key("status"))
	return r
}
