package attr

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// rename gives an attribute another name towards the target, wherever a request
// names it: in filters, projections and sortBy, in PATCH paths and values, in
// bodies. In answers it has its own name again:
//
//	rename:
//	  from: externalId
//	  to: 'urn:ietf:params:scim:schemas:extension:servicenow:2.0:User:employeeNumber'
//
// A resource that has an attribute of either name is refused: a request with
// 400, an answer with 502.
//
// A filter that asks whether what holds the attribute has a value, name pr, asks
// for the attribute in its new place as well. What would be answered for the
// attribute in its new place, or for another than the client means, is refused.
//
// With answers: false the name is an alias that the client uses in some requests
// for an attribute whose own name it knows as well, as Entra writes displayName for
// the display of roles and members (Q43, Q92); answers are left as they are:
//
//	rename: {from: roles.displayName, to: roles.display, answers: false}
type rename struct {
	name     string
	from, to filter.Path
	alias    bool // whether answers keep the target's name
}

func newRename(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &rename{name: b.Name}
	if answers := n.Key("answers"); answers != nil {
		r.alias = !answers.Bool()
	}
	r.read(b, n)
	n.Rest()
	return r
}

// read reads the two names.
func (r *rename) read(b *kind.Build, n *tree.Node) {
	r.from, r.to = r.clientName(b, n.Need("from")), b.Path(n.Need("to"))
	for _, p := range [...]filter.Path{r.from, r.to} {
		if p.Is(part.Active) || p.Is(filter.Path{Name: "id"}) {
			n.Errorf("%s keeps its name: under another one a change of it would be lost", p)
		}
	}
	if r.from.Is(r.to) && r.from.Name != "" {
		n.Key("to").Errorf("the attribute already has this name")
	}
	if (r.from.Sub != "" || r.to.Sub != "") && !siblings(r.from, r.to) && (b.Multi(r.from) || b.Multi(r.to)) {
		n.Errorf("a sub-attribute of a multi-valued attribute can only be renamed beside its siblings")
	}
}

// clientName reads the name that clients use. An alias is no name of an attribute's
// own, and nobody declares it; what holds it is declared.
func (r *rename) clientName(b *kind.Build, n *tree.Node) filter.Path {
	if !r.alias {
		return b.Path(n)
	}
	p := b.Foreign(n)
	if p.Sub != "" {
		b.Mention(n, filter.Path{Schema: p.Schema, Name: p.Name})
	}
	return b.Types.Canonical(b.Scope().Resource, p)
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
		return "rule %s undoes %s: the two are a loop"
	case r.to.Is(later.to) && !r.alias && !later.alias && !r.from.Is(later.from):
		return "rule %s gives its name in answers to what %s calls the same at the target; turn one of them off"
	case r.from.Is(later.from):
		return "rule %s can never fire: %s gives the attribute another name before it"
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
