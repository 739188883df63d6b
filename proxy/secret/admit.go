package secret

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"

	"scimshim/proxy/ascii"
)

// Admits reports whether an Authorization field shows one of the secrets, as a bearer token.
// It takes the same time whichever it is, and for none: digests are
// compared, so that not even a token's length shows.
func Admits(secrets []Secret, authorization []byte) bool {
	got := sha256.Sum256(bearerToken(authorization))
	found := 0
	for i := range secrets {
		want := secrets[i].Digest()
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
