package part

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// PutAt returns a JSON value in which the keys lead to the value: the old one, if
// it is an object, or a new one.
func PutAt(old string, keys []string, value string) string {
	switch {
	case len(keys) == 0:
		return value
	case !json.IsObject(old):
		return json.Single(keys[0], PutAt("", keys[1:], value))
	}
	if _, ok := rewrite.Lookup(old, filter.Path{Name: keys[0]}); !ok && !hasNull(old, keys[0]) {
		return Appended(old, json.Quote(keys[0])+":"+PutAt("", keys[1:], value))
	}
	text, err := rewrite.MapMembers(old, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		if filter.Fold(a.Path.Name, keys[0]) {
			return rewrite.Set(PutAt(a.Value, keys[1:], value)), nil
		}
		return rewrite.Set(a.Value), nil
	})
	if err != nil {
		panic("BUG: a walk that cannot fail: " + err.Error())
	}
	return text
}

func hasNull(object, name string) bool {
	text, _ := rewrite.Lookup(object, filter.Path{Name: name})
	return text != ""
}

// Appended returns an object or an array with a further item at its end.
func Appended(old, item string) string {
	end := len(old) - 1
	if !json.IsEmpty(old) {
		item = "," + item
	}
	return strings.TrimRight(old[:end], " \t\r\n") + item + old[end:]
}

// HasMember reports whether one of the members has a name.
func HasMember(members []json.Member, name string) bool {
	for _, m := range members {
		if filter.Fold(m.Name, name) {
			return true
		}
	}
	return false
}

// MapList returns a JSON list with f done to each element; the list itself if f
// changes none. f may be asked twice for an element.
func MapList(list string, f func(element string) string) string {
	changed := false
	for element := range json.Elements(list) {
		if changed = f(element) != element; changed {
			break
		}
	}
	if !changed {
		return list
	}
	var made []string
	for element := range json.Elements(list) {
		made = append(made, f(element))
	}
	return json.Array(made...)
}

// IsNumber reports whether a JSON text is a number.
func IsNumber(text string) bool { return text[0] == '-' || text[0] >= '0' && text[0] <= '9' }
