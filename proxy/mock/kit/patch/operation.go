// Package patch reads and applies the operations of a PATCH as RFC 7644, section 3.5.2, spells them, and
// nothing that it does not spell. Read Operation and Path, then ApplyTo for a resource by a table of
// attributes and Membership for the members of a group. Which of it a vendor takes is the product's part.
package patch

import (
	"slices"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
)

// An Operation is one operation of a PATCH.
type Operation struct {
	Op    string // add, replace or remove
	Path  *Path  // nil where the value names the attributes
	Value any    // nil for remove
}

// Parse reads the body of a PATCH as RFC 7644, section 3.5.2, spells it: lower-case operations, the keys op,
// path and value, no value in a remove. It is for vendors that do not say which other spellings they take.
func Parse(body *ordered.Object) ([]Operation, *kit.Refusal) {
	schemas, _ := body.Get("schemas").([]any)
	if !slices.Contains(schemas, any(kit.PatchURN)) {
		return nil, kit.Invalid("invalidSyntax", "a PATCH names the PatchOp schema")
	}
	list, _ := body.Get("Operations").([]any)
	if len(list) == 0 {
		return nil, kit.Invalid("invalidSyntax", "a PATCH has a list of Operations that is not empty")
	}
	ops := make([]Operation, 0, len(list))
	for _, element := range list {
		op, no := parseOperation(element)
		if no != nil {
			return nil, no
		}
		ops = append(ops, op)
	}
	return ops, nil
}

func parseOperation(element any) (Operation, *kit.Refusal) {
	o, ok := element.(*ordered.Object)
	if !ok || slices.ContainsFunc(o.Members, func(m ordered.Member) bool {
		return m.Name != "op" && m.Name != "path" && m.Name != "value"
	}) {
		return Operation{}, kit.Invalid("invalidSyntax", "an operation is an object of op, path and value")
	}
	op := Operation{Op: o.Text("op"), Value: o.Get("value")}
	if !slices.Contains([]string{"add", "replace", "remove"}, op.Op) {
		return Operation{}, kit.Invalid("invalidSyntax", "op is add, replace or remove, in lower case")
	}
	if _, given := o.Lookup("value"); given != (op.Op != "remove") || given && op.Value == nil {
		return Operation{}, kit.Invalid("invalidValue", "add and replace have a value, remove has none")
	}
	path, given := o.Lookup("path")
	if !given {
		return op, nil
	}
	text, ok := path.(string)
	if !ok {
		return Operation{}, kit.Invalid("invalidPath", "path is a string")
	}
	parsed, no := ParsePath(text)
	op.Path = &parsed
	return op, no
}

// Each splits an operation without a path into one for each attribute of its
// value. Read-only attributes are ignored there, as in the other bodies.
func (o Operation) Each(attrs []model.Attribute, apply func(Operation) *kit.Refusal) *kit.Refusal {
	value, ok := o.Value.(*ordered.Object)
	if !ok || o.Op == "remove" {
		return kit.Invalid("noTarget", "an operation without a path is add or replace, of an object")
	}
	for _, m := range value.Members {
		if a, no := model.Named(attrs, m.Name); no == nil && a.Kind == model.ReadOnly {
			continue
		}
		one := Operation{Op: o.Op, Path: &Path{Attr: m.Name}, Value: m.Value}
		if no := apply(one); no != nil {
			return no
		}
	}
	return nil
}
