package rules_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// targetWith compiles the packs of a client and a target with values for the parameters of
// the target, written NAME=VALUE.
func targetWith(t *testing.T, target string, values ...string) *rules.Set {
	t.Helper()
	client, _ := rules.Pack("entra")
	pack := rulestest.StatedPack(t, target)
	for _, text := range values {
		name, value, _ := strings.Cut(text, "=")
		pack.Given = append(pack.Given, rules.Given{Name: name, Value: value})
	}
	return rulestest.CompileSources(t, client, pack)
}

// reaching checks what the target sees of a request: the operations of a PATCH, or
// what else the request line and the body say; refused, or nothing.
func reaching(t *testing.T, set *rules.Set, request, want string) {
	t.Helper()
	r := rulestest.Do(t, set, request, "204")
	got := "nothing"
	switch {
	case r.Sent == nil && r.Err != nil:
		got = "refused"
		if f := r.Refusal(t); f.Status != 400 && f.Status != 501 {
			t.Errorf("%s: refused with %d: %s", request, f.Status, f.Detail)
		}
	case r.Sent != nil:
		got = cases.FormatRequest(r.Sent)
		if _, ops, ok := strings.Cut(got, `"Operations":[`); ok {
			got, _, _ = strings.Cut(ops, "]}\n")
		}
	}
	if strings.TrimSpace(got) != want {
		t.Errorf("%s\n got %s\nwant %s", request, got, want)
	}
}

func TestServiceNowMapsEnterprise(t *testing.T) {
	number, manager := rulestest.OpOf("replace", rulestest.Enterprise+":employeeNumber", `"E1"`), rulestest.OpOf("replace", rulestest.Enterprise+":manager", `{"value":"7"}`)
	f := func(set *rules.Set, in, want string) {
		t.Helper()
		reaching(t, set, rulestest.EntraPatch("Users", in), want)
	}
	on, off := targetWith(t, "servicenow"), targetWith(t, "servicenow", "map_employee_number=false", "map_manager=false")
	f(on, number, strings.Replace(number, rulestest.Enterprise, rulestest.SnowUser, 1))
	f(on, manager, strings.Replace(manager, rulestest.Enterprise, rulestest.SnowUser, 1))
	f(off, number, number)
	f(off, manager, manager)
	f(targetWith(t, "servicenow", "unknown_attributes=refuse"), number, strings.Replace(number, rulestest.Enterprise, rulestest.SnowUser, 1))
	f(targetWith(t, "servicenow", "unknown_attributes=refuse"), rulestest.OpOf("replace", rulestest.Enterprise+":division", `"D"`), "refused")
}

func TestServiceNowAttributes(t *testing.T) {
	const unknown = `{"op":"add","path":"shoeSize","value":"42"}`
	f := func(set *rules.Set, in, want string) {
		t.Helper()
		reaching(t, set, rulestest.EntraPatch("Users", in), want)
	}
	f(targetWith(t, "servicenow"), unknown, "nothing")
	f(targetWith(t, "servicenow", "undefined_attributes=warn"), unknown, unknown)
	f(targetWith(t, "servicenow", "undefined_attributes=refuse"), unknown, "refused")
	for _, path := range []string{`emails[type eq "home"].value`, `phoneNumbers[type eq "fax"].value`, `addresses[type eq "work"].country`} {
		f(targetWith(t, "servicenow"), rulestest.OpOf("add", path, `"a"`), "nothing")
		f(targetWith(t, "servicenow", "other_elements=refuse"), rulestest.OpOf("add", path, `"a"`), "refused")
	}
}

