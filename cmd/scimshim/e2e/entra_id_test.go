package e2e

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/mock"
	"scimshim/rewrite/filter"
)

// TestEntraIDAsTarget takes Okta through its cycle before Entra ID's own SCIM API, which has no PUT, no page
// numbers, shows no members, and changes them 20 at a time. A group of a thousand comes to its end by
// requests that are counted.
func TestEntraIDAsTarget(t *testing.T) {
	target := servicetest.Mock(t, "entra-id", mock.Options{})
	var ids []string
	for i := range 1000 {
		id, err := target.Seed("Users", fmt.Sprintf(`{"userName":"u%d@contoso.com","active":true}`, i))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, `{"value":"`+id+`"}`)
	}
	m := meeting{serveFront(t, config.ServeFlags{Target: target.URL, Rules: []string{"okta", "entra-id"}}), target}
	does := func(a ask, status int, want string, requests int) string {
		t.Helper()
		got, body := m.do(a)
		seen := target.Take()
		if got != status || !strings.Contains(body, want) || len(seen) != requests {
			t.Errorf("%s %s: %d %.300s by %d requests; want %d, %s, %d", a.method, a.path, got, body, len(seen), status, want, requests)
		}
		for _, r := range seen {
			if r.Cause != "" {
				t.Errorf("%s %s: the target says %s of %s", a.method, a.path, r.Cause, r.Body)
			}
		}
		return body
	}
	const ada = `{"schemas":["` + filter.UserURN + `"],"userName":"ada@contoso.com","active":true,"password":"Tl9-x",` +
		`"name":{"givenName":"Ada","familyName":"Berg"},"emails":[{"value":"ada@contoso.com","type":"work","primary":true}],"groups":[]}`
	find := ask{path: "/Users?filter=userName+eq+%22ada@contoso.com%22&startIndex=1&count=100"}
	does(find, 200, `"totalResults":0`, 1)
	made := does(ask{method: "POST", path: "/Users", body: ada}, 201, `"displayName":"Ada Berg"`, 1)
	does(find, 200, `"totalResults":1`, 1)
	user := "/Users/" + idIn(made)
	does(ask{method: "PUT", path: user, body: strings.Replace(ada, `"active":true`, `"active":true,"title":"Dr"`, 1)}, 200, `"title":"Dr"`, 3)
	does(ask{method: "PATCH", path: user, body: operations(`{"op":"replace","value":{"active":false}}`)}, 204, "", 1)
	does(ask{path: "/Users?startIndex=901&count=100"}, 200, `"totalResults":1001,"startIndex":901,"itemsPerPage":100`, 11)

	made = does(ask{method: "POST", path: "/Groups", body: `{"schemas":["` + filter.GroupURN + `"],"displayName":"All","members":[]}`}, 201, "All", 1)
	group := "/Groups/" + idIn(made)
	all := strings.Join(ids, ",")
	does(ask{method: "PATCH", path: group, body: operations(`{"op":"add","path":"members","value":[` + all + `]}`)}, 204, "", 50)
	if body := does(ask{path: group}, 200, `"members"`, 11); strings.Count(body, `"value"`) != 1000 {
		t.Errorf("the group is shown with %d members", strings.Count(body, `"value"`))
	}
	few := `{"schemas":["` + filter.GroupURN + `"],"displayName":"Most","members":[` + strings.Join(ids[3:], ",") + `]}`
	does(ask{method: "PUT", path: group, body: few}, 200, `"displayName":"Most"`, 26)
	does(ask{method: "PUT", path: group, body: few}, 200, `"displayName":"Most"`, 11)
	if stored := string(target.All("Groups")[0]); strings.Count(stored, `"value"`) != 997 {
		t.Errorf("the group has %d members", strings.Count(stored, `"value"`))
	}
	does(ask{method: "DELETE", path: group}, 204, "", 1)
	does(ask{method: "DELETE", path: user}, 204, "", 1)
}

// idIn returns the id in a resource.
func idIn(body string) string {
	_, rest, _ := strings.Cut(body, `"id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

func operations(list string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + list + `]}`
}
