package sdk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"scimshim/proxy/mock/kit/ordered"
)

// values checks an attribute's value, each element by its index if it is multi-valued.
func (c *check) values(v any, path string, a *Attribute) {
	list, isList := v.([]any)
	switch {
	case a.Many && !isList:
		c.issue("Value for multi-valued attribute %s must be a JSON array", path)
	case !a.Many && isList:
		c.issue("Value for single-valued attribute %s must not be a JSON array", path)
	case !isList:
		c.value(v, path, a)
	}
	for i, element := range list {
		if a.Many {
			c.value(element, fmt.Sprintf("%s[%d]", path, i), a)
		}
	}
}

// value checks one value.
func (c *check) value(v any, path string, a *Attribute) {
	if v == nil {
		return
	}
	if want, ok := a.Type.accepts(v); !ok {
		c.issue("Value for attribute %s must be a JSON %s", path, want)
		return
	}
	switch a.Type {
	case Complex:
		c.members(v.(*ordered.Object), path+".", a.Sub, 1)
	case DateTime:
		if !isDateTime(v.(string)) {
			c.issue("Value for attribute %s is not a valid xsd:dateTime formatted string", path)
		}
	case String:
		c.canonical(v.(string), path, a)
	case Reference:
		if a == common[0] {
			c.schemaURI(v.(string), path)
		}
	}
}

func (c *check) canonical(v, path string, a *Attribute) {
	same := func(other string) bool { return strings.EqualFold(v, other) }
	if len(a.Canonical) > 0 && !slices.ContainsFunc(a.Canonical, same) {
		c.issue("Value %s is not valid for attribute %s because it is not one of the canonical types: %s",
			v, path, strings.Join(a.Canonical, ", "))
	}
}

func (c *check) schemaURI(urn, path string) {
	if _, ok := c.resource.Extension(urn); !ok && urn != c.resource.Core.ID {
		c.issue("Schema URI %s is not a valid value for attribute %s because it is undefined as a core or schema "+
			"extension for this resource type", urn, path)
	}
}

// accepts says whether a JSON value has the attribute's type, and what JSON calls that type.
func (k Type) accepts(v any) (want string, ok bool) {
	switch k {
	case Boolean:
		_, ok = v.(bool)
		return "boolean", ok
	case Complex:
		return "object", isObject(v)
	}
	_, ok = v.(string)
	return "string", ok
}

func isDateTime(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}
