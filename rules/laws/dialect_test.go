package laws_test

import (
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rules/rulestest"
)

// A dialect makes PATCH requests at random as identity providers and their test
// suites send them: in both dialects of Entra, with the habits of the others, and
// with what no RFC has.
type dialect struct{ *maker }

// patch makes a PATCH, and returns the endpoint and the body.
func (d dialect) patch() (resource, body string) {
	resource = pick(d.maker, "Users", "Users", "Groups")
	ops := make([]string, d.few(0, 1, 1, 1, 1, 2, 2, 3, 5))
	for i := range ops {
		ops[i] = d.operation(resource)
	}
	members := []string{
		d.key("Operations", "operations") + `:` + d.space() + `[` + strings.Join(ops, ","+d.space()) + `]`,
		`"schemas":` + d.rare(`["urn:ietf:params:scim:api:messages:2.0:PatchOp"]`, `[]`, `["urn:example:Patch"]`),
	}
	if d.one(20) {
		members = append(members, `"id":"1"`)
	}
	if d.one(20) {
		members = members[:1]
	}
	d.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return resource, "{" + strings.Join(members, ",") + "}"
}

func (d dialect) one(in int) bool { return d.IntN(in) == 0 }

func (d dialect) few(list ...int) int { return pick(d.maker, list...) }

// rare returns the first of a list nine times out of ten.
func (d dialect) rare(list ...string) string {
	if !d.one(10) {
		return list[0]
	}
	return pick(d.maker, list...)
}

// key returns a member's name, seldom in another case.
func (d dialect) key(list ...string) string { return rulestest.Quoted(d.rare(list...)) }

// cased returns a name in some case.
func (d dialect) cased(name string) string {
	switch d.IntN(8) {
	case 0:
		return strings.ToUpper(name[:1]) + name[1:]
	case 1:
		return strings.ToLower(name)
	}
	return name
}

// operation makes one operation.
func (d dialect) operation(resource string) string {
	name := pick(d.maker, "add", "Add", "replace", "Replace", "REPLACE", "remove", "Remove")
	var path, value string
	switch {
	case strings.EqualFold(name, "remove"):
		path, value = d.removal(resource)
	case d.one(3):
		value = d.without(resource)
	case resource == "Groups":
		path, value = d.ofGroup()
	default:
		path, value = d.ofUser()
	}
	members := []string{d.key("op", "Op") + ":" + rulestest.Quoted(d.rare(name, "copy"))}
	if path != "" {
		members = append(members, d.key("path", "Path")+":"+rulestest.Quoted(path))
	} else if d.one(10) {
		members = append(members, pick(d.maker, `"path":""`, `"path":null`))
	}
	if value != "" {
		members = append(members, d.key("value", "Value")+":"+d.space()+value)
	}
	if d.one(15) {
		members = append(members, pick(d.maker, `"name":"addMember"`, `"type":null`))
	}
	d.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, ",") + "}"
}

// removal makes what a remove is of, and the value that some send with it.
func (d dialect) removal(resource string) (path, value string) {
	many := pick(d.maker, "emails", "phoneNumbers", "roles", "addresses")
	if resource == "Groups" {
		many = d.cased("members")
	}
	switch d.IntN(7) {
	case 0:
		return many + "[" + d.cased("value") + ` eq "` + d.mark() + `"]`, ""
	case 1, 2:
		return d.urn(resource) + many, d.members()
	case 3:
		return d.cased(many), d.rare("", `[]`, `null`, `[{"value":""}]`)
	case 4:
		return d.selecting(many) + d.rare("", "."+d.cased("value")), ""
	case 5:
		path, _ = d.ofUser()
		return path, ""
	}
	return "", d.rare("", d.members())
}

// urn returns the URN of a core schema for the front of a name, seldom.
func (d dialect) urn(resource string) string {
	switch {
	case !d.one(8):
		return ""
	case resource == "Groups":
		return filter.GroupURN + ":"
	}
	return filter.UserURN + ":"
}

// selecting makes the path of elements.
func (d dialect) selecting(many string) string {
	term := d.cased("type") + pick(d.maker, " eq ", " eq ", " Eq ") +
		d.rare(`"`+pick(d.maker, "work", "home", "other")+`"`, "work")
	if d.one(6) {
		term = d.cased("primary") + " eq " + pick(d.maker, "true", `"True"`, `"false"`)
	}
	if d.one(10) {
		term += ` and value eq "` + d.mark() + `"`
	}
	return d.cased(many) + "[" + term + "]"
}

// ofGroup makes a write to a group.
func (d dialect) ofGroup() (path, value string) {
	switch d.IntN(6) {
	case 0:
		return d.urn("Groups") + d.cased("displayName"), d.scalar()
	case 1:
		return d.cased("externalId"), d.scalar()
	case 2:
		return `members[value eq "` + d.mark() + `"]`, d.rare("", `{"display":"x"}`, `{}`)
	}
	return d.urn("Groups") + d.cased("members"), d.members()
}

// ofUser makes a write to a user.
func (d dialect) ofUser() (path, value string) {
	switch d.IntN(12) {
	case 0:
		return d.urn("Users") + d.cased("active"), d.boolean()
	case 1, 2:
		return d.urn("Users") + d.cased(pick(d.maker, "title", "displayName", "userName", "nickName")), d.scalar()
	case 3:
		return d.cased("name") + "." + d.cased(pick(d.maker, "givenName", "familyName", "formatted")), d.scalar()
	case 4:
		return "name", pick(d.maker, d.name(), d.name(), `{}`, `null`)
	case 5:
		return d.selecting(pick(d.maker, "emails", "phoneNumbers", "roles")) + "." +
			d.cased(pick(d.maker, "value", "value", "display")), d.scalar()
	case 6:
		return d.selecting("emails") + d.rare("."+d.cased("primary"), ""), d.rare(d.boolean(), d.element())
	case 7:
		return d.enterprise(), d.scalar()
	case 8:
		return d.rare(filter.EnterpriseURN+":manager", "manager", d.cased("Manager")), d.manager()
	case 9:
		return "roles", d.roles()
	case 10:
		return pick(d.maker, "emails", "phoneNumbers", "addresses"), pick(d.maker, d.list(), d.list(), d.element())
	}
	return pick(d.maker, "id", "meta", "groups", "custom", "urn:example:2.0:User:region", filter.UserURN,
		`emails[type eq "work`), d.scalar()
}

// enterprise makes the path of an attribute of the enterprise extension.
func (d dialect) enterprise() string {
	return filter.EnterpriseURN + d.rare(":", ".") + d.cased(pick(d.maker, "department", "division", "costCenter"))
}
