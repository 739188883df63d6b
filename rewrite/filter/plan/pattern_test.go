package plan

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/filter"
)

func TestParsePatternHoles(t *testing.T) {
	f := func(text string, want ...string) {
		t.Helper()
		p := pattern(t, text)
		var got []string
		for _, h := range p.holes {
			got = append(got, h.name())
		}
		if got = slices.Compact(got); !slices.Equal(got, want) || p.String() != text {
			t.Errorf("%s: got holes %q and text %s", text, got, p)
		}
	}
	f(`userName pr`)
	f(`userName eq {value}`, "value")
	f(`{p:attr} {o:op} {v}`, "p", "o", "v")
	f(`emails[type eq {t} and value eq {v}] or not (title eq {v})`, "t", "v")
	f(`emails[type eq {t}].value {o:op} {v}`, "t", "o", "v")
}

func TestParsePatternKinds(t *testing.T) {
	_, err := ParsePattern(`userName eq {v} and {v:attr} pr`)
	var syntax *filter.SyntaxError
	if !errors.As(err, &syntax) || syntax.Column != 21 {
		t.Errorf("got error %v", err)
	}
}

func TestNeeds(t *testing.T) {
	f := func(from, to, want string) {
		t.Helper()
		err := pattern(t, to).Needs(pattern(t, from))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("from %s to %s: got error %v, want %q", from, to, err, want)
		}
	}
	f(`userName eq {v}`, `userName eq "x"`, "")
	f(`userName eq {v}`, `emails[value eq {v}]`, "")
	f(`emails[type {o:op} {t}]`, `title {o:op} {t}`, "")
	f(`{a:attr} eq {v}`, `not ({a:attr} ne {v})`, "")
	f(`userName eq {v}`, `userName eq {w}`, "{w} has no value")
	f(`userName {v:op} "x"`, `userName eq {v}`, "{v} is {v:op}")
	f(`{a:attr} eq {v}`, `emails[{a:attr} eq {v}]`, "{a:attr} stands for the paths of another place")
	f(`{a:attr}[type pr]`, `{a:attr} pr`, "another place")
}

// TestMatch checks what a pattern matches by what it expands to.
func TestMatch(t *testing.T) {
	f := func(text, in, to, want string) {
		t.Helper()
		b, ok := pattern(t, text).Match(read(t, in), users())
		got := ""
		if ok {
			got = filter.String(pattern(t, to).Expand(b))
		}
		if got != want {
			t.Errorf("%s on %s: got %q, want %q", text, in, got, want)
		}
	}
	f(`userName eq {v}`, `USERNAME eq "a"`, `title eq {v}`, `title eq "a"`)
	f(`userName eq {v}`, filter.UserURN+`:userName EQ "a"`, `title eq {v}`, `title eq "a"`)
	f(filter.UserURN+`:userName eq {v}`, `userName eq 1.10`, `title eq {v}`, `title eq 1.10`)
	f(`userName eq {v}`, `userName eq null`, `title eq {v}`, "")
	f(`userName eq {v}`, `userName ne "a"`, `title eq {v}`, "")
	f(`userName eq {v}`, `userName eq "a\" or title pr or title eq \""`, `title eq {v}`,
		`title eq "a\" or title pr or title eq \""`)
	f(`active eq true`, `active eq true`, `title pr`, `title pr`)
	f(`active eq true`, `active eq "true"`, `title pr`, "")
	f(`userName eq "work"`, `userName eq "WORK"`, `title pr`, `title pr`)
	f(`externalId eq "work"`, `externalId eq "WORK"`, `title pr`, "")
	f(`nope eq "work"`, `nope eq "WORK"`, `title pr`, "")
	f(`nope eq 1`, `nope eq 1.0`, `title pr`, `title pr`)
	f(`emails[type eq "work" and value eq {v}]`, `emails[VALUE eq "a" and type eq "Work"]`, `title eq {v}`,
		`title eq "a"`)
	f(`emails[type eq "work" and value eq {v}]`,
		`emails[type eq "work" and value eq "a" and primary eq true]`, `title eq {v}`, "")
	f(`emails[type eq "work"].value eq {v}`, `EMAILS[type eq "WORK"].Value eq "a"`, `title eq {v}`,
		`title eq "a"`)
	f(`emails[type eq "work"].value eq {v}`, `emails[type eq "work" and value eq "a"]`, `title eq {v}`, "")
	f(`{a:attr} {o:op} {v}`, `name.familyName sw "a"`, `not ({a:attr} {o:op} {v})`,
		`not (name.familyName sw "a")`)
	f(`{a:attr} {o:op} {v}`, `title pr`, `{a:attr} pr`, "")
	f(`title {o:op} "a" and nope {o:op} {v}`, `title eq "a" and nope co "b"`, `title eq {v}`, "")
	f(`emails[type eq "work"].value eq {v}`, `emails[type eq "work"].display eq "a"`, `title eq {v}`, "")
	f(`{a:attr} pr`, `title pr`, `{a:attr} pr and active eq true`, `title pr and active eq true`)
	f(`userName eq {v} or externalId eq {v}`, `externalId eq "a" or userName eq "\u0061"`, `title eq {v}`,
		`title eq "\u0061"`)
	f(`userName eq {v} or externalId eq {v}`, `externalId eq "a" or userName eq "b"`, `title eq {v}`, "")
	f(`userName eq {v} or externalId eq {v}`, `externalId eq "a" and userName eq "a"`, `title eq {v}`, "")
	f(`{a:attr} eq {v} and {a:attr} ne {w}`, `title ne "x" and TITLE eq "y"`, `{a:attr} co {w}`,
		`TITLE co "x"`)
	f(`not (userName eq {v})`, `not (userName eq "a")`, `userName ne {v}`, `userName ne "a"`)
	// the right order is not the first that is tried, and depends on what follows
	f(`emails[type eq {a} and type eq {b}] and title eq {a} and userName eq {b}`,
		`emails[type eq "1" and type eq "2"] and title eq "2" and userName eq "1"`, `title eq {a}`,
		`title eq "2"`)
}

