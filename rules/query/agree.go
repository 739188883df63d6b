package query

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// agree looks at two attributes of which another rule assumes that they are equal,
// and counts with a warning where they differ, without regard to case, in what a
// request writes or an answer shows, lists included. With otherwise: refuse a write in
// which they differ is refused:
//
//	agree:
//	  attributes: [userName, 'emails[type eq "work"].value']
//	  otherwise: count
//
// A write that shows only one of the two says nothing of the other and passes; the
// answer to it may show both. What comes of the assumption is for the rule that makes it
// (see filter).
//
// With says, the refusal says why the two are to be equal, for who reads it knows the
// target, and not the rules of the proxy:
//
//	agree:
//	  attributes: [userName, 'emails[type eq "work"].value']
//	  otherwise: refuse
//	  says: "Twilio takes no user whose userName is not the e-mail; map one attribute to both"
type agree struct {
	targets []filter.Target
	refuse  bool
	says    string // why the two are to be equal; empty where a rule relies on it
}

func newAgree(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &agree{}
	list := n.Need("attributes")
	for _, item := range list.All() {
		r.targets = append(r.targets, b.Target(item))
	}
	if list != nil && len(r.targets) != 2 {
		list.Errorf("expected two attributes")
	}
	r.refuse = n.Need("otherwise").OneOf("count", "refuse") == "refuse"
	if says := n.Key("says"); says != nil {
		r.says = says.NonEmpty()
	}
	n.Rest()
	return r
}

// ending returns why the two are to be equal, as the end of a sentence.
func (r *agree) ending() string {
	if r.says == "" {
		return ", and a rule of the proxy relies on their being equal"
	}
	return ": " + strings.TrimSuffix(r.says, ".")
}

func (r *agree) Request(m *rewrite.Message) error {
	if m.Body == "" {
		return nil
	}
	a, err := shown(m, r.targets[0])
	if err != nil || len(a) == 0 {
		return err
	}
	b, err := shown(m, r.targets[1])
	if err != nil || agreed(a, b) {
		return err
	}
	if r.refuse {
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
			"%s and %s differ in this request%s", r.targets[0], r.targets[1], r.ending())
	}
	m.Warn()
	return nil
}

func (r *agree) Response(m *rewrite.Message) error {
	if m.Local() || m.Status > 299 {
		return nil
	}
	for resource := range m.Resources() {
		a := part.Texts(m, resource, r.targets[0])
		if len(a) > 0 && !agreed(a, part.Texts(m, resource, r.targets[1])) {
			m.Warn()
			break
		}
	}
	return nil
}

// agreed reports whether each of a is each of b, of which a is not empty.
func agreed(a, b []string) bool {
	if len(b) == 0 {
		return true
	}
	differs := func(x string) bool { return !filter.EqualFold(x, a[0]) }
	return !slices.ContainsFunc(a, differs) && !slices.ContainsFunc(b, differs)
}

// shown returns the texts that a request writes to what t points at.
func shown(m *rewrite.Message, t filter.Target) ([]string, error) {
	if m.Method != "PATCH" {
		return part.Texts(m, m.Body, t), nil
	}
	ops, err := m.Ops()
	var list []string
	for _, op := range ops {
		switch {
		case op.Is("remove"):
		case !op.HasPath:
			list = append(list, part.Texts(m, op.Value, t)...)
		case part.SameTarget(m, op.Target, t):
			if text, ok := json.Text(op.Value); ok {
				list = append(list, text)
			}
		case t.Where != nil && op.Target.Where == nil && m.Same(op.Target.Path, t.Path):
			list = append(list, part.ElementTexts(m, op.Value, t)...)
		}
	}
	return list, err
}
