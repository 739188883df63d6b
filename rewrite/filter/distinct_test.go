package filter

import "testing"

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
