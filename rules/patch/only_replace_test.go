package patch_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// An add of what has one value is sent as a replace, and nothing else is (RFC 7644, section
// 3.5.2.1).
func TestOnlyReplace(t *testing.T) {
	const block = "users: {patch: {only_replace: {attributes: [displayName, active], why: its manual has no add of them}}}"
	f := func(in, want string) {
		t.Helper()
		rulestest.Sends(t, block, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	f(rulestest.OpOf("add", "displayName", `"a"`), rulestest.OpOf("replace", "displayName", `"a"`))
	f(rulestest.OpOf("add", "active", "false"), rulestest.OpOf("replace", "active", "false"))
	for _, same := range []string{rulestest.OpOf("add", "title", `"a"`), rulestest.OpOf("replace", "displayName", `"a"`),
		rulestest.OpOf("remove", "displayName", "")} {
		f(same, same)
	}
}
