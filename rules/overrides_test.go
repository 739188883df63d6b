package rules_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/blocktest"
	"scimshim/rules/rulestest"
)

// overridden is a file of which steps are overridden.
const overridden = `name: pack
params: {on: {type: boolean, default: false, says: x}}
users:
  stores: {userName: {max_length: 20}, displayName: {max_length: 30, if: {on: true}}}
  queries: {filters: ['userName eq {value}']}
`

// A step is overridden by its name: in another mode, by something else, with a reason.
func TestOverrides(t *testing.T) {
	f := func(override, want string) {
		t.Helper()
		set := rulestest.Compile(t, overridden, "name: own\nparams: {yes: {type: boolean, default: true, says: x}}\noverrides:\n  - {"+override+"}\n")
		var got []string
		for _, i := range set.Infos {
			s := i.Name
			if i.Mode == rewrite.Shadow {
				s += " in shadow"
			}
			if i.Why != "" {
				s += " because " + i.Why
			}
			got = append(got, s)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s\n got %s\nwant %s", override, s, want)
		}
	}
	const length, filters = "pack/users.stores.userName", "pack/users.queries.filters"
	f("step: "+length+", mode: disabled", filters)
	f("step: "+length+", mode: shadow, why: we look", length+" in shadow because we look, "+filters)
	f("step: "+length+", mode: enforce", length+", "+filters)
	f("step: "+length+", mode: disabled, if: {yes: false}", length+", "+filters)
	f("step: pack/users.stores.displayName, mode: enforce", length+", "+filters)
	f("step: "+length+", mode: shadow, with: {stores: {userName: {max_length: 5}}}", length+" in shadow, "+filters)
}

// What stands in the place of a step does what it says, for the endpoint of the step.
func TestOverrideWith(t *testing.T) {
	set := rulestest.Compile(t, overridden,
		"name: own\noverrides:\n  - {step: pack/users.stores.userName, with: {stores: {userName: {max_length: 3}}}}\n")
	r := rulestest.Do(t, set, "POST /Users\n\n"+`{"userName":"adam"}`, "500\n\n")
	if r.Sent != nil {
		t.Error("a userName that is too long is sent")
	}
	if r := rulestest.Do(t, set, "POST /Groups\n\n"+`{"userName":"adam"}`, "500\n\n"); r.Sent == nil {
		t.Errorf("a group is refused: %v", r.Err)
	}
}

func TestOverridesRefuse(t *testing.T) {
	f := func(override, want string) {
		t.Helper()
		blocktest.Refuses(t, "read: [unquoted]\nstores: {userName: {max_length: 20}}\noverrides:\n  - {"+override+"}", want)
	}
	f("step: own/read.unqoted, mode: disabled",
		`own.yaml:5:12: there is no step of this name in the files before; did you mean "own/read.unquoted"?`)
	f("step: own/read.unquoted", "own.yaml:5:5: expected a mode (enforce, shadow, disabled) for the step, or with and ")
	f("step: own/read.unquoted, mode: dry", "own.yaml:5:37: expected one of: enforce, shadow, disabled")
	f("step: own/stores.userName, with: {read: [spacing]}", "own.yaml:5:40: expected a block of the kind of the step, stores")
	f("step: own/stores.userName, with: {stores: {userName: {max_length: 2, pattern: x}}}",
		"own.yaml:5:59: the block comes to several steps; one is to stand in the place of own/stores.userName")
	f("step: own/read.unquoted, mode: disabled, wy: x", `own.yaml:5:47: unknown key "wy"; did you mean "why"?`)
}

// An override says where the step is that it is to change, if that is not before it.
func TestOverridesBeforeTheirPack(t *testing.T) {
	own := rules.Source{File: "own.yaml", Data: []byte("name: own\noverrides: [{step: pack/users.stores.userNme, mode: disabled}]\n")}
	pack := rules.Source{File: "pack.yaml", Data: []byte(overridden)}
	_, err := rules.Compile(own, pack)
	const want = "own.yaml:2:20: the file pack is read after this one; list this one after it; it has no step of this name: " +
		`did you mean "pack/users.stores.userName"?`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}
