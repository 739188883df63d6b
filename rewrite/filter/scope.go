package filter

// A Scope is what a filter is understood and judged by. Types and Resource are
// always needed. A Scope is not modified here and may be shared.
type Scope struct {
	Types    *Types
	Resource string // the resource type by its endpoint: Users

	// Hidden tells whether the request may have kept an attribute from being
	// shown, by attributes or excludedAttributes. It is asked with the spelling
	// of Canonical, which leaves unknown names as they are, so it must compare
	// as Path.Is does; for a sub-attribute also with its attribute alone. Nil
	// means that nothing is hidden.
	Hidden func(Path) bool

	// Partial tells whether the request may have kept some values of an attribute
	// from being shown, and others not. It is asked as Hidden is. Nil means that all
	// values are shown, or none.
	Partial func(Path) bool

	// AnyCase judges each comparison of strings both with and without case,
	// whatever is declared. Where that matters the truth is Unknown.
	AnyCase bool

	// Stored compares strings as targets store them: see SameText. With AnyCase
	// the resource is one that the target itself says to satisfy the filter: where
	// only that would make a comparison false the truth is Unknown, and a string of
	// nothing but blanks is one that is not shown.
	Stored bool
}

// Find returns the definition of the attribute at p, looked up in an element of
// the attribute of, if that is not empty.
func (s *Scope) Find(of, p Path) (Attribute, bool) {
	if of == (Path{}) {
		return s.Types.Find(s.Resource, p)
	}
	if of.Sub != "" || p.Sub != "" || p.Schema != "" {
		return Attribute{}, false
	}
	return s.Types.Find(s.Resource, Path{of.Schema, of.Name, p.Name})
}
