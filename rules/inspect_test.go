package rules_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

// declaring makes one line of attributes and no doubt of them.
const declaring = "attributes: [{resource: Users, path: rank}, {resource: Users, path: grade}]\n"

// Doubts are what is allowed and may not be meant.
func TestDoubts(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		var got []string
		for _, d := range rulestest.Compile(t, "name: t\n"+declaring+"rules:\n"+text).Doubts {
			got = append(got, strings.TrimPrefix(d.Error(), "f1.yaml:"))
		}
		if s := strings.Join(got, "\n"); s != want {
			t.Errorf("%s\n got %s\nwant %s", text, s, want)
		}
	}
	f(rulestest.Accepting, "")
	f(rulestest.Accepting+"  - {name: a, op-case: lower}\n  - {name: b, op-case: lower}\n", "7:5: rule t/b can never fire: t/a does the same before it")
	f(rulestest.Accepting+"  - {name: a, when: {resource: Users}, op-case: lower}\n  - {name: b, op-case: lower}\n", "")
	f(rulestest.Accepting+"  - {name: a, mode: shadow, op-case: lower}\n  - {name: b, op-case: lower}\n", "")
	f(rulestest.Accepting+"  - {name: a, rename: {from: title, to: rank}}\n  - {name: b, rename: {from: rank, to: title}}\n",
		"7:5: rule t/b undoes t/a: the two are a loop")
	f(rulestest.Accepting+"  - {name: a, rename: {from: title, to: rank, answers: false}}\n  - {name: b, rename: {from: rank, to: title}}\n",
		"7:5: rule t/b undoes t/a: the two are a loop")
	f(rulestest.Accepting+"  - {name: a, rename: {from: title, to: rank, answers: false}}\n"+
		"  - {name: b, rename: {from: rank, to: title, answers: false}}\n", "")
	f(rulestest.Accepting+"  - {name: a, schemas: exact}\n  - {name: b, schemas: exact}\n",
		"7:5: rule t/b can never fire: t/a does the same before it")
	f(rulestest.Accepting+"  - {name: a, schemas: exact}\n  - {name: k, keep: {attributes: [title], otherwise: drop}}\n"+
		"  - {name: b, schemas: exact}\n", "")
	f(rulestest.Accepting+"  - {name: a, rename: {from: title, to: rank}}\n  - {name: b, rename: {from: title, to: grade}}\n",
		"7:5: rule t/b can never fire: t/a gives the attribute another name before it")
	f(rulestest.Accepting+"  - {name: a, rename: {from: title, to: rank}}\n  - {name: b, rename: {from: nickName, to: rank}}\n",
		"7:5: rule t/b gives its name in answers to what t/a calls the same at the target; turn one of them off")
	f(rulestest.Accepting+"  - {name: a, drop: [title]}\n  - {name: b, rename: {from: title, to: grade}}\n",
		"7:5: rule t/b can never fire on a write: t/a drops the attribute before it")
	f(rulestest.Accepting+"  - {name: a, filter: {match: 'title eq {v}', to: 'userName eq {v}', assume: complete}}\n"+
		"  - {name: b, filter: {match: 'title eq {v}', to: 'id eq {v}', assume: complete}}\n",
		"7:5: rule t/b can never fire: t/a replaces the same filter before it")
	f(rulestest.Accepting+"  - {name: a, filter: {match: 'title eq {v} and id pr', to: 'title eq {v}'}}\n",
		`6:23: rule t/a also selects {"title":"ada"}, which its match does not with {v} as "ada"; answers are checked against match`)
}

// A chain lacks what says which filters the target takes, or whose packs it is made of.
func TestLacks(t *testing.T) {
	f := func(text string, want ...string) {
		t.Helper()
		got := rulestest.Compile(t, text).Lacks
		same := len(got) == len(want)
		for i := 0; same && i < len(want); i++ {
			same = strings.HasPrefix(got[i].Error(), want[i])
		}
		if !same {
			t.Errorf("%s\n got %v\nwant %s", text, got, strings.Join(want, "\n"))
		}
	}
	const open = ": what can be read is forwarded as it is"
	f("name: t\nfor: target\nrules:\n" + rulestest.Accepting)
	f("name: t\nfor: client\nrules:\n" + rulestest.Accepting)
	f("name: t\nrules:\n"+rulestest.Accepting, "f1.yaml:1:1: none of the rules is made for a client or a target: ")
	f("name: t\nfor: target\nrules:\n  - {name: a, op-case: lower}\n",
		"f1.yaml:4:5: no rule accepts filters of Users"+open, "f1.yaml:4:5: no rule accepts filters of Groups"+open)
	f("name: t\nfor: target\nrules:\n  - {name: u, mode: shadow, when: {resource: Users}, accept: ['id eq {v}']}\n"+
		"  - {name: g, when: {resource: Groups}, accept: ['id eq {v}']}\n",
		"f1.yaml:5:5: no rule accepts filters of Users"+open)
}

// The files of a client come before those of the one target.
func TestOrderOfFiles(t *testing.T) {
	f := func(want string, names ...string) {
		t.Helper()
		var got []string
		for _, d := range rulestest.Packs(t, names...).Doubts {
			if strings.Contains(d.Msg, "client") || strings.Contains(d.Msg, "targets") {
				got = append(got, d.Error())
			}
		}
		if s := strings.Join(got, "\n"); s != want {
			t.Errorf("%v\n got %s\nwant %s", names, s, want)
		}
	}
	f("", "entra", "servicenow")
	f("", "entra", "okta", "servicenow")
	f("entra.yaml:1:1: entra, which is for the client, stands after servicenow, which is for the target; list it before",
		"servicenow", "entra")
	f("sentry.yaml:1:1: the rules of two targets, servicenow and sentry, are joined, so that only what both take is "+
		"sent; leave one out", "entra", "servicenow", "sentry")
}
