package store

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A limit says which texts a target takes for an attribute of one value, by their length in
// characters, or by a regular expression that they match.
//
// A request that writes another text is refused, or sent as it is, with a warning. A PATCH or
// PUT that disables the user is neither, since a leaver goes first: what it writes to the
// attribute is dropped.
//
// A filter that compares the attribute with such a text is refused in any case. No resource
// has it, but what a target answers that cannot read the filter is not "nobody", and a client
// would create a duplicate. Empty texts and what is no text are left alone, and so are
// answers. The attribute active is no text.
type limit struct {
	kind.RequestOnly
	part.TextLimit
	refuse bool
}

// mostCharacters is the longest text that a limit may be for.
const mostCharacters = 1_000_000

// makeLimit returns the rule for an attribute that is named at a place, without a limit.
func makeLimit(b *kind.Build, at *tree.Node, path filter.Path) *limit {
	r := &limit{TextLimit: part.TextLimit{Path: path}}
	t, known := b.Types.Find(b.Scope().Resource, path)
	switch {
	case at == nil:
	case known && (t.Multi || t.Type != filter.TypeString), path.Sub != "" && b.Multi(path):
		at.Errorf("%s is not a single text", path)
	}
	return r
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *limit) Touches() []string { return rewrite.TouchedBy(r.Path) }

func (r *limit) Request(m *rewrite.Message) error {
	if err := r.Asked(m); err != nil {
		return err
	}
	found := false
	disables := m.Deactivates()
	err := m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		text, ok := json.Text(a.Value)
		switch {
		case !ok || !part.IsNamed(a) || !m.Same(a.Path, r.Path) || r.Takes(text):
			return rewrite.Keep, nil
		case disables:
			return rewrite.Drop, nil
		case r.refuse:
			return rewrite.Keep, rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s", r.Path, r.Says)
		}
		found = true
		return rewrite.Keep, nil
	})
	if found && err == nil {
		m.Warn()
	}
	return err
}
