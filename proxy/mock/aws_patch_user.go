package mock

import (
	"slices"
	"strings"
)

// changeUser is PatchUser: all operations take effect, or none [infer].
func (a *awsIdentityCenter) changeUser(c *call, old *object) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	ops, no := parseAWSPatch(body)
	if no != nil {
		return nil, no
	}
	if no := checkAWSUserOps(ops); no != nil {
		return nil, no
	}
	user := old.clone()
	for _, op := range ops {
		if no := op.applyAWS(user); no != nil {
			return nil, no
		}
	}
	return a.keepUser(user, old)
}

// parseAWSPatch reads the body of a PATCH: the PatchOp schema, and op in lower case as in the list of
// PatchUser [infer]. Unlike in RFC 7644 a remove may have a value, which is how PatchGroup names members.
func parseAWSPatch(body *object) ([]patchOp, *refusal) {
	schemas, _ := body.get("schemas").([]any)
	list, _ := body.get("Operations").([]any)
	if !slices.Contains(schemas, any(patchURN)) || len(list) == 0 {
		return nil, invalid("", "a PATCH names the PatchOp schema and has Operations")
	}
	ops := make([]patchOp, 0, len(list))
	for _, element := range list {
		op, no := parseAWSOp(element)
		if no != nil {
			return nil, no
		}
		ops = append(ops, op)
	}
	return ops, nil
}

func parseAWSOp(element any) (patchOp, *refusal) {
	o, ok := element.(*object)
	if !ok || slices.ContainsFunc(o.names(), func(name string) bool {
		return !slices.Contains([]string{"op", "path", "value"}, name)
	}) {
		return patchOp{}, invalid("", "an operation is an object of op, path and value")
	}
	op := patchOp{op: o.text("op"), value: o.get("value")}
	path, given := o.lookup("path")
	text, isText := path.(string)
	switch {
	case !slices.Contains([]string{"add", "replace", "remove"}, op.op):
		return op, invalid("", "op is add, replace or remove, in lower case")
	case !given && op.op == "remove":
		return op, invalid("", "a remove needs a path")
	case !given:
		return op, nil
	case !isText:
		return op, invalid("", "path is a string")
	}
	return op.at(text)
}

// at gives an operation its path. manager.value, which is one level deeper than other paths go, becomes a
// manager.
func (o patchOp) at(path string) (patchOp, *refusal) {
	const manager = awsEnterpriseURN + ":manager"
	if path == manager+".value" {
		path = manager
		if o.op != "remove" {
			o.value = newObject("value", o.value)
		}
	}
	parsed, no := parsePath(path)
	o.path = &parsed
	return o, no
}

// checkAWSUserOps refuses what PatchUser says of operations: a value for add and replace and, [infer], none
// for remove; not more than one operation on userName, nor on active.
func checkAWSUserOps(ops []patchOp) *refusal {
	for _, name := range []string{"userName", "active"} {
		first := slices.IndexFunc(ops, func(o patchOp) bool { return o.touches(name) })
		if first >= 0 && slices.ContainsFunc(ops[first+1:], func(o patchOp) bool { return o.touches(name) }) {
			return invalid("", "there is more than one operation on %s", name)
		}
	}
	for _, o := range ops {
		if (o.value == nil) != (o.op == "remove") {
			return invalid("", "add and replace have a value, remove has none")
		}
	}
	return nil
}

// touches tells whether an operation is on an attribute, by its path or in its value.
func (o patchOp) touches(name string) bool {
	if o.path != nil {
		return strings.EqualFold(o.path.attr, name)
	}
	value, ok := o.value.(*object)
	if !ok {
		return false
	}
	_, given := value.lookup(name)
	return given
}

// applyAWS changes user as the operation says. active is taken as text too, for the example of PatchUser has
// "false" in quotes; other spellings than that of JSON are not.
func (o patchOp) applyAWS(user *object) *refusal {
	if o.path == nil {
		if value, ok := o.value.(*object); ok {
			if no := onlyKnown(awsPatchAttributes, value); no != nil {
				return no
			}
		}
		return o.each(awsPatchAttributes, func(one patchOp) *refusal { return one.applyAWS(user) })
	}
	if text, ok := o.value.(string); ok && o.path.attr == "active" && (text == "true" || text == "false") {
		o.value = text == "true"
	}
	a, no := writable(awsPatchAttributes, o.path.attr)
	if no != nil {
		return no
	}
	if no := o.onlyKnownIn(a); no != nil {
		return no
	}
	return o.applyTo(user, awsPatchAttributes)
}

// onlyKnownIn refuses unsupported sub-attributes in a value for an attribute, or for one below it.
func (o patchOp) onlyKnownIn(a attribute) *refusal {
	if o.path.sub == "" {
		return a.onlyKnownIn(o.value)
	}
	sub, no := writable(a.subs, o.path.sub)
	if no != nil {
		return no
	}
	return sub.onlyKnownIn(o.value)
}
