package compare

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// What a target does to a text when it stores it leaves the text the same.
func TestSame(t *testing.T) {
	f := func(a, b string, want bool) {
		t.Helper()
		if Same(a, b) != want || Same(b, a) != want {
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
		if !Same(s, tidy) || !Same(tidy, Fold(tidy)) {
			t.Errorf("%q is not the same as %q", s, tidy)
		}
	})
}

// Whoever has a long s or a Kelvin sign in his name is not the one who has an s or a k
// there, whichever way the two are compared.
func TestDistinct(t *testing.T) {
	f := func(a, b string, same bool) {
		t.Helper()
		if Same(a, b) != same || Same(b, a) != same {
			t.Errorf("Same of %+q and %+q: %t", a, b, !same)
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
}
