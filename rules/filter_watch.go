package rules

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// Observe finds out by what resources the assumption of the rule can be seen to be
// wrong, when all files have said which attributes there are. An attribute that the
// target resolves in a way of its own shows nothing of what it selects: then it is
// what clients write that shows it.
func (r *filterRule) Observe(c *rewrite.Chain, when rewrite.Match) {
	r.witness, r.unshown = nil, false
	if !r.Assumes() {
		return
	}
	for _, s := range scopes(c.Types, when) {
		w := filter.NewWitness(r.match, r.to, s)
		if w == nil {
			r.witness = nil
			return
		}
		r.witness = w
		r.unshown = r.unshown || r.to != nil && c.ResolvesLoosely(s.Resource, r.to)
	}
	r.about = r.match.Paths()
	if r.to != nil {
		r.about = append(r.about, r.to.Paths()...)
	}
}

// watchRequest looks whether a request writes what contradicts the assumption.
func (r *filterRule) watchRequest(m *rewrite.Message) error {
	if r.witness == nil || m.Body == "" || m.Lapsed() || m.IsQuery() {
		return nil
	}
	if all, err := writesAll(m, r.about); !all || err != nil {
		return err
	}
	resource, err := writtenBy(m, r.about)
	if err == nil && r.witness.Refutes(resource, m.Types(), m.Resource) == filter.True {
		m.Contradict()
	}
	return err
}

// watchAnswer looks whether an answer shows what contradicts the assumption.
func (r *filterRule) watchAnswer(m *rewrite.Message) {
	if r.witness == nil || r.unshown || m.Local() || m.Status > 299 || m.Lapsed() {
		return
	}
	for resource := range m.Resources() {
		if !hasAll(resource, r.about) {
			continue
		}
		switch r.witness.Refutes(resource, m.Types(), m.Resource) {
		case filter.True:
			m.Contradict()
			return
		case filter.False:
			m.Confirm()
		case filter.Unknown:
		}
	}
}

// lapsed is the refusal of a filter that only an assumption could answer, after an
// exchange has shown that to be wrong: an empty list might be, too.
func lapsed(rule string) error {
	return &rewrite.Refusal{Status: 503, Reason: rewrite.AssumptionBroken, RetryAfter: lapsedRetry,
		Detail: "rule " + rule + " answers this filter by a statement about the data, and an exchange on this route " +
			"has shown that it is not true of all of them, so that nobody can be said not to exist; correct the data " +
			"or the statement (a parameter of the pack, or the rule itself), and load the rules anew"}
}

// lapsedRetry is how many seconds a client is told to wait: somebody has to act.
const lapsedRetry = 300
