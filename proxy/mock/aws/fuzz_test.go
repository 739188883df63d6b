package aws

import "testing"

func FuzzFilter(f *testing.F) {
	f.Add(`id eq "a" and manager eq "b"`)
	f.Add(`userName eq "a\" and id eq \"b\\"`)
	f.Fuzz(func(t *testing.T, text string) {
		terms, no := parseFilter(text, "Users")
		if (no == nil) != (len(terms) > 0) || len(terms) > 2 {
			t.Errorf("%q: %d terms, refused %v", text, len(terms), no != nil)
		}
	})
}
