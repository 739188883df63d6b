package rewrite

import "scimshim/rewrite/filter/plan"

// An Outcome is what became of a message at one rule.
type Outcome byte

// The outcomes, the weaker before the stronger.
const (
	Skipped     Outcome = iota // the rule's when did not hold
	Kept                       // the rule looked and changed nothing
	Warned                     // the rule found what it warns of and changed nothing
	Changed                    // the rule changed the message
	WouldChange                // the rule, in shadow, would have changed the message
	WouldRefuse                // the rule, in shadow, would have refused the message
	Refused                    // the rule refused the message
	Failed                     // the rule failed, which is a fault of ours
	outcomes
)

var outcomeNames = [outcomes]string{
	"skipped", "kept", "warned", "changed", "would_change", "would_refuse", "refused", "failed",
}

// String returns the outcome's name, as metrics and cases have it.
func (o Outcome) String() string { return outcomeNames[o] }

// Outcomes returns all outcomes.
func Outcomes() []Outcome {
	all := make([]Outcome, outcomes)
	for i := range all {
		all[i] = Outcome(i)
	}
	return all
}

// A Visit is what one rule did with one message.
type Visit struct {
	Request, Response Outcome
	Dropped           int // PATCH operations, and parts of their values and of bodies, that the rule took out
}

// Outcome returns the stronger of the request's and the response's outcome.
func (v Visit) Outcome() Outcome { return max(v.Request, v.Response) }

// A Trace is what each rule of a chain did with one message.
// Metrics count it, explain prints it, and tests compare it.
type Trace struct {
	Plan  string     // what became of the filter: one of plan.Ways, or refused; empty without filter
	Asked *plan.Plan // the plan, if it is not one request; otherwise nil

	// Warrant says on whose word the client is told that there are no results.
	Warrant Warrant

	// Lapsed are the steps whose assumption lapsed by this exchange, as the first to
	// show that it is wrong.
	Lapsed []int

	// Unmatched counts the resources that the target answered and that did not
	// satisfy the client's filter, so that they were left out.
	Unmatched int

	// Unverified says that the answer did not show enough to tell whether it
	// belongs to the request.
	Unverified bool

	// Spoke says that the target gave an answer in SCIM.
	Spoke bool

	// Record, if set, has Changes kept: what each step made of the message, in the order
	// in which it happened. Nothing is allocated for it otherwise.
	Record  bool
	Changes []Change

	// Decisions are what steps decided, if Record is set.
	Decisions []Decision

	visits []Visit   // of the steps; those that are not noted did nothing
	noted  set       // the steps of whose visits there is more to say than passed does
	passed []passage // the steps that the request went past, or came to
	others []Visit   // of requests that steps sent; nil for none

	last  *Message // as it was at the last look
	back  bool     // whether that was on the way back
	parts []int    // the steps that have a part in what the chain does before the next look
}

// reset makes t the empty trace of a chain of n steps.
func (t *Trace) reset(n int) {
	t.resetVisits(n)
	t.Plan, t.Asked, t.Warrant, t.Unmatched = "", nil, NoWarrant, 0
	t.Unverified, t.Spoke, t.others = false, false, nil
	t.Lapsed = t.Lapsed[:0]
	t.Changes, t.Decisions, t.last, t.parts = nil, nil, nil, nil
}
