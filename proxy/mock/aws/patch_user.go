package aws

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
)

// changeUser is PatchUser: all operations take effect, or none [infer].
func (a *identityCenter) changeUser(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	ops, no := parsePatch(body)
	if no != nil {
		return nil, no
	}
	if no := checkUserOperations(ops); no != nil {
		return nil, no
	}
	user := old.Clone()
	for _, op := range ops {
		if no := applyToUser(op, user); no != nil {
			return nil, no
		}
	}
	return a.keepUser(user, old)
}

// parsePatch reads the body of a PATCH: the PatchOp schema, and op in lower case as in the list of
// PatchUser [infer]. Unlike in RFC 7644 a remove may have a value, which is how PatchGroup names members.
func parsePatch(body *ordered.Object) ([]patch.Operation, *kit.Refusal) {
	schemas, _ := body.Get("schemas").([]any)
	list, _ := body.Get("Operations").([]any)
	if !slices.Contains(schemas, any(kit.PatchURN)) || len(list) == 0 {
		return nil, kit.Invalid("", "a PATCH names the PatchOp schema and has Operations")
	}
	ops := make([]patch.Operation, 0, len(list))
	for _, element := range list {
		op, no := parseOperation(element)
		if no != nil {
			return nil, no
		}
		ops = append(ops, op)
	}
	return ops, nil
}

func parseOperation(element any) (patch.Operation, *kit.Refusal) {
	o, ok := element.(*ordered.Object)
	if !ok || slices.ContainsFunc(o.Names(), func(name string) bool {
		return !slices.Contains([]string{"op", "path", "value"}, name)
	}) {
		return patch.Operation{}, kit.Invalid("", "an operation is an object of op, path and value")
	}
	op := patch.Operation{Op: o.Text("op"), Value: o.Get("value")}
	path, given := o.Lookup("path")
	text, isText := path.(string)
	switch {
	case !slices.Contains([]string{"add", "replace", "remove"}, op.Op):
		return op, kit.Invalid("", "op is add, replace or remove, in lower case")
	case !given && op.Op == "remove":
		return op, kit.Invalid("", "a remove needs a path")
	case !given:
		return op, nil
	case !isText:
		return op, kit.Invalid("", "path is a string")
	}
	return at(op, text)
}

// at gives an operation its path. manager.value, which is one level deeper than other paths go, becomes a
// manager.
func at(o patch.Operation, path string) (patch.Operation, *kit.Refusal) {
	const manager = kit.EnterpriseURN + ":manager"
	if path == manager+".value" {
		path = manager
		if o.Op != "remove" {
			o.Value = ordered.New("value", o.Value)
		}
	}
	parsed, no := patch.ParsePath(path)
	o.Path = &parsed
	return o, no
}

// checkUserOperations refuses what PatchUser says of operations: a value for add and replace and, [infer], none
// for remove; not more than one operation on userName, nor on active.
func checkUserOperations(ops []patch.Operation) *kit.Refusal {
	for _, name := range []string{"userName", "active"} {
		first := slices.IndexFunc(ops, func(o patch.Operation) bool { return touches(o, name) })
		if first >= 0 && slices.ContainsFunc(ops[first+1:], func(o patch.Operation) bool { return touches(o, name) }) {
			return kit.Invalid("", "there is more than one operation on %s", name)
		}
	}
	for _, o := range ops {
		if (o.Value == nil) != (o.Op == "remove") {
			return kit.Invalid("", "add and replace have a value, remove has none")
		}
	}
	return nil
}

// touches tells whether an operation is on an attribute, by its path or in its value.
func touches(o patch.Operation, name string) bool {
	if o.Path != nil {
		return strings.EqualFold(o.Path.Attr, name)
	}
	value, ok := o.Value.(*ordered.Object)
	if !ok {
		return false
	}
	_, given := value.Lookup(name)
	return given
}

// applyAWS changes user as the operation says. active is taken as text too, for the example of PatchUser has
// "false" in quotes; other spellings than that of JSON are not.
func applyToUser(o patch.Operation, user *ordered.Object) *kit.Refusal {
	if o.Path == nil {
		if value, ok := o.Value.(*ordered.Object); ok {
			if no := model.OnlyKnown(patchAttributes, value); no != nil {
				return no
			}
		}
		return o.Each(patchAttributes, func(one patch.Operation) *kit.Refusal { return applyToUser(one, user) })
	}
	if text, ok := o.Value.(string); ok && o.Path.Attr == "active" && (text == "true" || text == "false") {
		o.Value = text == "true"
	}
	a, no := model.Writable(patchAttributes, o.Path.Attr)
	if no != nil {
		return no
	}
	if no := onlyKnownAt(o, a); no != nil {
		return no
	}
	return o.ApplyTo(user, patchAttributes)
}

// onlyKnownIn refuses unsupported sub-attributes in a value for an attribute, or for one below it.
func onlyKnownAt(o patch.Operation, a model.Attribute) *kit.Refusal {
	if o.Path.Sub == "" {
		return a.OnlyKnownIn(o.Value)
	}
	sub, no := model.Writable(a.Subs, o.Path.Sub)
	if no != nil {
		return no
	}
	return sub.OnlyKnownIn(o.Value)
}
