package store_test

import (
	"slices"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/store"
)

// Steps are called by the attribute and the option, and stand before what is of a later phase.
func TestStoresSteps(t *testing.T) {
	set := compile(t, source(`name: own
params:
  leavers: {type: boolean, default: false, says: x}
  names: {type: string, one_of: [pass, warn, refuse], default: pass, says: x}
users:
  stores:
    texts: [{name: marks, refuse: '[<]', source: Q58}, {refuse: '[>]'}]
    emails:
      - {elements: 'type eq "work"', max_elements: 1, prefer: 'primary eq true', why: One e-mail is stored, source: [Q58, 'https://example.com/']}
      - {name: bare, parts: [value, type], methods: [PATCH]}
    userName: {max_length: 20}
    displayName: {max_length: 20, action: "${names}"}
    enterprise.department: {stored: false, why: It is refused}
    enterprise.costCenter: {stored: false, action: warn, if: {leavers: true}}
    enterprise.division: {stored: false, action: drop}
    title: [{required: true}, {name: kept, required: true, max_length: 9, methods: [PATCH]}]
    roles: {stored: [POST, PUT]}
    active: {immutable: false}
    others: {action: drop, why: They are refused}
`))
	type step struct{ name, methods string }
	var got []step
	for _, i := range set.Infos {
		got = append(got, step{i.Name, strings.Join(i.When.Methods, " ")})
	}
	want := []step{
		{"own/users.stores.others.post", "POST PUT"},
		{"own/users.stores.others.patch", "PATCH"},
		{"own/users.stores.emails.elements", "POST PUT PATCH"},
		{"own/users.stores.emails.max_elements", "POST PUT PATCH"},
		{"own/users.stores.userName", ""},
		{"own/users.stores.enterprise.division", "POST PUT PATCH"},
		{"own/users.stores.title", "POST PUT"},
		{"own/users.stores.title.kept.required", "PATCH"},
		{"own/users.stores.title.kept.max_length", "PATCH"},
		{"own/users.stores.texts.marks", "POST PUT PATCH"},
		{"own/users.stores.texts", "POST PUT PATCH"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if i := set.Infos[0]; i.Why != "They are refused" || i.Kind != "stores" {
		t.Errorf("%s: kind %q, why %q", i.Name, i.Kind, i.Why)
	}
	if i := set.Infos[3]; i.Why != "One e-mail is stored" || !slices.Equal(i.Sources, []string{"Q58", "https://example.com/"}) {
		t.Errorf("%s: why %q, sources %q", i.Name, i.Why, i.Sources)
	}
}

// What a misspelled attribute is, is said once, at its place.
func TestStoresWarns(t *testing.T) {
	set := compile(t, source("name: own\nusers:\n  stores:\n    emails: {elements: 'tpye eq \"work\"', parts: [valeu, type]}\n    usrName: {required: true}\n"))
	var got []string
	for _, d := range set.Doubts {
		got = append(got, d.Error())
	}
	for i, want := range []string{"own.yaml:4:25: ", "own.yaml:4:50: ", "own.yaml:5:5: "} {
		if len(got) != 3 || !strings.HasPrefix(got[i], want) {
			t.Errorf("got %q, want one at %s", got, want)
		}
	}
}

// Each example of the manual page compiles.
func TestStoresManual(t *testing.T) {
	page, ok := store.Kinds.Manual("stores")
	if !ok {
		t.Fatal("no manual page")
	}
	examples := 0
	for text := range strings.SplitSeq(page, "\n\n") {
		if !strings.HasPrefix(text, "\tstores:") {
			continue
		}
		examples++
		text = "name: own\nattributes: {users: {servicenow: {urn: 'urn:ietf:params:scim:schemas:extension:servicenow:custom:2.0:User'}}}\nusers:" +
			strings.ReplaceAll("\n"+text, "\n\t", "\n  ")
		set, err := rules.Compile(source(text))
		if err != nil || len(set.Doubts) > 0 {
			t.Errorf("%s\n%v %v", text, err, set)
		}
	}
	if examples < 4 {
		t.Errorf("%d examples in\n%s", examples, page)
	}
}
