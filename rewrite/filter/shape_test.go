package filter

import (
	"strings"
	"testing"
)

func TestShape(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		e, _, err := ParseLenient(text, All)
		if err != nil {
			t.Fatal(err)
		}
		if got := Core().Shape("Users", e); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	f(`userName eq "ada@example.com"`, `userName eq ?`)
	f(`USERNAME Eq "x" and title pr or not (active eq true)`, `userName eq ? and title pr or not (active eq true)`)
	f(`emails[type eq "Work" and value eq "x"]`, `emails[type eq "Work" and value eq ?]`)
	f(`emails[type eq "Ada Canary"].value eq "x"`, `emails[type eq ?].value eq ?`)
	f(`emails[type eq work].value eq canary`, `emails[type eq "work"].value eq ?`)
	f(`emails.type eq "home" and emails[primary eq "True"]`, `emails.type eq "home" and emails[primary eq "True"]`)
	f(`userName eq "work"`, `userName eq ?`)
	f(`title eq null and logins gt 12`, `title eq null and logins gt ?`)
	f(`meta.lastModified gt "2011-05-13T04:42:34Z"`, `meta.lastModified gt ?`)
	f(`urn:ietf:params:scim:schemas:core:2.0:User:title eq "x"`, `title eq ?`)
	f(EnterpriseURN+`:DEPARTMENT eq "x"`, EnterpriseURN+`:department eq ?`)
	f(`departmnt eq "x"`, `departmnt eq ?`)
	f(`a2819c223-7f76 eq "x"`, `? eq ?`)
	f(`urn:okta:custom:user:1.0:floor eq "x"`, `urn:okta:custom:user:1.0:floor eq ?`)
	f(`urn:x:ada@example.com:floor eq "x"`, `? eq ?`)
	f(`emails[a4711b0815 eq "x"]`, `emails[? eq ?]`)
	f(strings.Repeat("a", 41)+` eq "x"`, `? eq ?`)
}

func TestShapeTarget(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		at, _, err := ParseTargetLenient(text, All)
		if err != nil {
			t.Fatal(err)
		}
		if got := Core().ShapeTarget("Users", at); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	f("EMAILS[type eq \"work\"].VALUE", `emails[type eq "work"].value`)
	f(`members[value eq "2819c223"]`, `members[value eq ?]`)
	f(`addresses[type eq "work" and formatted co "Main St"].streetAddress`,
		`addresses[type eq "work" and formatted co ?].streetAddress`)
	f(`name.givenName`, `name.givenName`)
	f(`emails[type eq "work"].k4711x`, `emails[type eq "work"].?`)
	f(EnterpriseURN+":manager.value", EnterpriseURN+":manager.value")
	f(EnterpriseURN, EnterpriseURN)
}
