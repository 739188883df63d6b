package divide

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
)

// MostRequests is how many requests one PATCH becomes at most, where a file does not say.
const MostRequests = 100

// An errand is the requests by which a PATCH is carried out.
type errand struct {
	client *rewrite.Message // what the client has sent

	m    *rewrite.Message // the PATCH
	next rewrite.Next
	etag string           // the version of the resource after the last request; empty for no word
	asIs bool             // whether the first request is m as it came
	sent bool             // whether m itself was sent
	last *rewrite.Message // the answer to the last request that was carried out; nil for none
	acts bool             // whether something may have been carried out
	made bool             // whether m is of a group that was created for it just now
	late int              // how many members are added later
}

// send sends operations: the first as the client's PATCH, and others as PATCHes beside it.
func (e *errand) send(operations string) (*rewrite.Message, error) {
	m := e.m
	switch {
	case e.sent:
		m = m.Another("PATCH", m.Resource, m.ID, patchOf(operations))
		m.Query, m.IfMatch = slices.Clone(e.m.Query), e.etag
	case !e.asIs:
		m.SetBody(withOperations(m.Body, operations))
	}
	e.sent = true
	err := e.next(m)
	switch rewrite.EffectOf(m, err) {
	case rewrite.Done:
		e.last, e.etag, e.acts = m, m.ETag, true
	case rewrite.UnknownEffect:
		e.acts = true
	case rewrite.NoEffect:
	}
	return m, err
}

// patchOf returns the body of a PATCH.
func patchOf(operations string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + operations + `]}`
}

// withOperations returns the body of a PATCH with other operations.
func withOperations(body, operations string) string {
	var list []json.Member
	for member := range json.Members(body) {
		if json.SameName(member.Name, "Operations") {
			member.Value = "[" + operations + "]"
		}
		list = append(list, member)
	}
	return json.Object(list...)
}

// read asks for the resource that the PATCH is of.
func (e *errand) read() (*rewrite.Message, error) {
	sub := e.m.Another("GET", e.m.Resource, e.m.ID, "")
	err := e.next(sub)
	return sub, err
}

// settle answers the client as the target answered the last request. Where it carried none out,
// since all was so already, that is what is said.
func (e *errand) settle() {
	switch e.last {
	case e.m:
		return
	case nil:
		e.m.Settle(204, "", "")
		return
	}
	e.m.Settle(e.last.Status, e.last.Location, e.last.Body)
	e.m.ETag = e.last.ETag
}

// isDone reports whether a request was carried out.
func isDone(m *rewrite.Message, err error) bool { return rewrite.EffectOf(m, err) == rewrite.Done }

// isRefused reports whether the target has refused a request for what it says, which it was
// certainly told.
func isRefused(m *rewrite.Message, err error) bool {
	return err == nil && rewrite.EffectOf(m, nil) == rewrite.NoEffect &&
		slices.Contains([]int{400, 404, 409, 413, 422}, m.Status)
}

// partial is the error of a PATCH of which a request failed. what names it, and state says what
// was carried out and what was not.
func partial(m *rewrite.Message, err error, what, state string) error {
	r := &rewrite.Refusal{Status: 502, Reason: rewrite.Partial}
	became := "was not carried out"
	if rewrite.EffectOf(m, err) == rewrite.UnknownEffect {
		became = "may have been carried out"
	}
	cause, later := fmt.Sprintf("was answered with %d and", m.Status), m.Status == 429 || m.Status == 503
	if e, ok := m.ErrorAnswer(); ok && err == nil {
		r.Told = e.Detail
	}
	var inner *rewrite.Refusal
	switch {
	case errors.As(err, &inner):
		cause = "failed and"
		later = inner.Status == 429 || inner.Status == 503
		r.RetryAfter, r.Told, state = inner.RetryAfter, inner.Told, state+"; why it failed: "+inner.Detail
	case err != nil:
		cause = "failed and"
	}
	if later {
		r.Status = 503
	}
	r.Detail = strings.Join([]string{what, cause, became + ";", state}, " ")
	return r
}

// again says how the rest comes about, where the target has refused the last request and where it has
// not.
func (e *errand) again(refused bool) string {
	switch {
	case e.made:
		return existing
	case refused:
		return "the same request completes it once the target takes it"
	}
	return "the same request, sent again, completes it"
}

// existing says what is to come of a group that was created, and whose members are not all in it.
const existing = "the group exists now, so that the same request is a conflict (409) when it is sent again; what is " +
	"missing comes by a PATCH, or by adopt of the rules with policy: update"

// counted returns a number with what is counted.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// tooMany is the refusal of a PATCH that would become too many requests.
func tooMany(n, most int) error {
	r := rewrite.Refuse(rewrite.TooMany, "", "to a target that takes so little at once the PATCH would be %d "+
		"requests, and at most %d are sent for one; send fewer changes at once, or let max_requests of the rules "+
		"allow more", n, most)
	r.Status = 413
	return r
}
