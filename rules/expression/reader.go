package expression

import (
	"slices"

	"scimshim/rewrite/filter"
)

// A reader makes terms of nodes, whose types it checks, and knows what names mean.
type reader struct {
	scope *filter.Scope // where attributes are looked up; nil for an expression about one value
	reads []filter.Target
	named []namedAt // what attr reads
}

// term returns the term that a node is.
func (r *reader) term(n *node) (term, error) {
	switch n.kind {
	case textNode:
		return textTerm(always(n.text)), nil
	case numberNode:
		return numberTerm(always(n.number)), nil
	case truthNode:
		return truthTerm(always(n.number == 1)), nil
	case nameNode:
		return r.name(n)
	case pathNode:
		return r.path(n)
	case callNode:
		return r.call(n)
	case operatorNode:
		return r.operator(n)
	case prefixNode:
		return r.apply(n, prefixes[n.text], n.args)
	case choiceNode:
		return r.choice(n)
	}
	return term{}, faultAt(n.at, "a list in brackets is allowed only behind in")
}

// terms returns the terms that nodes are.
func (r *reader) terms(nodes ...*node) ([]term, error) {
	list := make([]term, len(nodes))
	for i, n := range nodes {
		t, err := r.term(n)
		if err != nil {
			return nil, err
		}
		list[i] = t
	}
	return list, nil
}

// call reads the call of a function.
func (r *reader) call(n *node) (term, error) {
	switch f, known := functions[n.text]; {
	case n.text == "attr" && r.scope != nil:
		return r.attr(n)
	case n.text == "replace":
		return r.replace(n)
	case known:
		return r.apply(n, f, n.args)
	}
	return term{}, faultAt(n.at, "unknown name %s", n.text)
}

// apply returns what a function or an operator makes of its arguments.
func (r *reader) apply(n *node, f function, args []*node) (term, error) {
	least := len(f.takes)
	switch {
	case len(args) < least:
		return term{}, faultAt(n.at, "not enough arguments for %s, which takes %d", n.text, least)
	case len(args) > least && !f.more:
		return term{}, faultAt(n.at, "too many arguments for %s, which takes %d", n.text, least)
	}
	list, err := r.terms(args...)
	if err != nil {
		return term{}, err
	}
	for i, t := range list {
		if takes := f.takes[min(i, least-1)]; t.sort != takes {
			return term{}, faultAt(args[i].at, "%s takes %s here, not %s", n.text, takes, t.sort)
		}
	}
	return f.term(list), nil
}

// operator reads an operator between two operands.
func (r *reader) operator(n *node) (term, error) {
	if n.text == "matches" {
		return r.matches(n)
	}
	if n.text == "in" {
		return r.in(n)
	}
	if f, ok := operators[n.text]; ok {
		return r.apply(n, f, n.args)
	}
	list, err := r.terms(n.args...)
	if err != nil {
		return term{}, err
	}
	a, b := list[0], list[1]
	isOrder := slices.Contains(orders, n.text)
	switch {
	case isOrder && (a.sort != b.sort || a.sort == aTruth):
		return term{}, faultAt(n.at, "%s compares two texts or two numbers, not %s and %s", n.text, a.sort, b.sort)
	case a.sort != b.sort:
		return term{}, faultAt(n.at, "%s compares two values of one type, not %s and %s", n.text, a.sort, b.sort)
	case isOrder:
		return truthTerm(ordered(n.text, a, b)), nil
	case n.text == "!=":
		return not([]term{truthTerm(equal(a, b))}), nil
	}
	return truthTerm(equal(a, b)), nil
}

// in reads whether a value is in a list.
func (r *reader) in(n *node) (term, error) {
	a, err := r.term(n.args[0])
	if err != nil {
		return term{}, err
	}
	right := n.args[1]
	if right.kind != listNode {
		return term{}, faultAt(right.at, `expected a list in brackets behind in, such as ["a", "b"]`)
	}
	list, err := r.terms(right.args...)
	if err != nil {
		return term{}, err
	}
	for i, t := range list {
		if t.sort != a.sort {
			return term{}, faultAt(right.args[i].at, "in looks for %s here, not for %s", a.sort, t.sort)
		}
	}
	return truthTerm(among(a, list)), nil
}

// choice reads a condition with two outcomes.
func (r *reader) choice(n *node) (term, error) {
	list, err := r.terms(n.args...)
	if err != nil {
		return term{}, err
	}
	condition, yes, no := list[0], list[1], list[2]
	switch {
	case condition.sort != aTruth:
		return term{}, faultAt(n.args[0].at, "a condition is true or false, and this is %s", condition.sort)
	case yes.sort != no.sort:
		return term{}, faultAt(n.args[2].at, "both outcomes of a condition are of one type, and these are %s and %s",
			yes.sort, no.sort)
	case yes.sort == aText:
		return textTerm(either(condition.truth, yes.text, no.text)), nil
	case yes.sort == aNumber:
		return numberTerm(either(condition.truth, yes.number, no.number)), nil
	}
	return truthTerm(either(condition.truth, yes.truth, no.truth)), nil
}
