package rules

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

func init() { register("upsert", newUpsert) }

// upsert writes the value of an element, which a client selects by a filter in
// the path, in a form that does not depend on whether the element exists. To
// RFC 7644, section 3.5.2.3, a replace of a missing element is an error, and
// before its erratum 8097 nobody knew what an add of one is. Entra sends both
// (Q58, Q60, Q62):
//
//	upsert:
//	  paths: ['phoneNumbers[type eq "mobile"].value']
//	  write: remove-add
//	  assume: bare-element
//
// With write: remove-add the element is removed, which is no error where it is
// missing, and added anew with the terms of the filter stamped into it. What
// else it held is lost, so that the rule must say assume: bare-element: the
// target keeps nothing else in it. With write: replace the whole attribute is
// replaced by this one element. That loses all others, and the rule must say
// assume: single-element: the target keeps only one. The removal of such a
// value becomes that of the element. What stamp names is written into the
// element as well.
//
// A value that is no text, or an empty one, is left alone. So are all
// operations on an attribute of which a PATCH writes more than this value,
// since they would fall over one another.
type upsert struct {
	oneway
	targets []filter.Target
	replace bool
	stamp   string // members of the element, each with a comma before it
}

func newUpsert(_ *build, n *tree.Node) rewrite.Rule {
	r := &upsert{}
	for _, item := range n.Need("paths").All() {
		t := tree.Parse(item, filter.ParseTarget)
		if _, ok := stamped(t.Where); !ok || t.Sub == "" {
			item.Errorf("expected a path like emails[type eq \"work\"].value, whose filter joins comparisons with eq " +
				"by and")
			continue
		}
		r.targets = append(r.targets, t)
	}
	r.replace = n.Need("write").OneOf("replace", "remove-add") == "replace"
	for name, value := range n.Key("stamp").Entries() {
		r.stamp += "," + rewrite.Quote(name) + ":" + value.JSON()
	}
	for _, t := range r.targets {
		if rewrite.CheckJSON(r.element(t, `""`)) != nil {
			n.Errorf("%s: the element would have a member twice, by the filter, the path or stamp", t)
		}
	}
	r.assume(n)
	n.Rest()
	return r
}

// assume reads the statement about the target without which the rule would lose
// something.
func (r *upsert) assume(n *tree.Node) {
	want, says := "bare-element", "the target keeps nothing in the element but what the rule writes"
	if r.replace {
		want, says = "single-element", "the target keeps only one element"
	}
	assumed := n.Key("assume")
	if assumed == nil {
		n.Errorf("the rule loses what else is there; say assume: %s if %s", want, says)
		return
	}
	assumed.OneOf(want)
}

func (r *upsert) Request(m *rewrite.Message) error {
	all, err := m.Ops()
	if err != nil {
		return err
	}
	var on []int // how many operations are on each target; counted when first asked
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		i := r.takes(m, op)
		if i >= 0 && on == nil {
			on = r.count(m, all)
		}
		if i < 0 || on[i] != 1 {
			emit(op)
			return nil
		}
		r.write(op, r.targets[i], emit)
		return nil
	})
}

// takes returns which target an operation is on that the rule knows how to
// write, or -1.
func (r *upsert) takes(m *rewrite.Message, op rewrite.Op) int {
	if op.Target.Where == nil {
		return -1
	}
	isText := strings.HasPrefix(op.Value, `"`) && op.Value != `""`
	if op.Is("remove") != (op.Value == "") || !op.Is("remove") && !isText {
		return -1
	}
	return slices.IndexFunc(r.targets, func(t filter.Target) bool { return sameTarget(m, op.Target, t) })
}

// count returns how many operations are on each target: on its elements, or on
// the attribute as a whole.
func (r *upsert) count(m *rewrite.Message, all []rewrite.Op) []int {
	n := make([]int, len(r.targets))
	for _, op := range all {
		for i, t := range r.targets {
			if r.touches(m, op, t) {
				n[i]++
			}
		}
	}
	return n
}

// touches reports whether an operation is on the elements of a target. To
// write: replace, each operation on the attribute is one on the whole.
func (r *upsert) touches(m *rewrite.Message, op rewrite.Op, t filter.Target) bool {
	element := op.Target
	element.Sub = t.Sub
	switch {
	case !op.HasPath:
		_, ok := rewrite.Lookup(op.Value, t.Path)
		return ok
	case !m.Covers(op.At(), t.Path) && !m.Same(op.Target.Path, t.Path):
		return false
	}
	return r.replace || op.Target.Where == nil || sameTarget(m, element, t)
}

// write emits the operations that stand for op, which is on t.
func (r *upsert) write(op rewrite.Op, t filter.Target, emit func(rewrite.Op)) {
	whole := filter.Target{Path: t.Path}
	element := filter.Target{Path: t.Path, Where: t.Where}
	value := "[" + r.element(t, op.Value) + "]"
	switch {
	case op.Is("remove"):
		emit(op.Made(element, ""))
	case r.replace:
		emit(op.Named("replace").Made(whole, value))
	default:
		emit(op.Named("remove").Made(element, ""))
		emit(op.Named("add").Made(whole, value))
	}
}

// element returns the element that t selects, with a value for its
// sub-attribute.
func (r *upsert) element(t filter.Target, value string) string {
	terms, _ := stamped(t.Where)
	return "{" + terms + "," + rewrite.Quote(t.Sub) + ":" + value + r.stamp + "}"
}

// stamped returns the terms of a filter as the members of a JSON object, if it
// is a comparison with eq, or several joined by and.
func stamped(where filter.Expr) (string, bool) {
	switch x := where.(type) {
	case *filter.Compare:
		if x.Op != filter.Eq || x.Path.Schema != "" || x.Path.Sub != "" {
			return "", false
		}
		return rewrite.Quote(x.Path.Name) + ":" + string(x.Value), true
	case *filter.And:
		var members []string
		for _, term := range x.List {
			text, ok := stamped(term)
			if !ok {
				return "", false
			}
			members = append(members, text)
		}
		return strings.Join(members, ","), true
	}
	return "", false
}
