package sdk

import (
	"fmt"
	"strings"

	"scimshim/proxy/mock/kit/ordered"
)

// check is a run of the library's SchemaChecker. It collects every issue and reports those of the first
// kind only.
type check struct {
	resource *ResourceType
	prefix   string
	partial  string // "add" or "replace" where an operation's value is checked, "" for a whole resource

	syntax, mutability, paths, filters []string
}

const patchedPrefix = "Applying patch ops results in an invalid resource: "

// issue notes a problem of a resource's form.
func (c *check) issue(format string, args ...any) {
	c.syntax = append(c.syntax, c.prefix+fmt.Sprintf(format, args...))
}

func (c *check) frozen(format string, args ...any) {
	c.mutability = append(c.mutability, c.prefix+fmt.Sprintf(format, args...))
}

// result returns the issues of the first kind that has any.
func (c *check) result() error {
	for _, found := range []struct {
		kind   string
		issues []string
	}{
		{"invalidSyntax", c.syntax}, {"mutability", c.mutability},
		{"invalidPath", c.paths}, {"invalidFilter", c.filters},
	} {
		if len(found.issues) > 0 {
			return &Error{Kind: found.kind, Detail: strings.Join(found.issues, ", ")}
		}
	}
	return nil
}

// CheckCreate checks a resource that is to be created.
func (t *ResourceType) CheckCreate(o *ordered.Object) error {
	c := &check{resource: t}
	c.whole(t.WithoutReadOnly(o))
	return c.result()
}

// whole checks a complete resource and consumes it.
func (c *check) whole(o *ordered.Object) {
	if schemas, ok := o.Get("schemas").([]any); ok {
		c.namespaces(o, schemas)
	}
	for _, name := range o.Names() {
		if IsURN(name) {
			c.issue("Extended attributes namespace %s must be included in the schemas attribute", name)
			o.Drop(name)
		}
	}
	c.members(o, "", c.resource.coreAttributes(), 0)
}

// namespaces checks the extensions that the attribute schemas lists and takes them out of the resource.
func (c *check) namespaces(o *ordered.Object, schemas []any) {
	coreFound := false
	for _, s := range schemas {
		urn, ok := s.(string)
		if !ok {
			continue // reported where the values of schemas are checked
		}
		v, found := o.Drop(urn)
		if !found {
			v = &ordered.Object{} // listed without attributes: what is required is missing
		}
		extension, ok := v.(*ordered.Object)
		if !ok {
			c.issue("Extended attributes namespace %s must be a JSON object", urn)
			continue
		}
		if urn == c.resource.Core.ID {
			coreFound = true
		} else if schema, ok := c.resource.Extension(urn); ok {
			c.members(extension, urn+":", schema.Attributes, 0)
		}
	}
	if !coreFound {
		c.issue("Value for attribute schemas must  contain schema URI %s because it is the core schema for this "+
			"resource type", c.resource.Core.ID)
	}
}

// members checks an object's members against their definitions and consumes them. parent is the text before
// their names: "", a URN with its colon, or an attribute's path with its dot, in which case depth is not 0.
func (c *check) members(o *ordered.Object, parent string, attributes []*Attribute, depth int) {
	for _, a := range attributes {
		v, _ := o.Drop(a.Name)
		path := parent + a.Name
		switch {
		case IsPresent(v):
			c.mutable(path, a)
			c.values(v, path, a)
		case c.partial == "":
			c.needed(path, a)
		}
	}
	for _, name := range o.Names() {
		if depth > 0 {
			c.issue("Sub-attribute %s is undefined for attribute %s", name, strings.TrimSuffix(parent, "."))
		} else {
			c.issue("Core attribute %s is undefined for schema %s", name, c.resource.Core.ID)
		}
	}
}

func isObject(v any) bool {
	_, ok := v.(*ordered.Object)
	return ok
}

func (c *check) needed(path string, a *Attribute) {
	if a.Required {
		c.issue("Attribute %s is required and must have a value", path)
	}
}

// mutable notes writes to what cannot be written. The members of a group are an exception that ServiceNow
// makes: they may be replaced as a whole, although its schema calls their parts immutable.
func (c *check) mutable(path string, a *Attribute) {
	switch {
	case a.Mutability == "readOnly":
		c.frozen("Attribute %s is read-only", path)
	case a.Mutability == "immutable" && c.partial == "replace" && !isIndexed(path):
		c.frozen("Attribute %s is immutable and value(s) may not be replaced", path)
	}
}

// isIndexed says whether a path goes through an element that has a number: members[0].value.
func isIndexed(path string) bool {
	_, after, found := strings.Cut(path, "[")
	return found && after[0] >= '0' && after[0] <= '9'
}
