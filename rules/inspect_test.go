package rules

import (
	"strings"
	"testing"
)

const accepting = "  - {name: u, when: {resource: Users}, accept: ['id eq {v}']}\n" +
	"  - {name: g, when: {resource: Groups}, accept: ['id eq {v}']}\n"

// Doubts are what is allowed and may not be meant.
func TestDoubts(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		var got []string
		for _, d := range compile(t, "name: t\nrules:\n"+text).Doubts {
			got = append(got, strings.TrimPrefix(d.Error(), "f1.yaml:"))
		}
		if s := strings.Join(got, "\n"); s != want {
			t.Errorf("%s\n got %s\nwant %s", text, s, want)
		}
	}
	f(accepting, "")
	f("  - {name: a, op-case: lower}\n", "3:5: no rule accepts filters of Users: what can be read is forwarded as it is\n"+
		"3:5: no rule accepts filters of Groups: what can be read is forwarded as it is")
	f("  - {name: u, mode: shadow, when: {resource: Users}, accept: ['id eq {v}']}\n  - {name: g, when: {resource: Groups}, accept: ['id eq {v}']}\n",
		"4:5: no rule accepts filters of Users: what can be read is forwarded as it is")
	f(accepting+"  - {name: a, op-case: lower}\n  - {name: b, op-case: lower}\n", "6:5: rule t/b can never fire: t/a does the same before it")
	f(accepting+"  - {name: a, when: {resource: Users}, op-case: lower}\n  - {name: b, op-case: lower}\n", "")
	f(accepting+"  - {name: a, mode: shadow, op-case: lower}\n  - {name: b, op-case: lower}\n", "")
	f(accepting+"  - {name: a, rename: {from: title, to: rank}}\n  - {name: b, rename: {from: rank, to: title}}\n",
		"6:5: rule t/b undoes t/a: the two are a loop")
	f(accepting+"  - {name: a, rename: {from: title, to: rank, answers: false}}\n  - {name: b, rename: {from: rank, to: title}}\n",
		"6:5: rule t/b undoes t/a: the two are a loop")
	f(accepting+"  - {name: a, rename: {from: title, to: rank, answers: false}}\n"+
		"  - {name: b, rename: {from: rank, to: title, answers: false}}\n", "")
	f(accepting+"  - {name: a, schemas: exact}\n  - {name: b, schemas: exact}\n",
		"6:5: rule t/b can never fire: t/a does the same before it")
	f(accepting+"  - {name: a, schemas: exact}\n  - {name: k, keep: {attributes: [title], otherwise: drop}}\n"+
		"  - {name: b, schemas: exact}\n", "")
	f(accepting+"  - {name: a, rename: {from: title, to: rank}}\n  - {name: b, rename: {from: title, to: grade}}\n",
		"6:5: rule t/b can never fire: t/a gives the attribute another name before it")
	f(accepting+"  - {name: a, rename: {from: title, to: rank}}\n  - {name: b, rename: {from: nickName, to: rank}}\n",
		"6:5: rule t/b gives its name in answers to what t/a calls the same at the target; turn one of them off")
	f(accepting+"  - {name: a, drop: [title]}\n  - {name: b, rename: {from: title, to: grade}}\n",
		"6:5: rule t/b can never fire on a write: t/a drops the attribute before it")
	f(accepting+"  - {name: a, filter: {match: 'title eq {v}', to: 'userName eq {v}', assume: complete}}\n"+
		"  - {name: b, filter: {match: 'title eq {v}', to: 'id eq {v}', assume: complete}}\n",
		"6:5: rule t/b can never fire: t/a replaces the same filter before it")
	f(accepting+"  - {name: a, filter: {match: 'title eq {v} and id pr', to: 'title eq {v}'}}\n",
		`5:23: rule t/a also selects {"title":"ada"}, which its match does not with {v} as "ada"; answers are checked against match`)
}
