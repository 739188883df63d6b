package laws_test

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rules/rulestest"
)

func (d dialect) text() string { return rulestest.Quoted(d.mark()) }

// scalar makes the value of an attribute that has one.
func (d dialect) scalar() string {
	switch d.IntN(12) {
	case 0:
		return `""`
	case 1:
		return `null`
	case 2:
		return `[{"$ref":null,"value":` + d.text() + `}]`
	case 3:
		return pick(d.maker, `{"value":`+d.text()+`}`, `7`, `["x","y"]`, `{}`, `[]`)
	}
	return d.text()
}

// boolean makes what is meant for true or false, and what nobody can read.
func (d dialect) boolean() string {
	return d.rare(pick(d.maker, `true`, `false`, `"True"`, `"False"`, `"FALSE"`, `"true"`),
		`null`, `""`, `"yes"`, `0`, `[{"value":"False"}]`, `{"value":false}`)
}

func (d dialect) name() string {
	return `{` + rulestest.Quoted(d.cased("givenName")) + `:` + d.scalar() + `,"familyName":` + d.text() + `}`
}

// element makes a value of an attribute that has many.
func (d dialect) element() string {
	members := []string{rulestest.Quoted(d.cased("value")) + ":" + d.text()}
	if d.one(2) {
		members = append(members, `"type":"`+pick(d.maker, "work", "home", "untyped")+`"`)
	}
	if d.one(2) {
		members = append(members, rulestest.Quoted(d.cased("primary"))+":"+pick(d.maker, "true", d.boolean()))
	}
	if d.one(6) {
		members = append(members, pick(d.maker, `"$ref":null`, `"displayName":"x"`, `"display":null`, `"id":"1"`, `"display":""`))
	}
	return "{" + strings.Join(members, ",") + "}"
}

// list makes the value of an attribute that has many.
func (d dialect) list() string {
	list := make([]string, d.few(0, 1, 1, 1, 2, 3))
	for i := range list {
		list[i] = d.rare(d.element(), d.text(), `null`, `{}`)
	}
	return "[" + strings.Join(list, ","+d.space()) + "]"
}

// members makes members of a group as they are added and removed.
func (d dialect) members() string {
	switch d.IntN(8) {
	case 0:
		return d.element()
	case 1:
		return d.text()
	case 2:
		return `{"members":` + d.list() + `}`
	case 3:
		return `[{"$ref":null,"value":` + d.text() + `}]`
	}
	return d.list()
}

// roles makes roles, as lists and as texts.
func (d dialect) roles() string {
	if d.one(2) {
		return d.list()
	}
	return pick(d.maker, rulestest.Quoted(d.list()), rulestest.Quoted(d.element()), `[`+rulestest.Quoted(d.element())+`]`)
}

func (d dialect) manager() string {
	return pick(d.maker, d.text(), `{"value":`+d.text()+`}`, `{"value":`+d.text()+`,"$ref":null}`, `""`, `null`,
		`{"value":""}`, `[{"value":`+d.text()+`}]`, `{"value":`+d.text()+`,"displayName":"x"}`, `{}`)
}

// without makes the value of an operation without path.
func (d dialect) without(resource string) string {
	var members, names []string
	for range d.few(0, 1, 1, 2, 3, 4) {
		name, value := d.member(resource)
		if key := strings.ToLower(name); !slices.Contains(names, key) {
			names = append(names, key)
			members = append(members, rulestest.Quoted(name)+":"+d.space()+value)
		}
	}
	o := "{" + strings.Join(members, ","+d.space()) + "}"
	return d.rare(o, rulestest.Quoted(o), "["+o+"]", d.text())
}

// member makes a member of a value without path.
func (d dialect) member(resource string) (name, value string) {
	if resource == "Groups" {
		switch d.IntN(4) {
		case 0:
			return d.urn(resource) + d.cased("displayName"), d.scalar()
		case 1:
			return pick(d.maker, "id", "externalId"), d.scalar()
		case 2:
			return filter.GroupURN, `{"displayName":` + d.text() + `}`
		}
		return d.cased("members"), d.members()
	}
	switch d.IntN(9) {
	case 0:
		return filter.EnterpriseURN, `{` + rulestest.Quoted(d.cased("department")) + `:` + d.scalar() + `,"manager":` + d.manager() + `}`
	case 1:
		return filter.UserURN, `{"title":` + d.scalar() + `,"active":` + d.boolean() + `}`
	case 2:
		return "name", d.name()
	case 3:
		return "urn:example:2.0:User", `{"region":` + d.scalar() + `}`
	}
	return d.ofUser()
}
