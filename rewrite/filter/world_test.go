package filter

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// A world makes random filters, and resources that these filters tell apart.
type world struct{ *rand.Rand }

func newWorld(seed uint64) world { return world{rand.New(rand.NewPCG(seed, 7))} }

func pick[T any](w world, list ...T) T { return list[w.IntN(len(list))] }

func (w world) literal() Literal {
	return pick[Literal](w, `"a"`, `"A"`, `"ab"`, `"b"`, `"work"`, `"WORK"`, `"é"`, `"É"`, `""`, `"\u0041"`,
		`"true"`, `"1"`,
		`true`, `false`, `1`, `1.0`, `2`, `null`, `"2024-01-01T00:00:00Z"`, `"2024-01-01T01:00:00+01:00"`)
}

func (w world) op() Op { return pick(w, Eq, Eq, Eq, Ne, Co, Sw, Ew, Gt, Ge, Lt, Le, Pr) }

func (w world) path() Path {
	p := pick(w,
		Path{Name: "userName"}, Path{Name: "title"}, Path{Name: "externalId"}, Path{Name: "active"},
		Path{Name: "emails"}, Path{Name: "emails", Sub: "type"}, Path{Name: "emails", Sub: "value"},
		Path{Name: "emails", Sub: "nope"}, Path{Name: "addresses"}, Path{Name: "name", Sub: "familyName"},
		Path{Name: "name"}, Path{Name: "nope"}, Path{Name: "nope", Sub: "value"}, Path{Name: "password"},
		Path{Name: "meta", Sub: "created"}, Path{EnterpriseURN, "department", ""},
		Path{EnterpriseURN, "manager", "value"}, Path{EnterpriseURN[:strings.LastIndex(EnterpriseURN, ":")],
			"User", ""},
		Path{"urn:example:x", "level", ""})
	if p.Schema == "" && w.IntN(5) == 0 {
		p.Schema = UserURN
	}
	if w.IntN(4) == 0 {
		p.Name = strings.ToUpper(p.Name)
	}
	return p
}

func (w world) sub() string { return pick(w, "type", "value", "Value", "primary", "nope") }

func (w world) compare(p Path) *Compare {
	if op := w.op(); op != Pr {
		return &Compare{p, op, w.literal()}
	}
	return &Compare{Path: p, Op: Pr}
}

// where makes what is in brackets, the same as outside but for the paths.
func (w world) where(depth int) Expr {
	return w.logic(depth, w.where, w.inner)
}

// inner makes a comparison of an element.
func (w world) inner() Expr { return w.compare(Path{Name: w.sub()}) }

func (w world) filter(depth int) Expr { return w.logic(depth, w.filter, w.leaf) }

func (w world) leaf() Expr {
	of := Path{Name: pick(w, "emails", "EMAILS", "addresses", "nope", "name", "userName")}
	switch w.IntN(6) {
	case 0, 1:
		return &Has{of, w.where(2)}
	case 2:
		c := w.compare(Path{})
		return &Select{of, w.where(1), pick(w, "", w.sub()), c.Op, c.Value}
	}
	return w.compare(w.path())
}

func (w world) logic(depth int, inner func(int) Expr, leaf func() Expr) Expr {
	if depth == 0 {
		return leaf()
	}
	switch w.IntN(6) {
	case 0:
		return &Not{inner(depth - 1)}
	case 1:
		return AllOf(inner(depth-1), inner(depth-1), leaf())
	case 2:
		return AnyOf(inner(depth-1), inner(depth-1))
	}
	return leaf()
}

// resource makes a resource, some of whose members are missing or odd.
func (w world) resource() string {
	value := func() string { return string(w.literal()) }
	element := func() string {
		switch w.IntN(6) {
		case 0:
			return value()
		case 1:
			return "{}"
		case 2:
			return fmt.Sprintf(`{"type":%s}`, value())
		}
		return fmt.Sprintf(`{"TYPE":%s,"value":%s,"primary":%s,"nope":%s}`, value(), value(), value(),
			value())
	}
	list := func() string {
		return pick(w, "[]", element(), "["+element()+"]", "["+element()+","+element()+","+element()+"]")
	}
	var members []string
	add := func(name, value string) {
		if w.IntN(3) > 0 {
			members = append(members, fmt.Sprintf("%q:%s", name, value))
		}
	}
	for _, name := range []string{"userName", "title", "externalId", "active"} {
		add(name, value())
	}
	for _, name := range []string{"emails", "addresses", "nope"} {
		add(name, list())
	}
	add("name", fmt.Sprintf(`{"familyName":%s,"value":%s}`, value(), value()))
	add("meta", fmt.Sprintf(`{"created":%s}`, value()))
	add("urn:example:x", fmt.Sprintf(`{"level":%s}`, value()))
	add(EnterpriseURN, fmt.Sprintf(`{"department":%s,"manager":{"value":%s}}`, value(), value()))
	return "{" + strings.Join(members, ",") + "}"
}

