package plan

import (
	"strings"
	"testing"

	"scimshim/rewrite/filter"
)

func TestNormal(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		in = strings.ReplaceAll(in, "<ext>", filter.EnterpriseURN)
		want = strings.ReplaceAll(want, "<ext>", filter.EnterpriseURN)
		if got := filter.String(Normal(read(t, in), users())); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	f(`USERNAME EQ "A"`, `userName eq "A"`)
	f(filter.UserURN+`:name.FAMILYNAME pr`, `name.familyName pr`)
	f(strings.ToUpper(filter.EnterpriseURN)+`:MANAGER.VALUE pr`, `<ext>:manager.value pr`)
	f(`<ext>.department pr`, `<ext>:department pr`)
	f(`Nope.Sub pr`, `Nope.Sub pr`)
	f(`emails[TYPE eq "a"].Value eq "b"`, `emails[type eq "a" and value eq "b"]`)
	f(`emails[type eq "a" or type eq "c"].value eq "b"`,
		`emails[(type eq "a" or type eq "c") and value eq "b"]`)
	f(`emails[type eq "a"] eq "b"`, `emails[type eq "a" and value eq "b"]`)
	f(`emails[type eq "a"].display pr`, `emails[type eq "a" and display pr]`)
	f(`Emails co "a"`, `emails.value co "a"`)
	f(`emails pr`, `emails pr`)
	f(`emails eq null`, `emails eq null`)
	f(`addresses co "a"`, `addresses co "a"`)
	f(`<ext>:manager eq "a"`, `<ext>:manager.value eq "a"`)
	f(`roles[groups eq "a"]`, `roles[groups eq "a"]`)
	f(`not (not (title pr))`, `title pr`)
	f(`not (title pr and not (nope pr))`, `not (title pr) or nope pr`)
	f(`not (title pr or active eq true)`, `not (title pr) and not (active eq true)`)
	f(`not (emails[not (not (type pr or value pr))])`, `not (emails[type pr or value pr])`)
	f(`title pr and (nope pr and (TITLE pr and active pr))`, `title pr and nope pr and active pr`)
	f(`title pr or TITLE pr`, `title pr`)
	f(`title eq "a" or title eq "A"`, `title eq "a" or title eq "A"`)
	f(`emails.type eq "a" and emails.value eq "b"`, `emails.type eq "a" and emails.value eq "b"`)
}

func TestSame(t *testing.T) {
	any := users()
	any.AnyCase = true
	f := func(a, b string, want, wantAnyCase bool) {
		t.Helper()
		x, y := read(t, a), read(t, b)
		if got := Same(x, y, users()); got != want || Same(y, x, users()) != want {
			t.Errorf("%s and %s: got %v", a, b, got)
		}
		if got := Same(x, y, any); got != wantAnyCase {
			t.Errorf("%s and %s in any case: got %v", a, b, got)
		}
	}
	f(`userName eq "A"`, `USERNAME eq "\u0041"`, true, true)
	f(`userName eq "A"`, `userName eq "a"`, true, false)
	f(`externalId eq "A"`, `externalId eq "a"`, false, false)
	f(`nope eq "A"`, `NOPE eq "a"`, false, false)
	f(`emails[type eq "A"]`, `emails[type eq "a"]`, true, false)
	f(`title pr and active pr`, `active pr and title pr`, true, true)
	f(`emails[type eq "a" and value eq "b"]`, `emails[value eq "b"].type eq "a"`, true, true)
	f(`(title pr or active pr) and nope pr`, `nope pr and (active pr or title pr)`, true, true)
	f(`title eq "a" or title eq "A"`, `title eq "a"`, true, false)
	f(`nope eq 1`, `nope eq 1.0`, false, false)
	f(`nope eq 1`, `nope eq "1"`, false, false)
	f(`emails[type eq "a" and value eq "b"]`, `emails.type eq "a" and emails.value eq "b"`, false, false)
	f(`emails[type eq "a"]`, `emails.type eq "a"`, false, false)
	f(`title pr and active pr`, `title pr or active pr`, false, false)
	f(`title ne "a"`, `not (title eq "a")`, false, false)
	f(`title eq "a,b"`, `title eq "a" and title eq "b"`, false, false)
}
