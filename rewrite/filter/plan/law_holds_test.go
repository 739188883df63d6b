package plan

import (
	"fmt"
	"testing"

	"scimshim/rewrite/filter"
)

// TestNormalHolds holds that the normal form is as true as the filter, on any
// resource and whatever is hidden, and is its own normal form.
func TestNormalHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(1)
	seen := map[filter.Truth]int{}
	for range cases(100_000) {
		e, resource, s := w.filter(3), w.resource(), w.scope()
		s.AnyCase = w.IntN(8) == 0
		n := Normal(e, s)
		want, got := s.Holds(e, resource), s.Holds(n, resource)
		if got != want {
			t.Fatalf("%s is %v, its normal form %s is %v, on %s", filter.String(e), want, filter.String(n), got, resource)
		}
		if !Same(e, n, s) || filter.String(Normal(n, s)) != filter.String(n) {
			t.Fatalf("%s has the normal form %s, and that has %s", filter.String(e), filter.String(n), filter.String(Normal(n, s)))
		}
		seen[want]++
	}
	for _, truth := range []filter.Truth{filter.False, filter.Unknown, filter.True} {
		if seen[truth] < cases(5000) {
			t.Errorf("only %d cases are %v", seen[truth], truth)
		}
	}
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
				t.Fatalf("%s is %v, %s is %v, on %s", filter.String(a), x, filter.String(b), y, resource)
			}
		}
	}
	if min(same, not) < cases(1000) {
		t.Errorf("%d pairs are the same and %d are not", same, not)
	}
}

// TestReplaceHolds holds that replacing a pattern by an equivalent one changes
// the truth of no filter, and by a wider one, not under a not, lessens none.
func TestReplaceHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(4)
	seen := map[Relation]int{}
	for range cases(100_000) {
		e := w.filter(3)
		from := patternOf(w.opened(w.part(e)))
		to := patternOf(w.near(w.disguise(from.expr), w.leaf))
		s := w.scope()
		relation := Relate(from, to, s)
		if relation == Other {
			continue
		}
		got, n := Replace(e, from, to, s, ReplaceOptions{NotUnderNot: relation == Wider})
		if n == 0 {
			continue
		}
		seen[relation]++
		for range 3 {
			resource := w.resource()
			x, y := s.Holds(e, resource), s.Holds(got, resource)
			if y < x || relation == Equivalent && x != y {
				t.Fatalf("%s is %v, with %s for %s it is %s and %v, on %s",
					filter.String(e), x, filter.String(to.expr), filter.String(from.expr), filter.String(got), y, resource)
			}
		}
	}
	if min(seen[Equivalent], seen[Wider]) < cases(1000) {
		t.Errorf("too few cases: %v", seen)
	}
}

// TestRelateHolds holds that what is said to be wider is never less true, and
// what is said to be equivalent is as true, on any resource.
func TestRelateHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(3)
	seen := map[Relation]int{}
	for range cases(60_000) {
		from := patternOf(w.opened(w.filter(2)))
		to := patternOf(w.near(w.disguise(from.expr), w.leaf))
		s := w.scope()
		s.AnyCase = w.IntN(8) == 0
		relation := Relate(from, to, s)
		if seen[relation]++; relation == Other {
			continue
		}
		for range 5 {
			b, resource := w.bindings(), w.resource()
			f, g := b.fill(from.expr), b.fill(to.expr)
			x, y := s.Holds(f, resource), s.Holds(g, resource)
			if y < x || relation == Equivalent && x != y {
				t.Fatalf("%s is %v, and the %v %s is %v, on %s", filter.String(f), x, relation, filter.String(g), y,
					resource)
			}
		}
	}
	if min(seen[Equivalent], seen[Wider], seen[Other]) < cases(1000) {
		t.Error(fmt.Sprint("too few cases: ", seen))
	}
}

// TestPlanHolds holds that what is sent is as true as the filter, on any
// resource, and can be sent.
func TestPlanHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(5)
	planned := map[Way]int{}
	for range cases(60_000) {
		e := w.filter(2)
		forms := fixed(t, w.IntN(2) == 0, w.patternText(e), w.patternText(w.filter(1)))
		forms = append(forms, Form{Attributes: []filter.Path{w.path(), w.path()}, Operators: []filter.Op{w.op(), w.op()},
			JoinAnd: true})
		s := w.scope()
		plan, err := NewAccept(forms).Plan(e, s)
		if err != nil {
			continue
		}
		planned[plan.How]++
		checkPrints(t, plan.Filter)
		for range 3 {
			resource := w.resource()
			if x, y := s.Holds(e, resource), s.Holds(plan.Filter, resource); x != y {
				t.Fatalf("%s is %v, what is sent is %s and %v, on %s", filter.String(e), x, filter.String(plan.Filter), y,
					resource)
			}
		}
	}
	if min(planned[AsItIs], planned[EquivalentForm]) < cases(1000) {
		t.Errorf("too few cases: %v", planned)
	}
}
