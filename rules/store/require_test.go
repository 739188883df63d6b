package store_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

func TestRequire(t *testing.T) {
	const names = `require: {attributes: [displayName, name.givenName, emails], says: not without it}`
	f := func(method, in string, good bool) {
		t.Helper()
		want := "refused"
		if good {
			want = in
		}
		rulestest.Writes(t, names, method, in, want)
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
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.Rule(names)), "POST /Users\n\n"+`{"displayName":"A"}`, "")
	if got := r.Refusal(t).Detail; got != "name.givenName is missing: not without it" {
		t.Errorf("the administrator is told %q", got)
	}
}

func TestRequireInElements(t *testing.T) {
	const whole = `require: {in: addresses, attributes: [locality, country], otherwise: drop, says: whole ones only}`
	const some, all = `{"type":"home","locality":"Lund"}`, `{"type":"work","locality":"Lund","country":"SE"}`
	rulestest.Writes(t, whole, "POST", `{"userName":"a","addresses":[`+some+`,`+all+`]}`, `{"userName":"a","addresses":[`+all+`]}`)
	rulestest.Writes(t, whole, "POST", `{"userName":"a","addresses":[`+some+`]}`, `{"userName":"a"}`)
	const title = `{"op":"add","path":"title","value":"b"}`
	rulestest.Writes(t, whole, "PATCH", rulestest.PatchOf(title+`,{"op":"replace","path":"addresses","value":[`+some+`]}`),
		rulestest.PatchOf(title+`,{"op":"remove","path":"addresses"}`))
	rulestest.Writes(t, whole, "PATCH", rulestest.PatchOf(title+`,{"op":"add","path":"addresses","value":[`+some+`]}`), rulestest.PatchOf(title))
	// The element may have the rest.
	const selected = `{"op":"replace","path":"addresses[type eq \"work\"]","value":{"locality":"Lund"}}`
	rulestest.Writes(t, whole, "PATCH", rulestest.PatchOf(selected), rulestest.PatchOf(selected))
	const refuse = `require: {in: addresses, attributes: [country], says: whole ones only}`
	rulestest.Writes(t, refuse, "POST", `{"addresses":[`+some+`]}`, "refused")
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.Rule(refuse)), "POST /Users\n\n"+`{"addresses":[`+some+`]}`, "")
	if got := r.Refusal(t).Detail; got != "addresses without country: whole ones only" {
		t.Errorf("the administrator is told %q", got)
	}
}

func TestRequireFaults(t *testing.T) {
	rulestest.Fault(t, rulestest.Rule(`require: {in: title, attributes: [a], says: no}`), "f1.yaml:4:19: title has no elements")
	rulestest.Fault(t, rulestest.Rule(`require: {attributes: [title], otherwise: drop, says: no}`),
		"f1.yaml:4:47: a resource that lacks an attribute is refused; otherwise is for elements, with in")
}
