package plan

import (
	"errors"
	"strings"
	"testing"

	"scimshim/rewrite/filter"
)

const servicenowPrefix = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User:"

// paths reads attribute paths that are separated by spaces.
func paths(t testing.TB, s string) (list []filter.Path) {
	t.Helper()
	for name := range strings.FieldsSeq(s) {
		list = append(list, path(t, name))
	}
	return list
}

func fixed(t testing.TB, join bool, patterns ...string) (forms []Form) {
	t.Helper()
	for _, text := range patterns {
		forms = append(forms, Form{Pattern: pattern(t, text), JoinAnd: join, Source: "test/accepted"})
	}
	return forms
}

// servicenow returns what ServiceNow's documentation of its SCIM provider says
// about filters on Users.
func servicenow(t testing.TB) *Accept {
	list := `active displayName id meta.created meta.lastModified name.familyName name.givenName
		name.middleName preferredLanguage timezone title userName`
	for name := range strings.FieldsSeq(`employeeNumber gender department.name department.value
		manager.displayName manager.value costCenter.name costCenter.value company.name company.value
		location.name location.value`) {
		list += " " + servicenowPrefix + name
	}
	forms := []Form{
		{Attributes: paths(t, list), Operators: []filter.Op{filter.Eq, filter.Ne, filter.Co, filter.Sw, filter.Ew, filter.Gt, filter.Ge, filter.Lt, filter.Le, filter.Pr}, JoinAnd: true, Source: "servicenow/accepted"},
		{Attributes: paths(t, "externalId"), Operators: []filter.Op{filter.Eq}, JoinAnd: true, Source: "servicenow/accepted"},
	}
	return NewAccept(append(forms, fixed(t, false,
		`emails[type eq "work" and value eq {value}]`,
		`phoneNumbers[type eq "work" and value eq {value}]`,
		`phoneNumbers[type eq "mobile" and value eq {value}]`,
		`phoneNumbers[type eq "home" and value eq {value}]`,
		`addresses[type eq "home" and streetAddress eq {value}]`,
		`addresses[type eq "home" and locality eq {value}]`,
		`addresses[type eq "home" and region eq {value}]`,
		`addresses[type eq "home" and postalCode eq {value}]`,
		`addresses[type eq "home" and country eq {value}]`)...))
}

// atlassian returns what Atlassian takes on Users: one comparison with eq.
func atlassian(t testing.TB) *Accept {
	return NewAccept([]Form{{Attributes: paths(t, "userName externalId"), Operators: []filter.Op{filter.Eq}, Source: "atlassian/accepted"}})
}

// odd returns forms that no known target has all of.
func odd(t testing.TB) *Accept {
	forms := []Form{{Attributes: paths(t, "emails.value emails"), Operators: []filter.Op{filter.Eq, filter.Pr}, Source: "odd/emails"}}
	forms = append(forms, Form{Attributes: paths(t, "nickName "+filter.UserURN+":nickName"), Operators: []filter.Op{filter.Pr}, JoinAnd: true, Source: "odd/nick"})
	forms = append(forms, fixed(t, true,
		`userName eq {v} and active eq true`,
		`title sw {v}`,
		`active eq false`)...)
	return NewAccept(append(forms, fixed(t, false,
		`phoneNumbers[type eq {t}].value eq {v}`,
		`userName eq {v} or externalId eq {v}`,
		`not (title pr)`,
		`externalId eq {v} and name.familyName eq {w}`)...))
}

