package filter

import (
	"math/rand/v2"
	"testing"
)

// TestNodes holds that a tree in Nodes is the one on the heap, whatever was read into
// them before, and that what is refused is refused alike.
func TestNodes(t *testing.T) {
	t.Parallel()
	var nodes Nodes
	r := rand.New(rand.NewPCG(21, 22))
	g := grower{r}
	for range cases(200_000) {
		text := String(g.expr(3, true))
		if r.IntN(4) == 0 {
			text = `a eq "` + hostile(r) + `"` + hostile(r)
		}
		allow := Lenience(r.IntN(int(All) + 1))
		want, wantUsed, wantErr := ParseLenient(text, allow)
		if r.IntN(3) == 0 {
			nodes.Reset()
		}
		got, used, err := nodes.Parse(text, allow)
		switch {
		case (err == nil) != (wantErr == nil), err != nil && err.Error() != wantErr.Error():
			t.Fatalf("%s: %v, want %v", text, err, wantErr)
		case err != nil:
		case used != wantUsed || !Equal(got, want) || String(got) != String(want):
			t.Fatalf("%s: %s %v, want %s %v", text, String(got), used.Names(), String(want), wantUsed.Names())
		}
	}
}

// Trees stay as they are until Reset, however many there are.
func TestNodesLast(t *testing.T) {
	var nodes Nodes
	g := grower{rand.New(rand.NewPCG(23, 24))}
	for range 200 {
		var trees []Expr
		var texts []string
		for range 40 {
			text := String(g.expr(3, true))
			e, _, err := nodes.Parse(text, ElementCompare)
			if err != nil {
				t.Fatal(err)
			}
			trees, texts = append(trees, e), append(texts, text)
		}
		for i, e := range trees {
			if String(e) != texts[i] {
				t.Fatalf("%s has become %s", texts[i], String(e))
			}
		}
		nodes.Reset()
	}
}

// After Reset nothing is left of a value.
func TestNodesForget(t *testing.T) {
	var nodes Nodes
	e, _, err := nodes.Parse(`a eq "secret" and not (b[c eq "secret"].d eq "secret") or e eq "secret"`, ElementCompare)
	if err != nil {
		t.Fatal(err)
	}
	var found []*Compare
	Walk(e, func(x Expr) {
		if c, ok := x.(*Compare); ok {
			found = append(found, c)
		}
	})
	nodes.Reset()
	for _, c := range found {
		if c.Value == `"secret"` {
			t.Error("a value is left")
		}
	}
	for _, x := range nodes.list[:cap(nodes.list)] {
		if x != nil {
			t.Error("a term is left")
		}
	}
}

func TestNodesCostNothing(t *testing.T) {
	var nodes Nodes
	if Poisoned {
		t.Skip("what is spoilt is not used again")
	}
	for _, text := range []string{emailFilter, `a eq "1" and (b pr or not (c[d pr])) and e sw "x"`} {
		buf := make([]byte, 0, 256)
		allocs := testing.AllocsPerRun(100, func() {
			nodes.Reset()
			e, _, err := nodes.Parse(text, All&^Unescaped)
			if err != nil || string(e.Append(buf)) != text {
				t.Errorf("%s: %v", text, err)
			}
		})
		if allocs != 0 {
			t.Errorf("%s: %v allocations", text, allocs)
		}
	}
}
