package store

import (
	"errors"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/attr"
	"scimshim/rules/kind"
)

// isRequired is told of an attribute that is missing.
const isRequired = "the target requires it; add it to the attribute mapping"

// options are what a description may say, in the order of the steps.
var options = []option{
	{"elements", []kind.Action{kind.Drop, kind.Warn, kind.Refuse},
		"the target stores no such elements; take them out of the attribute mapping", elementsOf},
	{"max_elements", nil, "", oneElement},
	{"parts", []kind.Action{kind.Drop, kind.Warn, kind.Refuse},
		"the target does not take it; remove it from the attribute mapping", partsOf},
	{"type", nil, "", typeOf},
	{"primary", nil, "", primaryOf},
	{"required", []kind.Action{kind.Refuse, kind.Drop},
		isRequired, requiredOf},
	{"max_length", []kind.Action{kind.Refuse, kind.Warn}, "the target takes no text of this length", lengthOf},
	{"pattern", []kind.Action{kind.Refuse, kind.Warn}, "the target takes no such text", patternOf},
	{"characters", nil, "the target takes no such text; change it in the attribute mapping", charactersOf},
	{"per_request", nil, "send them in several requests", perRequest},
	{"stored", []kind.Action{kind.Warn, kind.Drop, kind.Refuse}, "the target stores it nowhere", storedOf},
	{"immutable", []kind.Action{kind.Warn, kind.Drop, kind.Refuse}, "the target does not change it", immutableOf},
	{"read_only", []kind.Action{kind.Drop, kind.Warn, kind.Refuse}, "the target alone writes it", readOnlyOf},
	{"sent_as", nil, "", sentAs},
}

// elementsOf makes the step of the elements that are stored.
func elementsOf(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		p := b.Path(d.key)
		return unless(v, makeOnly(b, d.key, p, anyOf(b, n, p), v))
	}}
}

var errNotOne = errors.New("expected 1; prefer chooses the element to keep")

// anyOf reads a filter, or several of which one is enough.
func anyOf(b *kind.Build, n *tree.Node, of filter.Path) filter.Expr {
	or := &filter.Or{}
	whole := true
	for item := range kind.Each(n) {
		e := b.Where(item, of)
		whole = whole && e != nil
		or.List = append(or.List, e)
	}
	switch {
	case len(or.List) == 0:
		n.Errorf("expected a filter, or a list of them")
		return nil
	case !whole:
		return nil
	case len(or.List) == 1:
		return or.List[0]
	}
	return or
}

// oneElement makes the step of the one element that is stored.
func oneElement(d *description, n *tree.Node, _ kind.Verdict) kind.Step {
	tree.Parse(n, func(number string) (string, error) {
		if number != "1" {
			return "", errNotOne
		}
		return number, nil
	})
	prefer := d.n.Key("prefer")
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		r := makeSingle(b, d.key, b.Path(d.key))
		for item := range kind.Each(prefer) {
			r.prefer = append(r.prefer, b.Where(item, r.attribute))
		}
		return r
	}}
}

// partsOf makes the step of the parts that are stored.
func partsOf(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		p := b.Path(d.key)
		if p.Sub != "" {
			d.key.Errorf("%s has no parts", p)
		}
		r := &keep{in: p, action: v.Action, says: said(d.n, "")}
		for _, part := range kind.Paths(n, func(n *tree.Node) filter.Path { return b.Part(n, p) }) {
			r.paths = append(r.paths, filter.Path{Schema: p.Schema, Name: p.Name, Sub: part.Name})
		}
		return unless(v, r)
	}}
}

// typeOf makes the step that gives elements a type.
func typeOf(d *description, n *tree.Node, _ kind.Verdict) kind.Step {
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		value := json.Quote(n.NonEmpty())
		p := b.Path(d.key)
		if e := d.n.Key("elements"); e != nil {
			where := anyOf(b, e, p)
			if where != nil && isByType(where) && b.Scope().Holds(within(where, p), holding(p, value)) == filter.False {
				n.Errorf("elements accepts none of this type")
			}
		}
		return d.given(b, "type", nil, value, false, false)
	}}
}

