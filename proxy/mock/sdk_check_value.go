package mock

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// values checks an attribute's value, each element by its index if it is multi-valued.
func (c *sdkCheck) values(v any, path string, a *sdkAttribute) {
	list, isList := v.([]any)
	switch {
	case a.many && !isList:
		c.issue("Value for multi-valued attribute %s must be a JSON array", path)
	case !a.many && isList:
		c.issue("Value for single-valued attribute %s must not be a JSON array", path)
	case !isList:
		c.value(v, path, a)
	}
	for i, element := range list {
		if a.many {
			c.value(element, fmt.Sprintf("%s[%d]", path, i), a)
		}
	}
}

// value checks one value.
func (c *sdkCheck) value(v any, path string, a *sdkAttribute) {
	if v == nil {
		return
	}
	if want, ok := a.kind.accepts(v); !ok {
		c.issue("Value for attribute %s must be a JSON %s", path, want)
		return
	}
	switch a.kind {
	case sdkComplex:
		c.members(v.(*object), path+".", a.sub, 1)
	case sdkDateTime:
		if !isDateTime(v.(string)) {
			c.issue("Value for attribute %s is not a valid xsd:dateTime formatted string", path)
		}
	case sdkString:
		c.canonical(v.(string), path, a)
	case sdkReference:
		if a == sdkCommon[0] {
			c.schemaURI(v.(string), path)
		}
	}
}

func (c *sdkCheck) canonical(v, path string, a *sdkAttribute) {
	same := func(other string) bool { return strings.EqualFold(v, other) }
	if len(a.canonical) > 0 && !slices.ContainsFunc(a.canonical, same) {
		c.issue("Value %s is not valid for attribute %s because it is not one of the canonical types: %s",
			v, path, strings.Join(a.canonical, ", "))
	}
}

func (c *sdkCheck) schemaURI(urn, path string) {
	if _, ok := c.resource.extension(urn); !ok && urn != c.resource.core.id {
		c.issue("Schema URI %s is not a valid value for attribute %s because it is undefined as a core or schema "+
			"extension for this resource type", urn, path)
	}
}

// accepts says whether a JSON value has the attribute's type, and what JSON calls that type.
func (k sdkType) accepts(v any) (want string, ok bool) {
	switch k {
	case sdkBoolean:
		_, ok = v.(bool)
		return "boolean", ok
	case sdkComplex:
		return "object", isObject(v)
	}
	_, ok = v.(string)
	return "string", ok
}

func isDateTime(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}
