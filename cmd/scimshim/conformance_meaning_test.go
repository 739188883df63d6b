//go:build conformance

package main

import (
	"strings"

	"scimshim/rewrite/filter"
)

// realKeeps is a target that keeps all that the schemas of RFC 7643 have, but
// never shows a password. Where there is one value, it says nothing that it is
// the primary one, and what is neither true nor false says nothing at all.
var realKeeps = wildTarget{name: "real", kept: func(resource string, _, o wildObject) wildObject {
	o = wildBare(resource, o)
	delete(o, "password")
	for name, v := range o {
		if strings.HasPrefix(name, "urn:") && name != filter.EnterpriseURN {
			delete(o, name)
		}
		list, _ := v.([]any)
		for _, element := range list {
			part, _ := element.(wildObject)
			if _, ok := part["primary"].(bool); !ok || len(list) == 1 {
				delete(part, "primary")
			}
		}
	}
	return wildPlain(o).(wildObject)
}}

// realBody returns the body of a write as Microsoft documents what it means: a
// role is what is in the JSON that is its text (Q68), and an attribute that only
// the Enterprise User has is that one, without its URN, too (Q33, Q65).
// https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes
func realBody(resource, text string) wildObject {
	body := wildDecode(text)
	if resource != "Users" {
		return body
	}
	roles := wildKey(body, "roles")
	body[roles] = realRoles(body[roles])
	for _, element := range wildList(wildGet(body, "Operations")) {
		op, ok := element.(wildObject)
		if !ok {
			continue
		}
		path, value := wildText(op, "path"), wildKey(op, "value")
		switch {
		case strings.EqualFold(path, "roles"):
			op[value] = realRoles(op[value])
		case isEnterprises(path):
			op[wildKey(op, "path")] = filter.EnterpriseURN + ":" + path
		}
	}
	return body
}

// isEnterprises reports whether a path is an attribute that only the Enterprise
// User has.
func isEnterprises(path string) bool {
	t, err := filter.ParseTarget(path)
	if err != nil || t.Path.Schema != "" {
		return false
	}
	_, core := filter.Core().Find("Users", t.Path)
	t.Path.Schema = filter.EnterpriseURN
	_, enterprise := filter.Core().Find("Users", t.Path)
	return !core && enterprise
}

// realRoles returns roles, of which some are JSON in a text.
func realRoles(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	for i, element := range list {
		text, ok := element.(string)
		if !ok {
			text = wildText(element, "value")
		}
		role := wildDecode(text)
		if len(role) == 0 {
			continue
		}
		said := wildPart(role, "value", "type", "primary")
		if name := wildText(role, "displayName"); name != "" {
			said["display"] = name
		}
		list[i] = said
	}
	return list
}
