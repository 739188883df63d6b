package deploy

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/config"
	"scimshim/proxy/mock"
	"scimshim/rewrite"
	"scimshim/rules"
)

// TestShippedCycles plays all attributes of Entra's default mapping through each
// configuration that is shipped, to an imitation of its target: create, match,
// update, disable, a group and its members.
func TestShippedCycles(t *testing.T) {
	played := 0
	for _, file := range shippedExamples(t) {
		t.Run(file, func(t *testing.T) {
			play(t, sound(t, file, text(t, file), nil, nil), nil)
			played++
		})
	}
	manifests(t, func(m manifest) {
		play(m.T, m.settings(), m.files())
		played++
	})
	if played < 4 {
		t.Errorf("only %d configurations were played", played)
	}
}

func shippedExamples(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("examples/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatalf("found %q, %v", files, err)
	}
	return files
}

// A road leads through the rules of a route to the imitation of its target.
type road struct {
	*testing.T
	chain  *rewrite.Chain
	route  rewrite.Route
	target *mock.Target
}

// play takes the cycle at each route of a configuration.
func play(t *testing.T, c *config.Config, files map[string]string) {
	t.Helper()
	for _, route := range c.Routes {
		set, err := rules.Compile(sources(t, route.Rules, files)...)
		if err != nil {
			t.Fatal(err)
		}
		target, err := mock.New(packOf(t, route), mock.Options{BaseURL: "http://127.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := target.Seed("Users", boss); err != nil {
			t.Fatal(err)
		}
		r := road{T: t, chain: set.Chain, target: target, route: rewrite.Route{
			Public: "https://scim.example.com/scim/v2", Target: "http://127.0.0.1" + target.Base(),
		}}
		r.users()
		r.groups()
	}
}

// packOf returns the pack of a route that has an imitation.
func packOf(t *testing.T, route config.Route) string {
	t.Helper()
	for _, s := range route.Rules {
		if slices.Contains(mock.Names(), s.Name) {
			return s.Name
		}
	}
	t.Fatalf("route %s has no pack of a target that is imitated", route.Name)
	return ""
}

// boss is somebody's manager.
const boss = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"271","userName":"boss@example.com",` +
	`"externalId":"boss","active":true,"displayName":"Bo Boss","name":{"givenName":"Bo","familyName":"Boss"},` +
	`"emails":[{"type":"work","primary":true,"value":"boss@example.com"}]}`

// What Entra sends with its default mapping (Q01 ff.; the table "Default user
// mapping" of Microsoft's "Develop a SCIM endpoint").
const (
	joiner = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"ada.berg","userName":"ada@example.com",
"active":true,"displayName":"Ada Berg","title":"Engineer","preferredLanguage":"sv-SE",
"emails":[{"primary":true,"type":"work","value":"ada@example.com"}],
"name":{"formatted":"Ada Berg","givenName":"Ada","familyName":"Berg"},
"addresses":[{"type":"work","formatted":"HQ 3rd floor","streetAddress":"1 Example St","locality":"Lund",
"region":"SE-M","postalCode":"22222","country":"SE","primary":false}],
"phoneNumbers":[{"type":"work","value":"+46 40 555 0100"},{"type":"mobile","value":"+46 70 555 0100"},
{"type":"fax","value":"+46 40 555 0199"}],
"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"E1001","department":"R&D",
"manager":"271"},"meta":{"resourceType":"User"}}`

	changes = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
{"op":"Replace","path":"displayName","value":"Ada Dahl"},
{"op":"Replace","path":"name.familyName","value":"Dahl"},
{"op":"Add","path":"name.formatted","value":"Ada Dahl"},
{"op":"Add","path":"title","value":"Lead"},
{"op":"Add","path":"preferredLanguage","value":"en-GB"},
{"op":"Add","path":"emails[type eq \"other\"].Value","value":"ada@example.org"},
{"op":"Add","path":"addresses[type eq \"work\"].streetAddress","value":"2 Example St"},
{"op":"Add","path":"addresses[type eq \"work\"].locality","value":"Lund"},
{"op":"Add","path":"addresses[type eq \"work\"].region","value":"SE-M"},
{"op":"Add","path":"addresses[type eq \"work\"].postalCode","value":"22223"},
{"op":"Add","path":"addresses[type eq \"work\"].country","value":"SE"},
{"op":"Add","path":"addresses[type eq \"other\"].Formatted","value":"HQ 4th floor"},
{"op":"Add","path":"phoneNumbers[type eq \"work\"].value","value":"+46 40 555 0101"},
{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+46 70 555 0101"},
{"op":"Add","path":"phoneNumbers[type eq \"fax\"].value","value":"+46 40 555 0198"},
{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":"E1002"},
{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"Retail"},
{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"271"}]}`

	leaves = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
{"op":"Replace","path":"active","value":"False"}]}`

	team = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"team-1","displayName":"Team",
