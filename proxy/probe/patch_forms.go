package probe

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// The forms that the suggestions are about.
const (
	addMissing       = `add of phoneNumbers[type eq "..."].value where there is none`
	removeAddMissing = `remove and add of an element where there is none`
	removeAddPresent = `remove and add of an element that is there`
)

// patchTries returns the forms, in an order in which one does not spoil the next.
func patchTries() []patchTry {
	return slices.Concat(plainTries(), elementTries(), emptyTries())
}

// single returns a form that writes one attribute with a text.
func single(says, limit, root, sub, op string) patchTry {
	return patchTry{says: says, limit: limit, root: root, plan: func(patchUser) ([]string, patchCheck) {
		value := "Probe " + randomHex(6)
		return []string{fmt.Sprintf(op, value)}, func(u patchUser) bool { return textIn(u, root, sub) == value }
	}}
}

// plainTries are the forms that write attributes with one value.
func plainTries() []patchTry {
	active := func(says, op string, want bool) patchTry {
		return patchTry{says: says, root: "active", plan: func(patchUser) ([]string, patchCheck) {
			return []string{op}, func(u patchUser) bool { return u["active"] == want }
		}}
	}
	return []patchTry{
		active("replace of active", `{"op":"replace","path":"active","value":false}`, false),
		active("Replace in capitals", `{"op":"Replace","path":"active","value":true}`, true),
		active(`active as the text "False"`, `{"op":"replace","path":"active","value":"False"}`, false),
		active("a value without path", `{"op":"replace","value":{"active":true}}`, true),
		single("replace of title", "", "title", "", `{"op":"replace","path":"title","value":%q}`),
		single("add of title", "", "title", "", `{"op":"add","path":"title","value":%q}`),
		single("title with the URN of the core schema", "core_urn", "title", "",
			`{"op":"replace","path":"`+filter.UserURN+`:title","value":%q}`),
		single("replace of name.givenName", "", "name", "givenName",
			`{"op":"replace","path":"name.givenName","value":%q}`),
		single("a key with a dot in a value without path", "flat_keys", "name", "givenName",
			`{"op":"replace","value":{"name.givenName":%q}}`),
	}
}

// elementTries are the forms that write elements of phoneNumbers and emails.
func elementTries() []patchTry {
	const phone = `{"op":%q,"path":"phoneNumbers[type eq \"%s\"].value","value":%q}`
	const bare = `{"op":"remove","path":"phoneNumbers[type eq \"%s\"]"},` +
		`{"op":"add","path":"phoneNumbers","value":[{"type":%q,"value":%q}]}`
	present := func(u patchUser) string { return phoneType(u, true) }
	missing := func(u patchUser) string { return phoneType(u, false) }
	type numberOps = func(kind, number string) string
	write := func(says, limit string, which func(patchUser) string, ops numberOps) patchTry {
		return patchTry{says: says, limit: limit, root: "phoneNumbers",
			plan: func(u patchUser) ([]string, patchCheck) {
				kind, number := which(u), "+1 555 01"+randomDigits(2)
				if kind == "" {
					return nil, nil
				}
				want := phonesOf(u)
				want[kind] = number
				return []string{ops(kind, number)}, func(u patchUser) bool { return samePhones(u, want) }
			}}
	}
	by := func(op string) numberOps {
		return func(kind, number string) string { return fmt.Sprintf(phone, op, kind, number) }
	}
	both := func(kind, number string) string { return fmt.Sprintf(bare, kind, kind, number) }
	remove := patchTry{says: `remove of phoneNumbers[type eq "..."]`, root: "phoneNumbers",
		plan: func(u patchUser) ([]string, patchCheck) {
			kind, want := present(u), phonesOf(u)
			if kind == "" {
				return nil, nil
			}
			delete(want, kind)
			op := fmt.Sprintf(`{"op":"remove","path":"phoneNumbers[type eq \"%s\"]"}`, kind)
			return []string{op}, func(u patchUser) bool { return samePhones(u, want) }
		}}
	return []patchTry{
		write(`replace of phoneNumbers[type eq "..."].value`, "filtered_replace", present, by("replace")),
		write(`add of phoneNumbers[type eq "..."].value that is there`, "filtered_add", present, by("add")),
		write(removeAddPresent, "", present, both),
		remove,
		write(`replace of phoneNumbers[type eq "..."].value where there is none`, "", missing, by("replace")),
		write(removeAddMissing, "", missing, both),
		write(addMissing, "filtered_add", missing, by("add")),
		emailTry(),
	}
}

