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
	for _, kind := range rules.BlockKinds() {
		if !slices.Contains(listed, kind) {
			t.Errorf("the index lacks %s", kind)
		}
	}
	if once := slices.Compact(slices.Clone(listed)); len(once) < len(listed) {
		t.Errorf("the index has a kind twice: %q", listed)
	}
}
