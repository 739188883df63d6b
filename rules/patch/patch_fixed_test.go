package patch_test

import (
	"testing"

	"scimshim/rules/blocktest"
)

// What the only element has is said where there is one.
func TestFixedIsOfOneElement(t *testing.T) {
	for _, write := range []string{"in_place", "remove_add, assume: bare_element"} {
		blocktest.Refuses(t, `users: {patch: {elements: {emails: {fixed: {primary: true}, paths: ['emails[type eq "work"]'], write: `+write+"}}}}",
			"own.yaml:2:37: other elements would get it too; it needs write: replace and a single element")
	}
	blocktest.Refuses(t, `users: {patch: {elements: {emails: {fixed: {primary: true}, loses: others, paths: ['emails[type eq "work"]'], write: replace}}}}`,
		"own.yaml:2:37: other elements would get it too")
}
