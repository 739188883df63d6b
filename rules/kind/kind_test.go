package kind

import "testing"

// A kind without a documented type has no manual page.
func TestNoManual(t *testing.T) {
	for _, src := range []string{"package rules\n\ntype odd struct{}\n", "package rules\n", "odd"} {
		if page, ok := pageOf("odd", []byte(src)); ok {
			t.Errorf("the manual page of %q is %q", src, page)
		}
	}
}
