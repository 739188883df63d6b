package mock

import (
	"slices"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	want := []string{"atlassian", "aws-identity-center", "entra-id", "github-emu", "servicenow"}
	if got := Names(); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if _, err := New("nobody", Options{}); err == nil || !strings.Contains(err.Error(), "servicenow") {
		t.Errorf("an unknown name: %v", err)
	}
	if _, err := New("servicenow", Options{Profile: "sdk9"}); err == nil {
		t.Error("an unknown profile is accepted")
	}
}
