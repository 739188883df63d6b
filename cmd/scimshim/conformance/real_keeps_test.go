//go:build conformance

package conformance

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

// lacking is realKeeps without some attributes, or parts of them.
func lacking(paths []string) wildTarget {
	target := realKeeps
	target.kept = func(resource string, before, o wildObject) wildObject {
		o = realKeeps.kept(resource, before, o)
		if resource != "Users" {
			return o
		}
		for _, path := range paths {
			name, part, _ := strings.Cut(path, ".")
			if strings.HasPrefix(path, "urn:") || part == "" {
				delete(o, path)
				continue
			}
			for _, element := range wildList(o[name]) {
				if inner, ok := element.(wildObject); ok {
					delete(inner, part)
				}
			}
		}
		return wildPlain(o).(wildObject)
	}
	return target
}
