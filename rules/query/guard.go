package query

import (
	"iter"
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
	if err != nil || !a.some {
		return err
	}
	b, err := shown(m, r.targets[1])
	if err != nil || a.agree(b) {
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
		var a, b texts
		for text := range part.Texts(m, resource, r.targets[0]) {
			a.add(text)
		}
		if !a.some {
			continue
		}
		for text := range part.Texts(m, resource, r.targets[1]) {
			b.add(text)
		}
		if !a.agree(b) {
			m.Warn()
			break
		}
	}
	return nil
}

// texts are what an attribute has.
type texts struct {
	first string
	some  bool // whether there is one
	mixed bool // whether one is another than the first
}

func (t *texts) addAll(list iter.Seq[string]) {
	for text := range list {
		t.add(text)
	}
}

func (t *texts) add(text string) {
	if t.some {
		t.mixed = t.mixed || !compare.EqualFold(text, t.first)
	} else {
		t.some, t.first = true, text
	}
}

// agree reports whether each of t is each of u, where both have some.
func (t *texts) agree(u texts) bool {
	return !t.some || !u.some || !t.mixed && !u.mixed && compare.EqualFold(t.first, u.first)
}

// shown returns the texts that a request writes to what t points at.
func shown(m *rewrite.Message, t filter.Target) (list texts, err error) {
	if m.Method != "PATCH" {
		list.addAll(part.Texts(m, m.Get(filter.Path{}), t))
		return list, nil
	}
	ops, err := m.Ops()
	for _, op := range ops {
		switch {
		case op.Is("remove"):
		case !op.HasPath:
			list.addAll(part.Texts(m, m.ValueOf(op), t))
		case part.SameTarget(m, op.Target, t):
			if text, ok := json.Text(op.Value); ok {
				list.add(text)
			}
		case t.Where != nil && op.Target.Where == nil && m.Same(op.Target.Path, t.Path):
			list.addAll(part.ElementTexts(m, m.ValueOf(op), t))
		}
	}
	return list, err
}
