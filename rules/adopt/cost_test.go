package adopt_test

import (
	"testing"
	"time"

	"scimshim/rules/rulestest"
)

// What a PATCH writes is put together in time that is in proportion to it.
func TestWrittenIsLinear(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("users: {adopt: {by: 'emails[type eq \"work\"].value', policy: explain}}"))
	for _, ops := range []string{
		rulestest.OpOf("add", "emails", "["+rulestest.Repeat(9_990, `{"value":"%d","type":"other"}`)+"]"),
		rulestest.Repeat(990, `{"op":"add","path":"emails","value":[{"value":"%d","type":"other"}]}`),
	} {
		start := time.Now()
		r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(ops), "204")
		if took := time.Since(start); r.Err != nil || took > 5*time.Second {
			t.Errorf("%v, %v", took, r.Err)
		}
	}
}
