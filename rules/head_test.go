package rules_test

import (
	"reflect"
	"testing"

	"scimshim/rules"
)

func TestHead(t *testing.T) {
	const file = `
name: acme
for: target
title: Acme
source: [https://example.com/scim, "the vendor's support, case 7"]
params:
  most: {default: 100, says: the largest page}
limits:
  - a group has no externalId
  - {text: "a page has at most ${most}", source: https://example.com/pages}
normalize: [op_case]
`
	want := rules.Head{
		Name: "acme", Side: "target", Title: "Acme", Sources: []string{"https://example.com/scim", "the vendor's support, case 7"},
		Limits: []rules.Limit{
			{Text: "a group has no externalId"},
			{Text: "a page has at most 100", Sources: []string{"https://example.com/pages"}},
		},
	}
	s := rules.Source{File: "acme.yaml", Data: []byte(file)}
	if _, err := rules.Compile(s); err != nil {
		t.Error(err)
	}
	if got := rules.HeadOf(s); !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

// The type of a parameter is that of its default, if nothing else is said.
func TestParamType(t *testing.T) {
	const file = `
name: acme
params:
  delete: {one_of: [pass, refuse], default: pass, says: x}
  most: {default: 100, says: x}
  keep: {default: false, says: x}
  label: {default: "7", says: x}
  match: {one_of: [a, b], unstated: a, says: x}
`
	list, err := rules.Params(rules.Source{File: "acme.yaml", Data: []byte(file)})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"string", "integer", "boolean", "string", "string"}
	for i, p := range list {
		if p.Type != want[i] {
			t.Errorf("%s is %s, want %s", p.Name, p.Type, want[i])
		}
	}
}