func TestPlan(t *testing.T) {
	f := func(a *Accept, in, want string, how Way) {
		t.Helper()
		e := read(t, in)
		plan, err := a.Plan(e, users())
		if err != nil {
			t.Errorf("%s: %v", in, err)
			return
		}
		if got := filter.String(plan.Filter); got != want || plan.How != how {
			t.Errorf("%s: got %s, %s", in, got, plan.How)
		}
		if (how == AsItIs) != (plan.Filter == e) {
			t.Errorf("%s: the filter itself is sent: %v", in, plan.Filter == e)
		}
		checkPrints(t, plan.Filter)
	}
	asItIs := func(a *Accept, in string) { t.Helper(); f(a, in, in, AsItIs) }
	as := func(a *Accept, in, want string) { t.Helper(); f(a, in, want, EquivalentForm) }

	now := servicenow(t)
	asItIs(now, `userName eq "a"`)
	asItIs(now, `userName eq "A" and active eq true and title pr`)
	asItIs(now, `externalId eq "a" and userName sw "b"`)
	asItIs(now, servicenowPrefix+`department.name co "a"`)
	asItIs(now, `emails[type eq "work" and value eq "a@example.com"]`)
	asItIs(now, `addresses[type eq "home" and country eq "NO"]`)
	as(now, `USERNAME eq "a"`, `userName eq "a"`)
	as(now, filter.UserURN+`:userName eq "a"`, `userName eq "a"`)
	as(now, strings.ToUpper(servicenowPrefix)+`GENDER eq "a"`, servicenowPrefix+`gender eq "a"`)
	as(now, `emails[type eq "work"].value eq "a@example.com"`,
		`emails[type eq "work" and value eq "a@example.com"]`)
	as(now, `emails[type eq "work"] eq "a@example.com"`,
		`emails[type eq "work" and value eq "a@example.com"]`)
	as(now, `emails[VALUE eq "a@example.com" and type eq "Work"]`,
		`emails[type eq "work" and value eq "a@example.com"]`)
	as(now, `phoneNumbers[type eq "mobile"].value eq "1"`, `phoneNumbers[type eq "mobile" and value eq "1"]`)
	as(now, `not (not (userName eq "a"))`, `userName eq "a"`)
	as(now, `not (not (active eq true) or not (userName eq "a"))`, `active eq true and userName eq "a"`)
	as(now, `userName eq "a" and (active eq true and userName eq "a")`, `userName eq "a" and active eq true`)

	asItIs(atlassian(t), `userName eq "a"`)
	as(atlassian(t), `externalid eq "a"`, `externalId eq "a"`)

	asItIs(odd(t), `emails eq "a"`)
	asItIs(odd(t), `emails.value eq "a"`)
	asItIs(odd(t), `emails pr`)
	asItIs(odd(t), `phoneNumbers[type eq "x"].value eq "a"`)
	as(odd(t), `phoneNumbers[type eq "x" and value eq "a"]`, `phoneNumbers[type eq "x"].value eq "a"`)
	asItIs(odd(t), `userName eq "a" or externalId eq "a"`)
	asItIs(odd(t), `not (title pr)`)
	as(odd(t), `externalId eq "a" or userName eq "a"`, `userName eq "a" or externalId eq "a"`)
	asItIs(odd(t), `userName eq "a" and active eq true`)
	asItIs(odd(t), `externalId eq "a" and name.familyName eq "b"`)
	as(odd(t), `title sw "a" and active eq true and userName eq "b"`,
		`userName eq "b" and active eq true and title sw "a"`)
	asItIs(odd(t), `title sw "a" and title sw "b" and active eq false`)
	asItIs(odd(t), `active eq false and `+filter.UserURN+`:nickName pr`)
}

