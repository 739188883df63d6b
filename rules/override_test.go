package rules_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// An override says where the rule is that it is to replace, if that is not before it.
func TestOverrideBeforeItsPack(t *testing.T) {
	servicenow, _ := rules.Pack("servicenow")
	f := func(override, want string, after ...rules.Source) {
		t.Helper()
		own := rules.Source{File: "own.yaml", Data: []byte("name: own\nrules:\n  - {override: " + override + ", mode: off}\n")}
		_, err := rules.Compile(append([]rules.Source{own}, after...)...)
		if err == nil || err.Error() != "own.yaml:3:16: "+want {
			t.Errorf("%s\n got %v\nwant %s", override, err, want)
		}
	}
	const after = "the rules of servicenow are read after this file; list this file after it"
	f("servicenow/queries.pages", after, servicenow)
	f("servicenow/queries.page", after+`; it has no rule of this name: did you mean "servicenow/queries.pages"?`, servicenow)
	const missing = "the pack servicenow is not among the files before; list it before this file"
	f("servicenow/queries.pages", missing)
	f("servicenow/queries.page", missing+`; it has no rule of this name: did you mean "servicenow/queries.pages"?`)
	f("nobody/page", "there is no rule of this name in the files before; expected no keys here")
}

// Of a file that is read only its own rules are proposed.
func TestOverrideOfNoRule(t *testing.T) {
	one := rules.Source{File: "a.yaml", Data: []byte("name: one\nrules:\n  - {name: alpha, op-case: lower}\n")}
	two := rules.Source{File: "b.yaml", Data: []byte("name: two\nrules:\n  - {name: beta, op-case: lower}\n" +
		"  - {override: one/gamma, mode: off}\n")}
	_, err := rules.Compile(one, two)
	if want := "b.yaml:4:16: there is no rule of this name in the files before; expected one of: one/alpha"; err == nil ||
		err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// An override that is not wanted leaves the rule alone, and one of the mode keeps the
// reason for which the rule is not wanted.
func TestOverrideWithIf(t *testing.T) {
	const one = "name: one\nparams:\n  on: {type: boolean, default: false, says: x}\nrules:\n" +
		"  - {name: a, op-case: lower}\n  - {name: b, if: {on: true}, coerce: booleans}\n"
	f := func(rule, want string) {
		t.Helper()
		set := rulestest.Compile(t, one, "name: two\nparams:\n  on: {type: boolean, default: false, says: x}\nrules:\n  - {"+rule+"}\n")
		var got []string
		for _, i := range set.Infos {
			got = append(got, i.Name+" "+i.Kind)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s\n got %s\nwant %s", rule, s, want)
		}
	}
	f("override: one/a, if: {on: true}, mode: off", "one/a op-case")
	f("override: one/a, if: {on: true}, coerce: booleans", "one/a op-case")
	f("override: one/a, if: {on: false}, coerce: booleans", "one/a coerce")
	f("override: one/a, if: {on: false}, mode: off", "")
	f("override: one/b, mode: shadow", "one/a op-case")
	f("override: one/b, coerce: strings", "one/a op-case, one/b coerce")
}
