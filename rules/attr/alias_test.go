package attr_test

import (
	"testing"

	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

func TestAlias(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {rename: [{from: email, to: emails.value, in: filters}, `+
		`{from: login, to: userName, in: filters}, {from: mail, to: emails, in: filters}]}`))
	f := func(in, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Users?"+in, "")
		if r.Sent == nil {
			t.Fatalf("%s: %v", in, r.Err)
		}
		got := cases.FormatRequest(r.Sent)
		if got != "GET /Users?"+want+"\n" {
			t.Errorf("%s: %s", in, got)
		}
	}
	f(`filter=Email Co "example.com"`, `filter=emails.value co "example.com"`)
	f(`filter=not (email pr) and login eq "a"`, `filter=not (emails.value pr) and userName eq "a"`)
	f(`filter=mail[type eq "work" and mail eq "a"]`, `filter=emails[type eq "work" and mail eq "a"]`)
	f(`filter=email[type eq "work"]`, `filter=email[type eq "work"]`)
	f(`filter=emails.value eq "a"`, `filter=emails.value eq "a"`)
	f(`filter=emails[email eq "a"]`, `filter=emails[email eq "a"]`)
	f(`filter=urn:example:x:email eq "a"`, `filter=urn:example:x:email eq "a"`)
	f(`attributes=email,login&sortBy=login`, `attributes=emails.value,userName&sortBy=userName`)
}

func TestAliasFaults(t *testing.T) {
	rulestest.Fault(t, rulestest.File(`users: {rename: {from: userName, to: emails.value, in: filters}}`),
		"f1.yaml:2:38: userName is already an attribute; use rename if the target has another name for it")
	rulestest.Fault(t, rulestest.File(`users: {rename: {from: a.b, to: emails.value, in: filters}}`), "f1.yaml:2:33: an alias is a single name, without dot or URN")
	rulestest.Fault(t, rulestest.File(`normalize: [aliases: {why: none}]`),
		"f1.yaml:2:22: expected at least one name and the attribute it stands for, as in {email: emails.value}")
}
