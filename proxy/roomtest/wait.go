// Package roomtest helps the tests of the proxy's rooms that need no whole proxy: it waits,
// takes logs, and makes certificates.
package roomtest

import (
	"testing"
	"time"
)

// Eventually waits until f holds.
func Eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !f(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}