// A client's work address is ServiceNow's home address, on the way in and back.
func TestServiceNowStoresWorkAddress(t *testing.T) {
	set := targetWith(t, "servicenow", "stored_address=work")
	reaching(t, set, rulestest.EntraPatch("Users", rulestest.OpOf("Add", `addresses[type eq "work"].country`, `"SE"`)),
		rulestest.OpOf("replace", `addresses[type eq "home"].country`, `"SE"`))
	reaching(t, set, rulestest.EntraPatch("Users", rulestest.OpOf("Add", `addresses[type eq "home"].country`, `"SE"`)), "nothing")
	r := rulestest.Do(t, set, "GET /Users?filter=addresses[type+eq+%22work%22+and+country+eq+%22SE%22]",
		"200\n\n"+`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[`+
			`{"id":"1","addresses":[{"type":"home","country":"SE"}]}]}`)
	if r.Err != nil || !strings.Contains(cases.FormatRequest(r.Sent), `addresses[type eq "home" and country eq "SE"]`) ||
		!strings.Contains(r.Message.Body, `"addresses":[{"type":"work","country":"SE"}]`) {
		t.Errorf("%v, sent %+v, answered %s", r.Err, r.Sent, r.Message.Body)
	}
}

// What takes much away at once is for the administrator to allow.
func TestTargetsTakeAway(t *testing.T) {
	const all, none = `{"op":"remove","path":"members"}`, `{"op":"replace","path":"members","value":[]}`
	const off = `{"op":"replace","path":"active","value":false}`
	for _, target := range []string{"servicenow", "atlassian"} {
		reaching(t, targetWith(t, target), rulestest.EntraPatch("Groups", all), "refused")
		reaching(t, targetWith(t, target), rulestest.EntraPatch("Groups", none), "refused")
		reaching(t, targetWith(t, target, "empty_groups=true"), rulestest.EntraPatch("Groups", all), all)
		reaching(t, targetWith(t, target, "empty_groups=true"), rulestest.EntraPatch("Groups", none), all)
		reaching(t, targetWith(t, target), "DELETE /Users/1", "DELETE /Users/1")
		reaching(t, targetWith(t, target, "user_delete=refuse"), "DELETE /Users/1", "refused")
		reaching(t, targetWith(t, target, "user_delete=refuse"), "DELETE /Groups/1", "DELETE /Groups/1")
		reaching(t, targetWith(t, target, "user_delete=deactivate"), "DELETE /Users/1", off)
		reaching(t, targetWith(t, target, "user_delete=deactivate"), "DELETE /Groups/1", "DELETE /Groups/1")
		reaching(t, targetWith(t, target, "group_delete=refuse"), "DELETE /Groups/1", "refused")
	}
	const two = `{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}`
	reaching(t, targetWith(t, "servicenow", "max_members=1"), rulestest.EntraPatch("Groups", two), "refused")
	reaching(t, targetWith(t, "servicenow", "max_members=2"), rulestest.EntraPatch("Groups", two), two)
}

func TestAtlassianParameters(t *testing.T) {
	f := func(resource, in, want string, values ...string) {
		t.Helper()
		reaching(t, targetWith(t, "atlassian", values...), rulestest.EntraPatch(resource, in), want)
	}
	address := rulestest.OpOf("replace", "locale", `"sv"`)
	f("Users", address, "nothing")
	f("Users", address, address, "unknown_attributes=warn")
	f("Users", address, "refused", "unknown_attributes=refuse")

	home := rulestest.OpOf("add", `emails[type eq "home"].value`, `"a@example.com"`)
	f("Users", home, "nothing")
	f("Users", home, "refused", "other_emails=refuse")

	phone := rulestest.OpOf("add", `phoneNumbers[type eq "work"].value`, `"1"`)
	f("Users", phone, "nothing")
	f("Users", phone, rulestest.OpOf("replace", `phoneNumbers[type eq "work"].value`, `"1"`), "phone_numbers=keep")
	f("Users", rulestest.OpOf("replace", "active", "false")+","+phone, rulestest.OpOf("replace", "active", "false"), "phone_numbers=keep")

	name := rulestest.OpOf("replace", "displayName", `"a"`)
	f("Groups", name, name)
	f("Groups", name, "nothing", "group_rename=drop")
	f("Groups", name, "refused", "group_rename=refuse")
	reaching(t, targetWith(t, "atlassian", "page_max=20"), "GET /Users?count=50", "GET /Users?count=20")

	const bare = "POST /Users\n\n" + `{"schemas":["` + rulestest.CoreUser + `"],"userName":"a@example.com","active":true}`
	reaching(t, targetWith(t, "atlassian", "fill_email=false"), bare, bare)
}
