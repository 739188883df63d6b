package entraid_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"scimshim/proxy/mock"
)

const ada = `{"id":"ada","externalId":"E-1","userName":"ada@contoso.com","displayName":"Ada","active":true,` +
	`"name":{"givenName":"Ada","familyName":"Example"},"password":"secret"}`
const eng = `{"id":"eng","displayName":"Engineers","members":[{"value":"ada"}]}`

// start returns a tenant that holds Ada, 25 others, and the group Engineers with Ada in it.
func start(t *testing.T) *mock.Target {
	t.Helper()
	target, err := mock.New("entra-id", mock.Options{})
	if err != nil {
		t.Fatal(err)
	}
	seeds := []string{ada}
	for i := range 25 {
		seeds = append(seeds, fmt.Sprintf(`{"id":"u%d","userName":"u%d@contoso.com","active":false}`, i, i))
	}
	for _, seed := range seeds {
		if _, err := target.Seed("Users", seed); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := target.Seed("Groups", eng); err != nil {
		t.Fatal(err)
	}
	return target
}

// ask sends a request.
func ask(target *mock.Target, method, path, body string) (int, string) {
	path, query, _ := strings.Cut(path, "?")
	r := httptest.NewRequest(method, target.Base()+path, strings.NewReader(body))
	r.URL.RawQuery = strings.NewReplacer(" ", "%20", `"`, "%22").Replace(query)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/scim+json")
	w := httptest.NewRecorder()
	target.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func ops(list string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + list + `]}`
}

// adds is an addition of the first n others.
func adds(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`{"value":"u%d"}`, i))
	}
	return `{"op":"add","path":"members","value":[` + strings.Join(list, ",") + `]}`
}

// Each row is what the reference says, or [infer] what the mock decides.
func TestRequests(t *testing.T) {
	const name = `{"op":"replace","path":"displayName","value":"Makers"}`
	const one = `{"op":"remove","path":"members[value eq \"ada\"]"}`
	const full = `"displayName":"Bo","active":true,"name":{"givenName":"Bo","familyName":"Ek"}`
	for _, row := range []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"no password is shown", "GET", "/users/ada", "", 200, `"active":true`},
		{"upper case, too", "GET", "/Users/ada", "", 200, `"userName":"ada@contoso.com"`},
		{"no PUT", "PUT", "/users/ada", ada, 405, "takes GET, PATCH, DELETE"},
		{"no startIndex", "GET", "/users?startIndex=1", "", 400, "startIndex is not supported"},
		{"projection", "GET", "/users?attributes=id&filter=id eq \"ada\"", "", 200, `"resources":[{"id":"ada","schemas"`},
		{"by userName", "GET", `/users?filter=userName eq "ADA@contoso.com"`, "", 200, `"totalResults":1`},
		{"by the end", "GET", `/users?filter=userName ew "@contoso.com" and active eq TRUE`, "", 200, `"totalResults":1`},
		{"of a group", "GET", `/users?filter=groups.value eq "eng"`, "", 200, `"id":"ada"`},
		{"groups of a user", "GET", `/groups?filter=members.value eq "ada"`, "", 200, `"id":"eng"`},
		{"groups of nobody [infer]", "GET", `/groups?filter=members.value eq "x"`, "", 400, "a user of this tenant"},
		{"externalId with another", "GET", `/users?filter=externalId eq "E-1" and id eq "ada"`, "", 400, "combination"},
		{"or", "GET", `/users?filter=userName eq "a" or userName eq "b"`, "", 400, "supported API filters"},
		{"e-mail", "GET", `/users?filter=emails.value eq "a"`, "", 400, "supported API filters"},
		{"no password given", "POST", "/users", `{"userName":"bo@contoso.com",` + full + `}`, 400, "password is required"},
		{"federated", "POST", "/users", `{"userName":"bo@example.com",` + full + `}`, 201, `"displayName":"Bo"`},
		{"not in the schema", "POST", "/users", `{"userName":"bo@example.com","nickName":"b",` + full + `}`, 400, "nickName"},
		{"password changed", "PATCH", "/users/ada", ops(`{"op":"replace","path":"password","value":"x"}`), 400, "creation"},
		{"a number by type", "PATCH", "/users/ada", ops(`{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"1"}`), 204, ""},
		{"no members shown", "GET", "/groups/eng", "", 200, `"displayName":"Engineers"`},
		{"new group", "POST", "/groups", `{"displayName":"Engineers"}`, 201, `"displayName":"Engineers"`},
		{"new group with members [infer]", "POST", "/groups", `{"displayName":"x","members":[{"value":"ada"}]}`, 400, "members"},
		{"renamed", "PATCH", "/groups/eng", ops(name), 204, ""},
		{"20 added", "PATCH", "/groups/eng", ops(adds(20)), 204, ""},
		{"21 added", "PATCH", "/groups/eng", ops(adds(21)), 400, "up to only 20"},
		{"added by two operations", "PATCH", "/groups/eng", ops(adds(1) + "," + adds(2)), 400, "one operation"},
		{"added and renamed", "PATCH", "/groups/eng", ops(name + "," + adds(2)), 400, "nothing else"},
		{"removed", "PATCH", "/groups/eng", ops(one), 204, ""},
		{"two removed", "PATCH", "/groups/eng", ops(one + "," + one), 400, "one operation"},
		{"all removed", "PATCH", "/groups/eng", ops(`{"op":"remove","path":"members"}`), 400, "by a filter"},
		{"unknown", "PATCH", "/groups/eng", ops(strings.Replace(adds(2), "u1", "nobody", 1)), 400, "Resource 'nobody' does not exist"},
		{"discovery", "GET", "/serviceproviderconfig", "", 200, `"index":false`},
		{"resource types", "GET", "/resourcetypes", "", 200, `"endpoint":"/Users"`},
		{"a schema", "GET", "/schemas/urn:ietf:params:scim:schemas:core:2.0:Group", "", 200, `"displayName"`},
	} {
		status, answer := ask(start(t), row.method, row.path, row.body)
		if status != row.status || !strings.Contains(answer, row.want) || strings.Contains(answer, "secret") ||
			status == 200 && strings.Contains(answer, `"members"`) {
			t.Errorf("%s: %d %s; want %d, %s", row.name, status, answer, row.status, row.want)
		}
	}
}

// Pages are told by cursors, which belong to a list and its filter.
func TestPages(t *testing.T) {
	target := start(t)
	seen, cursor := 0, ""
	for page := range 3 {
		path := "/users?count=10"
		if cursor != "" {
			path += "&cursor=" + url.QueryEscape(cursor)
		}
		status, answer := ask(target, "GET", path, "")
		var list struct {
			NextCursor   string
			TotalResults *int
			Resources    []any
		}
		if err := json.Unmarshal([]byte(answer), &list); err != nil || status != 200 || list.TotalResults != nil {
			t.Fatalf("page %d: %d %s", page, status, answer)
		}
		seen, cursor = seen+len(list.Resources), list.NextCursor
	}
	if seen != 26 || cursor != "" {
		t.Errorf("%d users, and then %q", seen, cursor)
	}
	for _, query := range []string{"cursor=abc", "count=101", "count=0", "sortBy=userName"} {
		if status, _ := ask(target, "GET", "/users?"+query, ""); status != 400 {
			t.Errorf("%s: %d", query, status)
		}
	}
}
