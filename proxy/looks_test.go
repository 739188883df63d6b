package proxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// However many ask, it is looked once a second at most.
func TestHealthLooksOnce(t *testing.T) {
	var h health
	var looks atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			err := h.serves(func(context.Context) error {
				looks.Add(1)
				return errors.New("x")
			})
			if err == nil {
				t.Error("what was seen was not told")
			}
		})
	}
	wg.Wait()
	if n := looks.Load(); n != 1 {
		t.Errorf("looked %d times, want once", n)
	}
	h.seen = h.seen.Add(-2 * healthMemory)
	if err := h.serves(func(context.Context) error { return nil }); err != nil {
		t.Errorf("what was seen long ago is told: %v", err)
	}
}

func TestReachable(t *testing.T) {
	f := func(listens, want string) {
		t.Helper()
		a, err := net.ResolveTCPAddr("tcp", listens)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Trim(fmt.Sprint(reachable(a)), "[]"); got != strings.Trim(want, "[]") {
			t.Errorf("what listens at %s is reached at %s, want %s", listens, got, want)
		}
	}
	f("127.0.0.1:8080", "127.0.0.1:8080")
	f("10.0.0.1:8080", "10.0.0.1:8080")
	f("[::ffff:10.0.0.1]:8080", "10.0.0.1:8080")
	f("[2001:db8::1]:8080", "[2001:db8::1]:8080")
	f("0.0.0.0:8443", "127.0.0.1:8443")
	f("[::]:8443", "127.0.0.1:8443 [::1]:8443")
}
