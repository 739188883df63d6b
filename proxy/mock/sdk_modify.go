package mock

import (
	"errors"
	"fmt"
	"slices"
)

// checkModify checks operations on a resource, and the resource that they would make, as the library's
// SchemaChecker does. It fails with what the operations themselves fail with, unless that is a missing
// target.
func (t *sdkResourceType) checkModify(ops []sdkOperation, current *object) error {
	c := &sdkCheck{resource: t}
	applied := t.withoutReadOnly(current)
	for i, op := range ops {
		c.prefix = fmt.Sprintf("Patch op[%d]: ", i)
		if !c.operation(op) {
			continue
		}
		var e *sdkError
		if err := op.apply(applied); errors.As(err, &e) && e.kind != "noTarget" {
			return err
		}
	}
	c.prefix, c.partial = patchedPrefix, ""
	c.whole(applied)
	return c.result()
}

// operation checks one operation and says whether its path is defined.
func (c *sdkCheck) operation(op sdkOperation) bool {
	c.partial = op.op
	if op.path.isRoot() {
		c.pathless(op)
		return true
	}
	a := c.resource.attribute(op.path)
	if a == nil {
		c.paths = append(c.paths, c.prefix+c.resource.undefined(op.path))
		return false
	}
	filter := op.path.last().filter
	if filter != nil && !a.many {
		c.paths = append(c.paths, fmt.Sprintf("%sAttribute %s in path %s must not have a value selection filter "+
			"because it is not multi-valued", c.prefix, op.path.elements[0].name, op.path))
	}
	c.selections(op.path)
	path, value := op.path.String(), clone(op.value) // a check consumes what it checks
	switch {
	case op.op == "remove":
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

func (c *sdkCheck) removal(path string, a *sdkAttribute, filter *sdkFilter) {
	if a.mutability == "immutable" {
		c.frozen("Attribute %s is immutable and value(s) may not be removed", path)
	} else {
		c.mutable(path, a)
	}
	if filter == nil {
		c.needed(path, a)
	}
}

// pathless checks the value of an operation without a path, or whose path is an extension's URN alone.
func (c *sdkCheck) pathless(op sdkOperation) {
	value, ok := clone(op.value).(*object)
	if !ok || op.path.urn != "" {
		return
	}
	for _, name := range value.names() {
		if !isURN(name) {
			continue
		}
		v, _ := value.drop(name)
		extension, isObject := v.(*object)
		schema, defined := c.resource.extension(name)
		switch {
		case !isObject:
			c.issue("Extended attributes namespace %s must be a JSON object", name)
		case !defined:
			c.issue("Undefined extended attributes namespace %s=%s", name, encode(v))
		default:
			c.members(extension, name+":", schema.attributes, 0)
		}
	}
	c.members(value, "", c.resource.coreAttributes(), 0)
}

// undefined describes a path that the resource's schemas do not define.
func (t *sdkResourceType) undefined(p sdkPath) string {
	if len(p.elements) > 1 && t.attribute(sdkPath{urn: p.urn, elements: p.elements[:1]}) != nil {
		return fmt.Sprintf("Sub-attribute %s in path %s is undefined", p.elements[1].name, p)
	}
	return fmt.Sprintf("Attribute %s in path %s is undefined", p.elements[0].name, p)
}

// selections checks the attributes that the path's value filters name.
func (c *sdkCheck) selections(p sdkPath) {
	for i, e := range p.elements {
		if e.filter != nil {
			parent := sdkPath{urn: p.urn, elements: slices.Clone(p.elements[:i+1])}
			parent.elements[i].filter = nil
			c.selection(parent, e.filter)
		}
	}
}

func (c *sdkCheck) selection(parent sdkPath, f *sdkFilter) {
	for _, part := range f.parts {
		c.selection(parent, part)
	}
	if f.path.isRoot() {
		return
	}
	full := sdkPath{urn: parent.urn, elements: slices.Concat(parent.elements, f.path.elements)}
	if c.resource.attribute(full) == nil {
		c.filters = append(c.filters, c.resource.undefined(full))
	}
}
