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
	f("step: own/read.un, mode: disabled",
		"own.yaml:5:12: no earlier file has a step with this name; expected one of: own/read.unquoted")
	f("step: own/read.unqoted, mode: disabled",
		`own.yaml:5:12: no earlier file has a step with this name; did you mean "own/read.unquoted"?`)
	f("step: own/read.unquoted", "own.yaml:5:5: expected a mode for the step (enforce, shadow, disabled), or "+
		"with and ")
	f("step: own/read.unquoted, mode: dry", "own.yaml:5:37: expected one of: enforce, shadow, disabled")
	f("step: own/stores.userName, with: {read: [spacing]}", "own.yaml:5:40: expected a block of the same kind as "+
		"the step, stores")
	f("step: own/stores.userName, with: {stores: {userName: {max_length: 2, pattern: x}}}",
		"own.yaml:5:59: the block expands to several steps; expected one to replace own/stores.userName")
	f("step: own/read.unquoted, mode: disabled, wy: x", `own.yaml:5:47: unknown key "wy"; did you mean "why"?`)
}

// An override says where the step is that it is to change, if that is not before it.
func TestOverridesBeforeTheirPack(t *testing.T) {
	servicenow, _ := rules.Pack("servicenow")
	f := func(step, want string, after ...rules.Source) {
		t.Helper()
		own := rules.Source{File: "own.yaml", Data: []byte("name: own\noverrides: [{step: " + step + ", mode: disabled}]\n")}
		_, err := rules.Compile(append([]rules.Source{own}, after...)...)
		if err == nil || err.Error() != "own.yaml:2:20: "+want {
			t.Errorf("%s\n got %v\nwant %s", step, err, want)
		}
	}
	f("pack/users.stores.userNme", "the file pack is read after this one; list this one after it; it has no step "+
		"with this name: "+
		""+`did you mean "pack/users.stores.userName"?`, rules.Source{File: "pack.yaml", Data: []byte(overridden)})
	const after = "the file servicenow is read after this one; list this one after it"
	f("servicenow/queries.pages", after, servicenow)
	f("servicenow/queries.page", after+`; it has no step with this name: did you mean "servicenow/queries.pages"?`, servicenow)
	const missing = "the pack servicenow is not among the earlier files; list it before this file"
	f("servicenow/queries.pages", missing)
	f("servicenow/queries.page", missing+`; it has no step with this name: did you mean "servicenow/queries.pages"?`)
	f("nobody/page", "no earlier file has a step with this name; expected no keys here")
}

// Of a file that is read only its own steps are proposed.
func TestOverridesOfNoStep(t *testing.T) {
	one := rules.Source{File: "a.yaml", Data: []byte("name: one\nread: [unquoted]\n")}
	two := rules.Source{File: "b.yaml", Data: []byte("name: two\nread: [spacing]\noverrides: [{step: one/gamma, mode: disabled}]\n")}
	_, err := rules.Compile(one, two)
	if want := "b.yaml:3:20: no earlier file has a step with this name; expected one of: " +
		"one/read.unquoted"; err == nil ||
		err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// An override that is not wanted leaves the step alone, and one of the mode keeps the
// reason for which the step is not wanted.
func TestOverridesWithIf(t *testing.T) {
	const params, two = "params: {on: {default: false, says: x}}\n", "pack/users.stores.displayName"
	const one, filters = "pack/users.stores.userName", "pack/users.queries.filters"
	f := func(override, want string) {
		t.Helper()
		set := rulestest.Compile(t, overridden, "name: own\n"+params+"overrides:\n  - {"+override+"}\n")
		var got []string
		for _, i := range set.Infos {
			got = append(got, i.Name)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s\n got %s\nwant %s", override, s, want)
		}
	}
	f("step: "+one+", if: {on: true}, mode: disabled", one+", "+filters)
	f("step: "+one+", if: {on: false}, mode: disabled", filters)
	f("step: "+two+", mode: shadow", one+", "+filters)
	f("step: "+two+", with: {stores: {displayName: {max_length: 3}}}", one+", "+two+", "+filters)

	unwanted := rulestest.Compile(t, overridden, "name: own\n"+params+
		"overrides: [{step: "+one+", if: {on: true}, with: {stores: {userName: {max_length: 3}}}}]\n")
	if r := rulestest.Do(t, unwanted, "POST /Users\n\n"+`{"userName":"adam"}`, "201\n\n{}"); r.Sent == nil {
		t.Errorf("the step is not left alone: %v", r.Err)
	}
}

// planned is a file in which a PATCH is planned by what is stored.
const planned = `name: pack
users:
  stores:
    emails: {elements: 'type eq "work"', max_elements: 1, parts: [value, type, primary]}
    userName: {required: true}
    title: {max_length: 9}
    others: {action: drop, methods: [POST]}
  patch:
    elements: {emails: {write: replace, stamp: {primary: true}}, ims: {write: in_place, paths: ['ims[type eq "icq"]']}}
    never: [{forms: [filtered_replace], except: [emails, ims]}]
`

// What an override says of what is stored also holds for the steps that are planned by it.
func TestOverridesArePlannedBy(t *testing.T) {
	const home, work = `emails[type eq \"home\"].value`, `emails[type eq \"work\"].value`
	f := func(overrides, path, want string) {
		t.Helper()
		set := rulestest.Compile(t, planned, "name: own\noverrides:\n"+overrides)
		body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"` + path +
			`","value":"a@example.com"}]}`
		r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+body, "204")
		got := "nothing"
		if r.Sent != nil {
			_, got, _ = strings.Cut(strings.TrimSuffix(r.Sent.Body, "]}"), `"Operations":[`)
		}
		for i, v := range r.Trace.Visits() {
			if v.Dropped > 0 && set.Infos[i].Kind == "patch" {
				got += " dropped"
			}
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", overrides, got, want)
		}
	}
	whole := func(kind string) string {
		return `{"op":"replace","path":"emails","value":[{"type":"` + kind + `","value":"a@example.com","primary":true}]}`
	}
	const elements = "  - {step: pack/users.stores.emails.elements, with: {stores: {emails: {elements: 'type eq \"home\"'}}}}\n"
	const stamp = "  - {step: pack/users.patch.elements.emails, with: {patch: {elements: {emails: {write: replace, stamp: {primary: true}}}}}}\n"
	const parts = "  - {step: pack/users.stores.emails.parts, with: {stores: {emails: {parts: [value, type, primary, display]}}}}\n"
	f(elements+stamp, home, whole("home"))
	f(stamp+elements, home, whole("home"))
	f("  []\n", work, whole("work"))
	f(parts, work, whole("work")+" dropped")
	f(parts+"  - {step: pack/users.stores.emails.parts, with: {stores: {emails: {parts: [value, type, primary]}}}}\n", work, whole("work"))
	f("  - {step: pack/users.stores.emails.parts, mode: disabled}\n", work, whole("work")+" dropped")
	f("  - {step: pack/users.stores.emails.parts, mode: shadow}\n", work, whole("work"))
}

