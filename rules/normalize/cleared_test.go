package normalize_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// What is empty is removed by a PATCH: texts and nulls, and what else is named, but not of
// attributes that are excepted.
func TestClearedAlso(t *testing.T) {
	f := func(block, in, want string) {
		t.Helper()
		rulestest.Sends(t, block, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	remove := func(path string) string { return `{"op":"remove","path":"` + path + `"}` }
	text, null := rulestest.OpOf("replace", "title", `""`), rulestest.OpOf("replace", "title", "null")
	object, list := rulestest.OpOf("replace", "name", "{}"), rulestest.OpOf("replace", "emails", "[]")
	f("normalize: [cleared]", text, remove("title"))
	f("normalize: [cleared]", null, remove("title"))
	f("normalize: [cleared]", object, object)
	f("normalize: [cleared]", list, list)
	f("normalize: [{cleared: {also: [empty_object]}}]", object, remove("name"))
	f("normalize: [{cleared: {also: [empty_list]}}]", list, remove("emails"))
	f("normalize: [{cleared: {except: [title]}}]", text, text)
}
