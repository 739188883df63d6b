package filter

import (
	"fmt"
	"strings"
	"testing"
)

// A Judge judges as its Scope does, until it is spent.
func TestJudge(t *testing.T) {
	s := Scope{Types: Core(), Resource: "Users", Hidden: func(p Path) bool { return p.Name == "title" }}
	j := NewJudge(s)
	f := func(text, resource string) {
		t.Helper()
		e, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if got, want := j.Holds(e, resource), s.Holds(e, resource); got != want || j.Spent() {
				t.Errorf("%s on %s: %v, want %v", text, resource, got, want)
			}
		}
	}
	const full = `{"userName":"joe","emails":[{"type":"work","value":"a"},{"type":"home"}],"name":{"givenName":"j"}}`
	for _, resource := range []string{full, `{}`, `{"emails":"a"}`} {
		f(`userName eq "JOE"`, resource)
		f(`title pr`, resource)
		f(`emails eq "a" or emails pr`, resource)
		f(`emails[type eq "work" and value eq "a"]`, resource)
		f(`emails[value eq "b"] or name[value eq "b"]`, resource)
		f(`emails.type eq "home" and not (emails.value eq null)`, resource)
		f(`name.givenName eq "j"`, resource)
		f(`name eq "j"`, resource)
	}
}

// Terms times values are bounded: beyond that, nothing is known.
func TestJudgeIsBounded(t *testing.T) {
	t.Parallel()
	joined := func(n int, format, sep string) string {
		terms := make([]string, n)
		for i := range terms {
			terms[i] = strings.ReplaceAll(format, "#", fmt.Sprint(i))
		}
		return strings.Join(terms, sep)
	}
	numbered := func(n int, format string) string { return joined(n, format, ",") }
	anyOf := func(n int, format string) string { return joined(n, format, " or ") }
	emails := func(elements string) string { return `{"emails":[` + elements + `],"userName":"x"}` }
	f := func(text, resource string) {
		t.Helper()
		e, err := Parse(text + ` or not (userName pr)`)
		if err != nil {
			t.Fatal(err)
		}
		j := NewJudge(Scope{Types: Core(), Resource: "Users"})
		if got := j.Holds(e, resource); got != Unknown || !j.Spent() || j.Holds(e, `{}`) != Unknown {
			t.Errorf("%.40s: %v, spent: %t", text, got, j.Spent())
		}
	}
	values := emails(numbered(100_000, `{"value":"x#"}`))
	f(anyOf(255, `emails.value eq "#"`), values)
	f(anyOf(255, `emails[value eq "#"]`), values)
	f("emails["+anyOf(255, `value eq "#"`)+"]", values)
	f(anyOf(255, `emails pr`), emails(numbered(500_000, `{"a":null}`)))
	f(anyOf(255, `title co "ä#"`), `{"title":"`+strings.Repeat("Ä", 4_000_000)+`"}`)
	f(anyOf(255, `title eq "#"`), `{"x":[`+numbered(500_000, `{"a":"#"}`)+`]}`)
}
