package target

import "slices"

// Adopt returns a credential, or of those in use the one that gets the same token: that
// one reads its secret where the credential does from now on.
func Adopt(c Credential, inUse []Credential) Credential {
	g, ok := c.(*grant)
	if !ok {
		return c
	}
	for _, other := range inUse {
		if held, ok := other.(*grant); ok && held.sameAs(g) {
			held.follow(g)
			return held
		}
	}
	return g
}

// sameAs reports whether two grants ask for the same token, with the same secret and on
// the same way.
func (g *grant) sameAs(h *grant) bool {
	if g == h {
		return true
	}
	return g.url == h.url && g.id == h.id && slices.Equal(g.scopes, h.scopes) &&
		g.egress == h.egress && g.secret.Digest() == h.secret.Digest()
}

// follow makes the grant read its secret where another one does.
func (g *grant) follow(h *grant) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.secret = h.secret
}
