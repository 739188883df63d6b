package query

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// A loose has noted an attribute that the target resolves or stores in a way of its own.
// ServiceNow finds by an externalId also who has it as the userName or the e-mail.
//
// Where such an attribute is not shown, an answer proves nothing: it is passed, and counted as
// unverified. A resource that a filter found and that shows another value than the filter asks
// for is left out of a list of one page, and counted; a longer list is refused. Another value
// in the answer to a creation is no contradiction.
//
// Where the target stores another form of what it is sent, who shows another value may be
// meant all the same, and a client that is told that there is nobody creates a duplicate.
// There the answer is refused.
type loose struct{ kind.Inert }

// unproven reads which attributes the target resolves or stores in a way of its own, each of
// which is a step.
func (q *asking) unproven(n *tree.Node) {
	if !n.IsMap() {
		for item := range kind.Each(n) {
			q.unprovenOf(item, nil)
		}
		if n.IsNull() || n.IsList() && len(n.Strings()) == 0 {
			n.Errorf("expected at least one attribute")
		}
		return
	}
	for key, says := range n.Entries() {
		q.unprovenOf(n.KeyNode(key), says)
	}
}

// unprovenOf reads what is said of one attribute: nothing, the reason, or a mapping.
func (q *asking) unprovenOf(name, says *tree.Node) {
	step := kind.Step{Key: "unproven." + q.NameIn(name), At: name}
	refuse := false
	switch {
	case says.IsMap():
		step.At = says
		refuse = kind.VerdictOf(says, kind.Pass, kind.Refuse).Action == kind.Refuse
	case says != nil:
		step.Why = says.NonEmpty()
	}
	step.New = func(b *kind.Build) rewrite.Rule {
		b.Loose = []rewrite.Loose{{Path: b.Path(name), Refuse: refuse}}
		return loose{}
	}
	q.Put(step)
	if says.IsMap() {
		says.Rest()
	}
}
