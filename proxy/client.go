package proxy

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"

	"scimshim/proxy/ascii"
	"scimshim/proxy/secret"
)

// A Client is one that may use a route, known by its bearer token. Several
// clients of a route serve for the rotation of a token.
type Client struct {
	Name  string
	Token secret.Secret
}

// admits reports whether an Authorization field is that of one of the clients.
// It takes the same time whichever client it is, and for none: digests are
// compared, so that not even a token's length shows.
func admits(clients []Client, authorization []byte) bool {
	got := sha256.Sum256(bearerToken(authorization))
	found := 0
	for i := range clients {
		want := clients[i].Token.Digest()
		found |= subtle.ConstantTimeCompare(got[:], want[:])
	}
	return found == 1 && len(authorization) > 0
}

// bearerToken returns the token of an Authorization field. Okta's header
// authentication sends the token as it was typed, often without "Bearer".
func bearerToken(field []byte) []byte {
	const scheme = "bearer "
	if len(field) > len(scheme) && ascii.Equal(field[:len(scheme)], scheme) {
		return bytes.TrimLeft(field[len(scheme):], " ")
	}
	return field
}
