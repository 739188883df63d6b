package store_test

import (
	"strings"
	"testing"

	"scimshim/rewrite/response"
	"scimshim/rules/rulestest"
)

const shortNames = `limit: {attribute: displayName, longest: 3, otherwise: refuse, says: no name of more than 3 characters}`

func TestLimitRefuses(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = rulestest.PatchOf(want)
		}
		rulestest.Writes(t, shortNames, "PATCH", rulestest.PatchOf(in), want)
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
	rulestest.Writes(t, shortNames, "POST", long, "refused")
	rulestest.Writes(t, shortNames, "PUT", `{"displayName":"Adam"}`, "refused")
	rulestest.Writes(t, shortNames, "PUT", `{"displayName":"Adam","active":false}`, `{"active":false}`)
	rulestest.Writes(t, shortNames, "POST", `{"displayName":"Ada"}`, `{"displayName":"Ada"}`)
	rulestest.Writes(t, shortNames, "POST", `{"displayName":7}`, `{"displayName":7}`)
	rulestest.Writes(t, strings.Replace(shortNames, "refuse", "count", 1), "POST", long, long+" warned")
	rulestest.Writes(t, `limit: {attribute: displayName, fits: '^[^@]*$', otherwise: refuse, says: x}`, "POST",
		`{"displayName":"a@b"}`, "refused")
	rulestest.Writes(t, `limit: {attribute: displayName, fits: '^[^@]*$', in: filters, says: x}`, "POST",
		`{"displayName":"a@b"}`, `{"displayName":"a@b"}`)
}

// A filter by what the target cannot have is refused by each form of the rule.
func TestLimitOfFilters(t *testing.T) {
	f := func(text, filter, want string) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.Rule(text)), "GET /Users?filter="+filter, "200\n\n"+response.EmptyList)
		got := "passed"
		if _, ok := rulestest.Refused(r.Err); ok {
			got = r.Refusal(t).Detail
		}
		if got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	const says = "the target cannot be asked for this value of displayName: no name of more than 3 characters"
	count := strings.Replace(shortNames, "refuse", "count", 1)
	f(shortNames, `displayName eq "Adam"`, says)
	f(count, `title pr and not (DisplayName sw "Adam")`, says)
	f(strings.Replace(shortNames, "otherwise: refuse", "in: filters", 1), `displayName eq "Adam"`, says)
	f(shortNames, `displayName eq "Ada" and title eq "Adam"`, "passed")
}

func TestLimitFaults(t *testing.T) {
	rulestest.Fault(t, rulestest.Rule(`limit: {attribute: emails.value, longest: 3, otherwise: refuse, says: x}`),
		"f1.yaml:4:24: emails.value is no single text")
	rulestest.Fault(t, rulestest.Rule(`limit: {attribute: active, longest: 3, otherwise: refuse, says: x}`),
		"f1.yaml:4:24: active is no single text")
	rulestest.Fault(t, rulestest.Rule(`limit: {attribute: title, otherwise: refuse, says: x}`),
		"f1.yaml:4:12: expected longest, a number of characters, or fits, a regular expression")
}
