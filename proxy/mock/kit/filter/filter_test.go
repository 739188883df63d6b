package filter

import (
	"testing"

	"scimshim/proxy/mock/kit/ordered"
)

func TestParse(t *testing.T) {
	f := func(text string, want Equality, read bool) {
		t.Helper()
		if got, ok := Parse(text, "userName", "externalId"); ok != read || got != want {
			t.Errorf("%s: %+v %v, want %+v %v", text, got, ok, want, read)
		}
	}
	f(`userName eq "a"`, Equality{"userName", "a"}, true)
	f(`USERNAME EQ "a b\"c"`, Equality{"userName", `a b"c`}, true)
	f(`externalId eq ""`, Equality{"externalId", ""}, true)
	for _, text := range []string{``, `userName`, `userName eq`, `userName eq a`, `userName  eq "a"`, `userName eq  "a"`,
		`userName eq "a" `, `userName ne "a"`, `title eq "a"`, `userName eq "a" and externalId eq "b"`, `(userName eq "a")`,
		"userName eq \"\xff\"", `userName eq "\ud800"`} {
		f(text, Equality{}, false)
	}
}

func TestHolds(t *testing.T) {
	user := ordered.New("userName", "Ada", "externalId", "E-1", "active", true)
	f := func(attr, value string, want bool) {
		t.Helper()
		if got := (Equality{attr, value}).Holds(user); got != want {
			t.Errorf("%s eq %q: %v, want %v", attr, value, got, want)
		}
	}
	f("userName", "ADA", true)
	f("userName", "Bob", false)
	f("externalId", "E-1", true)
	f("externalId", "e-1", false)
	f("active", "true", false)
	f("title", "", false)
}
