package filter

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestMap removes, replaces and renames leaves by their name, and checks three
// things a line: the result, what was kept, and that the original is as it was.
func TestMap(t *testing.T) {
	rule := func(e Expr) Expr {
		switch name := nameOf(e); name {
		case "true", "false":
			return Const(name == "true")
		case "old":
			return &Compare{Path: Path{Name: "new"}, Op: Pr}
		case "two":
			return &And{[]Expr{&Compare{Path: Path{Name: "x"}, Op: Pr}, &Compare{Path: Path{Name: "y"}, Op: Pr}}}
		case "either":
			return &Or{[]Expr{&Compare{Path: Path{Name: "x"}, Op: Pr}, &Compare{Path: Path{Name: "y"}, Op: Pr}}}
		}
		return e
	}
	f := func(in, want string) {
		t.Helper()
		e, _, err := ParseLenient(in, ElementCompare)
		if err != nil {
			t.Fatal(err)
		}
		before := String(e)
		got := Map(e, rule)
		if String(got) != want {
			t.Errorf("%s is mapped to %s, want %s", in, String(got), want)
		}
		if (got == e) != (in == want) {
			t.Errorf("%s: the same tree is returned: %t", in, got == e)
		}
		if String(e) != before {
			t.Errorf("%s was modified to %s", in, String(e))
		}
	}
	f(`a pr`, `a pr`)
	f(`a pr and (b pr or not (c[d pr]))`, `a pr and (b pr or not (c[d pr]))`)
	f(`old pr`, `new pr`)
	f(`a pr and not (old pr or b pr)`, `a pr and not (new pr or b pr)`)
	f(`old[a pr] or old[a pr].b eq 1`, `new pr or new pr`)

	// What is in brackets belongs to the Has.
	f(`a[old pr and true pr]`, `a[old pr and true pr]`)

	// A removed clause leaves logic, not a hole.
	f(`true pr`, `true`)
	f(`not (true pr)`, `false`)
	f(`a pr and true pr`, `a pr`)
	f(`a pr and false pr`, `false`)
	f(`a pr or true pr`, `true`)
	f(`a pr or false pr`, `a pr`)
	f(`true pr and true pr`, `true`)
	f(`false pr or false pr`, `false`)
	f(`a pr and not (b pr or true pr)`, `false`)
	f(`a pr or not (b pr or true pr)`, `a pr`)
	f(`(a pr or b pr and false pr) and c pr`, `a pr and c pr`)
	f(`(a pr or b pr and true pr) and c pr`, `(a pr or b pr) and c pr`)

	// An And within an And is one And, wherever it came from.
	f(`a pr and two pr`, `a pr and x pr and y pr`)
	f(`a pr or two pr`, `a pr or x pr and y pr`)
	f(`a pr or either pr`, `a pr or x pr or y pr`)
	f(`a pr and either pr`, `a pr and (x pr or y pr)`)
	f(`a pr and (two pr or false pr)`, `a pr and x pr and y pr`)
}

func nameOf(e Expr) string {
	switch x := e.(type) {
	case *Compare:
		return x.Path.Name
	case *Has:
		return x.Path.Name
	case *Select:
		return x.Path.Name
	}
	panic("BUG: Map calls its function on a leaf only")
}

func TestMapShares(t *testing.T) {
	e, err := Parse(`(a pr or b pr) and c pr and (old pr or d pr)`)
	if err != nil {
		t.Fatal(err)
	}
	mapped := Map(e, func(leaf Expr) Expr {
		if nameOf(leaf) == "old" {
			return Const(false)
		}
		return leaf
	}).(*And)
	for i := range 2 {
		if mapped.List[i] != e.(*And).List[i] {
			t.Errorf("operand %d was kept, but copied", i)
		}
	}
}

func TestMapOfConst(t *testing.T) {
	if got := Map(Const(true), func(Expr) Expr { return Const(false) }); got != Const(true) {
		t.Errorf("a constant is no leaf, but is mapped to %s", String(got))
	}
}

func TestMapKeepsWithoutGarbage(t *testing.T) {
	e, err := Parse(`a eq "1" and (b pr or not (c[d pr])) and e sw "x"`)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(leaf Expr) Expr { return leaf }
	allocs := testing.AllocsPerRun(100, func() {
		if Map(e, keep) != e {
			t.Error("a tree that was kept is a separate entry")
		}
	})
	if allocs != 0 {
		t.Errorf("got %v allocations, want none", allocs)
	}
}

func TestAllOf(t *testing.T) {
	a, b := &Compare{Path: Path{Name: "a"}, Op: Pr}, &Compare{Path: Path{Name: "b"}, Op: Pr}
	f := func(got Expr, want string) {
		t.Helper()
		if String(got) != want {
			t.Errorf("got %s, want %s", String(got), want)
		}
	}
	f(AllOf(), `true`)
	f(AnyOf(), `false`)
	f(AllOf(a), `a pr`)
	f(AnyOf(a), `a pr`)
	f(AllOf(a, AllOf(b, a)), `a pr and b pr and a pr`)
	f(AnyOf(AnyOf(a, b), AllOf(a, b)), `a pr or b pr or a pr and b pr`)
	f(AllOf(Const(true), a, Const(true)), `a pr`)
	f(AllOf(AnyOf(a, b), Const(false)), `false`)
	f(AnyOf(Const(false), AllOf(a, b)), `a pr and b pr`)
	f(AnyOf(AllOf(a, b), Const(true)), `true`)
}

