package mock

import (
	"fmt"
	"strings"
)

// sdkCheck is a run of the library's SchemaChecker. It collects every issue and reports those of the first
// kind only.
type sdkCheck struct {
	resource *sdkResourceType
	prefix   string
	partial  string // "add" or "replace" where an operation's value is checked, "" for a whole resource

	syntax, mutability, paths, filters []string
}

const patchedPrefix = "Applying patch ops results in an invalid resource: "

// issue notes a problem of a resource's form.
func (c *sdkCheck) issue(format string, args ...any) {
	c.syntax = append(c.syntax, c.prefix+fmt.Sprintf(format, args...))
}

func (c *sdkCheck) frozen(format string, args ...any) {
	c.mutability = append(c.mutability, c.prefix+fmt.Sprintf(format, args...))
}

// result returns the issues of the first kind that has any.
func (c *sdkCheck) result() error {
	for _, found := range []struct {
		kind   string
		issues []string
	}{
		{"invalidSyntax", c.syntax}, {"mutability", c.mutability},
		{"invalidPath", c.paths}, {"invalidFilter", c.filters},
	} {
		if len(found.issues) > 0 {
			return &sdkError{kind: found.kind, detail: strings.Join(found.issues, ", ")}
		}
	}
	return nil
}

// checkCreate checks a resource that is to be created.
func (t *sdkResourceType) checkCreate(o *object) error {
	c := &sdkCheck{resource: t}
	c.whole(t.withoutReadOnly(o))
	return c.result()
}

// whole checks a complete resource and consumes it.
func (c *sdkCheck) whole(o *object) {
	if schemas, ok := o.get("schemas").([]any); ok {
		c.namespaces(o, schemas)
	}
	for _, name := range o.names() {
		if isURN(name) {
			c.issue("Extended attributes namespace %s must be included in the schemas attribute", name)
			o.drop(name)
		}
	}
	c.members(o, "", c.resource.coreAttributes(), 0)
}

// namespaces checks the extensions that the attribute schemas lists and takes them out of the resource.
func (c *sdkCheck) namespaces(o *object, schemas []any) {
	coreFound := false
	for _, s := range schemas {
		urn, ok := s.(string)
		if !ok {
			continue // reported where the values of schemas are checked
		}
		v, found := o.drop(urn)
		if !found {
			v = &object{} // listed without attributes: what is required is missing
		}
		extension, ok := v.(*object)
		if !ok {
			c.issue("Extended attributes namespace %s must be a JSON object", urn)
			continue
		}
		if urn == c.resource.core.id {
			coreFound = true
		} else if schema, ok := c.resource.extension(urn); ok {
			c.members(extension, urn+":", schema.attributes, 0)
		}
	}
	if !coreFound {
		c.issue("Value for attribute schemas must  contain schema URI %s because it is the core schema for this "+
			"resource type", c.resource.core.id)
	}
}

// members checks an object's members against their definitions and consumes them. parent is the text before
// their names: "", a URN with its colon, or an attribute's path with its dot, in which case depth is not 0.
func (c *sdkCheck) members(o *object, parent string, attributes []*sdkAttribute, depth int) {
	for _, a := range attributes {
		v, _ := o.drop(a.name)
		path := parent + a.name
		switch {
		case isPresent(v):
			c.mutable(path, a)
			c.values(v, path, a)
		case c.partial == "":
			c.needed(path, a)
		}
	}
	for _, name := range o.names() {
		if depth > 0 {
			c.issue("Sub-attribute %s is undefined for attribute %s", name, strings.TrimSuffix(parent, "."))
		} else {
			c.issue("Core attribute %s is undefined for schema %s", name, c.resource.core.id)
		}
	}
}

func isObject(v any) bool {
	_, ok := v.(*object)
	return ok
}

func (c *sdkCheck) needed(path string, a *sdkAttribute) {
	if a.required {
		c.issue("Attribute %s is required and must have a value", path)
	}
}

// mutable notes writes to what cannot be written. The members of a group are an exception that ServiceNow
// makes: they may be replaced as a whole, although its schema calls their parts immutable.
func (c *sdkCheck) mutable(path string, a *sdkAttribute) {
	switch {
	case a.mutability == "readOnly":
		c.frozen("Attribute %s is read-only", path)
	case a.mutability == "immutable" && c.partial == "replace" && !isIndexed(path):
		c.frozen("Attribute %s is immutable and value(s) may not be replaced", path)
	}
}

// isIndexed says whether a path goes through an element that has a number: members[0].value.
func isIndexed(path string) bool {
	_, after, found := strings.Cut(path, "[")
	return found && after[0] >= '0' && after[0] <= '9'
}
