package probe

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// An elementKind is a multi-valued attribute of users, of which the part that clients write is tried.
type elementKind struct {
	attr, part string
	types      []string // the types that RFC 7643 has
	value      func() string
}

var elementKinds = []elementKind{
	{"phoneNumbers", "value", []string{"mobile", "work", "home"},
		func() string { return "+1 555 01" + randomDigits(2) }},
	{"emails", "value", []string{"work", "home", "other"}, func() string { return ownName() + "@example.com" }},
	{"addresses", "streetAddress", []string{"work", "home", "other"},
		func() string { return randomDigits(3) + " Probe Street" }},
	{"ims", "value", []string{"xmpp", "skype"}, func() string { return "probe" + randomHex(6) }},
	{"photos", "value", []string{"photo", "thumbnail"},
		func() string { return "https://photos.example.com/" + randomHex(6) }},
}

// says names an element by a part of it, whatever its type is.
func (k *elementKind) says() string { return k.attr + `[type eq "..."].` + k.part }

// The forms that decide how elements are written.
const (
	formPresent   = " that is there"
	formMissing   = " where there is none"
	removeAddForm = "remove and add of an element of "
)

// elementTries are the forms that write elements.
func elementTries() []*patchTry {
	var list []*patchTry
	for i := range elementKinds {
		k := &elementKinds[i]
		list = append(list, k.write("replace", true))
		if k.attr == "phoneNumbers" {
			list = append(list, k.write("add", true), k.anew(true), k.remove())
		}
		list = append(list, k.write("replace", false))
		if k.attr == "phoneNumbers" {
			list = append(list, k.anew(false), k.remove())
		}
		list = append(list, k.write("add", false))
	}
	return list
}

// write returns the form that writes a part of an element, which is there or missing.
func (k *elementKind) write(op string, present bool) *patchTry {
	where := formMissing
	if present {
		where = formPresent
	}
	return &patchTry{says: op + " of " + k.says() + where, limit: "filtered_" + op, of: k.attr, root: k.attr,
		plan: func(o object) []string {
			kind, value := k.typeIn(o, present), k.value()
			if kind == "" {
				return nil
			}
			k.put(o, kind, value)
			return []string{fmt.Sprintf(`{"op":%q,"path":"%s[type eq \"%s\"].%s","value":%q}`, op, k.attr, kind,
				k.part, value)}
		}}
}

// anew returns the form that removes an element and adds it.
func (k *elementKind) anew(present bool) *patchTry {
	where := formMissing
	if present {
		where = formPresent
	}
	return &patchTry{says: removeAddForm + k.attr + where, root: k.attr, plan: func(o object) []string {
		kind, value := k.typeIn(o, present), k.value()
		if kind == "" {
			return nil
		}
		k.take(o, kind)
		k.put(o, kind, value)
		return []string{fmt.Sprintf(`{"op":"remove","path":"%s[type eq \"%s\"]"}`, k.attr, kind),
			fmt.Sprintf(`{"op":"add","path":%q,"value":[{"type":%q,%q:%q}]}`, k.attr, kind, k.part, value)}
	}}
}

// remove returns the form that removes an element.
func (k *elementKind) remove() *patchTry {
	says := `remove of ` + k.attr + `[type eq "..."]`
	return &patchTry{says: says, limit: "filtered_remove", of: k.attr, root: k.attr,
		plan: func(o object) []string {
			kind := k.typeIn(o, true)
			if kind == "" {
				return nil
			}
			k.take(o, kind)
			return []string{fmt.Sprintf(`{"op":"remove","path":"%s[type eq \"%s\"]"}`, k.attr, kind)}
		}}
}

// listTries are the forms that write all values of an attribute, or add to them.
func listTries() []*patchTry {
	k := &elementKinds[slices.IndexFunc(elementKinds, func(k elementKind) bool { return k.attr == "emails" })]
	return []*patchTry{
		{says: "replace of emails by a list", of: k.attr, root: k.attr, plan: func(o object) []string {
			value := k.value()
			o[k.attr] = []any{object{"type": "work", "value": value, "primary": true}}
			const op = `{"op":"replace","path":"emails","value":[{"type":"work","value":%q,"primary":true}]}`
			return []string{fmt.Sprintf(op, value)}
		}},
		{says: "add of an e-mail as a list", of: k.attr, root: k.attr, plan: func(o object) []string {
			kind, value := k.typeIn(o, false), k.value()
			if kind == "" {
				return nil
			}
			k.put(o, kind, value)
			return []string{fmt.Sprintf(`{"op":"add","path":"emails","value":[{"type":%q,"value":%q}]}`, kind, value)}
		}},
	}
}

// elementOf returns the element of a type, or nil.
func (k *elementKind) elementOf(o object, kind string) object {
	list, _ := o[k.attr].([]any)
	for _, element := range list {
		if e, ok := element.(object); ok && strings.EqualFold(textIn(e, "type", ""), kind) {
			return e
		}
	}
	return nil
}

// typeIn returns a type of which the user has an element, or has none; "" also where it has no element
// at all, so that nobody knows whether the target keeps any.
func (k *elementKind) typeIn(o object, present bool) string {
	for _, kind := range k.types {
		if (k.elementOf(o, kind) != nil) == present {
			return kind
		}
	}
	return ""
}

// put writes the part of the element of a type, which is added if it is missing.
func (k *elementKind) put(o object, kind, value string) {
	e := k.elementOf(o, kind)
	if e == nil {
		e = object{"type": kind}
		list, _ := o[k.attr].([]any)
		o[k.attr] = append(list, e)
	}
	e[k.part] = value
}

// take removes the element of a type.
func (k *elementKind) take(o object, kind string) {
	list, _ := o[k.attr].([]any)
	o[k.attr] = slices.DeleteFunc(list, func(element any) bool {
		e, ok := element.(object)
		return ok && strings.EqualFold(textIn(e, "type", ""), kind)
	})
}

// bare reports whether the user shows nothing in elements but what is written, though more was sent.
func (k *elementKind) bare(sent, shown object) bool {
	more := func(o object) bool {
		list, _ := o[k.attr].([]any)
		return slices.ContainsFunc(list, func(element any) bool {
			e, _ := element.(object)
			for name, v := range e {
				if name != "type" && name != k.part && !nothing(v) {
					return true
				}
			}
			return false
		})
	}
	return more(sent) && !more(shown)
}

// decoded returns a resource; nil where the text is none.
func decoded(text string) object {
	var o object
	_ = json.Unmarshal([]byte(text), &o)
	return o
}
