package probe

import (
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"scimshim/rewrite/filter"
)

// sorted goes through a map in the order of its keys, so that a probe asks the
// same questions twice.
func sorted[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}

// pool returns the literals to compare an attribute with: its values, parts of
// them, and last one that nobody has.
func (a *attribute) pool() []filter.Literal {
	var pool []filter.Literal
	add := func(l filter.Literal) {
		if !slices.Contains(pool, l) {
			pool = append(pool, l)
		}
	}
	for _, v := range a.values {
		add(v)
	}
	if a.kind == textKind {
		for _, v := range a.values {
			text, _ := v.Text()
			for _, part := range parts(text) {
				add(filter.Quote(part))
			}
		}
	}
	for _, l := range a.strangers() {
		add(l)
	}
	return pool
}

// parts returns a beginning, an end and a middle of a text, and what comes after
// it in any order, none of them empty.
func parts(text string) []string {
	runes := []rune(text)
	n := len(runes)
	if n < 3 {
		return nil
	}
	list := []string{string(runes[:(n+1)/2]), string(runes[n/2:]), string(runes[1 : n-1]), text + "z"}
	return slices.DeleteFunc(list, func(s string) bool { return strings.TrimSpace(s) != s })
}

// strangers returns values of the attribute's kind that nobody has.
func (a *attribute) strangers() []filter.Literal {
	switch a.kind {
	case dateKind:
		return []filter.Literal{`"2199-12-31T23:59:59Z"`, `"1971-02-03T04:05:06Z"`}
	case numberKind:
		return []filter.Literal{"-7", "987654321"}
	case boolKind:
		return []filter.Literal{"true", "false"}
	}
	for _, v := range a.values {
		if text, ok := v.Text(); ok {
			return []filter.Literal{filter.Quote(alike(text))}
		}
	}
	return []filter.Literal{filter.Quote(noOne())}
}

// noOne returns a name that nobody has.
func noOne() string { return "scimshim-probe-" + randomHex(12) }

func randomHex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdef"[rand.IntN(16)]
	}
	return string(b)
}

// alike returns a random text of the shape of another, since a target may refuse
// an id that is malformed. What is short gets longer, so that nobody has it.
func alike(text string) string {
	hex := !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) && !isHexDigit(r) })
	out := strings.Map(func(r rune) rune {
		switch {
		case hex && isHexDigit(r) && !unicode.IsDigit(r):
			return rune("abcdef"[rand.IntN(6)])
		case unicode.IsDigit(r):
			return rune("0123456789"[rand.IntN(10)])
		case unicode.IsLetter(r):
			return rune("bcdfghjklmnpqrstvwxz"[rand.IntN(20)])
		}
		return r
	}, text)
	if len(text) < 12 {
		out += randomHex(12)
	}
	return out
}

func isHexDigit(r rune) bool { return strings.ContainsRune("0123456789abcdefABCDEF", r) }

// tries returns the filters by which an operator on the attribute can be told
// from each other operator.
func (a *attribute) tries(op filter.Op) []try {
	if op == filter.Pr {
		return []try{{filter: &filter.Compare{Path: a.path, Op: filter.Pr}}}
	}
	var list []try
	for _, l := range a.pool() {
		t := try{filter: &filter.Compare{Path: a.path, Op: op, Value: l}}
		for _, other := range kindOps[a.kind] {
			if other != filter.Pr {
				t.misreading = append(t.misreading, &filter.Compare{Path: a.path, Op: other, Value: l})
			}
		}
		list = append(list, t)
	}
	return list
}
