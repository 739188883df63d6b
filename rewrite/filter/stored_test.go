package filter

import "testing"

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

// Nobody is found by a name that has an s or a k where his own has a long s or a Kelvin
// sign, nor the other way around.
func TestHoldsDistinct(t *testing.T) {
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
