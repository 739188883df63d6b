package rules

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

func init() { register("agree", newAgree) }

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
	says    string // why the two are to be equal, as the end of the sentence
}

func newAgree(b *build, n *tree.Node) rewrite.Rule {
	r := &agree{}
	list := n.Need("attributes")
	for _, item := range list.All() {
		r.targets = append(r.targets, b.target(item))
	}
	if list != nil && len(r.targets) != 2 {
		list.Errorf("expected two attributes")
	}
	r.refuse = n.Need("otherwise").OneOf("count", "refuse") == "refuse"
	r.says = ", and a rule of the proxy relies on their being equal"
	if says := n.Key("says"); says != nil {
		r.says = ": " + strings.TrimSuffix(says.NonEmpty(), ".")
	}
	n.Rest()
	return r
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
			"%s and %s differ in this request%s", r.targets[0], r.targets[1], r.says)
	}
	m.Warn()
	return nil
}

func (r *agree) Response(m *rewrite.Message) error {
	if m.Local() || m.Status > 299 {
		return nil
	}
	for resource := range m.Resources() {
		a := textsIn(m, resource, r.targets[0])
		if len(a) > 0 && !agreed(a, textsIn(m, resource, r.targets[1])) {
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
		return textsIn(m, m.Body, t), nil
	}
	ops, err := m.Ops()
	var list []string
	for _, op := range ops {
		switch {
		case op.Is("remove"):
		case !op.HasPath:
			list = append(list, textsIn(m, op.Value, t)...)
		case sameTarget(m, op.Target, t):
			if text, ok := json.Text(op.Value); ok {
				list = append(list, text)
			}
		case t.Where != nil && op.Target.Where == nil && m.Same(op.Target.Path, t.Path):
			list = append(list, textsOf(m, op.Value, t)...)
		}
	}
	return list, err
}

// sameTarget reports whether two PATCH paths point at the same.
func sameTarget(m *rewrite.Message, a, b filter.Target) bool {
	if !m.Same(a.Path, b.Path) || !filter.Fold(a.Sub, b.Sub) || (a.Where == nil) != (b.Where == nil) {
		return false
	}
	if a.Where == nil {
		return true
	}
	return filter.Same(&filter.Has{Path: a.Path, Where: a.Where}, &filter.Has{Path: b.Path, Where: b.Where}, m.Scope())
}

// textsIn returns the texts at t in a resource.
func textsIn(m *rewrite.Message, resource string, t filter.Target) []string {
	value, ok := rewrite.Lookup(resource, t.Path)
	if !ok {
		return nil
	}
	if t.Where == nil {
		text, ok := json.Text(value)
		if !ok {
			return nil
		}
		return []string{text}
	}
	return textsOf(m, value, t)
}

// textsOf returns the texts at t in the value of its attribute.
func textsOf(m *rewrite.Message, value string, t filter.Target) []string {
	var list []string
	for element := range json.Elements(value) {
		if !satisfies(m, element, t.Path, t.Where) {
			continue
		}
		for member := range json.Members(element) {
			if text, ok := json.Text(member.Value); ok && filter.Fold(member.Name, t.Sub) {
				list = append(list, text)
			}
		}
	}
	return list
}

// satisfies reports whether an element of the attribute p satisfies a filter.
func satisfies(m *rewrite.Message, element string, p filter.Path, where filter.Expr) bool {
	resource := object(p.Name, "["+element+"]")
	if p.Schema != "" {
		resource = object(p.Schema, resource)
	}
	scope := filter.Scope{Types: m.Types(), Resource: m.Resource}
	return scope.Holds(&filter.Has{Path: p, Where: where}, resource) == filter.True
}