"meta":{"resourceType":"Group"}}`

	joins = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
{"op":"Add","path":"members","value":[{"value":"ID"}]}]}`

	parts = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
{"op":"Remove","path":"members","value":[{"value":"ID"}]}]}`
)

// users takes somebody from the first day to the last.
func (r road) users() {
	r.Helper()
	r.found(`userName eq "ada@example.com"`, "")
	id := r.ask("POST", "Users", "", "", joiner).ID
	r.found(`userName eq "ada@example.com"`, id)
	r.found(`emails[type eq "work"].value eq "ada@example.com"`, id)
	r.ask("PATCH", "Users", id, "", changes)
	if u := r.ask("GET", "Users", id, "", ""); u.ExternalID != "ada.berg" || u.DisplayName != "Ada Dahl" || !u.Active {
		r.Errorf("after the changes the user is %+v", u)
	}
	r.ask("PATCH", "Users", id, "", leaves)
	if u := r.ask("GET", "Users", id, "", ""); u.Active {
		r.Error("the leaver is still active")
	}
}

// groups takes a group from its creation to its end.
func (r road) groups() {
	r.Helper()
	user := r.ask("GET", "Users", "", `userName eq "boss@example.com"`, "").Resources[0].ID
	id := r.ask("POST", "Groups", "", "", team).ID
	if list := r.ask("GET", "Groups", "", `displayName eq "Team"`, ""); len(list.Resources) != 1 {
		r.Errorf("the group is found %d times", len(list.Resources))
	}
	r.ask("PATCH", "Groups", id, "", strings.ReplaceAll(joins, "ID", user))
	if !r.stored("Groups", `"`+user+`"`) {
		r.Error("the member was not added")
	}
	r.ask("PATCH", "Groups", id, "", strings.ReplaceAll(parts, "ID", user))
	if r.stored("Groups", `"`+user+`"`) {
		r.Error("the member was not removed")
	}
	r.ask("DELETE", "Groups", id, "", "")
}

// stored reports whether what the target holds of an endpoint has a text.
func (r road) stored(endpoint, text string) bool {
	return slices.ContainsFunc(r.target.All(endpoint), func(s json.RawMessage) bool {
		return strings.Contains(string(s), text)
	})
}

// found checks that a filter finds one user, or nobody.
func (r road) found(filter, id string) {
	r.Helper()
	list := r.ask("GET", "Users", "", filter, "").Resources
	switch {
	case id == "" && len(list) > 0:
		r.Errorf("%s finds %d users", filter, len(list))
	case id != "" && (len(list) != 1 || list[0].ID != id):
		r.Errorf("%s finds %+v", filter, list)
	}
}

// A reply is what the test reads of an answer.
type reply struct {
	ID, ExternalID, DisplayName string
	Active                      bool
	Resources                   []struct{ ID string }
}

// ask sends a request through the rules. Anything but a success ends the test.
func (r road) ask(method, endpoint, id, filter, body string) (out reply) {
	r.Helper()
	m := &rewrite.Message{Method: method, Resource: endpoint, ID: id, Body: body, Route: r.route}
	if filter != "" {
		m.Query = []rewrite.Param{{Name: "filter", Value: filter}}
	}
	var trace rewrite.Trace
	if err := r.chain.Do(m, &trace, r.next); err != nil {
		r.Fatalf("%s %s: %v", method, endpoint, err)
	}
	if m.Status < 200 || m.Status > 299 {
		r.Fatalf("%s %s: %d %s", method, endpoint, m.Status, m.Body)
	}
	if m.Body != "" {
		if err := json.Unmarshal([]byte(m.Body), &out); err != nil {
			r.Fatalf("%s %s: %v", method, endpoint, err)
		}
	}
	return out
}

// next asks the imitation.
func (r road) next(m *rewrite.Message) error {
	at := r.target.Base() + "/" + m.Resource
	if m.ID != "" {
		at += "/" + url.PathEscape(m.ID)
	}
	query := url.Values{}
	for _, p := range m.Query {
		query.Set(p.Name, p.Value)
	}
	req := httptest.NewRequest(m.Method, at+"?"+query.Encode(), strings.NewReader(m.Body))
	if m.Body != "" {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	w := httptest.NewRecorder()
	r.target.ServeHTTP(w, req)
	m.Answer(w.Code, w.Header().Get("Location"), w.Body.String())
	return nil
}
