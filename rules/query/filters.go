package query

import (
	_ "embed" // the source has the manual

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

//go:embed filters.go
var filtersSource string

// filter asks the target another filter in place of one that it does not take, or of a part
// of one (Q14, Q17). It is a mapping, or a list of such:
//
//	users:
//	  filter:
//	    - match: 'emails[type eq "work" and value eq {value}]'
//	      to: 'userName eq {value}'
//	      assume: complete
//	      guard: {attributes: [userName, 'emails[type eq "work"].value'], action: warn}
//	    - {match: 'enterprise.manager eq {id}', to: 'enterprise.manager.value eq {id}'}
//	    - {match: 'nickName pr', assume: no_match, name: nobody, why: nobody has a nickname}
//
// Both are patterns: {name} stands for a literal, {name:attr} for an attribute, {name:op}
// for an operator. match is looked for at any node of the filter as it was written, and if
// that fails, of what it means in the grammar of RFC 7644; with whole: true only as the whole
// filter. Names match without regard to case, literals by the case rule of their attribute.
// Under a not only an equivalent pattern is replaced.
//
// Where to selects more than match, each answered resource is checked against the filter as
// it was: one that does not satisfy it is taken out of a list of one page, and else the answer
// is refused. Where to may select less, that is an error unless assume: complete states of the
// data that nothing is missed. With assume: no_match, and without to, nothing can match, and
// an empty list is answered. What can be shown of the difference, scimshim check prints.
//
// A statement holds until something contradicts it: a resource that a client writes or the
// target shows, which match selects, with that resource's own values in the holes, and to
// does not; or one that was found and does not satisfy the filter. From then on each filter
// that needs it is answered with 503 until the rules are loaded anew; the log and
// scimshim_assumption_broken have it. What is not shown contradicts nothing.
//
// guard looks at two attributes that have to be equal if the statement is true, without regard
// to case, in what is sent to the target and what it shows. Where they differ, action: warn
// counts it, and action: refuse refuses the write, with the message. A write that shows one of
// the two alone says nothing of the other.
//
// The step has its place among those of rename, set and convert, in the order of the text, so
// that attributes are named as they are called there. It has the name of the first attribute
// of match, or the one that name gives it; its guard is the step NAME.guard, among the last.
func filters(b *kind.Block, n *tree.Node) {
	once := names{}
	for item := range kind.Each(n) {
		if item.IsMap() {
			filterOf(b, item, once)
		} else {
			item.Need("match") // which says that a mapping is expected
		}
	}
	if n.IsNull() || n.IsList() && len(once) == 0 {
		n.Errorf("expected a mapping with match and to, or a list of such mappings")
	}
}

// filterOf reads one filter; once has the names of those before it.
func filterOf(b *kind.Block, n *tree.Node, once names) {
	key, ok := once.of(b, n, n.Key("match"))
	if !ok {
		return
	}
	guard := n.Key("guard")
	b.Put(kind.Step{Key: key, At: n, New: func(b *kind.Build) rewrite.Rule {
		r := readFilter(b, n)
		if guard != nil && !r.assumed {
			guard.Errorf("a guard needs a statement to guard; say assume, or remove guard")
		}
		return r
	}})
	if guard == nil {
		return
	}
	b.Put(kind.Step{Key: key + ".guard", At: n, Phase: &late,
		New: func(b *kind.Build) rewrite.Rule { return readGuard(b, guard) }})
	if guard.IsMap() {
		guard.Rest()
	}
}

// late is the phase of guards: it is what is sent that has to agree, and not what a step
// makes work e-mails of, or leaves out.
var late = kind.Query
