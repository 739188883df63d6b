package store

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A require refuses a created or replaced resource that lacks an attribute, and a PATCH that
// removes one, where the target does so without saying which it misses. What is null, an
// empty text or an empty list is missing.
//
// With in, each element of that attribute which a request writes whole is to have the
// sub-attributes, or is taken out, so that a part of an address does not fail a whole user. A
// list of which nothing is left is not written at all, and an operation that has nothing else
// is dropped, and counted; a replace becomes a remove, since the values before it are not to
// stay. Elements that a PATCH path selects are left alone: the target may have the rest of
// them.
type require struct {
	kind.RequestOnly
	in         filter.Path // the zero Path for the resource itself
	attributes []filter.Path
	drop       bool
	says       string
}

// Touches returns the name of the attribute whose elements are looked at, as rewrite.Toucher has it.
// What a resource itself lacks is not named.
func (r *require) Touches() []string { return rewrite.TouchedBy(r.in) }

func (r *require) Request(m *rewrite.Message) error {
	switch {
	case r.in.Name != "":
		return r.elements(m)
	case m.Method == "PATCH":
		return r.removed(m)
	case m.Method == "POST" || m.Method == "PUT":
		if p, lacks := r.missing(m.Body); lacks {
			return r.refusal(p.String() + " is missing")
		}
	}
	return nil
}

func (r *require) refusal(what string) error {
	return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s", what, r.says)
}

// missing returns the first of the attributes that an object lacks.
func (r *require) missing(object string) (filter.Path, bool) {
	for _, p := range r.attributes {
		value, ok := rewrite.Lookup(object, p)
		if !ok || json.SaysNothing(value) {
			return p, true
		}
	}
	return filter.Path{}, false
}

// removed refuses the operations of a PATCH that leave the resource without one of
// the attributes.
func (r *require) removed(m *rewrite.Message) error {
	ops, err := m.Ops()
	for _, op := range ops {
		if !op.Is("remove") || !op.HasPath || op.Target.Where != nil {
			continue
		}
		for _, p := range r.attributes {
			if m.Covers(op.At(), p) {
				return r.refusal(p.String() + " cannot be removed")
			}
		}
	}
	return err
}

// elements finds the elements that lack something.
func (r *require) elements(m *rewrite.Message) error {
	return part.MapElements(m, r.in, func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level != rewrite.Element || a.Selected || !m.Same(a.Path, r.in) || !json.IsObject(a.Value) {
			return rewrite.Keep, nil
		}
		p, lacks := r.missing(a.Value)
		switch {
		case !lacks:
			return rewrite.Keep, nil
		case r.drop:
			return rewrite.Drop, nil
		}
		return rewrite.Keep, r.refusal(r.in.String() + " without " + p.String())
	})
}
