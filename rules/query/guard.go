package query

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/compare"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A guard looks at two attributes of which a filter assumes that they are equal, and counts
// with a warning where they differ, without regard to case, in what a request writes or an
// answer shows, lists included; or a write in which they differ is refused. A write that shows
// only one of the two says nothing of the other and passes; the answer to it may show both.
type guard struct {
	targets []filter.Target
	refuse  bool
	says    string // why the two are to be equal; empty where a rule relies on it
}

// readGuard reads which two attributes are to be equal.
func readGuard(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &guard{}
	list := n.Need("attributes")
	for _, item := range list.All() {
		r.targets = append(r.targets, b.Target(item))
	}
	if list != nil && len(r.targets) != 2 {
		list.Errorf("expected two attributes")
	}
	v := kind.VerdictOf(n, kind.Warn, kind.Refuse)
	r.refuse, r.says = v.Action == kind.Refuse, v.Message
	return r
}

// ending returns why the two are to be equal, as the end of a sentence.
func (r *guard) ending() string {
	if r.says == "" {
		return ", and a rule of the proxy relies on their being equal"
	}
	return ": " + strings.TrimSuffix(r.says, ".")
}

// Touches returns the name of the first attribute, as rewrite.Toucher has it: alone the other differs from nothing.
func (r *guard) Touches() []string { return rewrite.TouchedBy(r.targets[0].Path) }

func (r *guard) Request(m *rewrite.Message) error {
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

func (r *guard) Response(m *rewrite.Message) error {
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
	differs := func(x string) bool { return !compare.EqualFold(x, a[0]) }
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