func TestEqual(t *testing.T) {
	f := func(a, b string, want bool) {
		t.Helper()
		x, _, errX := ParseLenient(a, All)
		y, _, errY := ParseLenient(b, All)
		if errX != nil || errY != nil {
			t.Fatal(errX, errY)
		}
		if Equal(x, y) != want || Equal(y, x) != want {
			t.Errorf("%s equal to %s: want %t", a, b, want)
		}
	}
	f(`userName eq "x"`, `USERNAME EQ "x"`, true)
	f(`userName eq "x"`, `userName eq "X"`, false)
	f(`userName eq "x"`, `userName ne "x"`, false)
	f(`a eq 1`, `a eq 1.0`, false)
	f(`a eq "A"`, `a eq "\u0041"`, false)
	f(`a[b pr]`, `A[B pr]`, true)
	f(`a[b pr]`, `a[c pr]`, false)
	f(`a[b pr].c eq 1`, `A[B pr].C eq 1`, true)
	f(`a[b pr].c eq 1`, `a[b pr].d eq 1`, false)
	f(`a[b pr].c eq 1`, `a[b pr] eq 1`, false)
	f(`not (a pr)`, `not (A pr)`, true)
	f(`not (a pr)`, `a pr`, false)
	f(`a pr and b pr`, `(a pr) and (B pr)`, true)
	f(`a pr and b pr`, `b pr and a pr`, false)
	f(`a pr and b pr`, `a pr and b pr and c pr`, false)
	f(`a pr and b pr`, `a pr or b pr`, false)
	f(`a pr or b pr`, `a pr or b pr`, true)
	if !Equal(Const(true), Const(true)) || Equal(Const(true), Const(false)) {
		t.Error("constants are equal if they are the same")
	}
}

// FindPath finds the first of Paths that suits.
func TestFindPath(t *testing.T) {
	g := grower{rand.New(rand.NewPCG(51, 52))}
	for range cases(40_000) {
		e := g.expr(3, true)
		f := func(p Path) bool { return p.Sub != "" || p.Name == "pr" }
		got, ok := FindPath(e, f)
		i := slices.IndexFunc(Paths(e), f)
		if ok != (i >= 0) || ok && got != Paths(e)[i] {
			t.Fatalf("%s: %s, %v", String(e), got, ok)
		}
	}
	for _, e := range []Expr{nil, Const(true)} {
		if p, ok := FindPath(e, func(Path) bool { return true }); ok {
			t.Errorf("%v: %s", e, p)
		}
	}
}

// MapPaths gives an attribute its new name wherever a filter has it, and no other
// place: not what is in the brackets of another, and no literal.
func TestMapPaths(t *testing.T) {
	names := map[string]string{
		"old": "new", "list": "elements", "list.old": "list.new", "other.old": "kept.newer", "far": "urn:x:y:near",
		"sub": "list.part", "urn:x:y:z.old": "urn:x:y:z:new",
	}
	rename := func(p Path) Path {
		to, ok := names[p.String()]
		if !ok {
			return p
		}
		q, err := ParsePath(to)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	f := func(in, want string) {
		t.Helper()
		e := read(t, in)
		before := String(e)
		got := MapPaths(e, rename)
		if String(got) != want || (got == e) != (in == want) || String(e) != before {
			t.Errorf("%s is mapped to %s, want %s; the same tree: %t", before, String(got), want, got == e)
		}
		if strings.HasSuffix(in, "]") { // also the path of a PATCH
			target, err := ParseTarget(in)
			if err != nil {
				t.Fatal(err)
			}
			if got := target.MapPaths(rename); got.String() != want || (got == target) != (in == want) {
				t.Errorf("%s is mapped to %s, want %s", in, got, want)
			}
		}
	}
	f(`old eq "old"`, `new eq "old"`)
	f(`OLD eq "old"`, `OLD eq "old"`)
	f(`old pr and not (far eq null or old.x pr)`, `new pr and not (urn:x:y:near eq null or old.x pr)`)
	f(`list[x eq "a"]`, `elements[x eq "a"]`)
	f(`list[old eq "a" and not (x pr)]`, `elements[new eq "a" and not (x pr)]`)
	f(`list[x pr].old eq "a"`, `elements[x pr].new eq "a"`)
	f(`list[x pr] eq "a"`, `elements[x pr] eq "a"`)
	f(`other[old pr]`, `other[newer pr]`)
	f(`another[old pr]`, `another[old pr]`)
	f(`far[old pr]`, `urn:x:y:near[old pr]`)
	f(`urn:x:y:z[old pr]`, `urn:x:y:z[new pr]`)
	f(`sub eq "a"`, `list.part eq "a"`)
	f(`sub[x pr]`, `sub[x pr]`)
	f(`list.old[old pr]`, `list.new[old pr]`)
	f(`list[urn:x:y:old pr or x.old pr]`, `elements[urn:x:y:old pr or x.old pr]`)
}
