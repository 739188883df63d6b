package query

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// project makes answers show what the request asks for by the parameters
// attributes and excludedAttributes (RFC 7644, section 3.9), whatever the target
// makes of them (Q26, Q27). A group of thousands that is asked for without its
// members, and comes with them, runs into the time limit of Entra (Q111):
//
//	project: enforce
//
// What the request does not want to see is taken out of resources and lists.
// schemas and id, which are always returned, stay, and nothing is added.
//
// With project: local the parameters are not sent to the target, for one that
// refuses them. With project: members only excludedAttributes=members is sent, for
// one that knows nothing else but is quicker with it (GitHub). With project: one,
// and both parameters in the request, only attributes is sent: ServiceNow refuses
// the two together. A request with one of them is left to the target then.
//
// The rule holds answers against the names that the request has where the rule
// stands. Put it before rules of the kind filter: what these must see of an
// answer is looked at before it is taken out.
type project struct{ mode string }

func newProject(_ *kind.Build, n *tree.Node) rewrite.Rule {
	return project{mode: n.OneOf("enforce", "local", "members", "one")}
}

func (r project) Request(m *rewrite.Message) error {
	_, some := m.Param("attributes")
	_, others := m.Param("excludedAttributes")
	if r.mode == "one" && !(some && others) {
		return nil
	}
	p, asked, err := m.Projection()
	if !asked || err != nil {
		return err
	}
	m.Remember(p)
	excluded, _ := m.Param("excludedAttributes")
	switch r.mode {
	case "local", "members":
		m.DropParam("attributes")
		if r.mode == "members" && filter.Fold(excluded, "members") {
			m.SetParam("excludedAttributes", "members")
		} else {
			m.DropParam("excludedAttributes")
		}
	case "one":
		m.DropParam("excludedAttributes")
	}
	return nil
}

func (r project) Response(m *rewrite.Message) error {
	p, ok := m.Remembered().(rewrite.Projection)
	if !ok {
		return nil
	}
	return m.Project(p)
}
