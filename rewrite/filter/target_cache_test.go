package filter

import (
	"strings"
	"sync"
	"testing"
	"unsafe"

	"scimshim/rewrite/json"
)

// A path is read alike whether or not it was read before.
func TestTargetCache(t *testing.T) {
	var c TargetCache
	f := func(text string, allow Lenience) {
		t.Helper()
		want, wantUsed, wantErr := ParseTargetLenient(json.Decode(text), allow)
		for range 3 {
			got, used, err := c.Read(text, allow, Core(), "Users")
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
	for i := range 4 * maxTargets {
		if _, _, err := c.Read(`"`+cased("phoneNumbers", i)+`[type eq \"work\"]"`, 0, Core(), "Users"); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.known) != maxTargets {
		t.Errorf("%d paths are known", len(c.known))
	}
	c = TargetCache{}
	for _, text := range []string{`"emails[value eq \"ann@example.com\"]"`, `"members[value eq \"7\"]"`, `"x7f3a9c1[type eq \"work\"]"`,
		`"emails[type eq \"ann\"].value"`, `"emails.ann.value"`, `"emails[type eq ann]"`} {
		if _, _, err := c.Read(text, All, Core(), "Users"); err != nil || len(c.known) != 0 {
			t.Errorf("%s: %v, %d paths are known", text, err, len(c.known))
		}
	}
	long := `"members[value eq \"` + strings.Repeat("x", maxTargetText) + `\"]"`
	if _, _, err := c.Read(long, 0, Core(), "Users"); err != nil || len(c.known) != 0 {
		t.Errorf("%v, %d paths are known", err, len(c.known))
	}
}

// What is kept of a path is no part of the body that it came in.
func TestTargetCacheKeepsNoBody(t *testing.T) {
	var c TargetCache
	body := []byte(`{"path":"emails.work.value"}`)
	if _, _, err := c.Read(unsafe.String(&body[8], 19), All, Core(), "Users"); err != nil || len(c.known) != 1 {
		t.Fatal(err, len(c.known))
	}
	clear(body)
	for text, got := range c.known {
		if text != `"emails.work.value"` || got.target.String() != `emails[type eq "work"].value` {
			t.Errorf("%q, %q", text, got.target)
		}
	}
}

// cased returns a name with the case of its letters as the bits of i say.
func cased(name string, i int) string {
	b := []byte(name)
	for j := range b {
		if i>>j&1 == 1 {
			b[j] &^= 0x20
		}
	}
	return string(b)
}

func TestTargetCacheConcurrently(t *testing.T) {
	var c TargetCache
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 1000 {
				text := `"` + cased("emails", i%50) + `[type eq \"work\"].value"`
				target, _, err := c.Read(text, All, Core(), "Users")
				if err != nil || target.Sub != "value" {
					t.Errorf("%s: %v %v", text, target, err)
				}
			}
		})
	}
	wg.Wait()
}
