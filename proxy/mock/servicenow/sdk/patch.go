package sdk

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/proxy/mock/kit/ordered"
)

// Profile is what differs between builds of the library in reading PATCH requests.
type Profile struct {
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

// Profiles are the builds by name: 2.3.0 to 2.3.4, 2.3.8, and 5.0.0.
var Profiles = map[string]*Profile{
	"sdk230": {ops: lowerCaseOps, arrayError: oldArrayError},
	"sdk23":  {ops: anyCaseOps, arrayError: newArrayError},
	"sdk5":   {ops: anyCaseOps, lenient: true, arrayError: newArrayError},
}

const patchURN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// Operation is one operation of a PATCH request.
type Operation struct {
	Op      string // add, remove or replace
	Path    Path   // a root if the request gave none
	Value   any
	profile *Profile
}

// ParsePatch reads a PATCH request. An error without a kind is Jackson's, in its words.
func (p *Profile) ParsePatch(body *ordered.Object) ([]Operation, error) {
	known := []string{"schemas", "id", "externalid", "meta", "operations"}
	for _, name := range body.Names() {
		if !slices.Contains(known, strings.ToLower(name)) {
			return nil, BadSyntax("Core attribute %s is undefined for schema %s", name, patchURN)
		}
	}
	v, ok := body.Lookup("Operations")
	if !ok {
		return nil, jacksonError("Missing required creator property 'Operations' (index 0)")
	}
	list, ok := v.([]any)
	if !ok {
		return nil, jacksonError("%s", p.arrayError)
	}
	ops := make([]Operation, 0, len(list))
	for _, element := range list {
		op, err := p.parseOperation(element)
		if err != nil {
			return nil, err
		}
		ops = append(ops, op)
	}
	return ops, nil
}

// BadSyntax is an error of kind invalidSyntax.
func BadSyntax(format string, args ...any) *Error {
	return &Error{Kind: "invalidSyntax", Detail: fmt.Sprintf(format, args...)}
}

func jacksonError(format string, args ...any) *Error {
	return &Error{Detail: fmt.Sprintf(format, args...)}
}

// parseOperation reads an operation in the library's order: its kind, the properties it must have, their
// values, the properties it does not know.
func (p *Profile) parseOperation(element any) (Operation, error) {
	op := Operation{profile: p}
	o, ok := element.(*ordered.Object)
	if !ok {
		return op, jacksonError("Cannot construct instance of a patch operation from a scalar or an array")
	}
	name, _ := o.Get("op").(string)
	if !slices.Contains(p.ops, name) {
		return op, jacksonError("Could not resolve type id '%s' as a subtype of "+
			"`com.unboundid.scim2.common.messages.PatchOperation`: known type ids = [%s] (for POJO property "+
			"'Operations')", name, strings.Join(p.ops, ", "))
	}
	op.Op = strings.ToLower(name)
	for _, step := range []func(*ordered.Object) error{op.readPath, op.readValue, op.checkPath, op.checkKnown} {
		if err := step(o); err != nil {
			return op, err
		}
	}
	return op, nil
}

func (op *Operation) readPath(o *ordered.Object) error {
	v, ok := o.Lookup("path")
	if op.Op == "remove" && !ok {
		return jacksonError("Missing required creator property 'path' (index 0)")
	}
	if _, found := o.Lookup("value"); op.Op != "remove" && !found {
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
	op.Path, err = ParsePath(text)
	return err
}

// readValue takes the value and refuses the empty ones.
func (op *Operation) readValue(o *ordered.Object) error {
	v, found := o.Lookup("value")
	if op.Op == "remove" {
		return op.readRemoved(v, found)
	}
	op.Value = v
	inner, isObject := v.(*ordered.Object)
	list, isList := v.([]any)
	clears := op.profile.lenient && op.Op == "replace" && isList
	if v == nil || isObject && len(inner.Members) == 0 || isList && len(list) == 0 && !clears {
		return BadSyntax("value field must not be null or an empty container")
	}
	if op.Path.IsRoot() && !isObject {
		return BadSyntax("value field must be a JSON object containing the attributes to %s", op.Op)
	}
	return nil
}

// readRemoved takes the value of a remove, which newer builds allow for members only.
func (op *Operation) readRemoved(v any, found bool) error {
	if op.Path.IsRoot() && op.Path.URN == "" {
		return &Error{Kind: "noTarget", Detail: "path field must not be null for remove operations"}
	}
	if !found || !op.profile.lenient {
		return nil
	}
	if !strings.EqualFold(op.Path.String(), "members") {
		return jacksonError("Cannot create the operation since it has a value, but an invalid '%s' path.", op.Path)
	}
	op.Value = v
	return nil
}

// checkPath refuses paths that no operation may have.
func (op *Operation) checkPath(*ordered.Object) error {
	elements := op.Path.Elements
	switch {
	case len(elements) > 2:
		return badPath("Path can not target sub-attributes more than one level deep")
	case len(elements) == 2 && elements[1].Filter != nil:
		return badPath("Path can not include a value filter on sub-attributes")
	}
	for _, e := range elements {
		if op.Op == "add" && e.Filter != nil && !op.profile.lenient {
			return badPath("path field for add operations must not include any value selection filters")
		}
	}
	return nil
}

// checkKnown refuses properties that the operation's class does not have.
func (op *Operation) checkKnown(o *ordered.Object) error {
	class, known := strings.ToUpper(op.Op[:1])+op.Op[1:], []string{"value", "path"}
	switch {
	case op.profile.lenient:
		known = []string{"value", "removeOpValue", "path"}
	case op.Op == "remove":
		known = []string{"path"}
	}
	for _, name := range o.Names() {
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
