package atlassian_test

import (
	"net/http"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/mocktest"
)

// What stands in the way of a user outside the directory, by the article "409 error when attempting to
// update email address via user provisioning" (1.6).
func TestAccountsOutside(t *testing.T) {
	f := func(name, account, method, target, body string, status int, want string) {
		t.Helper()
		begin := func(t *testing.T) (*mock.Target, string) {
			m, base := start(t)
			if _, err := m.Seed("Accounts", account); err != nil {
				t.Fatal(err)
			}
			return m, base
		}
		mocktest.Run(t, begin, []mocktest.Row{{Page: "1.6", Name: name, Method: method, Target: target, Body: body,
			Status: status, Want: want}})
	}
	const (
		mails = `"emails":[{"value":"eve@example.com","type":"work","primary":true}]`
		eve   = `{"userName":"eve@example.com","externalId":"E-Eve",` + mails + `}`
		begun = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[`
		named = begun + `{"op":"replace","value":{` + mails + `}}]}`
		title = begun + `{"op":"replace","path":"title","value":"Dr."}]}`
		taken = `with email[`

		free    = `{"email":"Eve@example.com","accountId":"5fee"}`
		claimed = `{"email":"eve@example.com","claimed":true}`
		stale   = `{"email":"eve.old@example.com","externalId":"E-Eve","stale":true}`
		mail    = `{"email":"EVE@example.com","stale":true}`
		own     = `{"email":"ada@example.com","stale":true}`
		other   = `{"email":"other@example.com","claimed":true}`
	)
	f("a new user is linked to the account", free, http.MethodPost, "/Users", eve, 201, `"atlassianAccountId":"5fee"`)
	f("a changed user is not", free, http.MethodPatch, "/Users/{ada}", named, 409, taken)
	f("an account of another organization", claimed, http.MethodPost, "/Users", eve, 409, taken)
	f("a change to its e-mail", claimed, http.MethodPatch, "/Users/{ada}", named, 409, taken)
	f("a stale record with the externalId", stale, http.MethodPost, "/Users", eve, 409, taken)
	f("a stale record with the e-mail", mail, http.MethodPatch, "/Users/{ada}", named, 409, taken)
	f("a stale record of another e-mail", stale, http.MethodPatch, "/Users/{ada}", named, 200, `"eve@example.com"`)
	f("a change of something else", own, http.MethodPatch, "/Users/{ada}", title, 200, `"Dr."`)
	f("nobody's account", other, http.MethodPost, "/Users", eve, 201, `"atlassianAccountId":"`)
}
