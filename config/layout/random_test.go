package layout_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"scimshim/config/layout"
)

// hard are texts that are something else in YAML, or in some version of it, without quotes.
var hard = []string{
	"", " ", " a", "a ", "a: b", "a:", ":a", ": a", "#a", "a #b", "a#b", "- a", "-", "--", "---", "...", "? a", "?a", "true", "Yes",
	"off", "n", "null", "~", "12", "-1", "+1", "1_000", "0x1F", "0o7", "1e3", ".5", "1.", ".inf", "1:30", "2020-01-01", "<<", "=",
	"a,b", "[a", "a]", "{a}", "${a}", "it's", `"a"`, `a"b`, `a\b`, "a\nb", "a\tb", "é", "@a", "`a", "%a", "!a", "&a", "*a", "|", ">",
	"a:b", `{"a":1}`, strings.Repeat("long ", 30), "\x00",
}

// Whatever a value is made of, it is written so that it is read as the same, in one style.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var value func(depth int) *layout.Node
	value = func(depth int) *layout.Node {
		kind := r.IntN(4)
		if depth == 0 || kind < 2 {
			return layout.Text(hard[r.IntN(len(hard)-1)])
		}
		n := layout.NewMap(r.IntN(2) == 0)
		if kind == 3 {
			n = layout.NewList(r.IntN(2) == 0)
		}
		for i := range r.IntN(5) {
			e := &layout.Entry{Value: value(depth - 1), Blank: r.IntN(9) == 0}
			if n.IsMap() {
				e.Key = layout.Text(fmt.Sprint(hard[r.IntN(len(hard)-1)], i))
			}
			if r.IntN(9) == 0 {
				e.Head = []string{"# above", "", "# it"}
			}
			if r.IntN(9) == 0 {
				e.Trail = "# behind"
			}
			if i > 2 {
				e.Foot = []string{"# below"}
			}
			n.Entries = append(n.Entries, e)
		}
		return n
	}
	for range 2000 {
		root := layout.NewMap(false)
		root.Put("a", value(4))
		text := root.Bytes()
		again, err := layout.Read("own.yaml", text)
		if err != nil || !again.Same(root) {
			t.Fatalf("%v\n%s", err, text)
		}
		once, err := layout.Format("own.yaml", text)
		if err != nil || string(once) != string(text) {
			t.Fatalf("%v\n%s\nis written anew as\n%s", err, text, once)
		}
	}
}
