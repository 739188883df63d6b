package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// rename gives an attribute another name towards the target, and in answers its own again. One
// that has no name of its own in answers is an alias: the client uses it in some requests.
type rename struct {
	name     string
	from, to filter.Path
	alias    bool // whether answers keep the target's name
}

// siblings reports whether two attributes have the same parent.
func siblings(a, b filter.Path) bool {
	if !filter.Fold(a.Schema, b.Schema) || (a.Sub == "") != (b.Sub == "") {
		return false
	}
	return a.Sub == "" || filter.Fold(a.Name, b.Name)
}

func (r *rename) Request(m *rewrite.Message) error {
	err := m.MapFilter(func(e filter.Expr) (filter.Expr, error) { return r.filter(m, e) })
	if err != nil {
		return err
	}
	if err := r.project(m); err != nil {
		return err
	}
	if m.Method == "PATCH" {
		return r.patch(m)
	}
	return r.move(m, r.from, r.to)
}

func (r *rename) Response(m *rewrite.Message) error {
	if r.alias {
		return nil
	}
	if err := r.move(m, r.to, r.from); err != nil {
		return err
	}
	return r.trim(m)
}

// Restores returns both names of the attribute in answers, as rewrite.Restorer has it. What
// trim does is for requests that the rule remembers.
func (r *rename) Restores() (from, to filter.Path, ok bool) {
	return r.to, r.from, !r.alias && siblings(r.from, r.to)
}

// Touches returns both names of the attribute, as rewrite.Toucher has it.
func (r *rename) Touches() []string { return rewrite.TouchedBy(r.from, r.to) }

// Renames returns both names of the attribute.
func (r *rename) Renames() (from, to filter.Path, alias bool) { return r.from, r.to, r.alias }

// EmptiesExtensions says that the last attribute of an extension may get a name
// elsewhere.
func (r *rename) EmptiesExtensions() {}

// Forestalls says what is wrong with a later rename. Of two that leave answers alone
// the first reads a client's name and the second writes a target's.
func (r *rename) Forestalls(rule rewrite.Rule, _ []rewrite.Step) string {
	later, ok := rule.(*rename)
	switch {
	case !ok:
		return ""
	case r.from.Is(later.to) && r.to.Is(later.from) && !(r.alias && later.alias):
		return "step %s undoes %s: the two form a loop"
	case r.to.Is(later.to) && !r.alias && !later.alias && !r.from.Is(later.from):
		return "step %s restores its name in answers from the same target attribute as %s; disable one of them"
	case r.from.Is(later.from):
		return "step %s can never act: %s renames the attribute before it"
	}
	return ""
}

// path returns the new name of p, and whether it has one.
func (r *rename) path(m *rewrite.Message, p filter.Path) (filter.Path, bool) {
	switch {
	case m.Same(p, r.from):
		return r.to, true
	case r.from.Sub == "" && r.to.Sub == "" && p.Sub != "" &&
		m.Same(filter.Path{Schema: p.Schema, Name: p.Name}, r.from):
		to := r.to
		to.Sub = p.Sub
		return to, true
	}
	return p, false
}

// within reports whether the attribute renamed is a sub-attribute of p.
func (r *rename) within(m *rewrite.Message, p filter.Path) bool {
	return r.from.Sub != "" && m.Same(p, filter.Path{Schema: r.from.Schema, Name: r.from.Name})
}
