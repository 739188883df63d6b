package plan

import (
	"flag"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
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

func users() *filter.Scope { return &filter.Scope{Types: filter.Core(), Resource: "Users"} }

// read parses a filter, with comparisons after brackets.
func read(t testing.TB, s string) filter.Expr {
	t.Helper()
	e, _, err := filter.ParseLenient(s, filter.ElementCompare)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return e
}

func path(t testing.TB, s string) filter.Path {
	t.Helper()
	p, err := filter.ParsePath(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// onTape returns the value that a text is.
func onTape(t testing.TB, text string) json.Value {
	t.Helper()
	var tape json.Tape
	if err := tape.Read(text, nil); err != nil {
		t.Fatal(err)
	}
	return tape.Root()
}
