package laws_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/rulestest"
)

// A patchClient makes PATCHes at random, as identity providers do: those of Entra's
// default mapping in both of its dialects, of Okta and of OneLogin.
type patchClient struct {
	r      *rand.Rand
	target string
}

// one returns one of a list, at random.
func (c *patchClient) one(list ...string) string { return list[c.r.IntN(len(list))] }

func (c *patchClient) chance(percent int) bool { return c.r.IntN(100) < percent }

// text returns a value. Some are what a target may not take.
func (c *patchClient) text() string {
	words := []string{"Ada", "Öresund", "Left 2026", "R&D", "12 Main Street", "0701234567", "Malmö"}
	if c.chance(8) {
		words = []string{"Left: 2026", "50 % off", "a@b", "<x>", `say "hi"`}
	}
	return fmt.Sprintf("%s %d", words[c.r.IntN(len(words))], c.r.IntN(4))
}

func (c *patchClient) quotedText() string { return rulestest.Quoted(c.text()) }

func (c *patchClient) email() string {
	return rulestest.Quoted(fmt.Sprintf("u%d@example.com", c.r.IntN(5)))
}

// entraPaths are the attributes of Entra's default mapping that are texts.
var entraPaths = []string{
	"displayName", "title", "preferredLanguage", "name.givenName", "name.familyName", "name.formatted",
	`addresses[type eq "work"].formatted`, `addresses[type eq "work"].streetAddress`,
	`addresses[type eq "work"].locality`, `addresses[type eq "work"].region`,
	`addresses[type eq "work"].postalCode`, `addresses[type eq "work"].country`,
	`phoneNumbers[type eq "work"].value`, `phoneNumbers[type eq "mobile"].value`, `phoneNumbers[type eq "fax"].value`,
	filter.EnterpriseURN + ":employeeNumber", filter.EnterpriseURN + ":department",
	"externalId", "nickName", "userType",
	`roles[primary eq "True"].value`, `roles[primary eq "True"].type`,
}

// entraPath returns one of them, or an e-mail.
func (c *patchClient) entraPath() (path, value string) {
	switch c.r.IntN(10) {
	case 0, 1:
		return `emails[type eq "work"].value`, c.email()
	case 2:
		return `emails[type eq "other"].value`, c.email()
	case 3:
		return "userName", c.email()
	}
	return c.one(entraPaths...), c.quotedText()
}

// entraUser returns the operations of a PATCH of a user by Entra.
func (c *patchClient) entraUser() []string {
	if c.chance(25) {
		return c.entraObject()
	}
	var ops []string
	seen := map[string]bool{}
	for range 1 + c.r.IntN(6) {
		path, value := c.entraPath()
		if seen[path] {
			continue
		}
		seen[path] = true
		ops = append(ops, c.entraOp(path, value))
	}
	if c.chance(20) {
		manager := filter.EnterpriseURN + ":manager"
		value := c.one(`"m1"`, `{"value":"m1"}`, `[{"$ref":"x","value":"m1"}]`, `{"$ref":"x","value":"m1"}`)
		ops = append(ops, c.entraOp(manager, value))
	}
	return c.withActive(ops)
}

func (c *patchClient) entraOp(path, value string) string {
	required := slices.Contains([]string{"userName", "displayName", "externalId"}, path)
	switch {
	case !required && c.chance(10):
		return fmt.Sprintf(`{"op":%q,"path":%s}`, c.one("Remove", "remove"), rulestest.Quoted(path))
	case !required && c.chance(5) && !strings.HasSuffix(path, ":manager"):
		value = `""`
	case c.chance(8) && !strings.ContainsAny(path, "[") && value[0] == '"':
		value = `[{"$ref":null,"value":` + value + `}]` // the form of 2018 (Q72)
	}
	return fmt.Sprintf(`{"op":%q,"path":%s,"value":%s}`, c.one("Add", "Replace", "add", "replace"), rulestest.Quoted(path), value)
}

