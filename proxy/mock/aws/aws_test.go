package aws_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/mocktest"
)

const ada = `{"id":"{ada}","externalId":"E-Ada","userName":"ada@example.com","displayName":"Ada",
	"active":true,"name":{"givenName":"Ada","familyName":"Example"},"title":"Analyst",
	"emails":[{"value":"ada@example.com","type":"work","primary":true}],
	"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R",
		"manager":{"value":"{bob}"}}}`
const bob = `{"id":"{bob}","externalId":"E-Bob","userName":"bob","displayName":"Bob","active":false,
	"name":{"givenName":"Bob","familyName":"Example"}}`
const eng = `{"id":"{eng}","externalId":"G-1","displayName":"Engineers","members":[{"value":"{ada}"}]}`

// theTenant is the one tenant that a target has.
const theTenant = "7c1f5e0a-2b64-4d5f-9d3c-5f0e8a41b6d2"

// start starts a target that holds Ada, Bob (inactive) and the group Engineers with Ada in it.
func start(t *testing.T) (*mock.Target, string) {
	return mocktest.Seeded(t, "aws-identity-center", ada, bob, eng)
}

func TestEndpoints(t *testing.T) {
	f := func(page, name, method, target string, status int, want, cause string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: page, Name: name, Method: method, Target: target,
			Status: status, Want: want, Cause: cause}})
	}
	f("Limitations", "no Me", "GET", "/Me", 404, `"status":"404"`, "no such endpoint")
	f("Limitations", "no Bulk", "POST", "/Bulk", 404, `"status":"404"`, "no such endpoint")
	f("Limitations", "no search", "POST", "/Users/.search", 404, `"status":"404"`, "no such endpoint")
	f("GetUser", "a user", "GET", "/Users/{ada}", 200, `"userName":"ada@example.com"`, "")
	f("GetUser", "no such user", "GET", "/Users/{nobody}", 404, `"schema":["urn`, "no such user")
	f("GetUser", "no projection [infer]", "GET", "/Users/{ada}?attributes=userName", 400, generic,
		"query parameter attributes")
	f("GetGroup", "members are never shown", "GET", "/Groups/{eng}", 200, `"members":[]`, "")
	f("GetGroup", "no projection [infer]", "GET", "/Groups/{eng}?excludedAttributes=members", 400, generic,
		"query parameter excludedAttributes")
	f("GetGroup", "no such group", "GET", "/Groups/{nobody}", 404, `"status":"404"`, "no such group")
	f("DeleteUser", "a user", "DELETE", "/Users/{ada}", 204, "", "")
	f("DeleteUser", "no such user", "DELETE", "/Users/{nobody}", 404, "", "no such user")
	f("DeleteGroup", "a group", "DELETE", "/Groups/{eng}", 204, "", "")
	f("Supported API operations", "no PutGroup", "PUT", "/Groups/{eng}", 400, generic, "not supported")
	f("Supported API operations", "no method", "DELETE", "/Users", 400, generic, "not supported")
	f("ServiceProviderConfig", "read", "GET", "/ServiceProviderConfig", 200,
		`"filter":{"supported":true,"maxResults":50}`, "")
	f("ServiceProviderConfig", "read only", "POST", "/ServiceProviderConfig", 400, generic, "not supported")
	f("ListResourceTypes", "both", "GET", "/ResourceTypes", 200, `"required":true`, "")
	f("ListSchemas", "all", "GET", "/Schemas", 200, `"totalResults":3`, "")
	f("GetSchema", "one", "GET", "/Schemas/"+kit.UserURN, 200, `"id":"`+kit.UserURN+`"`, "")
	f("GetSchema", "no such", "GET", "/Schemas/urn:example", 404, "", "no such endpoint")
}

const generic = `"detail":"Request is unparsable, syntactically incorrect, or violates schema.",` +
	`"status":"400"`

