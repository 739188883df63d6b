package target

import (
	"testing"
	"time"

	"scimshim/proxy/secret"
)

func TestCredentials(t *testing.T) {
	f := func(c Credential, want string, own bool) {
		t.Helper()
		got, err := c.Authorization(time.Now().Add(time.Second), "Bearer client")
		if got != want || err != nil || c.Own() != own {
			t.Errorf("%q, %v, own %v", got, err, c.Own())
		}
	}
	f(Bearer(secret.FromText("x")), "Bearer x", true)
	f(Basic("user", secret.FromText("pass")), "Basic dXNlcjpwYXNz", true)
	f(Pass(), "Bearer client", false)
	f(none{}, "", true)
}
