package page

import (
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/packs"
)

// A page has everything that its pack says for people, and that the pack is good for.
func TestPages(t *testing.T) {
	for _, name := range packs.Names() {
		page, ok := Of(name)
		if !ok {
			t.Fatal(name)
		}
		plain := strings.Join(strings.Fields(page), " ")
		wants := func(text string) {
			t.Helper()
			text = strings.TrimRight(cell(text), ".")
			if !strings.Contains(strings.ToLower(plain), strings.ToLower(text)) {
				t.Errorf("the page of %s lacks %q", name, text)
			}
		}
		s, _ := rules.Pack(name)
		err := tree.ReadWith(s.File, s.Data, tree.Options{Define: "define"}, func(root *tree.Node) {
			forPeople(root, wants)
		})
		if err != nil {
			t.Error(err)
		}
		params, _ := rules.Params(s)
		for _, p := range params {
			wants("`" + p.Name + "`")
		}
		for _, c := range packs.Cases(name) {
			if strings.HasSuffix(c.Pair, "-"+name) {
				wants("`" + c.Name + "`: " + c.Title)
			}
		}
	}
	if _, ok := Of("nothing"); ok {
		t.Error("a page of no pack")
	}
}

// forPeople calls wants with all that a file says for people, but for its flat rules.
func forPeople(n *tree.Node, wants func(string)) {
	if n.IsList() {
		for _, item := range n.All() {
			forPeople(item, wants)
		}
	}
	if !n.IsMap() {
		return
	}
	for key, value := range n.Entries() {
		switch key {
		case "limits":
			for _, l := range value.All() {
				if !l.IsMap() {
					wants(l.String())
				}
			}
			forPeople(value, wants)
		case "why", "message", "title", "text", "says":
			if value.IsScalar() {
				wants(value.String())
			}
		case "source":
			for _, text := range value.Strings() {
				wants(text)
			}
		default:
			forPeople(value, wants)
		}
	}
}

func TestPage(t *testing.T) {
	const file = `
name: acme
for: target
title: Acme
source: https://example.com/scim
params:
  other: {one_of: [drop, refuse], default: drop, says: what to do with other e-mails}
  match: {one_of: [username, refuse], unstated: refuse, says: which name is asked for}
define: {names: [userName, displayName]}
attributes:
  users: {role: [{value: string}], acme: {urn: 'urn:acme:1.0:User', source: string}}
  groups: {owner: any}
limits:
  - {text: userName is never changed, source: the support}
  - there are no pages
normalize: [op_case, {paths: values, why: "other forms fail (Q53)"}]
users:
  queries:
    filters:
      - {attributes: $names, operators: [eq], source: [https://example.com/filters, Q14]}
      - 'emails[type eq "work"]'
  stores:
    emails: {elements: 'type eq "work" or type eq "a|b"', action: "${other}", why: one is stored, message: map one}
    others: drop
  deletes: {action: refuse, why: it is for good, message: disable it}
`
	const want = "# acme\n\nAcme, as the target.\n\n    scimshim serve --target https://example.com/scim/v2 " +
		"--rules CLIENT,acme\n" + `
Sources:

- https://example.com/scim

## Parameters

Set them with ´--set acme.NAME=VALUE´, or in a configuration under ´with:´.

| parameter | values | default | meaning |
|---|---|---|---|
| ´other´ | ´drop´, ´refuse´ | ´drop´ | what to do with other e-mails |
| ´match´ | ´username´, ´refuse´ | none, must be set | which name is asked for |

## Users: attributes

Attributes that are declared beside those of RFC 7643, with their types.

| of | it says |
| --- | --- |
| ´role´ | ´[{value: string}]´ |
| ´acme´ | ´urn: urn:acme:1.0:User´; ´source: string´ |

## Groups: attributes

| of | it says |
| --- | --- |
| ´owner´ | ´any´ |

## normalize

A client's dialect becomes SCIM as the RFCs define it.

| it says | why |
| --- | --- |
| ´op_case´ |  |
| ´paths: values´ | Other forms fail (Q53). |

## Users: queries

The filters, orders, pages and projections that the target accepts.

| of | it says | why |
| --- | --- | --- |
| ´filters´ | ´attributes: [userName, displayName]´; ´operators: [eq]´ | (<https://example.com/filters>, Q14) |
| ´filters´ | ´emails[type eq "work"]´ |  |

## Users: stores

What the target can store, by attribute.

| of | it says | why |
| --- | --- | --- |
| ´emails´ | ´elements: type eq "work" or type eq "a\|b"´; ´action: ${other}´ | One is stored. “map one” |
| ´others´ | ´drop´ |  |

## Users: deletes

What happens to a DELETE.

| it says | why |
| --- | --- |
| ´action: refuse´ | It is for good. “disable it” |

## What it cannot do

- userName is never changed. (the support)
- There are no pages.

## What clients send

- Q14: a comparison after a value path: emails[type eq "work"].value eq "x"
- Q53: no path, and dotted paths as keys
`
	got := pageOf(rules.Source{File: "acme.yaml", Data: []byte(file)})
	if got = strings.ReplaceAll(got, "`", "´"); got != want {
		t.Errorf("got\n%s", got)
	}
}
