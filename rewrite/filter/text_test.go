package filter

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// What a target does to a text when it stores it leaves the text the same.
func TestSameText(t *testing.T) {
	f := func(a, b string, want bool) {
		t.Helper()
		if SameText(a, b) != want || SameText(b, a) != want {
			t.Errorf("%q and %q: want %t", a, b, want)
		}
	}
	f("anna@example.com", "anna@example.com", true)
	f("anna@example.com", " Anna@Example.COM\t", true)
	f("Anna  Example ", "anna example", true)
	f("Anna\u00a0Example", "anna example", true)
	f("jose\u0301", "JOS\u00c9", true)
	f("\u212b", "\u00e5", true) // the Angstrom sign
	f("stra\u00dfe", "STRASSE", true)
	f("\u0130rem", "i\u0307rem", true)
	f("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3", true)
	f("", "  ", true)
	f("anna", "anna1", false)
	f("annaexample", "anna example", false)
	f("jose", "jos\u00e9", false) // another letter to most directories
	f("\uff41nna", "anna", false) // NFKC would make them one
}

func FuzzTidy(f *testing.F) {
	for _, seed := range []string{"a b", " a\u00a0 b", "e\u0301", "\u1e9b\u0323", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tidy := Tidy(s)
		if Tidy(tidy) != tidy || !norm.NFC.IsNormalString(tidy) {
			t.Errorf("%q becomes %q, and then %q", s, tidy, Tidy(tidy))
		}
		if !SameText(s, tidy) || !SameText(tidy, foldText(tidy)) {
			t.Errorf("%q is not the same as %q", s, tidy)
		}
	})
}

// What a target stores otherwise than it was sent is found by it, and the check of
// its answers does not say otherwise.
func TestHoldsStored(t *testing.T) {
	const resource = `{"userName":"Jos\u00e9 Stra\u00dfe","externalId":"A 1","title":"","nickName":"anna example"}`
	f := func(text string, check, answered Truth) {
		t.Helper()
		s := users()
		s.Stored = true
		if got := s.Holds(read(t, text), resource); got != check {
			t.Errorf("%s is %v, want %v", text, got, check)
		}
		s.AnyCase, s.Hidden = true, func(Path) bool { return true }
		if got := s.Holds(read(t, text), resource); got != answered {
			t.Errorf("%s, answered by the target itself, is %v, want %v", text, got, answered)
		}
	}
	f(`userName eq "Jose\u0301 Stra\u00dfe "`, True, Unknown)
	f(`userName eq "JOS\u00c9  STRASSE"`, True, Unknown)
	f(`userName ne "JOS\u00c9 STRASSE"`, False, Unknown)
	f(`userName eq "jos\u00e9"`, False, False)
	f(`userName sw "jos\u00e9 "`, True, Unknown)
	f(`userName sw "jos\u00e9s"`, False, False)
	f(`nickName sw "anna "`, True, True)
	f(`nickName sw "anna  "`, False, Unknown)
	f(`nickName ew "example "`, False, Unknown)
	f(`externalId eq "A 1 "`, True, Unknown)
	f(`externalId eq "a 1"`, False, Unknown)
	f(`externalId eq "A1"`, False, False)
	f(`title eq "boss"`, False, Unknown) // "" is not shown
	f(`locale eq "de"`, False, Unknown)
	f(`other eq "A "`, False, Unknown)
}

// Whoever has a long s or a Kelvin sign in his name is not the one who has an s or a k
// there, whichever way the two are compared.
func TestDistinct(t *testing.T) {
	f := func(a, b string, same bool) {
		t.Helper()
		if SameText(a, b) != same || SameText(b, a) != same {
			t.Errorf("SameText of %+q and %+q: %t", a, b, !same)
		}
		if EqualFold(a, b) != same {
			t.Errorf("EqualFold of %+q and %+q: %t", a, b, !same)
		}
	}
	f("\u017fmith", "smith", false)
	f("\u017fmith", "Smith", false)
	f("\u212aelvin", "kelvin", false)
	f("\u212aelvin", "Kelvin", false)
	f("\u017fmith", "\u017fMITH", true)
	f("\u212aelvin", "\u212aELVIN", true)
	f("JOS\u00c9", "jos\u00e9", true)
	f("Smith", "sMITH", true)

	for _, scope := range []*Scope{users(), {Types: Core(), Resource: "Users", Stored: true}, {Types: Core(), Resource: "Users", AnyCase: true}} {
		for shown, value := range map[string]string{"smith": "\u017fmith", "barK": "bar\u212a", "kim": "\u212aim"} {
			e := read(t, `userName eq `+string(Quote(value)))
			if got := scope.Holds(e, `{"userName":`+string(Quote(value))+`}`); got != True {
				t.Errorf("%+q, stored %t: %v of itself", value, scope.Stored, got)
			}
			if got := scope.Holds(e, `{"userName":"`+shown+`"}`); got != False {
				t.Errorf("%+q, stored %t: %v of %q", value, scope.Stored, got, shown)
			}
		}
	}
}
