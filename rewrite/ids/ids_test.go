package ids

import "testing"

func TestSame(t *testing.T) {
	f := func(a, b string, want bool) {
		t.Helper()
		if Same(a, b) != want || Same(b, a) != want {
			t.Errorf("%s and %s: want %t", a, b, want)
		}
	}
	f("CN%3DAnna", "CN=Anna", true)
	f("CN%3DAnna", "CN%3dAnna", true)
	f("100%", "100%25", true)
	f("jose\u0301", "jos\u00e9", true)
	f("%zz", "%zz", true)
	f("anna", "Anna", false)
	f("anna", " anna", false)
	f("CN%253DAnna", "CN=Anna", false)
	f("a+b", "a b", false)
}
