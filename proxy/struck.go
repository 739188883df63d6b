package proxy

import (
	"encoding/base64"
	"strings"
)

// leastStruck is how long a secret must be to be struck out: a shorter one would
// be found in words that have nothing to do with it.
const leastStruck = 8

// struck returns the body of an answer without the credential that the target was
// shown. Some services quote it in their errors, whose words reach the client.
func struck(status int, body, credential string) string {
	if status < 400 || body == "" {
		return body
	}
	for _, secret := range secretsOf(credential) {
		if len(secret) >= leastStruck {
			body = strings.ReplaceAll(body, secret, "***")
			body = strings.ReplaceAll(body, strings.ReplaceAll(secret, "/", `\/`), "***")
		}
	}
	return body
}

// secretsOf returns what is secret in an Authorization field: the token, and the
// password in it.
func secretsOf(credential string) []string {
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
