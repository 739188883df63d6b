package store

import (
	"errors"
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A keep says which attributes a target takes, and what to do with any other one in a request
// that writes. An attribute stands for its sub-attributes, and the URN of an extension for
// its attributes; of one that only parts are named of, the other parts are not taken. If
// declared those are taken, too, that RFC 7643 or a file of the chain declares, so that the
// target is not asked to store what nobody declared, as a misspelled name or an attribute of
// the client's own (Q74).
//
// What is dropped is taken out of bodies and of PATCH operations; an operation of which
// nothing is left is dropped, and counted. A request is refused, but not for a null or an
// empty list, and a warning is counted for it alike. The attributes active, schemas and id
// are always kept. Filters and answers are left alone.
type keep struct {
	kind.RequestOnly
	paths    []filter.Path
	in       filter.Path // the attribute of which only parts are looked at; the zero Path for all
	declared bool
	action   kind.Action // drop, warn or refuse
	says     string      // empty for what is said of any target
}

// alwaysKept are what a resource is not itself without.
var alwaysKept = []filter.Path{part.Active, part.Schemas, {Name: "id"}}

// Touches returns the name of the attribute of which parts are looked at, as rewrite.Toucher has it.
func (r *keep) Touches() []string { return rewrite.TouchedBy(r.in) }

func (r *keep) Request(m *rewrite.Message) error {
	if r.declared && r.in.Name == "" && !m.Odd(rewrite.OddUndeclared) {
		return nil
	}
	if r.action == kind.Drop {
		return r.takeOut(m)
	}
	hit := filter.Path{}
	err := m.MapByName(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case !part.IsNamed(a) || r.keeps(m, a.Path):
			return r.goesOn(a), nil
		case !part.Says(a):
			return rewrite.KeepOne, nil
		}
		hit = a.Path
		return rewrite.Keep, errFound
	}, r.named(m))
	switch {
	case !errors.Is(err, errFound):
		return err
	case r.action == kind.Refuse && r.says != "":
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s", part.SafeName(hit), r.says)
	case r.action == kind.Refuse:
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
			"the target does not take %s; remove it from the attribute mapping", part.SafeName(hit))
	}
	m.Warn()
	return nil
}

// takeOut takes out what is not taken.
func (r *keep) takeOut(m *rewrite.Message) error {
	if r.in.Name != "" {
		if m.Method != "PATCH" && !m.AnyValue(r.in, func(v json.Value) bool { return r.hasOther(m, v) }) {
			return nil
		}
		return part.TakeOutOf(m, r.in, r.named(m), func(a rewrite.Attr) bool { return !r.keeps(m, a.Path) })
	}
	return m.MapByName(func(a rewrite.Attr) (rewrite.Edit, error) {
		if part.IsNamed(a) && !r.keeps(m, a.Path) {
			return rewrite.Drop, nil
		}
		return r.goesOn(a), nil
	}, r.named(m))
}

// named returns the paths that the rule goes by beside what has a definition, as rewrite.MapByName has it.
func (r *keep) named(m *rewrite.Message) [2][]filter.Path {
	return [2][]filter.Path{r.paths, m.Types().Named(m.Resource)}
}

// hasOther reports whether a value of the attribute of which parts are looked at has one that is not taken.
func (r *keep) hasOther(m *rewrite.Message, v json.Value) bool {
	for object := range v.EachOrOne() {
		for name := range object.Members() {
			if !r.keeps(m, filter.Path{Schema: r.in.Schema, Name: r.in.Name, Sub: name}) {
				return true
			}
		}
	}
	return false
}

// goesOn keeps an attribute, and passes by the parts of one which is taken with all that is in it: a group may
// have thousands of members.
func (r *keep) goesOn(a rewrite.Attr) rewrite.Edit {
	holds := func(q filter.Path) bool { return rewrite.Covers(q, a.Path) }
	if a.Level == rewrite.Whole && a.On().Several() && r.in.Name == "" && slices.ContainsFunc(r.paths, holds) {
		return rewrite.Past
	}
	return rewrite.Keep
}

// EmptiesExtensions says that the last attribute of an extension may not be kept.
func (r *keep) EmptiesExtensions() {}

// keeps reports whether p is taken, or a part of it is, or what holds it.
func (r *keep) keeps(m *rewrite.Message, p filter.Path) bool {
	switch {
	case r.in.Name != "" && !(p.Sub != "" && rewrite.Covers(r.in, p)):
		return true
	case filter.Fold(p.Schema, m.Types().CoreURN(m.Resource)) && p.Name == "", anyRelated(alwaysKept, &p):
		return true
	case r.declared && isDeclared(m, p):
		return true
	}
	return anyRelated(r.paths, &p)
}

// anyRelated reports whether p is one of list, a part of one or what holds one. It does not copy
// paths: a hostile body asks it tens of thousands of times.
func anyRelated(list []filter.Path, p *filter.Path) bool {
	for i := range list {
		if keepRelated(&list[i], p) {
			return true
		}
	}
	return false
}

func keepRelated(q, p *filter.Path) bool {
	switch {
	case p.Name == "":
		return filter.Fold(q.Schema, p.Schema) || rewrite.Covers(*q, *p)
	case q.Schema == "": // the URN of a core attribute is left out of both
		return p.Schema == "" && filter.Fold(q.Name, p.Name) &&
			(q.Sub == "" || p.Sub == "" || filter.Fold(q.Sub, p.Sub))
	case p.Schema == "":
		return false
	}
	return related(*q, *p)
}

func related(q, p filter.Path) bool {
	if q.Schema != "" && p.Schema != "" && p.Sub != "" &&
		len(q.Schema) == len(p.Schema)+1+len(p.Name) && filter.Fold(p.Schema+":"+p.Name, q.Schema) {
		p = filter.Path{Schema: q.Schema, Name: p.Sub} // an extension that nobody declared
	}
	return rewrite.Covers(q, p) || rewrite.Covers(p, q)
}

// isDeclared reports whether an attribute or an extension is declared, be it by name alone. Of
// a complex attribute without declared parts all are.
func isDeclared(m *rewrite.Message, p filter.Path) bool {
	_, known := m.Types().Find(m.Resource, p)
	switch {
	case known, anyRelated(m.Types().Named(m.Resource), &p):
		return true
	case p.Name == "":
		is := func(urn string) bool { return filter.Fold(urn, p.Schema) }
		return slices.ContainsFunc(m.Types().URNs(m.Resource), is)
	case p.Sub == "":
		return false
	}
	p.Sub = ""
	parent, known := m.Types().Find(m.Resource, p)
	return known && (parent.Type != filter.TypeComplex || len(parent.Subs) == 0)
}