// TestRefusal holds an error against the captured one: the members in their order, and no cause.
func TestRefusal(t *testing.T) {
	_, base := start(t)
	status, answer := mocktest.Ask(t, "POST", base+"/Users", `{"userName":"eve"}`)
	if status != 400 {
		t.Fatalf("status %d", status)
	}
	o, err := ordered.Decode([]byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	want := "schema schemas detail status exceptionRequestId timeStamp"
	if got := strings.Join(o.Names(), " "); got != want {
		t.Errorf("members %s, want %s", got, want)
	}
	if len(o.Text("exceptionRequestId")) != 36 || len(o.Text("timeStamp")) != len("2024-04-05 06:32:12.227") {
		t.Errorf("%s", answer)
	}
}

// TestUnauthorized: a wrong tenant is 401 like a wrong token.
func TestUnauthorized(t *testing.T) {
	target, base := start(t)
	f := func(address, authorization string, want int) {
		t.Helper()
		r, _ := http.NewRequest(http.MethodGet, address, nil)
		r.Header.Set("Authorization", authorization)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want || response.Header.Get("X-Amzn-Requestid") == "" {
			t.Errorf("%s: status %d, want %d", authorization, response.StatusCode, want)
		}
	}
	f(base+"/Users", "", 401)
	f(base+"/Users", "Bearer other", 401)
	f(strings.Replace(base, theTenant, "0"+theTenant[1:], 1)+"/Users", "Bearer key", 401)
	f(base+"/Users", "Bearer key", 200)
	if cause := target.Take()[0].Cause; !strings.Contains(cause, "token") {
		t.Errorf("cause %q", cause)
	}
}

// TestPages: a list without a cursor is its first page and does not say that there are more (ListUsers, "Pagination").
func TestPages(t *testing.T) {
	target, base := start(t)
	for i := range 103 {
		if _, err := target.Seed("Users", fmt.Sprintf(`{"userName":"u%d"}`, i)); err != nil {
			t.Fatal(err)
		}
	}
	list := func(query string, want int) map[string]any {
		t.Helper()
		status, answer := mocktest.Ask(t, "GET", base+"/Users?"+query, "")
		if status != want {
			t.Fatalf("%s: status %d, want %d: %s", query, status, want, answer)
		}
		var o map[string]any
		if err := json.Unmarshal([]byte(answer), &o); err != nil {
			t.Fatal(err)
		}
		return o
	}
	all := list("", 200)
	if all["totalResults"] != 100.0 || all["startIndex"] != 1.0 || all["nextCursor"] != nil {
		t.Errorf("without a cursor: %v of %v from %v", all["itemsPerPage"], all["totalResults"], all["startIndex"])
	}
	first := list("cursor&count=60", 200)
	next, _ := first["nextCursor"].(string)
	if next == "" || first["totalResults"] != nil || first["itemsPerPage"] != 60.0 {
		t.Fatalf("the first page: %v items, cursor %q, total %v", first["itemsPerPage"], next,
			first["totalResults"])
	}
	last := list("count=60&cursor="+url.QueryEscape(next), 200)
	if last["nextCursor"] != nil || last["itemsPerPage"] != 45.0 {
		t.Errorf("the last page: %v items, cursor %v", last["itemsPerPage"], last["nextCursor"])
	}
	short, _ := list("cursor&count=1", 200)["nextCursor"].(string)
	list("cursor="+url.QueryEscape(short), 200)
	list("cursor="+url.QueryEscape(short)+"&filter="+url.QueryEscape(`userName eq "u1"`), 400)
	list("cursor=abc", 400)
	list("cursor="+url.QueryEscape(next+"0"), 400)
	list("count=0", 400)
	list("count=101", 400)
	list("startIndex=1", 400)
	list("excludedAttributes=emails", 400)
	list("sortBy=userName", 400)
}

// TestForcedStatus: ThrottlingException of every page.
func TestForcedStatus(t *testing.T) {
	mocktest.ForcedStatus(t, start, 429, `"detail":"Too many requests.","status":"429","exceptionRequestId"`)
	mocktest.ForcedStatus(t, start, 503, `"detail":"Service Unavailable","status":"503"`)
}

func TestOddRequests(t *testing.T) { mocktest.OddRequests(t, start, 400) }

func TestDiscovery(t *testing.T) { mocktest.Discovery(t, "aws-identity-center") }
