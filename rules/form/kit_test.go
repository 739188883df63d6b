package form_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// dropped checks what is sent of a PATCH of a user, nothing for an answer without
// asking, and how many operations are counted as dropped.
func dropped(t *testing.T, text, in, want string, n int) {
	t.Helper()
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(text)), "PATCH /Users/1\n\n"+in, "204")
	got := ""
	if r.Sent != nil {
		got = r.Sent.Body
	}
	if r.Err != nil || got != want || r.Dropped() != n || want == "" && r.Message.Status != 204 {
		t.Errorf("%s\n%v, %d dropped, status %d\n got %s\nwant %s", in, r.Err, r.Dropped(), r.Message.Status, got, want)
	}
}
