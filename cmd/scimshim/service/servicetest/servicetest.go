// Package servicetest has what the tests of several rooms need to serve: certificates, the
// addresses that a log names, patience. It is imported by tests only.
package servicetest

import (
	"regexp"
	"testing"
	"time"
)

// Patience is how long tests wait for what must come.
const Patience = 20 * time.Second

// WaitFor waits until a condition holds, and ends the test if it does not in time.
func WaitFor(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(Patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("in vain waited for ", what)
		}
	}
}

var listening = regexp.MustCompile(`"public":"([^"]*)","admin":"([^"]*)"`)

// Addresses returns where the proxy listens, as host:port for clients and for the operator.
// It reports whether the log says so.
func Addresses(log string) (public, admin string, ok bool) {
	m := listening.FindStringSubmatch(log)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}
