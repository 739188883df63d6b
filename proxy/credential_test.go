package proxy

import (
	"testing"
	"time"
)

func TestCredentials(t *testing.T) {
	f := func(c Credential, want string, own bool) {
		t.Helper()
		got, err := c.Authorization(time.Now().Add(time.Second), "Bearer client")
		if got != want || err != nil || c.Own() != own {
			t.Errorf("%q, %v, own %v", got, err, c.Own())
		}
	}
	f(Bearer(TextSecret("x")), "Bearer x", true)
	f(Basic("user", TextSecret("pass")), "Basic dXNlcjpwYXNz", true)
	f(Pass(), "Bearer client", false)
	f(none{}, "", true)
}
