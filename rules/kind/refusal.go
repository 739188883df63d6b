package kind

import "scimshim/rewrite"

// Lapsed is the refusal of a filter that only an assumption could answer, after an
// exchange has shown that to be wrong: an empty list might be, too.
func Lapsed(rule string) error {
	return &rewrite.Refusal{Status: 503, Reason: rewrite.AssumptionBroken, RetryAfter: lapsedRetry,
		Detail: "rule " + rule + " answers this filter by a statement about the data, and an exchange on this route " +
			"has shown that it is not true of all of them, so that nobody can be said not to exist; correct the data " +
			"or the statement (a parameter of the pack, or the rule itself), and load the rules anew"}
}

// lapsedRetry is how many seconds a client is told to wait: somebody has to act.
const lapsedRetry = 300