func TestPlanRefuses(t *testing.T) {
	const workEmail = `emails[type eq "work" and value eq {value}]`
	const nowTakes = "it takes active eq|ne|co|sw|ew|gt|ge|lt|le|pr, "
	f := func(a *Accept, in, attribute, want string) {
		t.Helper()
		plan, err := a.Plan(read(t, in), users())
		var refused *Unsupported
		if !errors.As(err, &refused) {
			t.Errorf("%s: planned as %v, error %v", in, plan, err)
			return
		}
		if refused.Attribute != attribute || !strings.HasPrefix(err.Error(),
			"the target takes no filter "+want) {
			t.Errorf("%s: got attribute %q and error %v", in, refused.Attribute, err)
		}
		if strings.Contains(err.Error(), "secret") || len(err.Error()) > 1000 {
			t.Errorf("%s: the error holds a value or is too long: %v", in, err)
		}
	}
	at, now := atlassian(t), servicenow(t)
	f(at, `title eq "secret"`, "title", `on "title" with "eq"; it takes userName eq, externalId eq`)
	f(at, `userName co "secret"`, "userName", `on "userName" with "co"; it takes userName eq, externalId eq`)
	f(at, `externalId sw "secret"`, "externalId",
		`on "externalId" with "sw"; it takes externalId eq, userName eq`)
	f(at, `userName eq "secret" and externalId eq "secret"`, "userName",
		`with "and" on "userName", which it takes alone only; it takes userName eq, externalId eq`)
	f(at, `userName eq "secret" and title eq "secret"`, "title", `on "title" with "eq"; `)
	f(at, `userName eq "secret" or externalId eq "secret"`, "",
		`with "or" of these terms; it takes userName eq`)
	f(at, `not (userName eq "secret")`, "", `with "not"; it takes`)
	f(at, `emails[type eq "work"].value eq "secret"`, "emails",
		`on "emails" with these terms in brackets; it takes`)
	f(at, `emails eq "secret"`, "emails.value", `on "emails.value" with "eq"; it takes`)
	f(now, `members eq "secret"`, "members", `on "members" with "eq"; `+nowTakes)
	f(now, `externalId co "secret"`, "externalId",
		`on "externalId" with "co"; it takes externalId eq, active eq`)
	f(now, `emails[type eq "home" and value eq "secret"]`, "emails",
		`on "emails" with these terms in brackets; it takes `+workEmail+`, active eq`)
	f(now, `emails[type eq "work" and value eq "secret"] and active eq true`, "emails",
		`with "and" on "emails", which it takes alone only; it takes `+workEmail+`, active eq`)
	f(now, `emails.type eq "work" and emails.value eq "secret"`, "emails.type",
		`on "emails.type" with "eq"; it takes emails[type`)
	f(now, `emails[type eq "work" and value eq null]`, "emails", `on "emails" with these terms in brackets; `)
	f(now, `nick-`+strings.Repeat("x", 200)+` eq "secret"`, "", `on this attribute with "eq"; `)
	f(NewAccept(nil), `userName eq "secret"`, "userName",
		`on "userName" with "eq"; it takes no filter at all`)
	f(odd(t), `active eq true and title sw "secret"`, "active",
		`on "active" with "eq"; it takes active eq false, emails.value eq|pr`)

	f(odd(t), `externalId eq "secret" and name.familyName eq "secret" and active eq false`, "externalId",
		`on "externalId" with "eq"; it takes`)
	f(odd(t), `title pr or active pr`, "", `with "or" of these terms; it takes emails.value eq|pr, `)

	if _, err := at.Plan(filter.Const(true), users()); err == nil || !strings.Contains(err.Error(),
		"no filter without a condition;") {
		t.Errorf("a filter without a condition: got error %v", err)
	}
}

func TestPlanTellsItsForms(t *testing.T) {
	plan, err := servicenow(t).Plan(read(t, `externalId eq "a" and title pr`), users())
	const want = "externalId eq and title eq|ne|co|sw|ew|gt|ge|lt|le|pr"
	if err != nil || plan.Form != want || plan.Source != "servicenow/accepted" {
		t.Errorf("got %+v, error %v", plan, err)
	}
	plan, err = odd(t).Plan(read(t, `title sw "b" and active eq true and userName eq "a"`), users())
	const joined = `userName eq {v} and active eq true and title sw {v}`
	if err != nil || plan.Form != joined || plan.Source != "test/accepted" {
		t.Errorf("got %+v, error %v", plan, err)
	}
}

func TestFormString(t *testing.T) {
	f := Form{Attributes: paths(t, "userName emails.value"), Operators: []filter.Op{filter.Eq, filter.Pr}}
	if got := f.String(); got != "userName eq|pr, emails.value eq|pr" {
		t.Errorf("got %s", got)
	}
	if got := fixed(t, false, `title eq {v}`)[0].String(); got != `title eq {v}` {
		t.Errorf("got %s", got)
	}
}

// patternText returns a pattern that e, or something like it, may match.
func (w world) patternText(e filter.Expr) string {
	for {
		text := filter.String(w.opened(w.disguise(w.part(e))))
		if _, err := ParsePattern(text); err == nil {
			return text
		}
		e = w.leaf()
	}
}