// scope makes a scope in which some attributes are hidden.
func (w world) scope() *Scope {
	s := users()
	var hidden []string
	for range w.IntN(3) {
		hidden = append(hidden, pick(w, "emails", "emails.type", "emails.value", "title", "nope",
			"nope.value", "addresses",
			"name.familyName", EnterpriseURN, EnterpriseURN+":department", EnterpriseURN+":manager.value"))
	}
	if hidden != nil {
		s.Hidden = func(p Path) bool {
			for _, name := range hidden {
				if Fold(p.String(), name) {
					return true
				}
			}
			return false
		}
	}
	return s
}

// checkPrints fails unless what e prints is read as e.
func checkPrints(t *testing.T, e Expr) {
	t.Helper()
	again, _, err := ParseLenient(String(e), ElementCompare)
	if err != nil || !Equal(e, again) {
		t.Fatalf("%s is read as %v (%v)", String(e), again, err)
	}
}

// TestNormalHolds holds that the normal form is as true as the filter, on any
// resource and whatever is hidden, and is its own normal form.
func TestNormalHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(1)
	seen := map[Truth]int{}
	for range cases(100_000) {
		e, resource, s := w.filter(3), w.resource(), w.scope()
		s.AnyCase = w.IntN(8) == 0
		n := Normal(e, s)
		want, got := s.Holds(e, resource), s.Holds(n, resource)
		if got != want {
			t.Fatalf("%s is %v, its normal form %s is %v, on %s", String(e), want, String(n), got, resource)
		}
		if !Same(e, n, s) || String(Normal(n, s)) != String(n) {
			t.Fatalf("%s has the normal form %s, and that has %s", String(e), String(n), String(Normal(n, s)))
		}
		seen[want]++
	}
	for _, truth := range []Truth{False, Unknown, True} {
		if seen[truth] < cases(5000) {
			t.Errorf("only %d cases are %v", seen[truth], truth)
		}
	}
}

// disguise returns e as somebody else may write it: often the same, not always.
func (w world) disguise(e Expr) Expr {
	switch x := e.(type) {
	case *Not:
		return &Not{w.disguise(x.X)}
	case *And:
		if w.IntN(3) == 0 {
			return &Not{AnyOf(w.disguiseList(x.List, true)...)}
		}
		return AllOf(w.disguiseList(x.List, false)...)
	case *Or:
		if w.IntN(3) == 0 {
			return &Not{AllOf(w.disguiseList(x.List, true)...)}
		}
		return AnyOf(w.disguiseList(x.List, false)...)
	case *Compare:
		p := x.Path
		p.Name = pick(w, p.Name, strings.ToLower(p.Name))
		return &Compare{p, x.Op, pick(w, x.Value, x.Value, upper(x.Value))}
	case *Has:
		return &Has{x.Path, w.disguise(x.Where)}
	case *Select:
		return pick[Expr](w, x, x.Has())
	}
	return e
}

// upper returns a string in upper case, and anything else as it is.
func upper(l Literal) Literal {
	if text, ok := l.Text(); ok {
		return Quote(strings.ToUpper(text))
	}
	return l
}

func (w world) disguiseList(list []Expr, negate bool) []Expr {
	var disguised []Expr
	for _, i := range w.Perm(len(list)) {
		e := w.disguise(list[i])
		if negate {
			e = &Not{e}
		}
		disguised = append(disguised, e)
	}
	return disguised
}

// TestSameHolds holds that filters that are the same are equally true.
func TestSameHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(2)
	var same, not int
	for range cases(20_000) {
		a, s := w.filter(2), w.scope()
		b := w.disguise(a)
		if !Same(a, b, s) {
			not++
			continue
		}
		same++
		for range 5 {
			resource := w.resource()
			if x, y := s.Holds(a, resource), s.Holds(b, resource); x != y {
				t.Fatalf("%s is %v, %s is %v, on %s", String(a), x, String(b), y, resource)
			}
		}
	}
	if min(same, not) < cases(1000) {
		t.Errorf("%d pairs are the same and %d are not", same, not)
	}
}
