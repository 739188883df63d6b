package rules

import "testing"

// Whoever is created by a target that knows no disabled users is active.
func TestFoundWhere(t *testing.T) {
	const text = `found: {attributes: [active], where: 'active eq false', then: refuse, says: no disabled members}`
	writes(t, text, "POST", `{"active":false}`, "refused")
	writes(t, text, "PUT", `{"active":false}`, "refused")
	writes(t, text, "POST", "\n"+`{"active":false}`, "refused")
	writes(t, text, "POST", `{"active":true}`, `{"active":true}`)
	writes(t, text, "POST", `{"userName":"a"}`, `{"userName":"a"}`)
	writes(t, text, "PATCH", patchOf(`{"op":"replace","path":"active","value":false}`),
		patchOf(`{"op":"replace","path":"active","value":false}`))
}