// An override that contradicts a step which is planned by what it changes is refused, at its place.
func TestOverridesContradict(t *testing.T) {
	f := func(override, want string) {
		t.Helper()
		own := rules.Source{File: "own.yaml", Data: []byte("name: own\noverrides:\n  - {step: " + override + "}\n")}
		_, err := rules.Compile(rules.Source{File: "pack.yaml", Data: []byte(planned)}, own)
		if err == nil || !strings.HasPrefix(err.Error(), "own.yaml:3:12: this contradicts pack/users."+want) {
			t.Errorf("%s\n got %v\nwant %s", override, err, want)
		}
	}
	const emails = "patch.elements.emails (pack.yaml:9:24), which needs an override too: "
	f("pack/users.stores.emails.max_elements, with: {stores: {emails: {max_elements: 1, methods: [POST]}}}",
		emails+"a replace by one element loses the others; ")
	f("pack/users.stores.emails.max_elements, mode: disabled", emails+"a replace by one element loses the others; ")
	f("pack/users.stores.emails.parts, with: {stores: {emails: {parts: [value]}}}",
		"patch.elements.emails (pack.yaml:9:49), which needs an override too: stores does not list it among the parts")
	f("pack/users.stores.title, with: {stores: {emails: {stored: [POST], action: drop}}}",
		emails+"stores says that no PATCH writes emails; ")
	f("pack/users.patch.never.filtered_replace, with: {patch: {never: {forms: [filtered_replace], except: [emails]}}}",
		"patch.elements.ims (pack.yaml:9:79), which needs an override too: filtered_replace, which in_place sends, is refused")
}

// What an override requires is not to be kept from the target by what it leaves as it is.
func TestOverrideRequires(t *testing.T) {
	own := rules.Source{File: "own.yaml", Data: []byte("name: own\noverrides:\n" +
		"  - {step: pack/users.stores.userName, with: {stores: {nickName: {required: true}}}}\n")}
	_, err := rules.Compile(rules.Source{File: "pack.yaml", Data: []byte(planned)}, own)
	if want := "own.yaml:3:67: it is required of a POST, and others (drop, pack.yaml:7:5) takes it for no attribute of " +
		"the target; name it in attributes, or describe it"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// Other elements are still those that the file does not describe.
func TestOverrideOfOthers(t *testing.T) {
	const file = "name: pack\nusers:\n  patch: {elements: {emails: {write: in_place, paths: ['emails[type eq \"work\"]']}, others: drop}}\n"
	set := rulestest.Compile(t, file,
		"name: own\noverrides: [{step: pack/users.patch.elements.others, with: {patch: {elements: {others: refuse}}}}]\n")
	body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],` +
		`"Operations":[{"op":"replace","path":"emails[type eq \"work\"].value","value":"a@example.com"}]}`
	if r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+body, "204"); r.Sent == nil {
		t.Errorf("an e-mail, of which the file says how it is written, is refused: %v", r.Err)
	}
}
