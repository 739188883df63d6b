package query

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// A project makes answers show what the request asks for by the parameters attributes and
// excludedAttributes (RFC 7644, section 3.9), whatever the target makes of them (Q26, Q27). A
// group of thousands that is asked for without its members, and comes with them, runs into the
// time limit of Entra (Q111). What the request does not want to see is taken out of resources
// and lists. schemas and id, which are always returned, stay, and nothing is added.
//
// A target that refuses the parameters is sent none, and one that knows nothing but
// excludedAttributes=members, and is quicker with it, that alone (GitHub). ServiceNow refuses
// the two together, so that only attributes is sent; a request with one of them is left to the
// target then.
//
// Answers are held against the names that the request has where the rule stands: before filter,
// which must see of an answer what is taken out then.
type project struct{ mode string }

// Occasions says what is looked at, as rewrite.Occasional has it.
func (project) Occasions() rewrite.Occasions {
	return rewrite.Occasions{Request: rewrite.OnProjection, Answer: rewrite.OnMemory}
}

func (r project) Request(m *rewrite.Message) error {
	_, some := m.Param("attributes")
	_, others := m.Param("excludedAttributes")
	if r.mode == "one_parameter" && !(some && others) {
		return nil
	}
	p, asked, err := m.Projection()
	if !asked || err != nil {
		return err
	}
	m.Remember(p)
	excluded, _ := m.Param("excludedAttributes")
	switch r.mode {
	case "none", "members_only":
		m.DropParam("attributes")
		if r.mode == "members_only" && filter.Fold(excluded, "members") {
			m.SetParam("excludedAttributes", "members")
		} else {
			m.DropParam("excludedAttributes")
		}
	case "one_parameter":
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
