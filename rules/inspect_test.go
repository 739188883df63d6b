package rules_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

// A chain is remarked for what is allowed and may not be meant.
func TestWarnings(t *testing.T) {
	f := func(first, second, want string) {
		t.Helper()
		const declaring = "attributes: {users: {rank: any, grade: any}}\n"
		var got []string
		for _, d := range rulestest.Compile(t, "name: t\n"+declaring+first+"\n", "name: u\n"+second+"\n").Doubts {
			got = append(got, strings.TrimPrefix(d.Error(), "f2.yaml:"))
		}
		if s := strings.Join(got, "\n"); s != want {
			t.Errorf("%s\n%s\n got %s\nwant %s", first, second, s, want)
		}
	}
	f("read: [unquoted]", "read: [unescaped]", "")
	f("normalize: [op_case]", "normalize: "+
		"[op_case]", `2:13: step u/normalize.op_case can never act: t/normalize.op_case does the same before it`)
	f("users: {normalize: [op_case]}", "normalize: [op_case]", "")
	f("normalize: [schemas]", "normalize: "+
		"[schemas]", `2:13: step u/normalize.schemas can never act: t/normalize.schemas does the same before it`)
	f("users: {rename: {from: title, to: rank}}", "users: {rename: {from: rank, to: "+
		"title}}", `2:17: step u/users.rename.rank undoes t/users.rename.title: the two form a loop`)
	f("users: {rename: {from: title, to: rank, in: requests}}", "users: {rename: {from: rank, to: "+
		"title}}", `2:17: step u/users.rename.rank undoes t/users.rename.title: the two form a loop`)
	f("users: {rename: {from: title, to: rank, in: requests}}", "users: {rename: {from: rank, to: title, in: requests}}", "")
	f("users: {rename: {from: title, to: rank}}", "users: {rename: {from: title, to: "+
		"grade}}", `2:17: step u/users.rename.title can never act: t/users.rename.title renames the attribute before it`)
	f("users: {rename: {from: title, to: rank}}", "users: {rename: {from: nickName, to: "+
		"rank}}", `2:17: step u/users.rename.nickName restores its name in answers from the same target attribute as t/users.rename.title; disable one of them`)
	f("users: {drop: [title]}", "users: {rename: {from: title, to: "+
		"grade}}", `2:17: step u/users.rename.title can never act on a write: t/users.drop drops the attribute before it`)
	f("users: {filter: {match: 'title eq {v}', to: 'userName eq {v}', assume: complete}}",
		"users: {filter: {match: 'title eq {v}', to: 'id eq {v}', assume: "+
			"complete}}", `2:17: step u/users.filter.title can never act: t/users.filter.title replaces the same filter before it`)
	f("read: [unquoted]", "users: {filter: {match: 'title eq {v} and id pr', to: 'title eq "+
		"{v}'}}", `2:17: step u/users.filter.title also selects {"title":"ada"}, which its match does not with {v} as "ada"; answers are checked against match`)
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
	const open = " the target accepts: every valid filter is forwarded unchanged"
	const accepting = "users: {queries: {filters: ['id eq {v}']}}\ngroups: {queries: {filters: ['id eq {v}']}}\n"
	f("name: t\nfor: target\n" + accepting)
	f("name: t\nfor: client\n" + accepting)
	f("name: t\n"+accepting, "f1.yaml:1:1: no file is for a client or a target: ")
	f("name: t\nfor: target\nnormalize: [op_case]\n",
		"f1.yaml:3:13: no step says which filters of Users"+open, "f1.yaml:3:13: no step says which filters of "+
			"Groups"+open)
	f("name: t\nfor: target\n"+accepting+"overrides: [{step: t/users.queries.filters, mode: shadow}]\n",
		"f1.yaml:4:29: no step says which filters of Users"+open)
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
	f("entra.yaml:1:1: entra, which is for the client, comes after servicenow, which is for the target; list it "+
		"first",
		"servicenow", "entra")
	f("sentry.yaml:1:1: the rules of two targets, servicenow and sentry, are combined, so only what both accept "+
		"is sent; remove one", "entra", "servicenow", "sentry")
}
