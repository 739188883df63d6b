// Package secret keeps secrets from being told. A Secret is a token or a password that
// prints as nothing, out of a text or of a file that is read again when it changes. A Striker
// finds secrets in texts, in whatever shape they are written, and strikes them out. The
// package knows neither requests nor routes.
package secret

import (
	"crypto/sha256"
	"fmt"
	"log/slog"
)

// Redacted is what a Secret prints as, whatever the verb.
const Redacted = "[redacted]"

// A Secret is a token or a password that no log, metric or error can print by
// accident: only Reveal tells it. The zero Secret is empty. A Secret may be
// copied, and used by many goroutines at once.
//
// The text is behind a function, since package fmt prints what a pointer in an
// unexported field points to, whatever methods its type has.
type Secret struct {
	reveal   func() secretText
	withheld func() bool
}

// A secretText is a secret's text and its digest.
type secretText struct {
	text   string
	bearer string // as a bearer token, which each request to a target shows (RFC 6750)
	digest [sha256.Size]byte
}

func newSecretText(s string) secretText {
	return secretText{s, "Bearer " + s, sha256.Sum256([]byte(s))}
}

// FromText returns the Secret whose text is s.
func FromText(s string) Secret {
	held := newSecretText(s)
	return Secret{reveal: func() secretText { return held }}
}

// Reveal returns the secret's text.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal().text
}

// Bearer returns the value of an Authorization field that shows the secret.
func (s Secret) Bearer() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal().bearer
}

// IsSet reports whether there is a secret, be it an empty one.
func (s Secret) IsSet() bool { return s.reveal != nil }

// Digest returns the SHA-256 of the secret's text.
func (s Secret) Digest() [sha256.Size]byte {
	if s.reveal == nil {
		return sha256.Sum256(nil)
	}
	return s.reveal().digest
}

// Withheld reports whether the secret's file has another text that is not taken, since it
// is the beginning of the one in force: that is what a file looks like that was cut.
func (s Secret) Withheld() bool { return s.withheld != nil && s.withheld() }

// String returns "[redacted]".
func (Secret) String() string { return Redacted }

// GoString returns "[redacted]".
func (Secret) GoString() string { return Redacted }

// Format prints "[redacted]" for every verb.
func (Secret) Format(s fmt.State, _ rune) { fmt.Fprint(s, Redacted) }

// LogValue returns "[redacted]".
func (Secret) LogValue() slog.Value { return slog.StringValue(Redacted) }

// MarshalText returns "[redacted]".
func (Secret) MarshalText() ([]byte, error) { return []byte(Redacted), nil }
