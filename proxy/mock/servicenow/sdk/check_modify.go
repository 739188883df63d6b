package sdk

import (
	"errors"
	"fmt"
	"slices"

	"scimshim/proxy/mock/kit/ordered"
)

// CheckModify checks operations on a resource, and the resource that they would make, as the library's
// SchemaChecker does. It fails with what the operations themselves fail with, unless that is a missing
// target.
func (t *ResourceType) CheckModify(ops []Operation, current *ordered.Object) error {
	c := &check{resource: t}
	applied := t.WithoutReadOnly(current)
	for i, op := range ops {
		c.prefix = fmt.Sprintf("Patch op[%d]: ", i)
		if !c.operation(op) {
			continue
		}
		var e *Error
		if err := op.Apply(applied); errors.As(err, &e) && e.Kind != "noTarget" {
			return err
		}
	}
	c.prefix, c.partial = patchedPrefix, ""
	c.whole(applied)
	return c.result()
}

// operation checks one operation and says whether its path is defined.
func (c *check) operation(op Operation) bool {
	c.partial = op.Op
	if op.Path.IsRoot() {
		c.pathless(op)
		return true
	}
	a := c.resource.attribute(op.Path)
	if a == nil {
		c.paths = append(c.paths, c.prefix+c.resource.undefined(op.Path))
		return false
	}
	filter := op.Path.last().Filter
	if filter != nil && !a.Many {
		c.paths = append(c.paths, fmt.Sprintf("%sAttribute %s in path %s must not have a value selection filter "+
			"because it is not multi-valued", c.prefix, op.Path.Elements[0].Name, op.Path))
	}
	c.selections(op.Path)
	path, value := op.Path.String(), ordered.Clone(op.Value) // a check consumes what it checks
	switch {
	case op.Op == "remove":
		c.removal(path, a, filter)
	case filter != nil:
		c.mutable(path, a)
		c.value(value, path, a)
	default:
		c.mutable(path, a)
		c.values(value, path, a)
	}
	return true
}

func (c *check) removal(path string, a *Attribute, filter *Filter) {
	if a.Mutability == "immutable" {
		c.frozen("Attribute %s is immutable and value(s) may not be removed", path)
	} else {
		c.mutable(path, a)
	}
	if filter == nil {
		c.needed(path, a)
	}
}

// pathless checks the value of an operation without a path, or whose path is an extension's URN alone.
func (c *check) pathless(op Operation) {
	value, ok := ordered.Clone(op.Value).(*ordered.Object)
	if !ok || op.Path.URN != "" {
		return
	}
	for _, name := range value.Names() {
		if !IsURN(name) {
			continue
		}
		v, _ := value.Drop(name)
		extension, isObject := v.(*ordered.Object)
		schema, defined := c.resource.Extension(name)
		switch {
		case !isObject:
			c.issue("Extended attributes namespace %s must be a JSON object", name)
		case !defined:
			c.issue("Undefined extended attributes namespace %s=%s", name, ordered.Encode(v))
		default:
			c.members(extension, name+":", schema.Attributes, 0)
		}
	}
	c.members(value, "", c.resource.coreAttributes(), 0)
}

// undefined describes a path that the resource's schemas do not define.
func (t *ResourceType) undefined(p Path) string {
	if len(p.Elements) > 1 && t.attribute(Path{URN: p.URN, Elements: p.Elements[:1]}) != nil {
		return fmt.Sprintf("Sub-attribute %s in path %s is undefined", p.Elements[1].Name, p)
	}
	return fmt.Sprintf("Attribute %s in path %s is undefined", p.Elements[0].Name, p)
}

// selections checks the attributes that the path's value filters name.
func (c *check) selections(p Path) {
	for i, e := range p.Elements {
		if e.Filter != nil {
			parent := Path{URN: p.URN, Elements: slices.Clone(p.Elements[:i+1])}
			parent.Elements[i].Filter = nil
			c.selection(parent, e.Filter)
		}
	}
}

func (c *check) selection(parent Path, f *Filter) {
	for _, part := range f.Parts {
		c.selection(parent, part)
	}
	if f.Path.IsRoot() {
		return
	}
	full := Path{URN: parent.URN, Elements: slices.Concat(parent.Elements, f.Path.Elements)}
	if c.resource.attribute(full) == nil {
		c.filters = append(c.filters, c.resource.undefined(full))
	}
}
