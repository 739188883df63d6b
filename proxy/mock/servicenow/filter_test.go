package servicenow

import (
	"strings"
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/servicenow/sdk"
	"scimshim/proxy/mock/servicenow/sdk/sdktest"
)

// TestDocumentedFilters holds the accept list against a reading of the vendor's page, reasons included.
func TestDocumentedFilters(t *testing.T) {
	compared := 0
	for _, row := range sdktest.Table(t, "sdk/testdata/unboundid-filters.tsv") {
		f, err := sdk.ParseFilter(sdktest.Unquoted(t, row["filter_json"]))
		if err != nil {
			continue // sdk.TestFilterGrammar judges those
		}
		for _, resource := range []string{"Users", "Groups"} {
			got := "DOCUMENTED"
			if objections := objectionsTo(kit.Options{}, resource, f); len(objections) > 0 {
				got = "not documented: " + strings.Join(objections, "; ")
			}
			if want := row["servicenow_docs_"+resource]; got != want {
				t.Errorf("row %s: %s: %s\n got %s\nwant %s", row["n"], resource, f, got, want)
			}
			compared++
		}
	}
	t.Logf("%d verdicts compared", compared)
}

// TestAcceptSwitches checks what the table does not hold: joined fixed forms, externalId, and the switches.
func TestAcceptSwitches(t *testing.T) {
	strict, lenient := kit.Options{}, kit.Options{AcceptOr: true, AcceptJoin: true}
	f := func(o kit.Options, text string, want bool) {
		t.Helper()
		parsed, err := sdk.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(objectionsTo(o, "Users", parsed)) == 0; got != want {
			t.Errorf("%s: accepted %v, want %v", text, got, want)
		}
	}
	const joined = `active eq true and emails[type eq "work" and value eq "x"]`
	f(strict, joined, false)
	f(lenient, joined, true)
	f(strict, `userName eq "x" or title eq "y"`, false)
	f(lenient, `userName eq "x" or title eq "y"`, true)
	f(strict, `externalId eq "x"`, true)
	f(strict, `externalId sw "x"`, false)
	f(strict, `addresses[type eq "home" and postalCode eq "1"]`, true)
	f(strict, `phoneNumbers[type eq "WORK" and value eq "1"]`, false)
	f(lenient, `not (active eq true)`, false)
}
