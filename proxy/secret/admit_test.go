package secret

import (
	"strings"
	"testing"
	"time"
)

func TestAdmits(t *testing.T) {
	clients := []Secret{FromText("token-one"), FromText("token-two-is-longer")}
	f := func(field string, want bool) {
		t.Helper()
		if got := Admits(clients, []byte(field)); got != want {
			t.Errorf("%q: %v", field, got)
		}
	}
	f("Bearer token-one", true)
	f("bearer token-two-is-longer", true)
	f("BEARER   token-one", true)
	f("token-one", true)
	f("", false)
	f("Bearer ", false)
	f("Bearer", false)
	f("Bearer token-on", false)
	f("Bearer token-one ", false)
	f("Bearer token-onetoken-two-is-longer", false)
	f("Bearer Token-One", false)
	f("Basic token-one", false)
	f("Bearer Bearer token-one", false)
	if Admits(nil, []byte("Bearer x")) || Admits([]Secret{{}}, nil) {
		t.Error("an empty credential is admitted")
	}
}

// The time of a check does not tell which client it was, or how much of a token
// was right. The bound is wide, since the machine has other work: a check that
// ended at the first client, or compared no digest, would be beyond it.
func TestAdmitsTakesTheSameTime(t *testing.T) {
	clients := []Secret{FromText(strings.Repeat("a", 40)), FromText(strings.Repeat("b", 40))}
	best := func(field string) time.Duration {
		fastest := time.Hour
		for range 200 {
			start := time.Now()
			for range 100 {
				Admits(clients, []byte(field))
			}
			fastest = min(fastest, time.Since(start))
		}
		return fastest
	}
	first := best("Bearer " + strings.Repeat("a", 40))
	for _, other := range []string{
		strings.Repeat("b", 40), strings.Repeat("x", 40), strings.Repeat("a", 39) + "x",
	} {
		if d := best("Bearer " + other); d > 2*first || first > 2*d {
			t.Errorf("%v for one token, %v for another", first, d)
		}
	}
}
