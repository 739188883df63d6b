package rules

import "testing"

func TestRequire(t *testing.T) {
	const names = `require: {attributes: [displayName, name.givenName, emails], says: not without it}`
	f := func(method, in string, good bool) {
		t.Helper()
		want := "refused"
		if good {
			want = in
		}
		writes(t, names, method, in, want)
	}
	const mails = `"emails":[{"value":"a"}]`
	f("POST", `{"displayName":"A","name":{"givenName":"A"},`+mails+`}`, true)
	f("PUT", `{"DisplayName":"A","name":{"GivenName":"A"},`+mails+`}`, true)
	f("POST", `{"name":{"givenName":"A"},`+mails+`}`, false)
	f("POST", `{"displayName":"","name":{"givenName":"A"},`+mails+`}`, false)
	f("POST", `{"displayName":null,"name":{"givenName":"A"},`+mails+`}`, false)
	f("POST", `{"displayName":"A","name":{"familyName":"A"},`+mails+`}`, false)
	f("POST", `{"displayName":"A","name":{"givenName":"A"},"emails":[]}`, false)
	f("PATCH", patchOf(`{"op":"replace","path":"displayName","value":"A"}`), true)
	f("PATCH", patchOf(`{"op":"remove","path":"title"},{"op":"remove","path":"name.familyName"}`), true)
	f("PATCH", patchOf(`{"op":"remove","path":"emails[type eq \"work\"]"}`), true)
	f("PATCH", patchOf(`{"op":"remove","path":"displayName"}`), false)
	f("PATCH", patchOf(`{"op":"remove","path":"name"}`), false)
	r := do(t, compile(t, rule(names)), "POST /Users\n\n"+`{"displayName":"A"}`, "")
	if got := r.refusal(t).Detail; got != "name.givenName is missing: not without it" {
		t.Errorf("the administrator is told %q", got)
	}
}

func TestRequireInElements(t *testing.T) {
	const whole = `require: {in: addresses, attributes: [locality, country], otherwise: drop, says: whole ones only}`
	const some, all = `{"type":"home","locality":"Lund"}`, `{"type":"work","locality":"Lund","country":"SE"}`
	writes(t, whole, "POST", `{"userName":"a","addresses":[`+some+`,`+all+`]}`, `{"userName":"a","addresses":[`+all+`]}`)
	writes(t, whole, "POST", `{"userName":"a","addresses":[`+some+`]}`, `{"userName":"a"}`)
	const title = `{"op":"add","path":"title","value":"b"}`
	writes(t, whole, "PATCH", patchOf(title+`,{"op":"replace","path":"addresses","value":[`+some+`]}`),
		patchOf(title+`,{"op":"remove","path":"addresses"}`))
	writes(t, whole, "PATCH", patchOf(title+`,{"op":"add","path":"addresses","value":[`+some+`]}`), patchOf(title))
	// The element may have the rest.
	const selected = `{"op":"replace","path":"addresses[type eq \"work\"]","value":{"locality":"Lund"}}`
	writes(t, whole, "PATCH", patchOf(selected), patchOf(selected))
	const refuse = `require: {in: addresses, attributes: [country], says: whole ones only}`
	writes(t, refuse, "POST", `{"addresses":[`+some+`]}`, "refused")
	r := do(t, compile(t, rule(refuse)), "POST /Users\n\n"+`{"addresses":[`+some+`]}`, "")
	if got := r.refusal(t).Detail; got != "addresses without country: whole ones only" {
		t.Errorf("the administrator is told %q", got)
	}
}

func TestRequireFaults(t *testing.T) {
	fault(t, rule(`require: {in: title, attributes: [a], says: no}`), "f1.yaml:4:19: title has no elements")
	fault(t, rule(`require: {attributes: [title], otherwise: drop, says: no}`),
		"f1.yaml:4:47: a resource that lacks an attribute is refused; otherwise is for elements, with in")
}
