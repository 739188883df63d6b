package plan

import (
	"testing"

	"scimshim/rewrite/filter"
)

// TestConcerns holds that a pattern replaces nothing in filters that do not concern it.
func TestConcerns(t *testing.T) {
	t.Parallel()
	w, s := newWorld(41), users()
	replaced, passed := 0, 0
	for range cases(60_000) {
		p := w.pattern()
		if p == nil {
			continue
		}
		for range 5 {
			e := w.filter(2)
			if w.IntN(3) == 0 {
				e = w.disguise(w.revalued(p.expr, func(l filter.Literal) filter.Literal {
					if filter.IsHole(l) {
						return w.literal()
					}
					return l
				}))
			}
			_, n := Replace(e, p, p, s, ReplaceOptions{})
			_, strictly := Replace(filter.Strict(e), p, p, s, ReplaceOptions{})
			switch concerns := p.Concerns(e); {
			case n+strictly > 0 && !concerns:
				t.Fatalf("%s is replaced in %s, which does not concern it", p, filter.String(e))
			case n+strictly > 0:
				replaced++
			case !concerns:
				passed++
			}
		}
	}
	if min(replaced, passed) < cases(10_000) {
		t.Errorf("%d filters have the pattern, %d do not concern it", replaced, passed)
	}
}

func TestConcernsNames(t *testing.T) {
	const urn = filter.EnterpriseURN
	f := func(p, e string, want bool) {
		t.Helper()
		if got := pattern(t, p).Concerns(read(t, e)); got != want {
			t.Errorf("%s concerns %s: %v", p, e, got)
		}
	}
	for _, p := range []string{urn + `:manager eq {v}`, urn + `.manager eq {v}`, urn + `:manager eq {v} or a[b pr]`} {
		for _, e := range []string{urn + `:MANAGER eq "x"`, urn + `.manager eq "x"`, `not (a[c pr] and ` + urn + `.manager eq "x")`} {
			f(p, e, true)
		}
	}
	f(urn+`:manager eq {v}`, `emails[type eq "work"].value eq "x"`, false)
	f(urn+`:manager eq {v}`, urn+`:department eq "x"`, false)
	f(`emails.value eq {v}`, `EMAILS eq "x"`, true)
	f(`{a:attr} eq {v}`, `title eq "x"`, true)
	f(`{a:attr} eq {v} and title pr`, `userName eq "x"`, false)
}