func TestReplace(t *testing.T) {
	f := func(from, to, in, want string, count int, o ReplaceOptions) {
		t.Helper()
		e := read(t, in)
		got, n := Replace(e, pattern(t, from), pattern(t, to), users(), o)
		if filter.String(got) != want || n != count || n == 0 && got != e {
			t.Errorf("%s with %s for %s: got %s, %d", in, to, from, filter.String(got), n)
		}
		checkPrints(t, got)
	}
	anywhere, whole := ReplaceOptions{}, ReplaceOptions{Whole: true}
	f(`userName eq {v}`, `title eq {v}`, `userName eq "a"`, `title eq "a"`, 1, anywhere)
	f(`userName eq {v}`, `title eq {v}`, `userName eq "a"`, `title eq "a"`, 1, whole)
	f(`userName eq {v}`, `title eq {v}`, `active eq true and userName eq "a"`,
		`active eq true and userName eq "a"`, 0, whole)
	f(`userName eq {v}`, `title eq {v}`, `active eq true and (userName eq "a" or not (userName eq "b"))`,
		`active eq true and (title eq "a" or not (title eq "b"))`, 2, anywhere)
	f(`userName eq {v}`, `title eq {v}`, `not (userName eq "a") or userName eq "b"`,
		`not (userName eq "a") or title eq "b"`, 1, ReplaceOptions{NotUnderNot: true})
	f(`not (userName eq {v})`, `title eq {v}`, `not (userName eq "a")`, `title eq "a"`, 1,
		ReplaceOptions{NotUnderNot: true})
	f(`userName eq {v}`, `userName eq {v} or externalId eq {v}`, `title pr and userName eq "a"`,
		`title pr and (userName eq "a" or externalId eq "a")`, 1, anywhere)
	f(`type eq {v}`, `title eq {v}`, `emails[type eq "a"]`, `emails[type eq "a"]`, 0, anywhere)
	// some terms of a longer list, several times
	f(`userName eq {v} and active eq true`, `title eq {v}`,
		`nope pr and active eq true and name pr and userName eq "a"`,
		`nope pr and title eq "a" and name pr`, 1, anywhere)
	f(`userName eq {v} and active eq true`, `title eq {v}`, `nope pr and (active eq true or userName eq "a")`,
		`nope pr and (active eq true or userName eq "a")`, 0, anywhere)
	f(`userName eq {v} or title eq {v}`, `nope eq {v} or nope pr`,
		`userName eq "a" or title eq "b" or userName eq "b" or title eq "a" or active pr`,
		`nope eq "a" or nope pr or nope eq "b" or nope pr or active pr`, 2, anywhere)
	f(`userName eq {v} and active eq true`, `title eq {v}`, `userName eq "a" and active eq true`,
		`title eq "a"`, 1, whole)
	f(`userName eq {v} and active eq true`, `title eq {v}`,
		`userName eq "a" and active eq true and name pr`, `userName eq "a" and active eq true and name pr`,
		0, whole)
	// the terms of a later match stand on both sides of an earlier one
	f(`title eq {v} and nope eq {v} and active eq {v}`, `userName eq {v}`,
		`nope eq 1 and active eq 1 and title eq 2 and nope eq 2 and active eq 2 and title eq 1`,
		`userName eq 1 and userName eq 2`, 2, anywhere)
}

// TestMatchIsBounded holds that no filter makes a search long: this one has 256
// to the power of 6 ways to match, and none of them does.
func TestMatchIsBounded(t *testing.T) {
	in := strings.TrimPrefix(strings.Repeat(` and title ne "a"`, filter.MaxTerms), " and ")
	p := pattern(t,
		`title ne {a} and title ne {b} and title ne {c} and title ne {d} and title ne {e} and title eq {f}`)
	e := read(t, in)
	if got, n := Replace(e, p, pattern(t, `title eq {f}`), users(), ReplaceOptions{}); n != 0 || got != e {
		t.Errorf("replaced %d", n)
	}
	allocs := testing.AllocsPerRun(1, func() { p.Match(e, users()) })
	if allocs > 20*maxSteps {
		t.Errorf("%v allocations", allocs)
	}
}

// patternOf returns the pattern of a tree that holds holes already.
func patternOf(e filter.Expr) *Pattern {
	p := &Pattern{text: filter.String(e), expr: e}
	p.collect(e, outside)
	return p
}

// part returns e or a part of it, not from within brackets.
func (w world) part(e filter.Expr) filter.Expr {
	if w.IntN(3) == 0 {
		return e
	}
	switch x := e.(type) {
	case *filter.Not:
		return w.part(x.X)
	case *filter.And:
		return w.part(pick(w, x.List...))
	case *filter.Or:
		return w.part(pick(w, x.List...))
	}
	return e
}
