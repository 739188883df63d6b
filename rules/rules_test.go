package rules_test

import (
	"slices"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// A Set tells from its hash what it is made of.
func TestHash(t *testing.T) {
	hash := func(s ...rules.Source) string { return rulestest.CompileSources(t, s...).Hash }
	entra, _ := rules.Pack("entra")
	target, _ := rules.Pack("servicenow")
	with := target
	with.Given = []rules.Given{{Name: "user_delete", Value: "refuse"}}
	all := []string{hash(entra), hash(target), hash(entra, target), hash(target, entra), hash(entra, with)}
	if got := slices.Compact(slices.Sorted(slices.Values(all))); len(got) != len(all) {
		t.Errorf("sets that differ have hashes that do not: %v", all)
	}
	if one, again := hash(entra, target), hash(entra, target); one != again {
		t.Error("equal sets have hashes that differ")
	}
}

// Several files with one name, and faults of all files, are found in one run.
func TestFaultsOfSeveralFiles(t *testing.T) {
	_, err := rules.Compile(
		rules.Source{File: "a.yaml", Data: []byte("name: x\nread: [sloppy]\n")},
		rules.Source{File: "b.yaml", Data: []byte("name: x\nnormalize: [numbers]\n")},
	)
	want := "a.yaml:2:8: expected one of: element_compare"
	const second = "\nb.yaml:1:7: another file in the chain has this name; step names must be " +
		"unique\nb.yaml:2:13: expected one of: "
	if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), second) {
		t.Errorf("%v\nwant\n%s ...%s", err, want, second)
	}
}
