package attr

import (
	"maps"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// alias reads a name that no schema has as the attribute it stands for, in filters, in
// projections and in sortBy. PingOne's template of a filter asks for email, which is
// e-mail's old name. A name that a schema declares cannot be an alias, since a client that
// uses it may mean it. Bodies and answers are left alone.
type alias struct {
	kind.RequestOnly
	names map[string]filter.Path // by the name in lower case
}

// Aliases reads a mapping of names that no schema has to what they stand for. Keys in besides
// are no names.
func Aliases(b *kind.Build, n *tree.Node, besides ...string) rewrite.Rule {
	r := &alias{names: map[string]filter.Path{}}
	some := false
	for name, item := range n.Entries() {
		if slices.Contains(besides, name) {
			continue
		}
		some = true
		r.add(b, name, item)
	}
	if !some {
		n.Errorf("expected at least one name and the attribute it stands for, as in {email: emails.value}")
	}
	return r
}

// aliasOf reads one alias, as a rename in filters.
func aliasOf(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &alias{names: map[string]filter.Path{}}
	r.add(b, n.Key("from").String(), n.Need("to"))
	return r
}

// add adds a name, and reads the attribute that it stands for.
func (r *alias) add(b *kind.Build, name string, to *tree.Node) {
	p, err := filter.ParsePath(name)
	switch {
	case err != nil || p.Schema != "" || p.Sub != "":
		to.Errorf("an alias is a single name, without dot or URN")
		return
	case b.Declares(p):
		to.Errorf("%s is already an attribute; use rename if the target has another name for it", name)
	}
	r.names[filter.Lower(name)] = b.Path(to)
}

// Touches returns the names that no schema has, as rewrite.Toucher has it.
func (r *alias) Touches() []string { return slices.Sorted(maps.Keys(r.names)) }

func (r *alias) Request(m *rewrite.Message) error { return m.MapPaths(r.path) }

// path returns what a path stands for.
func (r *alias) path(p filter.Path) filter.Path {
	if p.Schema != "" || p.Sub != "" {
		return p
	}
	if to, ok := r.names[filter.Lower(p.Name)]; ok {
		return to
	}
	return p
}
