package cases

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	f := func(from, to, want string) {
		t.Helper()
		if got := Diff(from, to); got != want {
			t.Errorf("diff(%q, %q) =\n%swant\n%s", from, to, got, want)
		}
	}
	f("", "", "")
	f("a\n", "a\n", "")
	f("", "a\n", "@@ -1,0 +1,1 @@\n+a\n")
	f("a\n", "", "@@ -1,1 +1,0 @@\n-a\n")
	f("a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n")
	f("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\n", "@@ -3,4 +3,3 @@\n 3\n 4\n 5\n-6\n")
	far := strings.Repeat("=\n", 7)
	f("a\n"+far+"b\n", "x\n"+far+"y\n",
		"@@ -1,4 +1,4 @@\n-a\n+x\n =\n =\n =\n@@ -6,4 +6,4 @@\n =\n =\n =\n-b\n+y\n")
	near := strings.Repeat("=\n", 6)
	f("a\n"+near+"b\n", "x\n"+near+"y\n",
		"@@ -1,8 +1,8 @@\n-a\n+x\n"+strings.Repeat(" =\n", 6)+"-b\n+y\n")
}

// Whatever the texts are, the edits hold both of them.
func TestEditLinesHoldsBothTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() []string {
		lines := make([]string, r.IntN(12))
		for i := range lines {
			lines[i] = string(rune('a' + r.IntN(4)))
		}
		return lines
	}
	for range 2000 {
		a, b := random(), random()
		var from, to []string
		for _, e := range editLines(a, b) {
			if e.sign != '+' {
				from = append(from, e.line)
			}
			if e.sign != '-' {
				to = append(to, e.line)
			}
		}
		if strings.Join(from, "") != strings.Join(a, "") || strings.Join(to, "") != strings.Join(b, "") {
			t.Fatalf("the edits of %q to %q hold %q and %q", a, b, from, to)
		}
	}
}
