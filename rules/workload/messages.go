package workload

import (
	"fmt"
	"strings"

	"scimshim/rewrite/response"
	"scimshim/rules/rulestest"
)

// userID returns the id of user i.
func userID(i int) string { return fmt.Sprintf("2819c223-7f76-453a-919d-%012x", 0x413861904646+i) }

// email returns the e-mail of user i, which is the userName too.
func email(i int) string { return fmt.Sprintf("alice.%05d@contoso.example", i) }

// The names by which targets know the two attributes that W5 renames.
type names struct{ externalID, department string }

var (
	scimNames   = names{"externalId", "department"}
	legacyNames = names{"x_externalRef", "dept"}
)

// storedUser returns user i as a target shows it, 1.4 KB.
func storedUser(i int, n names) string {
	return `{"schemas":["` + rulestest.CoreUser + `","` + rulestest.Enterprise + `"],` +
		fmt.Sprintf(`"id":"%s","%s":"a%07d-entra",`, userID(i), n.externalID, i) +
		fmt.Sprintf(`"userName":"%s","active":true,`, email(i)) +
		`"displayName":"Alice Müller","title":"Tour Guide \"Senior\"","preferredLanguage":"de-DE","locale":"de-DE",` +
		`"timezone":"Europe/Berlin",` +
		`"name":{"formatted":"Ms. Alice B Müller, III","familyName":"Müller",` +
		`"givenName":"Alice","middleName":"Beate"},` +
		fmt.Sprintf(`"emails":[{"type":"work","value":"%s","primary":true},`, email(i)) +
		fmt.Sprintf(`{"type":"home","value":"home.%s","primary":false}],`, email(i)) +
		`"phoneNumbers":[{"type":"work","value":"+49 30 123456"},{"type":"mobile","value":"+49 170 123456"}],` +
		`"addresses":[{"type":"work","streetAddress":"100 Universal City Plaza","locality":"Hollywood","region":"CA",` +
		`"postalCode":"91608","country":"USA"}],` +
		`"` + rulestest.Enterprise + `":{"employeeNumber":"701984","costCenter":"4130",` +
		`"organization":"Universal Studios","division":"Theme Park","` + n.department + `":"Tour Operations",` +
		`"manager":{"value":"26118915-6090-4610-87e4-49d8ca9f808d","displayName":"John Smith"}},` +
		`"meta":{"resourceType":"User","created":"2026-01-23T04:56:22Z","lastModified":"2026-05-13T04:42:34Z",` +
		`"version":"W\/\"a330bc54f0671c9\"",` +
		`"location":"https://scim.target.example/scim/v2/Users/` + userID(i) + `"}}`
}

// disabledUser returns storedUser after W3.
func disabledUser(i int) string {
	return strings.Replace(storedUser(i, scimNames), `"active":true`, `"active":false`, 1)
}

