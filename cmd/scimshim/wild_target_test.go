package main

import (
	"slices"
	"strings"

	"scimshim/proxy/mock"
	"scimshim/rewrite/filter"
)

// A wildTarget is a strict target, and what is documented of what it keeps.
type wildTarget struct {
	name    string // of the pack and of the mock
	options mock.Options

	// kept returns what the target can keep of a resource that takes the place
	// of before, or, where that is nil, is new.
	kept func(resource string, before, o wildObject) wildObject

	// anyCase says that filters compare without regard to case, also where the
	// schema says otherwise.
	anyCase bool

	// silent are the attributes that the target is documented to keep in part
	// or not at all, so that nobody need be warned of a write to them. Whatever
	// else is lost must have been counted by a rule that warns.
	silent []string
}

var wildTargets = []wildTarget{
	{
		name: "servicenow", options: mock.Options{Profile: "sdk230"}, kept: wildSnowKept, anyCase: true,
		// SCIM API page: displayName "is generated from the name"; the one type
		// of e-mails is work, of addresses home, those of phone numbers are work,
		// mobile and home, each with one value; groups is read-only; members are
		// shown by what the user's record says. The password is never shown.
		silent: []string{"displayName", "emails", "phoneNumbers", "addresses", "members", "password"},
	},
	{
		name: "atlassian", kept: wildAtlassianKept,
		// "Create a user": an e-mail and a phone number have value, type and
		// primary; members are shown by what the user's record says.
		silent: []string{"emails", "phoneNumbers", "members"},
	},
}

// wildSnowKept is what ServiceNow's tables have columns for. The Enterprise
// extension is accepted and stored nowhere.
func wildSnowKept(resource string, _, o wildObject) wildObject {
	o = wildBare(resource, o)
	for _, name := range []string{"password", filter.EnterpriseURN} {
		delete(o, wildKey(o, name))
	}
	if resource == "Groups" {
		wildTrim(o, "members", "value")
		return wildPlain(o).(wildObject)
	}
	for _, element := range wildList(o["emails"]) {
		if email, ok := element.(wildObject); ok && email["type"] == nil {
			email["type"] = "work"
		}
	}
	wildOfTypes(o, "emails", "work")
	wildOfTypes(o, "phoneNumbers", "work", "mobile", "home")
	wildOfTypes(o, "addresses", "home")
	wildTrim(o, "emails", "value", "type")
	wildTrim(o, "phoneNumbers", "value", "type")
	wildTrim(o, "addresses", "type", "streetAddress", "locality", "region", "postalCode", "country", "formatted")
	name := o["name"]
	o["displayName"] = strings.TrimSpace(wildText(name, "givenName") + " " + wildText(name, "familyName"))
	return wildPlain(o).(wildObject)
}

// wildAtlassianKept is what Atlassian's "Create a user" and "Create a group"
// list. A group keeps the name it was made with. One e-mail must be primary
// (ID-8027): where a request marks none, that can only be the work e-mail.
func wildAtlassianKept(resource string, before, o wildObject) wildObject {
	o = wildBare(resource, o)
	attributes := []string{"userName", "externalId", "displayName", "nickName", "title", "preferredLanguage",
		"department", "organization", "timezone", "active", "name", "emails", "phoneNumbers", filter.EnterpriseURN}
	if resource == "Groups" {
		attributes = []string{"displayName", "externalId", "members"}
	}
	for name := range o {
		if !slices.Contains(attributes, name) {
			delete(o, name)
		}
	}
	if extension, ok := o[filter.EnterpriseURN].(wildObject); ok {
		o[filter.EnterpriseURN] = wildPart(extension, "organization", "department")
	}
	wildTrim(o, "emails", "value", "type", "primary")
	wildMarkPrimary(o["emails"])
	wildTrim(o, "phoneNumbers", "value", "type", "primary")
	wildTrim(o, "members", "value")
	if resource == "Groups" && before != nil {
		o["displayName"] = before["displayName"]
	}
	return wildPlain(o).(wildObject)
}

// wildMarkPrimary makes the first work e-mail the primary one, if none is.
func wildMarkPrimary(emails any) {
	var first wildObject
	for _, element := range wildList(emails) {
		email, ok := element.(wildObject)
		switch {
		case !ok:
		case email["primary"] == true:
			return
		case first == nil && email["type"] == "work":
			first = email
		}
	}
	if first != nil {
		first["primary"] = true
	}
}

// wildBare returns a copy of a resource with its names as the schema spells them,
// and without what the target itself writes or no schema declares.
func wildBare(resource string, o wildObject) wildObject {
	spelled, err := wildMeant(resource, "add", wildObject{}, o)
	if err != nil {
		panic("BUG: a resource that is stored has no meaning")
	}
	return spelled
}

// wildPart returns the named members of an object.
func wildPart(o wildObject, names ...string) wildObject {
	part := wildObject{}
	for _, name := range names {
		if v := wildGet(o, name); !wildEmpty(v) {
			part[name] = v
		}
	}
	return part
}

// wildTrim leaves of the elements of an attribute only the named members. An
// element that has nothing but its type is none.
func wildTrim(o wildObject, attribute string, names ...string) {
	var list []any
	for _, element := range wildList(o[attribute]) {
		part, ok := element.(wildObject)
		if !ok {
			continue
		}
		if part = wildPart(part, names...); len(part) > 1 || len(part) == 1 && part["type"] == nil {
			list = append(list, part)
		}
	}
	o[attribute] = list
}

// wildOfTypes leaves one element of each type. Which of several a target keeps is
// not documented; the mock keeps the last.
func wildOfTypes(o wildObject, attribute string, types ...string) {
	byType := map[string]any{}
	for _, element := range wildList(o[attribute]) {
		kind := strings.ToLower(wildText(element, "type"))
		if slices.Contains(types, kind) {
			byType[kind] = element
		}
	}
	var list []any
	for _, kind := range types {
		if element, ok := byType[kind]; ok {
			list = append(list, element)
		}
	}
	o[attribute] = list
}
