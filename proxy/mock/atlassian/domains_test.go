package atlassian_test

import (
	"net/http"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/mocktest"
)

// What the domains of an organization mean for the accounts of users: "Email address change via User
// Provisioning is not reflected on Atlassian", and ACCESS-1396 (1.6).
func TestDomains(t *testing.T) {
	const (
		begun   = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[`
		outside = `{"id":"{nobody}","userName":"eve","emails":[{"value":"eve@outside.example","primary":true}],
			"urn:scim:schemas:extension:atlassian-external:1.0":{"atlassianAccountId":"5fee"}}`
		joins   = `{"id":"{eng}","displayName":"Engineers","members":[{"value":"{ada}"},{"value":"{nobody}"}]}`
		linked  = `"atlassianAccountId":"`
		grouped = `"groups":[{`
		unlinks = "unlinked any associated atlassian account."
	)
	begin := func(domain string) func(*testing.T) (*mock.Target, string) {
		return func(t *testing.T) (*mock.Target, string) {
			m, base := start(t)
			for _, seed := range [][2]string{{"Domains", `{"name":"` + domain + `"}`}, {"Users", outside}, {"Groups", joins}} {
				if _, err := m.Seed(seed[0], mocktest.IDs.Replace(seed[1])); err != nil {
					t.Fatal(err)
				}
			}
			return m, base
		}
	}
	mail := func(address string) string {
		return begun + `{"op":"replace","value":{"emails":[{"value":"` + address + `","primary":true}]}}]}`
	}
	whole := func(address string) string {
		return `{"userName":"ada@example.com","emails":[{"value":"` + address + `","primary":true}]}`
	}
	f := func(name, domain, method, target, body, want, not, cause string) {
		t.Helper()
		mocktest.Run(t, begin(domain), []mocktest.Row{{Page: "1.6", Name: name, Method: method, Target: target, Body: body,
			Status: map[string]int{"POST": 201, "PATCH": 200, "PUT": 200}[method], Want: want, Not: not, Cause: cause}})
	}
	const title = begun + `{"op":"replace","path":"title","value":"Dr."}]}`
	f("an external user is created and linked", "example.com", http.MethodPost, "/Users",
		`{"userName":"kim","emails":[{"value":"kim@outside.example","primary":true}]}`, linked, "", "")
	f("a managed user's e-mail changes", "EXAMPLE.com", http.MethodPatch, "/Users/{ada}", mail("a@example.com"), linked, "", "")
	f("and stays in the groups", "example.com", http.MethodPatch, "/Users/{ada}", mail("a@example.com"), grouped, "", "")
	f("it leaves the domain", "example.com", http.MethodPatch, "/Users/{ada}", mail("a@outside.example"),
		`"a@outside.example"`, linked, unlinks)
	f("and the groups", "example.com", http.MethodPatch, "/Users/{ada}", mail("a@outside.example"), `"groups":[]`, grouped,
		unlinks)
	f("it leaves the domain by PUT", "example.com", http.MethodPut, "/Users/{ada}", whole("a@outside.example"),
		`"groups":[]`, linked, "ID 11111111-1111-4111-8111-111111111111")
	f("a PUT that does not", "example.com", http.MethodPut, "/Users/{ada}", whole("ada@example.com"), linked, "", "")
	f("an external user's e-mail changes", "example.com", http.MethodPatch, "/Users/{nobody}", mail("e@outside.example"),
		`"groups":[]`, linked, unlinks)
	f("or is written again", "example.com", http.MethodPatch, "/Users/{nobody}", mail("EVE@outside.example"), grouped, "",
		"the account does not")
	f("or another attribute", "example.com", http.MethodPatch, "/Users/{nobody}", title, linked, "", "the account does not")
	f("a domain below another", "example.com", http.MethodPatch, "/Users/{ada}", mail("a@sub.example.com"), "", linked, unlinks)
}

// A link that was broken stays broken, whatever the e-mail becomes (ACCESS-1396).
func TestBrokenLink(t *testing.T) {
	m, base := start(t)
	if _, err := m.Seed("Domains", `{"name":"example.com"}`); err != nil {
		t.Fatal(err)
	}
	const path = "/Users/{ada}"
	for _, address := range []string{"ada@outside.example", "ada@example.com"} {
		body := `{"userName":"ada","emails":[{"value":"` + address + `","primary":true}]}`
		status, answer := mocktest.Ask(t, http.MethodPut, base+mocktest.IDs.Replace(path), body)
		if status != 200 || strings.Contains(answer, "atlassianAccountId") {
			t.Errorf("with the e-mail %s: %d %s", address, status, answer)
		}
	}
}
