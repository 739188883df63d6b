package store_test

import (
	"testing"

	"scimshim/rules"
)

// source returns a file for tests.
func source(text string) rules.Source {
	return rules.Source{File: "own.yaml", Data: []byte(text), Unstated: true}
}

// compile compiles files.
func compile(t *testing.T, sources ...rules.Source) *rules.Set {
	t.Helper()
	set, err := rules.Compile(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}
