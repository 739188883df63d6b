package query_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// A guard compares what a request writes of its two attributes, in any form.
func TestGuardReadsWrites(t *testing.T) {
	const guard = `users: {filter: {match: 'emails[type eq "work" and value eq {v}]', to: 'userName eq {v}', assume: complete, ` +
		`guard: {attributes: [userName, 'emails[type eq "work"].value'], action: `
	f := func(method, in string, equal bool) {
		t.Helper()
		counted, refused := in+" warned", "refused"
		if equal {
			counted, refused = in, in
		}
		rulestest.Sends(t, guard+"warn}}}", method, in, counted)
		rulestest.Sends(t, guard+"refuse}}}", method, in, refused)
	}
	f("POST", `{"userName":"A","emails":[{"type":"work","value":"a"},{"type":"home","value":"b"}]}`, true)
	f("POST", `{"userName":"a","emails":[{"type":"Work","value":"b"}]}`, false)
	f("POST", `{"userName":"a"}`, true)
	patch := func(in string, equal bool) { t.Helper(); f("PATCH", rulestest.PatchOf(in), equal) }
	patch(`{"op":"add","path":"userName","value":"a"},{"op":"add","path":"emails[type eq \"work\"].value","value":"b"}`, false)
	patch(`{"op":"add","path":"`+rulestest.CoreUser+`:userName","value":"a"},{"op":"add","path":"`+rulestest.CoreUser+`:emails","value":[{"type":"work","value":"b"}]}`,
		false)
	patch(`{"op":"add","value":{"userName":"a","emails":[{"type":"work","value":"b"}]}}`, false)
	patch(`{"op":"add","path":"userName","value":"a"},{"op":"remove","path":"emails[type eq \"work\"].value"}`, true)
}
