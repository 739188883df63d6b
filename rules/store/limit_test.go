package store_test

import (
	"strings"
	"testing"

	"scimshim/rewrite/response"
	"scimshim/rules/rulestest"
)

const shortNames = `users: {stores: {displayName: {max_length: 3, action: refuse, message: no name of more than 3 characters}}}`

func TestLimitRefuses(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = rulestest.PatchOf(want)
		}
		rulestest.Sends(t, shortNames, "PATCH", rulestest.PatchOf(in), want)
	}
	const long, off = `{"op":"replace","path":"displayName","value":"Adam"}`, `{"op":"replace","path":"active","value":false}`
	f(long, "refused")
	f(`{"op":"replace","value":{"displayName":"Adam","title":"x"}}`, "refused")
	f(long+`,{"op":"replace","path":"active","value":true}`, "refused")
	for _, fits := range []string{
		`{"op":"replace","path":"displayName","value":"Åsa"}`,
		`{"op":"replace","path":"displayName","value":""}`,
		`{"op":"replace","path":"title","value":"Adam"}`,
		`{"op":"remove","path":"displayName"}`,
	} {
		f(fits, fits)
	}
	// A leaver goes first, in any dialect, and nothing else is lost.
	const title = `{"op":"replace","path":"title","value":"Chief"}`
	f(long+`,`+title+`,`+off, title+`,`+off)
	f(`{"op":"replace","value":{"displayName":"Adam","active":false}}`, `{"op":"replace","value":{"active":false}}`)
	f(`{"op":"replace","value":{"active":"False"}},`+long, `{"op":"replace","value":{"active":"False"}}`)
	f(off+`,`+long+`,{"op":"replace","path":"active","value":true}`, "refused") // who stays in the end
}

func TestLimitOfResources(t *testing.T) {
	const long = `{"displayName":"Adam"}`
	rulestest.Sends(t, shortNames, "POST", long, "refused")
	rulestest.Sends(t, shortNames, "PUT", `{"displayName":"Adam"}`, "refused")
	rulestest.Sends(t, shortNames, "PUT", `{"displayName":"Adam","active":false}`, `{"active":false}`)
	rulestest.Sends(t, shortNames, "POST", `{"displayName":"Ada"}`, `{"displayName":"Ada"}`)
	rulestest.Sends(t, shortNames, "POST", `{"displayName":7}`, `{"displayName":7}`)
	rulestest.Sends(t, strings.Replace(shortNames, "refuse", "warn", 1), "POST", long, long+" warned")
	rulestest.Sends(t, `users: {stores: {displayName: {pattern: '^[^@]*$', message: x}}}`, "POST",
		`{"displayName":"a@b"}`, "refused")
	rulestest.Sends(t, `users: {queries: {values: {displayName: {pattern: '^[^@]*$', message: x}}}}`, "POST",
		`{"displayName":"a@b"}`, `{"displayName":"a@b"}`)
}

// A filter by what the target cannot have is refused by each form of the rule.
func TestLimitOfFilters(t *testing.T) {
	f := func(text, filter, want string) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(text)), "GET /Users?filter="+filter, "200\n\n"+response.EmptyList)
		got := "passed"
		if _, ok := rulestest.Refused(r.Err); ok {
			got = r.Refusal(t).Detail
		}
		if got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	const says = "the target cannot be asked for this value of displayName: no name of more than 3 characters"
	count := strings.Replace(shortNames, "refuse", "warn", 1)
	f(shortNames, `displayName eq "Adam"`, says)
	f(count, `title pr and not (DisplayName sw "Adam")`, says)
	f(`users: {queries: {values: {displayName: {max_length: 3, message: no name of more than 3 characters}}}}`,
		`displayName eq "Adam"`, says)
	f(shortNames, `displayName eq "Ada" and title eq "Adam"`, "passed")
}
