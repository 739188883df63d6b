package query_test

import (
	"strings"
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

// A guard counts where two attributes differ, also in what is only shown.
func TestGuardReadsAnswers(t *testing.T) {
	const agreeing = `users: {filter: {match: 'emails[type eq "work" and value eq {v}]', to: 'userName eq {v}', assume: complete, ` +
		`guard: {attributes: [userName, 'emails[type eq "work"].value']}}}`
	same := `{"schemas":[],"id":"1","userName":"A@example.com","emails":[{"type":"work","value":"a@example.com"}]}`
	differ := strings.Replace(same, `"a@`, `"b@`, 1)
	f := func(request, answer, want string) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File(agreeing))
		if r := rulestest.Do(t, set, request, answer); r.Err != nil || r.Outcome(set, "t/users.filter.emails.guard") != want {
			t.Errorf("%s: %v, %s, want %s", request, r.Err, r.Outcome(set, "t/users.filter.emails.guard"), want)
		}
	}
	f("GET /Users/1", "200\n\n"+same, "kept")
	f("GET /Users/1", "200\n\n"+differ, "warned")
	f("GET /Users", rulestest.List("2", same, differ), "warned")
	f("GET /Users", rulestest.List("1", same), "kept")
	f("GET /Users/1", "404\n\n"+errorOf("404"), "kept")
	f("PATCH /Users/1\n\n"+`{"schemas":["`+rulestest.PatchURN+`"],"Operations":[`+
		rulestest.OpOf("replace", `emails[type eq "work"].value`, `"b@example.com"`)+`]}`, "200\n\n"+differ, "warned")
	f("DELETE /Users/1", "204", "kept")
}

// Who leaves gets through, whatever else the write says.
func TestGuardLetsLeaversGo(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {filter: {match: 'emails[type eq "work" and value eq {v}]', to: 'userName eq {v}', `+
		`assume: complete, guard: {attributes: [userName, 'emails[type eq "work"].value'], action: refuse}}}`))
	both := rulestest.OpOf("replace", "userName", `"a"`) + "," + rulestest.OpOf("replace", `emails[type eq "work"].value`, `"b"`)
	f := func(request string, sent bool) {
		t.Helper()
		if r := rulestest.Do(t, set, request, "204"); (r.Sent != nil) != sent {
			t.Errorf("%s: sent %v, %v", request, r.Sent != nil, r.Err)
		}
	}
	patched := func(ops string) string {
		return "PATCH /Users/1\n\n" + `{"schemas":["` + rulestest.PatchURN + `"],"Operations":[` + ops + `]}`
	}
	put := func(active string) string {
		return "PUT /Users/1\n\n" + `{"userName":"a","emails":[{"type":"work","value":"b"}],"active":` + active + `}`
	}
	f(patched(both), false)
	f(patched(both+","+rulestest.OpOf("replace", "active", "false")), true)
	f(patched(both+","+rulestest.OpOf("replace", "active", "true")), false)
	f(put("false"), true)
	f(put("true"), false)
}
