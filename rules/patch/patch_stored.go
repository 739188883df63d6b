package patch

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A stored is what stores says of an attribute in requests that PATCH.
type stored struct {
	elements *tree.Node // the filters of the elements
	sentAs   string     // what the target calls the one type that they have; empty for the same
	one      bool       // whether there is one element at most
	parts    []string   // of an element; nil if that is not said
	never    bool       // whether no PATCH writes it

	perRequest *tree.Node // how many elements one request names; nil if that is not said
}

// storedOf returns what is said of an attribute, by the section and by the top of the file. Of
// elements that are not described with the parameters as they are, it is what is said with any.
func (e *element) storedOf(path filter.Path) stored {
	var s stored
	for _, block := range e.Beside("stores") {
		for key, value := range block.Node.Entries() {
			at := block.Node.KeyNode(key)
			if p, err := filter.ParsePath(e.Prefixes.Long(at.String())); err != nil || !e.canonical(p).Is(path) {
				continue
			}
			for d := range kind.Each(value) {
				if d.IsMap() && (block.Wanted(d) || !e.wanted) && isForPatch(d) {
					s.add(func(word string) *tree.Node { return block.Option(d, word, "PATCH") })
				}
			}
		}
	}
	return s
}

// isForPatch reports whether a description is for a PATCH.
func isForPatch(d *tree.Node) bool {
	methods := d.Key("methods")
	return methods == nil || slices.Contains(methods.Strings(), "PATCH")
}

// add adds what a description says by its options.
func (s *stored) add(option func(word string) *tree.Node) {
	if n := option("elements"); n != nil {
		s.elements = n
	}
	if n := option("sent_as"); n != nil {
		s.sentAs = n.String()
	}
	if n := option("per_request"); n != nil {
		s.perRequest = n
	}
	s.one = s.one || option("max_elements") != nil
	if n := option("parts"); n != nil {
		list := n.Strings()
		if s.parts != nil {
			list = slices.DeleteFunc(list, func(part string) bool { return !has(s.parts, part) })
		}
		s.parts = list
	}
	switch n := option("stored"); {
	case n.IsList() && !slices.Contains(n.Strings(), "PATCH"), n.IsScalar() && !n.Bool():
		s.never = true
	}
	for _, word := range []string{"immutable", "read_only"} {
		if n := option(word); n != nil && n.Bool() {
			s.never = true
		}
	}
}

// derive makes the paths of what stores says of the elements: one for each filter, or for each
// of those that or joins.
func (e *element) derive() {
	if e.stored.elements == nil {
		e.at.Errorf("stores does not say which elements of %s there are; give elements there, or paths here", e.path)
		return
	}
	mentions := e.b.Mentions
	for item := range kind.Each(e.stored.elements) {
		where := e.b.Where(item, e.path)
		list := []filter.Expr{where}
		if or, ok := where.(*filter.Or); ok {
			list = or.List
		}
		for _, one := range list {
			if one == nil {
				continue // noted already
			}
			terms, ok := part.Terms(one)
			if !ok {
				e.at.Errorf("the elements of %s in stores are not comparisons with eq; list them in paths", e.path)
				return
			}
			one, terms = e.stored.asSent(one, terms)
			e.rule.add(e.b, filter.Target{Path: e.path, Where: one}, terms)
		}
	}
	e.b.Mentions = mentions // stores has them
}

// asSent returns a filter of elements by one type, and its terms, as the target calls that.
func (s *stored) asSent(where filter.Expr, terms []json.Member) (filter.Expr, []json.Member) {
	if s.sentAs == "" {
		return where, terms
	}
	value := filter.Quote(s.sentAs)
	return &filter.Compare{Path: filter.Path{Name: "type"}, Op: filter.Eq, Value: value},
		[]json.Member{{Name: "type", Value: string(value)}}
}

// refuses reports whether never of the block, or of that for all endpoints, refuses or drops
// operations of a form on the attribute.
func (e *element) refuses(word string) bool {
	for _, block := range e.Beside("patch") {
		if word == "filtered_remove" && e.dropsForLeavers(block, word) {
			return true
		}
		never := block.Node.Key("never")
		plain := block.Holds(kind.Stated{At: never}, "PATCH")
		for item := range kind.Each(never) {
			switch {
			case item.IsScalar():
				if plain && item.String() == word {
					return true
				}
			case block.Holds(kind.Stated{At: item}, "PATCH") && block.Wanted(item) && e.refusesBy(item, word):
				return true
			}
		}
	}
	return false
}

// refusesBy reports whether an item of never with options refuses or drops a form.
func (e *element) refusesBy(item *tree.Node, word string) bool {
	named := false
	for form := range kind.Each(item.Key("forms")) {
		named = named || form.String() == word
	}
	if a := item.Key("action"); a != nil && (a.String() == "warn" || a.String() == "pass") {
		return false
	}
	for n := range kind.Each(item.Key("except")) {
		if p, err := filter.ParsePath(e.Prefixes.Long(n.String())); err == nil && e.canonical(p).Is(e.path) {
			return false
		}
	}
	return named
}

// dropsForLeavers reports whether operations of a form are dropped from a PATCH that disables
// a user. Of a remove and an add the add would be left.
func (e *element) dropsForLeavers(block kind.Sibling, word string) bool {
	n := block.Node.Key("leaver")
	switch {
	case !block.Holds(kind.Stated{At: n}, "PATCH"):
		return false
	case n.IsMap():
		return block.Wanted(n) && e.refusesBy(n, word)
	}
	for item := range kind.Each(n) {
		if item.String() == word {
			return true
		}
	}
	return false
}

// canonical returns a path as the rule has it.
func (e *element) canonical(p filter.Path) filter.Path {
	return e.b.Types.Canonical(e.b.Scope().Resource, p)
}
