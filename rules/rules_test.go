package rules_test

import (
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// An override replaces a rule in its place, or takes it out.
func TestOverride(t *testing.T) {
	const first = "name: one\nrules:\n  - {name: a, op-case: lower}\n  - {name: b, drop: [title]}\n  - {name: c, op-case: lower}\n"
	f := func(second, want string) {
		t.Helper()
		set := rulestest.Compile(t, first, "name: two\nrules:\n"+second)
		var got []string
		for i, info := range set.Infos {
			text := info.Name + " " + info.Kind
			if set.Chain.Steps[i].Mode == rewrite.Shadow {
				text += " shadow"
			}
			got = append(got, text)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s\n got %s\nwant %s", second, s, want)
		}
	}
	f("  - {override: one/b, mode: off}\n", "one/a op-case, one/c op-case")
	f("  - {override: one/b, coerce: booleans}\n", "one/a op-case, one/b coerce, one/c op-case")
	f("  - {override: one/b, mode: shadow}\n", "one/a op-case, one/b drop shadow, one/c op-case")
	f("  - {override: one/b, mode: off}\n  - {override: one/b, mode: shadow}\n", "one/a op-case, one/b drop shadow, one/c op-case")
	f("  - {override: one/b, mode: shadow}\n  - {override: one/b, mode: enforce}\n", "one/a op-case, one/b drop, one/c op-case")
	f("  - {override: one/b, mode: shadow, drop: [title]}\n", "one/a op-case, one/b drop shadow, one/c op-case")
	f("  - {override: one/b, mode: off}\n  - {override: one/b, drop: [nickName]}\n", "one/a op-case, one/b drop, one/c op-case")
	f("  - {name: a, coerce: booleans}\n  - {override: two/a, mode: off}\n", "one/a op-case, one/b drop, one/c op-case")
}

// A Set tells from its hash what it is made of.
func TestHash(t *testing.T) {
	hash := func(s ...rules.Source) string { return rulestest.CompileSources(t, s...).Hash }
	entra, _ := rules.Pack("entra")
	target, _ := rules.Pack("servicenow")
	with := target
	with.Given = []rules.Given{{Name: "unknown_attributes", Value: "refuse"}}
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
		rules.Source{File: "a.yaml", Data: []byte("name: x\nrules:\n  - {name: a, op-case: upper}\n")},
		rules.Source{File: "b.yaml", Data: []byte("name: x\nrules:\n  - {name: b, coerce: all}\n")},
	)
	want := "a.yaml:3:24: expected one of: lower\nb.yaml:1:7: a file of this name was read before; rules are told apart by it\n" +
		"b.yaml:3:23: expected one of: booleans"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v\nwant\n%s", err, want)
	}
}
