package plan

import (
	"testing"

	"scimshim/rewrite/filter"
)

// A resource refutes that one pattern selects all that another does, confirms it, or
// shows too little of both.
func TestWitness(t *testing.T) {
	s := &filter.Scope{Types: filter.Core(), Resource: "Users"}
	f := func(from, to, resource string, want filter.Truth) {
		t.Helper()
		p, err := ParsePattern(from)
		if err != nil {
			t.Fatal(err)
		}
		var q *Pattern
		if to != "" {
			if q, err = ParsePattern(to); err != nil {
				t.Fatal(err)
			}
		}
		w := NewWitness(p, q, s)
		if w == nil {
			t.Fatalf("%s, %s: nothing shows it", from, to)
		}
		if got := w.Refutes(onTape(t, resource), s.Types, s.Resource); got != want {
			t.Errorf("%s, %s: %s: %s, want %s", from, to, resource, got, want)
		}
	}
	const mail, name = `emails[type eq "work" and value eq {v}]`, `userName eq {v}`
	f(mail, name, `{"userName":"a","emails":[{"type":"work","value":"A"}]}`, filter.False)
	f(mail, name, `{"userName":"a","emails":[{"type":"work","value":"b"}]}`, filter.True)
	f(mail, name, `{"userName":"a","emails":[{"type":"home","value":"b"}]}`, filter.Unknown)
	f(mail, name, `{"userName":"a","emails":[{"type":"work","value":"a"},{"type":"work","value":"b"}]}`, filter.True)
	f(mail, name, `{"userName":"a","emails":[{"value":"b"}]}`, filter.Unknown)
	f(mail, name, `{"emails":[{"type":"work","value":"b"}]}`, filter.Unknown)
	f(mail, name, `{"userName":"a"}`, filter.Unknown)
	f(mail, name, `{"userName":"a","emails":[{"type":"work","value":" a "}]}`, filter.Unknown)
	f(mail, name, `{"userName":"a","emails":{"type":"work","value":"b"}}`, filter.True)
	f(`emails[type eq {t} and value eq {v}]`, `emails.value eq {v}`, `{"emails":[{"type":"home","value":"b"}]}`, filter.False)
	f(`userName eq {v} and title eq {w}`, `userName eq {v}`, `{"userName":"a","title":"b"}`, filter.False)
	f(`title pr`, `nickName pr`, `{"title":"b","nickName":null}`, filter.Unknown)
	f(`active eq true`, `title eq "x"`, `{"active":true,"title":"y"}`, filter.True)
	f(`nickName eq {v}`, "", `{"nickName":"b"}`, filter.True)
	f(`nickName eq {v}`, "", `{"userName":"b"}`, filter.Unknown)

	unseen := func(from, to string) {
		t.Helper()
		p, _ := ParsePattern(from)
		q, _ := ParsePattern(to)
		if NewWitness(p, q, s) != nil {
			t.Errorf("%s, %s: is seen", from, to)
		}
	}
	unseen(`{a:attr} eq {v}`, `userName eq {v}`)
	unseen(`userName {o:op} {v}`, `displayName {o:op} {v}`)
	unseen(`userName ne {v}`, `displayName ne {v}`)
	unseen(`userName eq {v}`, `badge eq {v}`)
}