// listOf returns the answer that lists n users, from user first on.
func listOf(first, n int, as names) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"schemas":["%s"],"totalResults":%d,"startIndex":1,"itemsPerPage":%d,"Resources":[`,
		response.ListURN, n, n)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(storedUser(first+i, as))
	}
	return b.String() + `]}`
}

// A dialect is how a client writes what RFC 7644 has one way for.
type dialect struct{ yes, no, add, ref string }

var (
	entra   = dialect{`"True"`, `"False"`, "Add", `"$ref":null,`}
	rfc7644 = dialect{"true", "false", "add", ""}
)

// newUser returns user i as a client creates it, 1.7 KB.
func newUser(i int, d dialect) string {
	return `{"schemas":["` + rulestest.CoreUser + `","` + rulestest.Enterprise + `"],` +
		fmt.Sprintf(`"externalId":"a%07d-entra","userName":"%s","active":%s,`, i, email(i), d.yes) +
		`"displayName":"Alice Müller","nickName":"Ally","title":"Tour Guide \"Senior\"","preferredLanguage":"de-DE",` +
		`"locale":"de-DE","timezone":"Europe/Berlin","userType":"Employee",` +
		`"name":{"formatted":"Ms. Alice B Müller, III","familyName":"Müller",` +
		`"givenName":"Alice","middleName":"Beate","honorificPrefix":"Ms.","honorificSuffix":"III"},` +
		fmt.Sprintf(`"emails":[{"type":"work","value":"%s","primary":%s},`, email(i), d.yes) +
		fmt.Sprintf(`{"type":"home","value":"home.%s","primary":%s}],`, email(i), d.no) +
		`"phoneNumbers":[{"type":"work","value":"+49 30 123456"},{"type":"mobile","value":"+49 170 123456"},` +
		`{"type":"fax","value":"+49 30 123457"}],` +
		`"addresses":[{"type":"work","formatted":"100 Universal City Plaza\nHollywood, CA 91608 USA",` +
		`"streetAddress":"100 Universal City Plaza","locality":"Hollywood","region":"CA","postalCode":"91608",` +
		`"country":"USA"},{"type":"other","formatted":"456 Hollywood Blvd\nHollywood, CA 91608 USA",` +
		`"streetAddress":"456 Hollywood Blvd","locality":"Hollywood","region":"CA","postalCode":"91608",` +
		`"country":"USA"}],` +
		fmt.Sprintf(`"roles":[{"primary":%s,"type":"WindowsAzureActiveDirectoryRole","value":"Admin",`, d.yes) +
		`"display":"Administrator of the tenant"},` +
		fmt.Sprintf(`{"primary":%s,"type":"WindowsAzureActiveDirectoryRole","value":"Reader",`, d.no) +
		`"display":"Reader"}],` +
		`"` + rulestest.Enterprise + `":{"employeeNumber":"701984","costCenter":"4130",` +
		`"organization":"Universal Studios","division":"Theme Park","department":"Tour Operations",` +
		`"manager":{"value":"26118915-6090-4610-87e4-49d8ca9f808d"}}}`
}

// patchOf returns a PATCH of these operations.
func patchOf(ops ...string) string {
	return `{"schemas":` + rulestest.PatchSchemas + `,"Operations":[` + strings.Join(ops, ",") + `]}`
}

// sentPatch returns the five operations of user i as Entra writes them, 0.7 KB.
func sentPatch(i int) string {
	return patchOf(
		`{"op":"Replace","path":"active","value":"False"}`,
		`{"op":"Replace","path":"emails[type eq \"work\"].value","value":"`+email(i)+`"}`,
		fmt.Sprintf(`{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+49 30 1234%05d"}`, i),
		fmt.Sprintf(`{"op":"Replace","value":{"name.givenName":"Alice","name.familyName":"Müller-%d",`, i)+
			`"displayName":"Alice Müller","`+rulestest.Enterprise+`:department":"Sales \"EMEA\"",`+
			`"`+rulestest.Enterprise+`:costCenter":"4130"}}`,
		`{"op":"Remove","path":"nickName"}`)
}

// wantedPatch returns sentPatch as RFC 7644 and phone.yaml have it.
func wantedPatch(i int) string {
	return patchOf(
		`{"op":"replace","path":"active","value":false}`,
		`{"op":"replace","path":"emails[type eq \"work\"].value","value":"`+email(i)+`"}`,
		fmt.Sprintf(`{"op":"add","path":"phoneNumbers","value":[{"type":"mobile","value":"+49 30 1234%05d"}]}`, i),
		`{"op":"replace","path":"name.givenName","value":"Alice"}`,
		fmt.Sprintf(`{"op":"replace","path":"name.familyName","value":"Müller-%d"}`, i),
		`{"op":"replace","path":"displayName","value":"Alice Müller"}`,
		`{"op":"replace","path":"`+rulestest.Enterprise+`:department","value":"Sales \"EMEA\""}`,
		`{"op":"replace","path":"`+rulestest.Enterprise+`:costCenter","value":"4130"}`,
		`{"op":"remove","path":"nickName"}`)
}

// members is how many members W6 adds.
const members = 1000

// patchOfMembers returns a PATCH that adds n members to group i; 1,000 are 61 KB.
func patchOfMembers(i, n int, d dialect) string {
	list := make([]string, n)
	for k := range list {
		list[k] = `{` + d.ref + `"value":"` + userID(i*n+k) + `"}`
	}
	return patchOf(`{"op":"` + d.add + `","path":"members","value":[` + strings.Join(list, ",") + `]}`)
}
