package rules

// Manual returns the manual page of a kind, which is the documentation of what reads it, and
// whether it has one.
func Manual(kind string) (string, bool) {
	for _, g := range groups {
		if page, ok := g.Manual(kind); ok {
			return page, true
		}
	}
	return "", false
}
