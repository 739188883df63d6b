package rules_test

import (
	"cmp"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// What the parameters of the clients' packs do to a request.
func TestClientParams(t *testing.T) {
	f := func(pack, param, value, request, want string) {
		t.Helper()
		source, ok := rules.Pack(pack)
		if !ok {
			t.Fatalf("no pack %s", pack)
		}
		if value != "" {
			source.Given = []rules.Given{{Name: param, Value: value}}
		}
		m, err := cases.ParseRequest(request)
		if err != nil {
			t.Fatal(err)
		}
		sent, _, err := cases.Send(rulestest.CompileSources(t, source).Chain, m)
		got := "refused"
		switch {
		case sent != nil && sent.Method == "GET":
			got, _ = sent.Param("filter")
		case sent != nil:
			got = sent.Body
		case err == nil:
			got = "answered"
		}
		if got != want {
			t.Errorf("%s, %s: %s\n%s\nbecomes %s\nwant    %s", pack, param, cmp.Or(value, "by default"), request, got, want)
		}
	}
	const (
		core = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a"`
		user = "POST /Users\n\n" + core + `,"password":"secret","badge":"7"}`
		head = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[`
		op   = "PATCH /Users/1\n\n" + head + `{"op":"replace","value":{"password":"secret"}}]}`
	)
	f("okta", "password", "", user, core+`,"password":"secret","badge":"7"}`)
	f("okta", "password", "drop", user, core+`,"badge":"7"}`)
	f("okta", "password", "send", op, head+`{"op":"replace","value":{"password":"secret"}}]}`)
	f("okta", "password", "drop", op, "answered")
	f("onelogin", "custom_keys", "", user, core+`,"password":"secret","badge":"7"}`)
	f("onelogin", "custom_keys", "drop", user, core+`,"password":"secret"}`)
	f("onelogin", "custom_keys", "refuse", user, "refused")
	const asked = "GET /Users?filter=email Eq \"a@example.com\""
	f("pingone", "email_is_work", "", asked, `emails.value eq "a@example.com"`)
	f("pingone", "email_is_work", "true", asked, `emails[type eq "work" and value eq "a@example.com"]`)
	f("pingone", "email_is_work", "true", "GET /Users?filter=email Co \"a\"", `emails.value co "a"`)
	f("pingone", "email_is_work", "", "GET /Users?filter=emails eq a@example.com", `emails.value eq "a@example.com"`)
}
