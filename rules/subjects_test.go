package rules_test

import (
	"slices"
	"testing"

	"scimshim/rules"
)

// Each kind of block is in the index once, with a manual page.
func TestSubjects(t *testing.T) {
	var listed []string
	for _, s := range rules.Subjects() {
		for _, k := range s.Kinds {
			listed = append(listed, k.Kind)
		}
	}
	slices.Sort(listed)
	if !slices.Equal(listed, rules.Kinds()) {
		t.Errorf("the index has %q, the kinds are %q", listed, rules.Kinds())
	}
}
