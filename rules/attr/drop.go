package attr

import (
	_ "embed" // the source has the manual
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

//go:embed drop.go
var dropsSource string

// drops takes attributes out of requests that write: out of bodies and out of PATCH
// operations. An operation of which nothing is left is dropped, and counted:
//
//	users:
//	  drop: [nickName, enterprise.division]
//
// A filter that names a dropped attribute is refused, since without the term it would ask for
// others. The attribute active cannot be dropped. In place of a name a list may have a mapping,
// which has a name, and says when: always, or in answers where what the target shows is empty
// (null, an empty text, list or object), for a target that shows nothing of what it has. AWS
// IAM Identity Center shows no member of any group, and a client that believes it adds
// everybody again and removes nobody:
//
//	groups:
//	  drop: {name: unshown, attributes: [members], in: answers, when: empty}
//	users:
//	  drop:
//	    - {name: password, attributes: [password], if: {password: drop}}
//	    - {name: kept, attributes: [userName], method: PATCH}
//
// That a resource with such an attribute does not satisfy the filter which found it is for
// queries.unproven to say.
func drops(b *kind.Block, n *tree.Node) {
	if n.IsMap() {
		dropStep(b, n)
		return
	}
	plain := true
	for _, item := range n.All() {
		plain = plain && !item.IsMap()
		if item.IsMap() {
			dropStep(b, item)
		}
	}
	switch {
	case plain:
		b.Put(kind.Step{At: n, New: func(b *kind.Build) rewrite.Rule { return dropOf(b, n) }})
	default:
		for _, item := range n.All() {
			if !item.IsMap() {
				item.Errorf("expected a mapping like the other entries: {name: ..., attributes: [...]}")
			}
		}
	}
}

// dropStep puts the step of one mapping.
func dropStep(b *kind.Block, n *tree.Node) {
	step := kind.Step{Key: n.Need("name").NonEmpty(), At: n}
	if m := n.Key("method"); m != nil {
		step.Methods = m.Strings()
	}
	list := n.Need("attributes")
	step.New = func(b *kind.Build) rewrite.Rule { return dropOf(b, list) }
	if in := n.Key("in"); in != nil {
		in.OneOf("answers")
		n.Need("when").OneOf("empty")
		step.New = func(b *kind.Build) rewrite.Rule { return hideOf(b, list) }
	}
	b.Put(step)
	n.Rest()
}

// drop takes attributes out of requests that write.
type drop struct {
	kind.RequestOnly
	paths []filter.Path
}

// dropOf returns the rule for a list of attributes.
func dropOf(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &drop{paths: kind.Paths(n, b.Path)}
	for _, p := range r.paths {
		core := filter.Fold(p.String(), b.Types.CoreURN(b.Scope().Resource))
		if core || p.Is(part.Active) || p.Is(filter.Path{Name: "id"}) {
			n.Errorf("%s cannot be dropped: a change would be lost silently", p)
		}
	}
	return r
}

func (r *drop) Request(m *rewrite.Message) error {
	e, err := m.Filter()
	if err != nil {
		return err
	}
	if p, ok := filter.FindPath(e, func(p filter.Path) bool { return r.names(m.Unqualified(p)) }); ok {
		return rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter",
			"the target has no attribute %s to filter by; remove it from the matching attributes", p)
	}
	if m.Method != "PATCH" && !slices.ContainsFunc(r.paths, func(p filter.Path) bool { return m.AnyValue(p, exists) }) {
		return nil
	}
	return part.TakeOut(m, r.names)
}

func exists(v json.Value) bool { return v.Exists() }

// Touches returns the names of what is dropped, as rewrite.Toucher has it.
func (r *drop) Touches() []string { return rewrite.TouchedBy(r.paths...) }

// EmptiesExtensions says that the last attribute of an extension may be dropped.
func (r *drop) EmptiesExtensions() {}

// Forestalls says that a later rename of a dropped attribute finds nothing in writes.
func (r *drop) Forestalls(later rewrite.Rule, _ []rewrite.Step) string {
	if l, ok := later.(kind.Renamer); ok {
		if from, _, _ := l.Renames(); r.names(from) {
			return "step %s can never act on a write: %s drops the attribute before it"
		}
	}
	return ""
}

// names reports whether p is dropped, by itself or with what it is a part of.
func (r *drop) names(p filter.Path) bool {
	for _, d := range r.paths {
		if rewrite.Covers(d, p) {
			return true
		}
	}
	return false
}
