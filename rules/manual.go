package rules

// Manual returns the manual page of a rule kind, which is the documentation of
// the type that holds it, and whether it has one.
func Manual(kind string) (string, bool) {
	for _, g := range groups {
		if g.Kinds[kind] != nil {
			return g.Manual(kind)
		}
	}
	return "", false
}

// BlockManual returns the manual page of a kind of block, and whether it has one.
func BlockManual(kind string) (string, bool) {
	for _, g := range groups {
		if page, ok := g.BlockManual(kind); ok {
			return page, true
		}
	}
	return "", false
}