// emailTry replaces the work e-mail, on which clients match.
func emailTry() patchTry {
	return patchTry{says: `replace of emails[type eq "work"].value`, limit: "filtered_replace", root: "emails",
		plan: func(u patchUser) ([]string, patchCheck) {
			mail := "scimshim-probe-" + randomHex(12) + "@example.com"
			if elementOf(u, "emails", "work") == nil {
				return nil, nil
			}
			op := fmt.Sprintf(`{"op":"replace","path":"emails[type eq \"work\"].value","value":%q}`, mail)
			return []string{op}, func(u patchUser) bool {
				return textIn(elementOf(u, "emails", "work"), "value", "") == mail
			}
		}}
}

// emptyTries are the forms that clear.
func emptyTries() []patchTry {
	emptied := func(says, limit, root, op string) patchTry {
		return patchTry{says: says, limit: limit, root: root, plan: func(u patchUser) ([]string, patchCheck) {
			if u[root] == nil {
				return nil, nil
			}
			return []string{op}, func(u patchUser) bool { return isNone(u[root]) }
		}}
	}
	again := single("add of title where there is none", "", "title", "", `{"op":"add","path":"title","value":%q}`)
	return []patchTry{
		emptied("replace of title by an empty text", "empty_value", "title",
			`{"op":"replace","path":"title","value":""}`),
		again,
		emptied("remove of title", "", "title", `{"op":"remove","path":"title"}`),
		emptied("remove of all phoneNumbers", "remove_all", "phoneNumbers", `{"op":"remove","path":"phoneNumbers"}`),
	}
}

// isNone reports whether a value says nothing.
func isNone(v any) bool {
	list, ok := v.([]any)
	return v == nil || v == "" || ok && len(list) == 0
}

func randomDigits(n int) string {
	return strings.Map(func(r rune) rune { return '0' + r%10 }, randomHex(n))
}

// textIn returns the text of an attribute, or of a sub-attribute.
func textIn(o patchUser, name, sub string) string {
	if sub != "" {
		o, _ = o[name].(map[string]any)
		name = sub
	}
	text, _ := o[name].(string)
	return text
}

// elementOf returns the element of a type, or nil.
func elementOf(u patchUser, name, kind string) patchUser {
	list, _ := u[name].([]any)
	for _, element := range list {
		if o, ok := element.(map[string]any); ok && strings.EqualFold(textIn(o, "type", ""), kind) {
			return o
		}
	}
	return nil
}

// phoneType returns a type of which the user has a number, or has none.
func phoneType(u patchUser, present bool) string {
	for _, kind := range []string{"mobile", "work", "home"} {
		if (elementOf(u, "phoneNumbers", kind) != nil) == present {
			return kind
		}
	}
	return ""
}

// phonesOf returns the user's numbers by their type.
func phonesOf(u patchUser) map[string]string {
	numbers := map[string]string{}
	list, _ := u["phoneNumbers"].([]any)
	for _, element := range list {
		if o, ok := element.(map[string]any); ok {
			numbers[textIn(o, "type", "")] = textIn(o, "value", "")
		}
	}
	return numbers
}

// samePhones reports whether the user has these numbers, each once.
func samePhones(u patchUser, want map[string]string) bool {
	list, _ := u["phoneNumbers"].([]any)
	got := phonesOf(u)
	if len(list) != len(want) || len(got) != len(want) {
		return false
	}
	for kind, number := range want {
		if got[kind] != number {
			return false
		}
	}
	return true
}
