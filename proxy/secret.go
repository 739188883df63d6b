package proxy

import (
	"crypto/sha256"
	"fmt"
	"log/slog"
)

// redacted is what a Secret prints as, whatever the verb.
const redacted = "[redacted]"

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

// TextSecret returns the Secret whose text is s.
func TextSecret(s string) Secret {
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

// bearer returns the value of an Authorization field that shows the secret.
func (s Secret) bearer() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal().bearer
}

// isSet reports whether there is a secret, be it an empty one.
func (s Secret) isSet() bool { return s.reveal != nil }

// digest returns the SHA-256 of the secret's text.
func (s Secret) digest() [sha256.Size]byte {
	if s.reveal == nil {
		return sha256.Sum256(nil)
	}
	return s.reveal().digest
}

// Withheld reports whether the secret's file has another text that is not taken, since it
// is the beginning of the one in force: that is what a file looks like that was cut.
func (s Secret) Withheld() bool { return s.withheld != nil && s.withheld() }

// String returns "[redacted]".
func (Secret) String() string { return redacted }

// GoString returns "[redacted]".
func (Secret) GoString() string { return redacted }

// Format prints "[redacted]" for every verb.
func (Secret) Format(s fmt.State, _ rune) { fmt.Fprint(s, redacted) }

// LogValue returns "[redacted]".
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[redacted]".
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
