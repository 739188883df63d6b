package rewrite

import (
	"fmt"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/state"
)

// A Refusal is the error of a message that may not go on: the request must not
// reach the target, or the answer must not reach the client. It carries what a
// SCIM error body needs (RFC 7644, section 3.12).
//
// Detail is written for the administrator who reads it in the provisioning
// log: one sentence that says what was refused and what would help. It holds
// no value out of the message.
type Refusal struct {
	Status   int    // HTTP status
	ScimType string // RFC 7644, table 9; empty where none fits
	Reason   Reason // why, for counting
	Detail   string

	// Told is what the target said in a body that is not a SCIM error, in one line,
	// or empty. It may name a person, so that it belongs into the answer to the
	// client and nowhere else; Error leaves it out.
	Told string

	// About are ids that the request names and that the error is about: those of members, for
	// instance. Like Told they belong into the answer to the client and nowhere else.
	About []string

	RetryAfter int  // seconds after which the client may ask again; 0 for no word
	Unsent     bool // the request was on its way, and the target was certainly not given it
}

// A Reason says why a message was refused. The set is closed, since it is a
// metric's label.
type Reason string

// The reasons.
const (
	FilterSyntax      Reason = "filter_syntax"      // the filter cannot be read
	FilterUnsupported Reason = "filter_unsupported" // no accepted form selects the same resources
	PathSyntax        Reason = "path_syntax"        // a PATCH path or attribute name cannot be read
	BodySyntax        Reason = "body_syntax"        // the request's body is no sound JSON or no SCIM
	BodySize          Reason = "body_size"          // the body is too large, missing or out of place
	ValueInvalid      Reason = "value_invalid"      // a value is not of its attribute's type
	RuleRefused       Reason = "rule_refused"       // a rule refuses what the target cannot take
	AnswerUnreadable  Reason = "answer_unreadable"  // the answer is not SCIM
	AnswerContradicts Reason = "answer_contradicts" // the answer does not belong to the request
	AssumptionBroken  Reason = "assumption_broken"  // the answer shows that a rule's assumption is wrong
	TooMany           Reason = "too_many"           // the answer takes more requests than the rules allow
	IndexBehind       Reason = "index_behind"       // the index cannot tell that nobody has a value
	TargetCredential  Reason = "target_credential"  // the target refuses the proxy's credential
	TargetError       Reason = "target_error"       // the target failed
	Partial           Reason = "partial"            // a part of what was asked is done, and the rest is not
	State             Reason = "state"              // what the request needs could not be kept, or not be read
)

// Reasons returns all reasons of this package.
func Reasons() []Reason {
	return []Reason{
		FilterSyntax, FilterUnsupported, PathSyntax, BodySyntax, BodySize, ValueInvalid, RuleRefused,
		AnswerUnreadable, AnswerContradicts, AssumptionBroken, TooMany, IndexBehind, TargetCredential,
		TargetError, Partial, State,
	}
}

// Unkept returns the Refusal for an error of a state.Store. What a route's own returns is one
// already.
func Unkept(err error) *Refusal {
	r := &Refusal{Status: 503, Reason: State, RetryAfter: 60}
	switch state.CauseOf(err) {
	case state.CauseFull:
		r.Detail = "the proxy keeps as much as its state may have, and this request needs it to keep more; try again " +
			"later, or raise max_entries and max_bytes of state"
	case state.CauseClosed:
		r.Detail, r.RetryAfter = "the proxy is shutting down; try again", 1
	case state.CauseEntry:
		r.Status, r.RetryAfter = 400, 0
		r.Detail = "the request has the proxy keep something that is too long for its state"
	case state.CauseFile:
		r.Detail = "the file of the proxy's state cannot be read or written; its log says why"
	}
	return r
}

// Error returns the detail.
func (r *Refusal) Error() string { return r.Detail }

// Refuse returns the Refusal of a request, with status 400.
func Refuse(reason Reason, scimType, format string, args ...any) *Refusal {
	return &Refusal{Status: 400, ScimType: scimType, Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// BadAnswer returns the Refusal of an answer, with status 502.
func BadAnswer(reason Reason, format string, args ...any) *Refusal {
	return &Refusal{Status: 502, Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// ErrorBody returns the SCIM error body for r (RFC 7644, section 3.12), the
// target's words included.
func (r *Refusal) ErrorBody() string {
	b := []byte(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"`)
	b = fmt.Appendf(b, "%d", r.Status)
	b = append(b, '"')
	if r.ScimType != "" {
		b = append(b, `,"scimType":`...)
		b = json.AppendQuoted(b, r.ScimType)
	}
	b = append(b, `,"detail":`...)
	b = json.AppendQuoted(b, r.whole())
	return string(append(b, '}'))
}

// NoteInDetail returns an error body with a note at the end of its detail, which is
// all of an error that some clients show. The rest of the body is as it was, byte for
// byte. An error without detail gets the note for one; a detail that is not a text stays.
// The body must be an object that has passed json.Check, and the note plain ASCII
// without quotes and backslashes.
func NoteInDetail(body, note string) string {
	e, found := json.NewEditor(body), false
	tail := e.Members(0, func(f json.Field) bool {
		if !filter.Fold(f.Name, "detail") {
			return true
		}
		found = true
		switch text := e.Value(f.At); {
		case text == "null", text == `""`:
			e.Set(f.At, `"`+note+`"`)
		case text[0] == '"':
			e.Set(f.At, text[:len(text)-1]+" "+note+`"`)
		}
		return true
	})
	if !found && !json.IsEmpty(body) {
		e.AddMember(&tail, "detail", `"`+note+`"`)
	}
	body, _ = e.Finish()
	return body
}

// whole returns the detail with the ids and the target's words.
func (r *Refusal) whole() string {
	text := r.Detail
	for i, id := range r.About {
		if i == 0 {
			text += ": "
		} else {
			text += ", "
		}
		text += id
	}
	if r.Told != "" {
		text += `; it said: "` + r.Told + `"`
	}
	return text
}
