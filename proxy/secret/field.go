package secret

import (
	"encoding/base64"
	"strings"
	"sync/atomic"
)

// epoch counts the secrets that took another text.
var epoch atomic.Int64

// Epoch returns a number that is another one once a secret in use has taken another
// text.
func Epoch() int64 { return epoch.Load() }

// Changed notes that a secret in use has taken another text.
func Changed() { epoch.Add(1) }

// InField returns what is secret in an Authorization field: the token, and the
// password in it.
func InField(credential string) []string {
	scheme, token, found := strings.Cut(credential, " ")
	if !found {
		return []string{credential}
	}
	secrets := []string{strings.TrimSpace(token)}
	if strings.EqualFold(scheme, "Basic") {
		if pair, err := base64.StdEncoding.DecodeString(secrets[0]); err == nil {
			_, password, _ := strings.Cut(string(pair), ":")
			secrets = append(secrets, password)
		}
	}
	return secrets
}
