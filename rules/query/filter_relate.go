package query

import (
	"fmt"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rules/kind"
)

// judge finds out what the rule does to the set that a filter selects, and says
// so.
func (r *filterRule) judge(b *kind.Build, n *tree.Node) {
	if err := r.to.Needs(r.match); err != nil {
		n.Key("to").Errorf("%v", err)
		return
	}
	relation, s := r.relate(b.Types, b.When)
	if r.relation = relation; relation == plan.Other && !r.assumed {
		n.Key("to").Errorf("%s", r.misses(s))
	}
	doubt, note := r.remarks(s)
	if doubt != "" {
		b.Doubt(n, doubt)
	}
	if note != "" {
		b.Note(n, note)
	}
}

// remarks returns what check says of a rule that is allowed and not equivalent.
func (r *filterRule) remarks(s *filter.Scope) (doubt, note string) {
	switch {
	case r.relation == plan.Wider:
		doubt = r.adds(s)
	case r.relation == plan.Other && r.assumed:
		note = r.assumes(s)
	}
	return doubt, note
}

// relate returns what is proven of the rule for each resource that it is for, and
// the scope of the one of which the least is.
func (r *filterRule) relate(types *filter.Types, when rewrite.Match) (plan.Relation, *filter.Scope) {
	var least plan.Relation
	var of *filter.Scope
	for _, s := range kind.Scopes(types, when) {
		if relation := plan.Relate(r.match, r.to, s); of == nil || relation < least {
			least, of = relation, s
		}
	}
	return least, of
}

// misses is the refusal of a rule that may miss what its match selects.
func (r *filterRule) misses(s *filter.Scope) string {
	x := plan.CounterExample(r.match, r.to, s)
	if x.Resource == "" {
		return fmt.Sprintf("step %s may miss resources that its match selects: there is no proof that it does "+
			"not, and no counterexample among %d made-up resources; if your data rule this out, say assume: "+
			"complete", r.name, x.Tried)
	}
	return fmt.Sprintf("step %s misses %s, which its match selects%s; if your data cannot contain such a "+
		"resource, say assume: complete", r.name, madeUp(x), filled(x))
}

// assumes says of what data the assumption of a rule is.
func (r *filterRule) assumes(s *filter.Scope) string {
	x := plan.CounterExample(r.match, r.to, s)
	if x.Resource == "" {
		return fmt.Sprintf("step %s assumes that no resource is selected by its match and missed by to; none is "+
			"found among %d made-up resources", r.name, x.Tried)
	}
	return fmt.Sprintf("step %s assumes that there is no resource like %s, which its match selects%s and to misses",
		r.name, madeUp(x), filled(x))
}

// adds says what a rule selects beyond its match.
func (r *filterRule) adds(s *filter.Scope) string {
	x := plan.CounterExample(r.to, r.match, s)
	if x.Resource == "" {
		return fmt.Sprintf("step %s may select more than its match: there is no proof that it does not, and no "+
			"counterexample among %d made-up resources; answers are checked against match", r.name, x.Tried)
	}
	return fmt.Sprintf("step %s also selects %s, which its match does not%s; answers are checked against match",
		r.name, madeUp(x), filled(x))
}

// maxShown is how many bytes of a made-up resource are shown.
const maxShown = 400

// madeUp returns the resource of an example. It is made of the patterns and holds
// no data.
func madeUp(x plan.Example) string {
	if len(x.Resource) > maxShown {
		return fmt.Sprintf("a resource of %d bytes, made of its literals", len(x.Resource))
	}
	return x.Resource
}

// filled says what the holes of an example stand for.
func filled(x plan.Example) string {
	if x.Holes == "" || len(x.Holes) > maxShown {
		return ""
	}
	return " with " + x.Holes
}

// ProveAgain judges the rule by the attributes that all files declare together: a
// later file may have given one another case rule, and what was proven before that may
// not be true.
func (r *filterRule) ProveAgain(types *filter.Types, when rewrite.Match) (fault, doubt, note string) {
	if r.relation == plan.Other { // of which nothing was proven
		return "", "", ""
	}
	relation, s := r.relate(types, when)
	if relation >= r.relation {
		return "", "", ""
	}
	r.relation, r.options.NotUnderNot = relation, true
	if relation == plan.Other && !r.assumed {
		fault = r.misses(s)
	}
	doubt, note = r.remarks(s)
	return fault, doubt, note
}
