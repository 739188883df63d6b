package patch

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// Touches returns the names of the attributes that have the elements, as rewrite.Toucher has it.
func (r *elementWrite) Touches() []string {
	var paths []filter.Path
	for _, e := range r.elements {
		paths = append(paths, e.at.Path)
	}
	return rewrite.TouchedBy(paths...)
}

func (r *elementWrite) Request(m *rewrite.Message) error {
	ops, err := m.Ops()
	if err != nil || !r.takesAny(m, ops) {
		return err
	}
	plan := r.group(m, ops)
	defer plan.release()
	r.decide(m, plan.of)
	i := -1
	isOn := func(*rewrite.Op) bool {
		i++
		return plan.of[i] != nil
	}
	return m.JoinSomeOps(isOn, func(op rewrite.Op, emit func(rewrite.Op)) (bool, error) {
		g := plan.of[i]
		switch {
		case g == nil:
			emit(op)
			return true, nil
		case g.form == "":
			return r.leave(m, op, emit)
		case g.form == formInPlace:
			inPlace(op, emit)
			return true, nil
		case i == g.ops[0]:
			r.join(g, op, emit)
			return plan.kept[i] && !r.isLossy(g), nil
		}
		return plan.kept[i], nil
	})
}

// isLossy reports whether a target may lose something that the rule says it may have.
func (r *elementWrite) isLossy(g *elementChange) bool {
	anew := g.filled() && (g.form == formReplace || g.form == formRemoveAdd)
	return anew && (r.others && g.form == formReplace || !g.wrote(r.loses))
}

// leave emits an operation that no form fits, unless something else is to become of it. What
// takes something away is never dropped: somebody would keep what is to be gone.
func (r *elementWrite) leave(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op)) (kept bool, err error) {
	switch {
	case r.left == kind.Drop && !op.Is("remove"):
		return false, nil
	case r.left == kind.Refuse:
		return false, rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s %s: %s",
			strings.ToLower(op.Name), subject(op), r.says)
	case r.left == kind.Warn:
		m.Warn()
	}
	emit(op)
	return true, nil
}

// takesAny reports whether one of the operations is on one of the elements.
func (r *elementWrite) takesAny(m *rewrite.Message, ops []rewrite.Op) bool {
	for i := range ops {
		for _, e := range r.elements {
			if e.takes(m, &ops[i], r.left != "") {
				return true
			}
		}
	}
	return false
}

// join emits what stands for all operations on an element, made of the first of
// them.
func (r *elementWrite) join(g *elementChange, first rewrite.Op, emit func(rewrite.Op)) {
	whole := filter.Target{Path: g.e.at.Path}
	remove := first
	if !first.Is("remove") {
		remove = first.Named("remove")
	}
	if !g.filled() {
		if len(g.ops) > 1 || !g.gone {
			remove = remove.Made(g.e.at, "")
		}
		emit(remove)
		return
	}
	value := g.list(r.stamp)
	switch g.form {
	case formReplace:
		emit(first.Named("replace").Made(whole, value))
		return
	case formRemoveAdd:
		emit(remove.Made(g.e.at, ""))
	}
	emit(first.Named("add").Made(whole, value))
}

// inPlace emits an operation on an element that exists. An add of several
// sub-attributes is one replace for each, since a replace of the element would
// lose the others.
func inPlace(op rewrite.Op, emit func(rewrite.Op)) {
	switch {
	case !op.Is("add"):
		emit(op)
	case op.Target.Sub != "":
		emit(op.Named("replace"))
	default:
		for member := range json.Members(op.Value) {
			t := op.Target
			t.Sub = member.Name
			emit(op.Named("replace").Made(t, member.Value))
		}
	}
}
