package store_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// Whoever is created by a target that knows no disabled users is active.
func TestFoundWhere(t *testing.T) {
	const text = `found: {attributes: [active], where: 'active eq false', then: refuse, says: no disabled members}`
	rulestest.Writes(t, text, "POST", `{"active":false}`, "refused")
	rulestest.Writes(t, text, "PUT", `{"active":false}`, "refused")
	rulestest.Writes(t, text, "POST", "\n"+`{"active":false}`, "refused")
	rulestest.Writes(t, text, "POST", `{"active":true}`, `{"active":true}`)
	rulestest.Writes(t, text, "POST", `{"userName":"a"}`, `{"userName":"a"}`)
	rulestest.Writes(t, text, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"active","value":false}`),
		rulestest.PatchOf(`{"op":"replace","path":"active","value":false}`))
}
