package target

import (
	"encoding/base64"
	"time"

	"scimshim/proxy/secret"
)

// A Credential is what the target is shown. Its methods may be called by many
// goroutines at once.
type Credential interface {
	// Authorization returns the value of the Authorization field of a request
	// to the target; empty for none. client is the value of the client's own
	// field, which one that is the proxy's own is not given. It is done by the
	// deadline.
	Authorization(deadline time.Time, client string) (string, error)
	// Refused notes that the target answered 401 to a value. It may change
	// what the next request is given.
	Refused(value string)
	// Own reports whether the credential is the proxy's, so that the target's
	// refusal of it is no fault of the client.
	Own() bool
}

// Bearer returns the Credential of a bearer token (RFC 6750).
func Bearer(token secret.Secret) Credential { return bearer{token} }

// Basic returns the Credential of a user and a password (RFC 7617).
func Basic(user string, password secret.Secret) Credential { return basic{user, password} }

// Pass returns the Credential that passes on the client's own Authorization.
func Pass() Credential { return pass{} }

type bearer struct{ token secret.Secret }

func (b bearer) Authorization(time.Time, string) (string, error) {
	return b.token.Bearer(), nil
}
func (bearer) Refused(string) {}
func (bearer) Own() bool      { return true }

func (b bearer) Check() error { return secret.Check(b.token) }

func (b bearer) Secrets() []string { return []string{b.token.Reveal()} }

type basic struct {
	user     string
	password secret.Secret
}

func (b basic) Authorization(time.Time, string) (string, error) {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(b.user+":"+b.password.Reveal())), nil
}
func (basic) Refused(string) {}
func (basic) Own() bool      { return true }

func (b basic) Check() error { return secret.Check(b.password) }

func (b basic) Secrets() []string {
	return []string{b.password.Reveal(), base64.StdEncoding.EncodeToString([]byte(b.user + ":" + b.password.Reveal()))}
}

type pass struct{}

func (pass) Authorization(_ time.Time, client string) (string, error) { return client, nil }
func (pass) Refused(string)                                           {}
func (pass) Own() bool                                                { return false }

// NoCredential returns the Credential of a target that is shown none.
func NoCredential() Credential { return none{} }

type none struct{}

func (none) Authorization(time.Time, string) (string, error) { return "", nil }
func (none) Refused(string)                                  {}
func (none) Own() bool                                       { return true }
