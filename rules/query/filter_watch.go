package query

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
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
	for _, s := range kind.Scopes(c.Types, when) {
		w := plan.NewWitness(r.match, r.to, s)
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
	resource := m.Get(filter.Path{})
	if m.Method == "PATCH" {
		text, err := writtenBy(m, r.about)
		if err != nil {
			return err
		}
		tape := json.TakeTape()
		defer tape.Release()
		if err := tape.Read(text, nil); err != nil {
			panic("BUG: what a request writes is no JSON: " + err.Error())
		}
		resource = tape.Root()
	}
	if r.witness.Refutes(resource, m.Types(), m.Resource) == filter.True {
		m.Contradict()
	}
	return nil
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