// entraObject returns the operation without path of Entra's newer dialect, whose keys
// are paths.
func (c *patchClient) entraObject() []string {
	var members []string
	seen := map[string]bool{}
	for range 1 + c.r.IntN(5) {
		path, value := c.entraPath()
		if !seen[path] {
			seen[path] = true
			members = append(members, rulestest.Quoted(path)+":"+value)
		}
	}
	if c.chance(40) {
		members = append(members, `"active":`+c.active())
	}
	return []string{`{"op":` + rulestest.Quoted(c.one("add", "replace", "Add")) + `,"value":{` + strings.Join(members, ",") + `}}`}
}

func (c *patchClient) active() string {
	return c.one("true", "false", "false", `"False"`, `"True"`, `"false"`, `"FALSE"`)
}

// withActive puts operations on active among the others.
func (c *patchClient) withActive(ops []string) []string {
	if !c.chance(50) {
		return ops
	}
	for range 1 + c.r.IntN(8)/7 {
		op := fmt.Sprintf(`{"op":%q,"path":"active","value":%s}`, c.one("Replace", "replace", "Add"), c.activeValue())
		if c.chance(15) {
			op = `{"op":"replace","value":{"active":` + c.active() + `}}`
		}
		ops = slices.Insert(ops, c.r.IntN(len(ops)+1), op)
	}
	return ops
}

func (c *patchClient) activeValue() string {
	if c.chance(15) {
		return `[{"$ref":null,"value":` + c.one(`"False"`, `"True"`, "false") + `}]`
	}
	return c.active()
}

// oktaUser returns the operations of a PATCH of a user by Okta, which has its
// attributes in one value.
func (c *patchClient) oktaUser() []string {
	if c.chance(40) {
		return []string{`{"op":"replace","value":{"active":` + c.one("true", "false") + `}}`}
	}
	var members []string
	for _, m := range []string{
		`"title":` + c.quotedText(), `"name":{"givenName":` + c.quotedText() + `,"familyName":` + c.quotedText() + `}`,
		`"displayName":` + c.quotedText(), `"nickName":""`,
		`"emails":[{"value":` + c.email() + `,"type":"work","primary":true}]`,
		`"phoneNumbers":[{"value":` + c.quotedText() + `,"type":"work","primary":true}]`,
		`"addresses":[{"type":"work","locality":` + c.quotedText() + `}]`,
		`"` + filter.EnterpriseURN + `":{"department":` + c.quotedText() + `}`,
		`"` + filter.EnterpriseURN + `:costCenter":` + c.quotedText(),
		`"active":` + c.one("true", "false"),
	} {
		if c.chance(35) {
			members = append(members, m)
		}
	}
	if len(members) == 0 {
		members = []string{`"title":"x"`}
	}
	return []string{`{"op":"replace","value":{` + strings.Join(members, ",") + `}}`}
}

