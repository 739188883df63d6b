package mock

import (
	"fmt"
	"slices"
	"strings"
)

// sdkProfile is what differs between builds of the library in reading PATCH requests.
type sdkProfile struct {
	ops        []string // the spellings of op it knows
	arrayError string   // its words when Operations is no array

	// lenient builds take value filters in add (since 3.0), clear by an empty array in replace (since 3.1), and
	// take values in a remove of members (since 4.1).
	lenient bool
}

const operationsType = "`java.util.ArrayList<com.unboundid.scim2.common.messages.PatchOperation>`"

var (
	lowerCaseOps = []string{"add", "remove", "replace"}
	anyCaseOps   = []string{"ADD", "Add", "REMOVE", "REPLACE", "Remove", "Replace", "add", "remove", "replace"}

	newArrayError = "Cannot deserialize value of type " + operationsType + " from Object value " +
		"(token `JsonToken.START_OBJECT`)"
	oldArrayError = "Cannot deserialize instance of " + operationsType + " out of START_OBJECT token"
)

// sdkProfiles are the builds by name: 2.3.0 to 2.3.4, 2.3.8, and 5.0.0.
var sdkProfiles = map[string]*sdkProfile{
	"sdk230": {ops: lowerCaseOps, arrayError: oldArrayError},
	"sdk23":  {ops: anyCaseOps, arrayError: newArrayError},
	"sdk5":   {ops: anyCaseOps, lenient: true, arrayError: newArrayError},
}

// sdkOperation is one operation of a PATCH request.
type sdkOperation struct {
	op      string  // add, remove or replace
	path    sdkPath // a root if the request gave none
	value   any
	profile *sdkProfile
}

// parsePatch reads a PATCH request. An error without a kind is Jackson's, in its words.
func (p *sdkProfile) parsePatch(body *object) ([]sdkOperation, error) {
	known := []string{"schemas", "id", "externalid", "meta", "operations"}
	for _, name := range body.names() {
		if !slices.Contains(known, strings.ToLower(name)) {
			return nil, badSyntax("Core attribute %s is undefined for schema %s", name, patchURN)
		}
	}
	v, ok := body.lookup("Operations")
	if !ok {
		return nil, jacksonError("Missing required creator property 'Operations' (index 0)")
	}
	list, ok := v.([]any)
	if !ok {
		return nil, jacksonError("%s", p.arrayError)
	}
	ops := make([]sdkOperation, 0, len(list))
	for _, element := range list {
		op, err := p.parseOperation(element)
		if err != nil {
			return nil, err
		}
		ops = append(ops, op)
	}
	return ops, nil
}

func badSyntax(format string, args ...any) *sdkError {
	return &sdkError{kind: "invalidSyntax", detail: fmt.Sprintf(format, args...)}
}

func jacksonError(format string, args ...any) *sdkError {
	return &sdkError{detail: fmt.Sprintf(format, args...)}
}

// parseOperation reads an operation in the library's order: its kind, the properties it must have, their
// values, the properties it does not know.
func (p *sdkProfile) parseOperation(element any) (sdkOperation, error) {
	op := sdkOperation{profile: p}
	o, ok := element.(*object)
	if !ok {
		return op, jacksonError("Cannot construct instance of a patch operation from a scalar or an array")
	}
	name, _ := o.get("op").(string)
	if !slices.Contains(p.ops, name) {
		return op, jacksonError("Could not resolve type id '%s' as a subtype of "+
			"`com.unboundid.scim2.common.messages.PatchOperation`: known type ids = [%s] (for POJO property "+
			"'Operations')", name, strings.Join(p.ops, ", "))
	}
	op.op = strings.ToLower(name)
	for _, step := range []func(*object) error{op.readPath, op.readValue, op.checkPath, op.checkKnown} {
		if err := step(o); err != nil {
			return op, err
		}
	}
	return op, nil
}

func (op *sdkOperation) readPath(o *object) error {
	v, ok := o.lookup("path")
	if op.op == "remove" && !ok {
		return jacksonError("Missing required creator property 'path' (index 0)")
	}
	if _, found := o.lookup("value"); op.op != "remove" && !found {
		return jacksonError("Missing required creator property 'value' (index 1)")
	}
	if v == nil {
		return nil
	}
	text, ok := v.(string)
	if !ok {
		return jacksonError("Cannot deserialize value of type `com.unboundid.scim2.common.Path`")
	}
	var err error
	op.path, err = parseSDKPath(text)
	return err
}

// readValue takes the value and refuses the empty ones.
func (op *sdkOperation) readValue(o *object) error {
	v, found := o.lookup("value")
	if op.op == "remove" {
		return op.readRemoved(v, found)
	}
	op.value = v
	inner, isObject := v.(*object)
	list, isList := v.([]any)
	clears := op.profile.lenient && op.op == "replace" && isList
	if v == nil || isObject && len(inner.members) == 0 || isList && len(list) == 0 && !clears {
		return badSyntax("value field must not be null or an empty container")
	}
	if op.path.isRoot() && !isObject {
		return badSyntax("value field must be a JSON object containing the attributes to %s", op.op)
	}
	return nil
}

// readRemoved takes the value of a remove, which newer builds allow for members only.
func (op *sdkOperation) readRemoved(v any, found bool) error {
	if op.path.isRoot() && op.path.urn == "" {
		return &sdkError{kind: "noTarget", detail: "path field must not be null for remove operations"}
	}
	if !found || !op.profile.lenient {
		return nil
	}
	if !strings.EqualFold(op.path.String(), "members") {
		return jacksonError("Cannot create the operation since it has a value, but an invalid '%s' path.", op.path)
	}
	op.value = v
	return nil
}

// checkPath refuses paths that no operation may have.
func (op *sdkOperation) checkPath(*object) error {
	elements := op.path.elements
	switch {
	case len(elements) > 2:
		return badPath("Path can not target sub-attributes more than one level deep")
	case len(elements) == 2 && elements[1].filter != nil:
		return badPath("Path can not include a value filter on sub-attributes")
	}
	for _, e := range elements {
		if op.op == "add" && e.filter != nil && !op.profile.lenient {
			return badPath("path field for add operations must not include any value selection filters")
		}
	}
	return nil
}

// checkKnown refuses properties that the operation's class does not have.
func (op *sdkOperation) checkKnown(o *object) error {
	class, known := strings.ToUpper(op.op[:1])+op.op[1:], []string{"value", "path"}
	switch {
	case op.profile.lenient:
		known = []string{"value", "removeOpValue", "path"}
	case op.op == "remove":
		known = []string{"path"}
	}
	for _, name := range o.names() {
		same := func(other string) bool { return strings.EqualFold(name, other) }
		if same("op") || slices.ContainsFunc(known, same) {
			continue
		}
		count := fmt.Sprintf("%d known properties", len(known))
		if len(known) == 1 {
			count = "one known property"
		}
		return jacksonError("Unrecognized field %q (class com.unboundid.scim2.common.messages.PatchOperation$"+
			"%sOperation), not marked as ignorable (%s: \"%s\"])", name, class, count, strings.Join(known, `", "`))
	}
	return nil
}
