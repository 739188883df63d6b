package filter

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"scimshim/rewrite/json"
)

// A path is read alike whether or not it was read before.
func TestTargetCache(t *testing.T) {
	var c TargetCache
	f := func(text string, allow Lenience) {
		t.Helper()
		want, wantUsed, wantErr := ParseTargetLenient(json.Decode(text), allow)
		for range 3 {
			got, used, err := c.Read(text, allow)
			if got.String() != want.String() || used != wantUsed || (err == nil) != (wantErr == nil) {
				t.Errorf("%s with %v: %s %v %v, want %s %v %v", text, allow.Names(), got, used.Names(), err, want, wantUsed.Names(), wantErr)
			}
		}
	}
	for _, text := range []string{`"title"`, `"emails[type eq \"work\"].value"`, `"emails[type eq work].value"`,
		`"emails[type  eq \"work\"]"`, `"emails["`, `"\u0065mails[type eq \"work\"].value"`} {
		f(text, 0)
		f(text, Unquoted)
		f(text, All)
		f(text, 0)
		f(text, Spacing)
	}
}

// The cache is bounded, keeps no long path, and keeps no part of a body.
func TestTargetCacheIsBounded(t *testing.T) {
	var c TargetCache
	for i := range 2 * maxTargets {
		if _, _, err := c.Read(fmt.Sprintf(`"emails[type eq \"t%d\"]"`, i), 0); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.known) != maxTargets {
		t.Errorf("%d paths are known", len(c.known))
	}
	c = TargetCache{}
	long := `"members[value eq \"` + strings.Repeat("x", maxTargetText) + `\"]"`
	if _, _, err := c.Read(long, 0); err != nil || len(c.known) != 0 {
		t.Errorf("%v, %d paths are known", err, len(c.known))
	}
}

func TestTargetCacheConcurrently(t *testing.T) {
	var c TargetCache
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 1000 {
				text := fmt.Sprintf(`"emails[type eq \"t%d\"].value"`, i%50)
				target, _, err := c.Read(text, All)
				if err != nil || target.Sub != "value" {
					t.Errorf("%s: %v %v", text, target, err)
				}
			}
		})
	}
	wg.Wait()
}
