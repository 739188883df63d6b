package secret_test

import (
	"strings"
	"testing"

	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
)

// Whatever a text is, a striker says that it holds no secret or takes it out, and what
// is left is left as it was.
func FuzzStrike(f *testing.F) {
	const token = `abc/DEF-0123"456\789+xyz`
	k := secret.NewStriker([]string{token, "!@#$%^&*()-+[]{}"}, []string{"client-secret-5b1c7"})
	f.Add("no such user")
	for _, e := range roomtest.Encodings {
		f.Add("a " + e.Write(token) + " b")
	}
	f.Fuzz(func(t *testing.T, text string) {
		is := k.Strike(text)
		if is == text {
			if strings.Contains(roomtest.Bare(text), roomtest.Bare(token)) {
				t.Error("the token is told")
			}
			return
		}
		for part := range strings.SplitSeq(is, secret.Redacted) {
			if !strings.Contains(text, part) {
				t.Errorf("%q came from %q", part, text)
			}
		}
		if strings.Contains(strings.ToLower(is), "client-secret-5b1c7") {
			t.Errorf("%q tells the client's secret", is)
		}
		k.Echoes(text)
	})
}