// group returns the operations of a PATCH of a group by a client.
func (c *patchClient) group(client string) []string {
	member := func() string { return fmt.Sprintf(`{"value":"m%d"}`, c.r.IntN(6)) }
	list := func() string {
		var all []string
		for i := range 1 + c.r.IntN(3) {
			all = append(all, fmt.Sprintf(`{"value":"m%d"}`, (i*2+c.r.IntN(2))%6))
		}
		return json.Array(all...)
	}
	filtered := fmt.Sprintf(`{"op":"remove","path":"members[value eq \"m%d\"]"}`, c.r.IntN(6))
	var forms []string
	switch client {
	case "entra":
		forms = []string{
			`{"op":"Add","path":"members","value":` + list() + `}`,
			`{"op":"Remove","path":"members","value":` + list() + `}`,
			`{"op":"add","path":"members","value":[` + member() + `]}`,
			filtered, fmt.Sprintf(`{"op":"add","path":"members[value eq \"m%d\"]"}`, c.r.IntN(6)),
			`{"op":"Replace","path":"displayName","value":` + c.quotedText() + `}`,
			`{"op":"Replace","path":"externalId","value":` + c.quotedText() + `}`,
			`{"op":"Replace","path":"members","value":[` + member() + `]}`,
			`{"op":"replace","value":{"displayName":` + c.quotedText() + `}}`,
		}
	case "okta":
		forms = []string{
			`{"op":"replace","value":{"id":"1","displayName":` + c.quotedText() + `}}`,
			`{"op":"add","path":"members","value":` + list() + `}`, filtered,
			`{"op":"replace","path":"members","value":` + list() + `}`,
		}
	default:
		forms = []string{
			`{"op":"remove","path":"members","value":` + list() + `}`,
			`{"op":"add","path":"members","value":` + list() + `}`,
			`{"op":"replace","path":"displayName","value":` + c.quotedText() + `}`,
		}
	}
	return []string{c.one(forms...)}
}

// patch returns a PATCH as a client sends it: of which resource, and its body.
func (c *patchClient) patch(client string) (resource, body string) {
	resource = "Users"
	var ops []string
	switch {
	case c.chance(25) || client == "onelogin":
		resource, ops = "Groups", c.group(client)
	case client == "okta":
		ops = c.oktaUser()
	default:
		ops = c.entraUser()
	}
	return resource, `{"schemas":["` + rulestest.PatchURN + `"],"Operations":[` + strings.Join(ops, ",") + `]}`
}

// resource returns what the target may have: what it has no room for it has not.
func (c *patchClient) resource(resource string) map[string]any {
	doc := map[string]any{}
	if resource == "Groups" {
		doc["displayname"] = "a group"
		var members []any
		for i := range 6 {
			if c.chance(50) {
				members = append(members, map[string]any{"value": fmt.Sprintf("m%d", i)})
			}
		}
		doc["members"] = members
		return doc
	}
	doc["username"], doc["active"] = "u0@example.com", c.chance(70)
	if c.target == "sentry" {
		return doc
	}
	for _, name := range []string{"displayname", "title", "department", "employeenumber", "externalid", "manager", "nickname"} {
		if c.chance(60) {
			doc[name] = "old " + name
		}
	}
	doc["name"] = map[string]any{"givenname": "Old", "familyname": "Name", "formatted": "Old Name"}
	if c.chance(70) {
		doc["emails"] = []any{map[string]any{"type": "work", "value": "old@example.com", "primary": true}}
	}
	doc["phonenumbers"] = c.elements(60, c.phones(), "value")
	doc["addresses"] = c.elements(60, c.addresses(), "streetaddress", "locality", "region", "postalcode", "country", "formatted")
	if c.target == "github-emu" {
		doc["roles"] = c.roles()
	}
	return doc
}

func (c *patchClient) roles() []any {
	var list []any
	for i := range c.r.IntN(3) {
		list = append(list, map[string]any{"value": fmt.Sprintf("role %d", i), "type": fmt.Sprintf("t%d", i), "primary": i == 0})
	}
	return list
}

// phones returns the types of phone numbers that the target stores.
func (c *patchClient) phones() []string {
	switch c.target {
	case "aws-identity-center":
		return []string{"work"}
	case "servicenow":
		return []string{"work", "mobile"}
	}
	return []string{"work", "mobile", "fax"}
}

func (c *patchClient) addresses() []string {
	if c.target == "servicenow" {
		return []string{"home"}
	}
	return []string{"work"}
}

// elements returns elements of these types with these members.
func (c *patchClient) elements(percent int, types []string, members ...string) []any {
	var list []any
	for _, kind := range types {
		if !c.chance(percent) {
			continue
		}
		element := map[string]any{"type": kind}
		for _, name := range members {
			element[name] = "old " + name
		}
		list = append(list, element)
	}
	return list
}
