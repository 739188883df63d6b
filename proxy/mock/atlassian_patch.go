package mock

import "slices"

// A patchOp is one operation of a PATCH.
type patchOp struct {
	op    string // add, replace or remove
	path  *patchPath
	value any // nil for remove
}

// parsePatch reads the body of a PATCH. The vendor does not say which spellings
// it takes, so the double takes only what RFC 7644, section 3.5.2, spells:
// lower-case operations, the keys op, path and value, no value in a remove.
func parsePatch(body *object) ([]patchOp, *refusal) {
	schemas, _ := body.get("schemas").([]any)
	if !slices.Contains(schemas, any(patchURN)) {
		return nil, invalid("invalidSyntax", "a PATCH names the PatchOp schema")
	}
	list, _ := body.get("Operations").([]any)
	if len(list) == 0 {
		return nil, invalid("invalidSyntax", "a PATCH has a list of Operations that is not empty")
	}
	ops := make([]patchOp, 0, len(list))
	for _, element := range list {
		op, no := parseOp(element)
		if no != nil {
			return nil, no
		}
		ops = append(ops, op)
	}
	return ops, nil
}

func parseOp(element any) (patchOp, *refusal) {
	o, ok := element.(*object)
	if !ok || slices.ContainsFunc(o.members, func(m member) bool {
		return m.name != "op" && m.name != "path" && m.name != "value"
	}) {
		return patchOp{}, invalid("invalidSyntax", "an operation is an object of op, path and value")
	}
	op := patchOp{op: o.text("op"), value: o.get("value")}
	if !slices.Contains([]string{"add", "replace", "remove"}, op.op) {
		return patchOp{}, invalid("invalidSyntax", "op is add, replace or remove, in lower case")
	}
	if _, given := o.lookup("value"); given != (op.op != "remove") || given && op.value == nil {
		return patchOp{}, invalid("invalidValue", "add and replace have a value, remove has none")
	}
	path, given := o.lookup("path")
	if !given {
		return op, nil
	}
	text, ok := path.(string)
	if !ok {
		return patchOp{}, invalid("invalidPath", "path is a string")
	}
	parsed, no := parsePath(text)
	op.path = &parsed
	return op, no
}

// each splits an operation without a path into one for each attribute of its
// value. Read-only attributes are ignored there, as in the other bodies.
func (o patchOp) each(attrs []attribute, apply func(patchOp) *refusal) *refusal {
	value, ok := o.value.(*object)
	if !ok || o.op == "remove" {
		return invalid("noTarget", "an operation without a path is add or replace, of an object")
	}
	for _, m := range value.members {
		if a, no := attributeNamed(attrs, m.name); no == nil && a.kind == readOnlyKind {
			continue
		}
		one := patchOp{op: o.op, path: &patchPath{attr: m.name}, value: m.value}
		if no := apply(one); no != nil {
			return no
		}
	}
	return nil
}

// writable finds the attribute that a path names. Unknown ones are refused in a
// PATCH, where RFC 7644, section 3.5.2, has an error for them; the vendor is
// silent.
func writable(attrs []attribute, name string) (attribute, *refusal) {
	a, no := attributeNamed(attrs, name)
	switch {
	case no != nil:
		return a, no
	case a.name == "" && isName(name):
		return a, invalid("invalidPath", "there is no attribute %s", name)
	case a.name == "":
		return a, invalid("invalidPath", "there is no attribute of that name")
	case a.kind == readOnlyKind:
		return a, invalid("mutability", "attribute %s is read-only", name)
	}
	return a, nil
}
