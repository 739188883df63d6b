package store

import (
	"math"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// An atMost refuses a request that writes more values of an attribute than the target takes
// at once, those that it adds and those that it removes together. Nothing is split here: a request
// that is carried out in part only is one that nobody asked for, unless members of patch says so.
type atMost struct {
	kind.RequestOnly
	attribute filter.Path
	values    int
	says      string
	divided   bool // whether a PATCH of more is sent as several
	created   bool // whether a group is created without its members, which are added then
}

// perRequest makes the step of how many values one request may name.
func perRequest(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		r := &atMost{attribute: b.Path(d.key), values: n.IntIn(1, math.MaxInt32), says: v.Message}
		if a, known := b.Types.Find(b.Scope().Resource, r.attribute); known && !a.Multi {
			d.key.Errorf("%s is not multi-valued", r.attribute)
		}
		return r
	}}
}

// dividing returns a constructor that looks, if the step says how many members one request names,
// for what sends a PATCH of more as several.
func (s *stores) dividing(step kind.Step, make func(b *kind.Build) rewrite.Rule) func(b *kind.Build) rewrite.Rule {
	if step.Option != "per_request" {
		return make
	}
	return func(b *kind.Build) rewrite.Rule {
		rule := make(b)
		if r, ok := rule.(*atMost); ok && r.attribute.Is(filter.Path{Name: "members"}) {
			for _, block := range s.Beside("patch") {
				n := block.Node.Key("members")
				holds := func(method string) bool {
					return n.IsMap() && block.Wanted(n) && block.Holds(kind.Stated{At: n}, method)
				}
				r.divided = r.divided || holds("PATCH")
				r.created = r.created || holds("POST") && n.Key("on_create").String() == "patch"
			}
		}
		return rule
	}
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *atMost) Touches() []string { return rewrite.TouchedBy(r.attribute) }

func (r *atMost) Request(m *rewrite.Message) error {
	if r.divided && m.Method == "PATCH" || r.created && m.Method == "POST" {
		return nil
	}
	n, err := r.written(m)
	if err != nil || n <= r.values {
		return err
	}
	return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
		"%s: the request has %d values of it, and the target takes at most %d; %s", r.attribute, n, r.values, r.says)
}

// written counts the values of the attribute that a request names.
func (r *atMost) written(m *rewrite.Message) (n int, err error) {
	err = m.MapAmong(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level != rewrite.Whole && a.Level != rewrite.Element || !m.Same(a.Path, r.attribute):
			return rewrite.Keep, nil
		case a.Level == rewrite.Element:
			n++
		case a.On().Kind() == '[':
			n += a.On().Parts()
		default:
			return rewrite.Keep, nil
		}
		return rewrite.Past, nil
	}, r.attribute)
	return n, err
}
