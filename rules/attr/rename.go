package attr

import (
	_ "embed" // the source has the manual
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

//go:embed rename.go
var renamesSource string

// renames gives attributes other names towards the target, wherever a request names them: in
// filters, projections and sortBy, in PATCH paths and values, in bodies. In answers they have
// their own names again:
//
//	users:
//	  rename: {from: externalId, to: servicenow.employeeNumber}
//
// A resource that has an attribute of either name is refused: a request with 400, an answer
// with 502. A filter that asks whether what holds the attribute has a value, name pr, asks for
// the attribute in its new place as well. What would be answered for the attribute in its new
// place, or for another than the client means, is refused.
//
// With in: requests the name is one that the client uses in some requests for an attribute
// whose own name it knows as well, as Entra writes displayName for the display of roles and
// members (Q43, Q92); answers are left as they are. With in: filters it is a name that no
// schema has, in filters, projections and sortBy alone, as PingOne asks for email:
//
//	users:
//	  rename:
//	    - {from: roles.displayName, to: roles.display, in: requests}
//	    - {from: email, to: emails.value, in: filters}
//
// A step is called by the name in from.
func renames(b *kind.Block, n *tree.Node) {
	for item := range kind.Each(n) {
		from := item.Need("from").String()
		step := kind.Step{Key: from[strings.LastIndexByte(from, ':')+1:], At: item}
		in := ""
		if i := item.Key("in"); i != nil {
			in = i.OneOf("requests", "filters")
		}
		step.New = func(b *kind.Build) rewrite.Rule {
			if in == "filters" {
				return aliasOf(b, item)
			}
			r := &rename{name: b.Name, alias: in == "requests"}
			r.read(b, item)
			return r
		}
		b.Put(step)
		item.Rest()
	}
}

// read reads the two names.
func (r *rename) read(b *kind.Build, n *tree.Node) {
	r.from, r.to = r.clientName(b, n.Need("from")), b.Path(n.Need("to"))
	for _, p := range [...]filter.Path{r.from, r.to} {
		if p.Is(part.Active) || p.Is(filter.Path{Name: "id"}) {
			n.Errorf("%s cannot be renamed: a change would be lost", p)
		}
	}
	if r.from.Is(r.to) && r.from.Name != "" {
		n.Key("to").Errorf("the attribute already has this name")
	}
	if (r.from.Sub != "" || r.to.Sub != "") && !siblings(r.from, r.to) && (b.Multi(r.from) || b.Multi(r.to)) {
		n.Errorf("a sub-attribute of a multi-valued attribute can be renamed only within that attribute")
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
