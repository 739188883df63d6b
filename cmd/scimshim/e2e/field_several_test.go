package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A fieldTarget answers the requests that a row comes to, if they are several: what the report is about
// as the row has it, and all else as the target would.
type fieldTarget struct {
	// answer returns the status and the body of an answer; status 0 stands for the answer of the row.
	answer func(method, body string) (status int, text string)
	asked  []string // what the target is to see: of each request the method and the path, and the body
}

const (
	fieldGroup = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"%s","displayName":"Everybody","members":[%s]}`
	fieldOps   = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[%s]}`
	fieldError = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400",` +
		`"detail":"Bad Request. Invalid parameters provided in request: %s."}`
)

// fieldTargets are those of rows that take several requests. Rows that are about one answer have none.
var fieldTargets = map[string]fieldTarget{
	"F05": {fieldSentry, []string{
		"POST /Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Everybody"}`,
		"PATCH /Groups/23", fmt.Sprintf(fieldOps, `{"op":"add","path":"members","value":[`+fieldMembers(25)+`]}`),
	}},
	"F07": {fieldFleet, []string{
		"PATCH /Groups/3", fmt.Sprintf(fieldOps, `{"op":"add","path":"members","value":[{"value":"4"},{"value":"999"}]}`),
		"PATCH /Groups/3", fmt.Sprintf(fieldOps, `{"op":"add","path":"members","value":[{"value":"4"}]}`),
		"PATCH /Groups/3", fmt.Sprintf(fieldOps, `{"op":"add","path":"members","value":[{"value":"999"}]}`),
	}},
	"F10": {fieldKeycloak, []string{
		"GET /Groups/g1", "",
		"PATCH /Groups/g1", fmt.Sprintf(fieldOps, `{"op":"remove","path":"members[value eq \"u3\"]"},`+
			`{"op":"add","path":"members","value":[{"value":"u1","display":"ada@example.com"}]}`),
	}},
	"F17": {fieldAuthentik, []string{
		"GET /Users/e90e", "",
		"GET /Users/e90e", "",
		"PUT /Users/e90e", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@example.com","active":false}`,
	}},
}

// fieldMembers returns members as Okta sends them.
func fieldMembers(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`{"value":"%d","display":"u%[1]d@example.com"}`, i+1))
	}
	return strings.Join(list, ",")
}

// fieldSentry creates groups without members.
func fieldSentry(method, body string) (int, string) {
	switch {
	case method == http.MethodPost && !strings.Contains(body, `"members"`):
		return http.StatusCreated, fmt.Sprintf(fieldGroup, "23", "")
	case method == http.MethodPatch:
		return http.StatusNoContent, ""
	}
	return http.StatusBadRequest, fmt.Sprintf(fieldError, "members")
}

// fieldFleet has a user 4 and no user 999, and adds nobody if there is one whom it has not.
func fieldFleet(_, body string) (int, string) {
	switch four := strings.Contains(body, `"4"`); {
	case !strings.Contains(body, `"999"`):
		return http.StatusNoContent, ""
	case four:
		return 0, ""
	}
	return http.StatusBadRequest, fmt.Sprintf(fieldError, "999")
}

// fieldKeycloak has a group of two, and replaces no members.
func fieldKeycloak(method, body string) (int, string) {
	switch {
	case method == http.MethodGet:
		return http.StatusOK, fmt.Sprintf(fieldGroup, "g1", `{"value":"u2"},{"value":"u3"}`)
	case strings.Contains(body, `"replace"`):
		return 0, ""
	}
	return http.StatusNoContent, ""
}

// fieldAuthentik knows no PATCH.
func fieldAuthentik(method, body string) (int, string) {
	switch method {
	case http.MethodGet:
		return http.StatusOK, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"e90e",` +
			`"userName":"ada@example.com","active":true}`
	case http.MethodPut:
		return http.StatusOK, strings.Replace(body, "{", `{"id":"e90e",`, 1)
	}
	return 0, ""
}

// faults says what the target saw that it should not have seen.
func (f fieldTarget) faults(t *testing.T, p *fieldPlay) (faults []string) {
	t.Helper()
	if len(p.asked)*2 != len(f.asked) {
		return []string{fmt.Sprintf("%d requests should be sent", len(f.asked)/2)}
	}
	for i, asked := range p.asked {
		if want := strings.TrimRight(f.asked[2*i]+"\n\n"+f.asked[2*i+1], "\n"); !fieldSame(want, asked) {
			faults = append(faults, "the target should see\n"+want)
		}
	}
	return faults
}
