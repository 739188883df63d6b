package conformance

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

	// named gives attributes the names that the target has for them. Nil is for
	// a target that knows them all.
	named func(o wildObject)

	// kept returns what the target can keep of a resource that takes the place
	// of before, or, where that is nil, is new. Its attributes may have the
	// client's names.
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
		name: "servicenow", options: mock.Options{Profile: "sdk230"}, named: wildSnowNamed, kept: wildSnowKept,
		anyCase: true,
		// SCIM API page: displayName "is generated from the name"; the one type
		// of e-mails is work, of addresses home, those of phone numbers are work,
		// mobile and home, each with one value; groups is read-only; members are
		// shown by what the user's record says. The password is never shown.
		silent: []string{"displayName", "emails", "phoneNumbers", "addresses", "members", "password"},
	},
	{
		name: "atlassian", kept: wildAtlassianKept,
		// "Create a user": an e-mail has value, type and primary, and the account
		// has one; phone numbers are none of the profile fields that update;
		// members are shown by what the user's record says.
		silent: []string{"emails", "phoneNumbers", "members"},
	},
}

// wildSnowExtension is ServiceNow's extension of users.
const wildSnowExtension = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"

// wildSnowNamed moves what ServiceNow has an attribute of its own for out of the
// Enterprise extension. A manager is a reference, which has its value.
func wildSnowNamed(o wildObject) {
	enterprise, _ := wildGet(o, filter.EnterpriseURN).(wildObject)
	for _, name := range []string{"employeeNumber", "manager"} {
		value := wildGet(enterprise, name)
		if wildEmpty(value) {
			continue
		}
		delete(enterprise, wildKey(enterprise, name))
		inner := wildInner(o, wildSnowExtension)
		if _, there := inner[name]; !there {
			inner[name] = value
		}
	}
	if manager, ok := wildGet(wildGet(o, wildSnowExtension), "manager").(wildObject); ok {
		wildInner(o, wildSnowExtension)["manager"] = wildPart(manager, "value")
	}
}

// wildSnowKept is what ServiceNow's tables have columns for. The Enterprise
// extension is accepted and stored nowhere; extensions that it does not know are
// refused, so that they have to be left out.
func wildSnowKept(resource string, before, o wildObject) wildObject {
	o = wildBare(resource, o)
	wildSnowNamed(o)
	for key := range o {
		urn := strings.HasPrefix(key, "urn:")
		if key == "password" || urn && !strings.HasPrefix(key, "urn:ietf:params:scim:schemas:extension:servicenow:") {
			delete(o, key)
		}
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
	wildChosen(before, o, "emails")
	wildOfTypes(before, o, "emails", "work")
	wildOfTypes(before, o, "phoneNumbers", "work", "mobile", "home")
	wildOfTypes(before, o, "addresses", "home")
	wildTrim(o, "emails", "value", "type")
	wildTrim(o, "phoneNumbers", "value", "type")
	wildTrim(o, "addresses", "type", "streetAddress", "locality", "region", "postalCode", "country", "formatted")
	name := o["name"]
	o["displayName"] = strings.TrimSpace(wildText(name, "givenName") + " " + wildText(name, "familyName"))
	return wildPlain(o).(wildObject)
}

// wildAtlassianKept is what Atlassian's "Create a user" and "Create a group"
// list. A group keeps the name it was made with. A user has one e-mail, which is
// primary (ID-8027): the work e-mail, or where a request has none the primary one,
// and in a new user without any the userName, which equals it.
func wildAtlassianKept(resource string, before, o wildObject) wildObject {
	o = wildBare(resource, o)
	attributes := []string{"userName", "externalId", "displayName", "nickName", "title", "preferredLanguage",
		"department", "organization", "timezone", "active", "name", "emails", filter.EnterpriseURN}
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
	if resource == "Users" {
		wildAccountEmail(before, o)
	}
	wildTrim(o, "members", "value")
	if resource == "Groups" && before != nil {
		o["displayName"] = before["displayName"]
	}
	return wildPlain(o).(wildObject)
}

// wildAccountEmail leaves the one e-mail that a user of Atlassian's has. One that is
// added besides it, and is of another type than work, or of none and not primary, is
// another one.
func wildAccountEmail(before, o wildObject) {
	had := wildList(before["emails"])
	if list := wildList(o["emails"]); len(had) > 0 && len(list) > len(had) {
		o["emails"] = slices.DeleteFunc(slices.Clone(list), func(email any) bool {
			other := wildRank(email) > 2 || wildRank(email) == 2 && wildText(email, "type") != ""
			return !wildHas("emails", had, email.(wildObject)) && other
		})
	}
	wildChosen(before, o, "emails")
	list := wildList(o["emails"])
	var email any
	switch {
	case len(list) > 0:
		email = list[0]
	case strings.Contains(wildText(o, "userName"), "@"):
		email = wildObject{"type": "work", "value": o["userName"]}
	default:
		return
	}
	email.(wildObject)["primary"] = true
	o["emails"] = []any{email}
}

// wildChosen leaves the value that a target with room for one keeps: of those that
// were not there before, if there are such, the work one, the primary one, or the
// first.
func wildChosen(before, o wildObject, attribute string) {
	list, had := slices.Clone(wildList(o[attribute])), map[string]bool{}
	for _, element := range wildList(before[attribute]) {
		had[wildText(element, "value")] = true
	}
	isNew := func(element any) bool { return !had[wildText(element, "value")] }
	if slices.ContainsFunc(list, isNew) {
		list = slices.DeleteFunc(list, func(element any) bool { return !isNew(element) })
	}
	slices.SortStableFunc(list, func(a, b any) int { return wildRank(a) - wildRank(b) })
	o[attribute] = list[:min(1, len(list))]
}

// wildRank tells the order in which values are chosen.
func wildRank(element any) int {
	work, primary := strings.EqualFold(wildText(element, "type"), "work"), wildGet(element, "primary") == true
	switch {
	case work && primary:
		return 0
	case work:
		return 1
	case primary:
		return 2
	}
	return 3
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

// wildOfTypes leaves one element of each type, the last, which the mock keeps;
// it is not documented. Where there are only elements of other types, those of before stay:
// an attribute of which nothing can be written is not written.
func wildOfTypes(before, o wildObject, attribute string, types ...string) {
	byType := map[string]any{}
	for _, element := range wildList(o[attribute]) {
		kind := strings.ToLower(wildText(element, "type"))
		if slices.Contains(types, kind) {
			byType[kind] = element
		}
	}
	if len(byType) == 0 && len(wildList(o[attribute])) > 0 {
		o[attribute] = wildList(before[attribute])
		return
	}
	var list []any
	for _, kind := range types {
		if element, ok := byType[kind]; ok {
			list = append(list, element)
		}
	}
	o[attribute] = list
}
