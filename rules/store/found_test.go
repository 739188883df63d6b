package store_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// What is stored nowhere is found in any form that a request writes it in.
func TestFound(t *testing.T) {
	found := func(action string) string {
		one := "{stored: false, message: no, action: " + action + "}"
		return "users: {stores: {title: " + one + ", 'urn:x:2.0:User': " + one + "}}"
	}
	for _, in := range []string{`{"TITLE":1}`, `{"urn:x:2.0:User":{"a":1}}`, `{"x":1,"urn:X:2.0:user":{"a":{"b":1}}}`} {
		rulestest.Sends(t, found("warn"), "PUT", in, in+" warned")
		rulestest.Sends(t, found("refuse"), "PUT", in, "refused")
		rulestest.Sends(t, found("refuse"), "PATCH", rulestest.PatchOf(`{"op":"add","value":`+in+`}`), "refused")
	}
	rulestest.Sends(t, found("refuse"), "PUT", `{"a":1}`, `{"a":1}`)
}

// Whoever is created by a target that knows no disabled users is active.
func TestFoundWhere(t *testing.T) {
	const text = `users: {stores: {active: {stored: false, where: 'active eq false', action: refuse, message: no disabled members}}}`
	rulestest.Sends(t, text, "POST", `{"active":false}`, "refused")
	rulestest.Sends(t, text, "PUT", `{"active":false}`, "refused")
	rulestest.Sends(t, text, "POST", "\n"+`{"active":false}`, "refused")
	rulestest.Sends(t, text, "POST", `{"active":true}`, `{"active":true}`)
	rulestest.Sends(t, text, "POST", `{"userName":"a"}`, `{"userName":"a"}`)
	rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"active","value":false}`),
		rulestest.PatchOf(`{"op":"replace","path":"active","value":false}`))
}
