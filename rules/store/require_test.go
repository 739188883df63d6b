package store_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

func TestRequire(t *testing.T) {
	const names = `users: {stores: {required: {attributes: [displayName, name.givenName, emails], methods: [POST, PUT, PATCH], message: not without it}}}`
	f := func(method, in string, good bool) {
		t.Helper()
		want := "refused"
		if good {
			want = in
		}
		rulestest.Sends(t, names, method, in, want)
	}
	const mails = `"emails":[{"value":"a"}]`
	f("POST", `{"displayName":"A","name":{"givenName":"A"},`+mails+`}`, true)
	f("PUT", `{"DisplayName":"A","name":{"GivenName":"A"},`+mails+`}`, true)
	f("POST", `{"name":{"givenName":"A"},`+mails+`}`, false)
	f("POST", `{"displayName":"","name":{"givenName":"A"},`+mails+`}`, false)
	f("POST", `{"displayName":null,"name":{"givenName":"A"},`+mails+`}`, false)
	f("POST", `{"displayName":"A","name":{"familyName":"A"},`+mails+`}`, false)
	f("POST", `{"displayName":"A","name":{"givenName":"A"},"emails":[]}`, false)
	f("PATCH", rulestest.PatchOf(`{"op":"replace","path":"displayName","value":"A"}`), true)
	f("PATCH", rulestest.PatchOf(`{"op":"remove","path":"title"},{"op":"remove","path":"name.familyName"}`), true)
	f("PATCH", rulestest.PatchOf(`{"op":"remove","path":"emails[type eq \"work\"]"}`), true)
	f("PATCH", rulestest.PatchOf(`{"op":"remove","path":"displayName"}`), false)
	f("PATCH", rulestest.PatchOf(`{"op":"remove","path":"name"}`), false)
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(names)), "POST /Users\n\n"+`{"displayName":"A"}`, "")
	if got := r.Refusal(t).Detail; got != "name.givenName is missing: not without it" {
		t.Errorf("the administrator is told %q", got)
	}
}

func TestRequireInElements(t *testing.T) {
	const whole = `users: {stores: {addresses: {required: [locality, country], action: drop, message: whole ones only}}}`
	const some, all = `{"type":"home","locality":"Lund"}`, `{"type":"work","locality":"Lund","country":"SE"}`
	rulestest.Sends(t, whole, "POST", `{"userName":"a","addresses":[`+some+`,`+all+`]}`, `{"userName":"a","addresses":[`+all+`]}`)
	rulestest.Sends(t, whole, "POST", `{"userName":"a","addresses":[`+some+`]}`, `{"userName":"a"}`)
	const title = `{"op":"add","path":"title","value":"b"}`
	rulestest.Sends(t, whole, "PATCH", rulestest.PatchOf(title+`,{"op":"replace","path":"addresses","value":[`+some+`]}`),
		rulestest.PatchOf(title+`,{"op":"remove","path":"addresses"}`))
	rulestest.Sends(t, whole, "PATCH", rulestest.PatchOf(title+`,{"op":"add","path":"addresses","value":[`+some+`]}`), rulestest.PatchOf(title))
	// The element may have the rest.
	const selected = `{"op":"replace","path":"addresses[type eq \"work\"]","value":{"locality":"Lund"}}`
	rulestest.Sends(t, whole, "PATCH", rulestest.PatchOf(selected), rulestest.PatchOf(selected))
	const refuse = `users: {stores: {addresses: {required: [country], message: whole ones only}}}`
	rulestest.Sends(t, refuse, "POST", `{"addresses":[`+some+`]}`, "refused")
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(refuse)), "POST /Users\n\n"+`{"addresses":[`+some+`]}`, "")
	if got := r.Refusal(t).Detail; got != "addresses without country: whole ones only" {
		t.Errorf("the administrator is told %q", got)
	}
}
