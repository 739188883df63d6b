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

// What is plain is what the slow way finds fit, too.
func TestPlainIsFit(t *testing.T) {
	for c := range 256 {
		for _, id := range []string{string([]byte{byte(c)}), string([]byte{'a', byte(c)}), string([]byte{byte(c), '-'})} {
			next, dot := Unescape(id)
			if isPlain(id) && (!isSegment(id) || next != id || dot) {
				t.Errorf("%q is no segment that means itself", id)
			}
		}
	}
}
