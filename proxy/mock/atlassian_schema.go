package mock

import (
	"slices"
	"strings"
)

// The schema URNs on Atlassian's wire.
const (
	atlassianUserURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	atlassianGroupURN      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	atlassianEnterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	atlassianExternalURN   = "urn:scim:schemas:extension:atlassian-external:1.0"
)

// An attributeKind says what values an attribute takes.
type attributeKind int

const (
	textKind     attributeKind = iota
	booleanKind                // a JSON boolean; "true" in quotes is not one
	complexKind                // an object of sub-attributes
	listKind                   // an array of such objects
	readOnlyKind               // set by the target, ignored in a body
)

// An attribute is one line of Atlassian's user or group model.
type attribute struct {
	name     string
	kind     attributeKind
	subs     []attribute
	required bool // cannot be removed by PATCH
}

// atlassianUserAttributes is the user that Atlassian documents ("Create a
// user", body parameters). What is not in it has no home there: addresses,
// manager, employeeNumber, costCenter, division, locale, userType, roles,
// profileUrl.
var atlassianUserAttributes = []attribute{
	{name: "schemas", kind: readOnlyKind},
	{name: "id", kind: readOnlyKind},
	{name: "meta", kind: readOnlyKind},
	{name: "groups", kind: readOnlyKind},
	{name: atlassianExternalURN, kind: readOnlyKind},
	{name: "userName", required: true},
	{name: "externalId"},
	{name: "displayName"},
	{name: "nickName"},
	{name: "title"},
	{name: "preferredLanguage"},
	{name: "department"},
	{name: "organization"},
	{name: "timezone"},
	{name: "active", kind: booleanKind, required: true},
	{name: "name", kind: complexKind, subs: texts("formatted", "familyName", "givenName",
		"middleName", "honorificPrefix", "honorificSuffix")},
	{name: "emails", kind: listKind, subs: atlassianContact, required: true},
	{name: "phoneNumbers", kind: listKind, subs: atlassianContact},
	{name: atlassianEnterpriseURN, kind: complexKind, subs: texts("organization", "department")},
}

// atlassianContact is an element of emails and phoneNumbers.
var atlassianContact = append(texts("value", "type"), attribute{name: "primary", kind: booleanKind})

// atlassianGroupAttributes is the group without its members, which only PATCH
// manages.
var atlassianGroupAttributes = []attribute{
	{name: "schemas", kind: readOnlyKind},
	{name: "id", kind: readOnlyKind},
	{name: "meta", kind: readOnlyKind},
	{name: "displayName"},
	{name: "externalId"},
}

func texts(names ...string) []attribute {
	list := make([]attribute, len(names))
	for i, name := range names {
		list[i] = attribute{name: name}
	}
	return list
}

// attributeNamed finds an attribute by its exact name. Whether Atlassian reads
// names without regard to case is not documented: the double does not, and
// refuses a name that differs from a known one in case only, so that a client
// learns of it.
func attributeNamed(attrs []attribute, name string) (attribute, *refusal) {
	i := slices.IndexFunc(attrs, func(a attribute) bool { return strings.EqualFold(a.name, name) })
	switch {
	case i < 0:
		return attribute{}, nil
	case attrs[i].name != name:
		return attribute{}, invalid("invalidSyntax", "attribute %s is written %s", name, attrs[i].name)
	}
	return attrs[i], nil
}

// take returns what of body the attributes keep, in their order. Read-only and
// unknown attributes are ignored and not stored: the vendor says so of the
// former, nothing of the latter. A null is an absent value (RFC 7643, section
// 2.5), but not for a boolean: nobody is activated by a null.
func take(attrs []attribute, body *object) (*object, *refusal) {
	for _, m := range body.members {
		if _, no := attributeNamed(attrs, m.name); no != nil {
			return nil, no
		}
	}
	kept := newObject()
	for _, a := range attrs {
		value, given := body.lookup(a.name)
		if !given || a.kind == readOnlyKind || value == nil && a.kind != booleanKind {
			continue
		}
		own, no := a.read(value)
		if no != nil {
			return nil, no
		}
		kept.set(a.name, own)
	}
	return kept, nil
}

// read returns a copy of value as the attribute stores it.
func (a attribute) read(value any) (any, *refusal) {
	switch a.kind {
	case textKind:
		if s, ok := value.(string); ok {
			return s, nil
		}
		return nil, invalid("invalidValue", "attribute %s takes a string", a.name)
	case booleanKind:
		if b, ok := value.(bool); ok {
			return b, nil
		}
		return nil, invalid("invalidValue", "attribute %s takes a JSON boolean", a.name)
	case complexKind:
		return a.readObject(value)
	case listKind:
		return a.readList(value)
	}
	panic("BUG: a read-only attribute is never read")
}

// readObject reads a complex value, or one element of a list.
func (a attribute) readObject(value any) (any, *refusal) {
	if o, ok := value.(*object); ok {
		return take(a.subs, o)
	}
	return nil, invalid("invalidValue", "attribute %s is made of objects", a.name)
}

func (a attribute) readList(value any) (any, *refusal) {
	list, ok := value.([]any)
	if !ok {
		return nil, invalid("invalidValue", "attribute %s takes an array", a.name)
	}
	kept := make([]any, 0, len(list))
	for _, element := range list {
		own, no := a.readObject(element)
		if no != nil {
			return nil, no
		}
		kept = append(kept, own)
	}
	return kept, nil
}
