package conformance

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// A wildObject is a resource, or a part of one, as encoding/json decodes it.
type wildObject = map[string]any

// wildDecode reads a JSON object. Anything else is an empty one.
func wildDecode(text string) wildObject {
	var o wildObject
	if json.Unmarshal([]byte(text), &o) != nil || o == nil {
		return wildObject{}
	}
	return o
}

// wildEncode writes a value as JSON with its members sorted, so that equal
// values have equal texts.
func wildEncode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("BUG: a decoded value that is not JSON: " + err.Error())
	}
	return string(text)
}

// wildCopy returns a copy of o that shares nothing with it.
func wildCopy(o wildObject) wildObject { return wildDecode(wildEncode(o)) }

// wildKey returns the key under which o has the named member, in any case, and
// name itself if it has none.
func wildKey(o wildObject, name string) string {
	if _, ok := o[name]; ok {
		return name
	}
	for key := range o {
		if filter.Fold(key, name) {
			return key
		}
	}
	return name
}

// wildGet returns the named member of an object; nil if v is none or has none.
func wildGet(v any, name string) any {
	o, _ := v.(wildObject)
	return o[wildKey(o, name)]
}

// wildText returns the named member of an object if it is a string.
func wildText(v any, name string) string {
	s, _ := wildGet(v, name).(string)
	return s
}

// wildList returns the values of a multi-valued attribute.
func wildList(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// wildEmpty reports whether v is no value (RFC 7643, section 2.5), or the empty
// text, by which clients mean the same.
func wildEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case wildObject:
		return len(v) == 0
	}
	return false
}

// wildPlain returns v without what says nothing: empty values, and a primary
// that is false. The order of the values of an attribute counts for nothing.
func wildPlain(v any) any {
	switch v := v.(type) {
	case wildObject:
		out := wildObject{}
		for key, member := range v {
			if member = wildPlain(member); !wildEmpty(member) && !(key == "primary" && member == false) {
				out[key] = member
			}
		}
		return out
	case []any:
		var out []any
		for _, element := range v {
			if element = wildPlain(element); !wildEmpty(element) {
				out = append(out, element)
			}
		}
		slices.SortFunc(out, func(a, b any) int { return strings.Compare(wildEncode(a), wildEncode(b)) })
		return out
	}
	return v
}

// wildSaid is what a value says, as a text.
func wildSaid(v any) string {
	if v = wildPlain(v); wildEmpty(v) {
		return ""
	}
	return wildEncode(v)
}

// wildDiffer returns the names of the members in which two objects differ.
func wildDiffer(a, b wildObject) []string {
	var names []string
	for _, key := range wildKeys(a, b) {
		if wildSaid(a[key]) != wildSaid(b[key]) {
			names = append(names, key)
		}
	}
	return names
}

// wildKeys returns the names of the members of both objects, sorted.
func wildKeys(a, b wildObject) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}
