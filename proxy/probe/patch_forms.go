package probe

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// userTries returns the forms for a user, in an order in which one does not spoil the next.
func userTries() []*patchTry {
	return slices.Concat(plainTries(), enterpriseTries(), elementTries(), listTries(), emptyTries(),
		departmentTries(), []*patchTry{undeclared()})
}

// single returns a form that writes one attribute with a text.
func single(says, limit, of, root, sub, op string) *patchTry {
	return &patchTry{says: says, limit: limit, of: of, root: root, plan: func(o object) []string {
		value := "Probe " + randomHex(6)
		putText(o, root, sub, value)
		return []string{fmt.Sprintf(op, value)}
	}}
}

// replaced returns the plain replace of an attribute that the user has.
func replaced(name string, value func() string) *patchTry {
	return &patchTry{says: "replace of " + name, of: name, root: name, plan: func(o object) []string {
		if nothing(o[name]) {
			return nil
		}
		text := value()
		o[name] = text
		return []string{fmt.Sprintf(`{"op":"replace","path":%q,"value":%q}`, name, text)}
	}}
}

// plainTries are the forms that write attributes with one value.
func plainTries() []*patchTry {
	active := func(says, of, op string, want bool) *patchTry {
		return &patchTry{says: says, of: of, root: "active", plan: func(o object) []string {
			o["active"] = want
			return []string{op}
		}}
	}
	list := []*patchTry{
		active("replace of active", "active", `{"op":"replace","path":"active","value":false}`, false),
		active("Replace in capitals", "", `{"op":"Replace","path":"active","value":true}`, true),
		active(`active as the text "False"`, "", `{"op":"replace","path":"active","value":"False"}`, false),
		active("a value without path", "active", `{"op":"replace","value":{"active":true}}`, true),
		single("replace of title", "", "title", "title", "", `{"op":"replace","path":"title","value":%q}`),
		single("add of title", "", "title", "title", "", `{"op":"add","path":"title","value":%q}`),
		single("title with the URN of the core schema", "core_urn", "", "title", "",
			`{"op":"replace","path":"`+filter.UserURN+`:title","value":%q}`),
		single("replace of name.givenName", "", "name", "name", "givenName",
			`{"op":"replace","path":"name.givenName","value":%q}`),
		single("a key with a dot in a value without path", "flat_keys", "", "name", "givenName",
			`{"op":"replace","value":{"name.givenName":%q}}`),
		replaced("userName", func() string { return ownName() + "@example.com" }),
		replaced("externalId", func() string { return "ext-" + randomHex(6) }),
	}
	for _, name := range []string{"displayName", "nickName", "userType"} {
		list = append(list, replaced(name, func() string { return "Probe " + randomHex(6) }))
	}
	for _, at := range [][2]string{{"preferredLanguage", "fr-FR"}, {"locale", "fr-FR"}, {"timezone", "Europe/Rome"}} {
		list = append(list, replaced(at[0], func() string { return at[1] }))
	}
	return list
}

// undeclaredForm is the form by which a pack decides what becomes of attributes that no schema has.
const undeclaredForm = "add of an attribute that no schema has"

// undeclared returns the form that writes what the target cannot know, and may leave alone.
func undeclared() *patchTry {
	return &patchTry{says: undeclaredForm, root: "scimshimNone", plan: func(object) []string {
		return []string{`{"op":"add","path":"scimshimNone","value":"probe"}`}
	}}
}

// enterpriseTries are the forms that write the enterprise extension.
func enterpriseTries() []*patchTry {
	try := func(says, sub, op string) *patchTry {
		t := single(says, "", filter.EnterpriseURN, filter.EnterpriseURN, sub, op)
		plan := t.plan
		t.plan = func(o object) []string {
			if _, ok := o[filter.EnterpriseURN].(object); !ok {
				return nil
			}
			return plan(o)
		}
		return t
	}
	return []*patchTry{
		try("replace of department of the enterprise extension", "department",
			`{"op":"replace","path":"`+filter.EnterpriseURN+`:department","value":%q}`),
		try("add of costCenter of the enterprise extension", "costCenter",
			`{"op":"add","path":"`+filter.EnterpriseURN+`:costCenter","value":%q}`),
		try("the enterprise extension in a value without path", "department",
			`{"op":"replace","value":{"`+filter.EnterpriseURN+`":{"department":%q}}}`),
	}
}

// emptyTries are the forms that clear.
func emptyTries() []*patchTry {
	emptied := func(says, limit, of, root, op string) *patchTry {
		return &patchTry{says: says, limit: limit, of: of, root: root, plan: func(o object) []string {
			if nothing(o[root]) {
				return nil
			}
			delete(o, root)
			return []string{op}
		}}
	}
	again := single("add of title where there is none", "", "title", "title", "",
		`{"op":"add","path":"title","value":%q}`)
	return []*patchTry{
		emptied(emptyText, "", "", "title", `{"op":"replace","path":"title","value":""}`),
		again,
		emptied(removeTitle, "", "title", "title", `{"op":"remove","path":"title"}`),
		absent(absentTitle, "title", "title"),
		emptied("remove of all phoneNumbers", "", "phoneNumbers", "phoneNumbers",
			`{"op":"remove","path":"phoneNumbers"}`),
	}
}

// departmentTries are the forms that remove an attribute of the enterprise extension: one that is there, if
// the target stores it, and then one that is not.
func departmentTries() []*patchTry {
	had := false
	try := func(where string, there bool) *patchTry {
		return &patchTry{says: "remove of department of the enterprise extension" + where, of: filter.EnterpriseURN,
			root: filter.EnterpriseURN, plan: func(o object) []string {
				has := textIn(o, filter.EnterpriseURN, "department") != ""
				if had = had || has; !had || has != there {
					return nil
				}
				if extension, ok := o[filter.EnterpriseURN].(object); ok {
					delete(extension, "department")
				}
				return []string{`{"op":"remove","path":"` + filter.EnterpriseURN + `:department"}`}
			}}
	}
	return []*patchTry{try("", true), try(formMissing, false)}
}

// absent returns the form that removes what is not there, which asks for nothing.
func absent(says, of, path string) *patchTry {
	root := cmp.Or(of, path)
	return &patchTry{says: says, of: of, root: root, plan: func(o object) []string {
		if root == path && !nothing(o[root]) {
			return nil
		}
		return []string{fmt.Sprintf(`{"op":"remove","path":%q}`, path)}
	}}
}

// The forms that clear, by which a pack decides what becomes of empty texts.
const (
	emptyText   = "replace of title by an empty text"
	removeTitle = "remove of title"
	absentTitle = removeTitle + formMissing
)

func randomDigits(n int) string {
	return strings.Map(func(r rune) rune { return '0' + r%10 }, randomHex(n))
}

// textIn returns the text of an attribute, or of a sub-attribute.
func textIn(o object, name, sub string) string {
	if sub != "" {
		o, _ = o[name].(object)
		name = sub
	}
	text, _ := o[name].(string)
	return text
}

// putText writes a text to an attribute, or to a sub-attribute.
func putText(o object, name, sub, value string) {
	if sub == "" {
		o[name] = value
		return
	}
	inner, ok := o[name].(object)
	if !ok {
		inner = object{}
		o[name] = inner
	}
	inner[sub] = value
}