// isByType reports whether a filter compares nothing but types.
func isByType(where filter.Expr) bool {
	for _, p := range filter.Paths(where) {
		if !filter.Fold(p.Name, "type") {
			return false
		}
	}
	return true
}

// within returns a filter of elements as one of resources.
func within(where filter.Expr, of filter.Path) filter.Expr {
	return &filter.Has{Path: of, Where: where}
}

// holding returns a resource with an element of a type.
func holding(p filter.Path, value string) string {
	element := json.Object(json.Member{Name: "type", Value: value})
	resource := json.Object(json.Member{Name: p.Name, Value: "[" + element + "]"})
	if p.Schema != "" {
		return json.Object(json.Member{Name: p.Schema, Value: resource})
	}
	return resource
}

// primaryOf makes the step that makes elements primary.
func primaryOf(d *description, n *tree.Node, _ kind.Verdict) kind.Step {
	always, first, where := false, false, (*tree.Node)(nil)
	if n.IsMap() {
		where = n.Need("where")
		n.Rest()
	} else {
		word := n.OneOf("missing", "true", "first", "always")
		always, first = word == "always", word == "first"
	}
	alone := false // in each request
	for _, other := range d.list {
		alone = alone || other.n.Has("max_elements")
	}
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		var e filter.Expr
		if where != nil {
			e = b.Where(where, b.Path(d.key))
		}
		return d.given(b, "primary", e, "true", always, first || !alone)
	}}
}

// given returns a rule that gives elements a sub-attribute.
func (d *description) given(
	b *kind.Build, sub string, where filter.Expr, value string, overwrite, once bool,
) rewrite.Rule {
	p := b.Path(d.key)
	if !b.Multi(p) {
		d.n.ErrorKey(sub, "%s has no elements", p)
	}
	b.MentionKey(d.n, sub, p)
	p.Sub = sub
	return attr.Given(b.Name, p, where, value, overwrite, once)
}

// requiredOf makes the step of what a resource, or each element, has to have.
func requiredOf(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	if !n.IsList() {
		if v.Action == kind.Drop {
			d.n.ErrorKey("action", "a resource without it can only be refused; drop is for elements that lack a "+
				"part")
		}
		if !n.Bool() {
			return kind.Step{}
		}
		return kind.Step{Methods: d.forMethods([]string{"POST", "PUT"}), New: func(b *kind.Build) rewrite.Rule {
			return unless(v, &require{attributes: []filter.Path{b.Path(d.key)}, says: v.Message})
		}}
	}
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		r := &require{in: b.Path(d.key), drop: v.Action == kind.Drop, says: v.Message}
		if !b.Multi(r.in) {
			d.key.Errorf("%s has no elements", r.in)
		}
		r.attributes = kind.Paths(n, func(n *tree.Node) filter.Path { return b.Part(n, r.in) })
		return unless(v, r)
	}}
}

// lengthOf makes the step of the length of texts.
func lengthOf(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	return kind.Step{Methods: d.methods, New: func(b *kind.Build) rewrite.Rule {
		r := makeLimit(b, d.key, b.Path(d.key))
		r.Longest, r.refuse, r.Says = n.IntIn(1, mostCharacters), v.Action == kind.Refuse, v.Message
		return unless(v, r)
	}}
}

// patternOf makes the step of the pattern of texts.
func patternOf(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	return kind.Step{Methods: d.methods, New: func(b *kind.Build) rewrite.Rule {
		r := makeLimit(b, d.key, b.Path(d.key))
		r.Fits, r.refuse, r.Says = tree.Parse(n, kind.Regexp), v.Action == kind.Refuse, v.Message
		return unless(v, r)
	}}
}

// charactersOf makes the step of what no text has.
func charactersOf(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	refuse := n.Need("refuse")
	n.Rest()
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		attributes := []filter.Path{b.Path(d.key)}
		return &texts{refuse: finderOf(tree.Parse(refuse, kind.Regexp)), attributes: attributes, says: v.Message}
	}}
}
