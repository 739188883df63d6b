package filter

import (
	"flag"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"scimshim/rewrite/racetest"
)

var thorough = flag.Bool("thorough", false, "try all random cases, not a quarter of them")

// cases returns how many random cases a property is tried on.
func cases(n int) int {
	switch {
	case racetest.On: // none of them shares anything with another goroutine
		return max(1, n/40)
	case *thorough:
		return n
	}
	return n / 4
}

// TestPrintedTreesParse holds that parsing what a tree prints gives the tree.
func TestPrintedTreesParse(t *testing.T) {
	t.Parallel()
	g := grower{rand.New(rand.NewPCG(1, 2))}
	var buf []byte
	for range cases(400_000) {
		e := g.expr(3, true)
		buf = e.Append(buf[:0])
		again, used, err := ParseLenient(string(buf), ElementCompare)
		if err != nil || used&^ElementCompare != 0 || !Equal(e, again) {
			t.Fatalf("%s is parsed as %v (%v, %v)", buf, again, used.Names(), err)
		}
	}
}

// TestStrictPrints holds that AppendStrict prints what Strict makes of a tree.
func TestStrictPrints(t *testing.T) {
	t.Parallel()
	g := grower{rand.New(rand.NewPCG(11, 12))}
	for range cases(200_000) {
		e := g.expr(3, true)
		if got, want := string(AppendStrict(nil, e)), String(Strict(e)); got != want {
			t.Fatalf("%s is printed as %s, want %s", String(e), got, want)
		}
	}
	for _, c := range []Const{true, false} {
		e := &Select{Path: Path{Name: "emails"}, Where: c, Sub: "value", Op: Eq, Value: `"x"`}
		if got, want := string(AppendStrict(nil, e)), String(Strict(e)); got != want {
			t.Errorf("%s is printed as %s, want %s", String(e), got, want)
		}
	}
}

// TestNoInjection holds that a value, whatever it is, stays one literal: alone,
// and wherever in a filter it is put.
func TestNoInjection(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	other := &Compare{Path{Name: "active"}, Eq, "true"}
	var buf []byte
	for range cases(120_000) {
		text := hostile(r)
		leaf := &Compare{Path{Name: "userName"}, Eq, Quote(text)}
		if got, ok := leaf.Value.Text(); !ok || got != strings.ToValidUTF8(text, "\uFFFD") {
			t.Fatalf("Quote(%q) denotes %q", text, got)
		}
		for _, e := range []Expr{
			leaf,
			&Not{leaf},
			&And{[]Expr{other, leaf, other}},
			&Or{[]Expr{leaf, &And{[]Expr{other, leaf}}}},
			&Has{Path{Name: "emails"}, &And{[]Expr{other, leaf}}},
		} {
			buf = e.Append(buf[:0])
			again, used, err := ParseLenient(string(buf), All&^Unescaped)
			if err != nil || used != 0 || !Equal(e, again) {
				t.Fatalf("the value %q: %s is parsed as %v (%v, %v)", text, buf, again, used.Names(), err)
			}
		}
	}
}

// TestNoInjectionUnescaped holds the same of a client that escapes nothing: what
// it sends is refused, or is read as the one value that was meant, unless the
// value itself completes a filter of RFC 7644 that selects no more than its
// beginning does: terms joined by and.
func TestNoInjectionUnescaped(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	repaired, completed := 0, 0
	for range cases(200_000) {
		text := hostile(r)
		e, used, err := ParseLenient(`userName eq "`+text+`"`, Unescaped)
		if err == nil && used == 0 {
			Walk(e, func(x Expr) {
				switch x.(type) {
				case *Or, *Not:
					t.Fatalf("the value %q is read as %s", text, String(e))
				}
			})
			completed++
		}
		if err != nil || used == 0 {
			continue
		}
		c, ok := e.(*Compare)
		if !ok {
			t.Fatalf("the value %q is read as %s", text, String(e))
		}
		if !strings.Contains(text, `\`) {
			if got, _ := c.Value.Text(); got != text {
				t.Fatalf("the value %q is read as %q", text, got)
			}
		}
		repaired++
	}
	if repaired == 0 || completed == 0 {
		t.Errorf("%d values were repaired, %d read as they are", repaired, completed)
	}
}

// hostile returns a text made of what could end a string or begin a clause.
func hostile(r *rand.Rand) string {
	parts := [...]string{
		`"`, `\`, `\"`, `\\`, `\u`, `\u0022`, `\ud800`, ` or `, ` and `, `not (`, `)`, `]`, `[`, ` pr`,
		` eq `, `userName`, ` `, "\t", "\x00", "\n", "\x7f", "é", "日", "😀", "\u2028", "\xff",
		"\xed\xa0\x80", "'", "+", "%22", "&", "{x}", "1",
	}
	var text strings.Builder
	for range r.IntN(9) {
		text.WriteString(parts[r.IntN(len(parts))])
	}
	return text.String()
}

// A grower makes random trees that keep the promises of the types.
type grower struct{ *rand.Rand }

func (g grower) expr(depth int, outside bool) Expr {
	kinds := 4
	if depth > 0 && outside {
		kinds = 6
	} else if depth == 0 {
		kinds = 1
	}
	switch g.IntN(kinds) {
	case 1:
		return &Not{g.expr(depth-1, outside)}
	case 2:
		return AllOf(g.list(depth-1, outside)...)
	case 3:
		return AnyOf(g.list(depth-1, outside)...)
	case 4:
		return &Has{g.path(), g.expr(depth-1, false)}
	case 5:
		s := &Select{Path: g.path(), Where: g.expr(depth-1, false), Sub: "value"}
		s.Op, s.Value = g.comparison()
		if s.Op != Pr && g.IntN(2) == 0 {
			s.Sub = ""
		}
		return s
	}
	c := &Compare{Path: g.path()}
	c.Op, c.Value = g.comparison()
	return c
}

func (g grower) list(depth int, outside bool) []Expr {
	list := make([]Expr, 2+g.IntN(2))
	for i := range list {
		list[i] = g.expr(depth, outside)
	}
	return list
}

func (g grower) path() Path {
	names := [...]string{"a", "userName", "not", "and", "or", "pr", "eq", "$ref", "a-b_c$1", "true"}
	path := Path{Name: names[g.IntN(len(names))]}
	switch g.IntN(4) {
	case 0:
		path.Sub = names[g.IntN(len(names))]
	case 1:
		path.Schema = EnterpriseURN
	}
	return path
}

func (g grower) comparison() (Op, Literal) {
	op := [...]Op{Eq, Ne, Co, Sw, Ew, Gt, Ge, Lt, Le, Pr}[g.IntN(10)]
	literals := [...]Literal{"true", "false", "null", "0", "-1.50e+07", `""`, `"\u00E9\/"`}
	switch i := g.IntN(len(literals) + 3); {
	case op == Pr:
		return op, ""
	case i < len(literals):
		return op, literals[i]
	}
	return op, Quote(hostile(g.Rand))
}

// TestRandomBytes reads texts made of the tokens of the language in any order.
func TestRandomBytes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	accepted := 0
	for range cases(280_000) {
		text := `a eq "` + hostile(r) + `"` + hostile(r)
		printed, _, err := readFilter(text, 0)
		checkText(t, readFilter, text, printed, err)
		if err == nil && utf8.ValidString(text) {
			accepted++
		}
	}
	if accepted == 0 {
		t.Error("no text was accepted")
	}
}
