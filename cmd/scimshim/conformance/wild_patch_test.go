package conformance

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// errWildUnjudged says that nobody can tell what a body means.
var errWildUnjudged = errors.New("nobody can tell what this body means")

// A wildApplier applies PATCH operations to a resource as RFC 7644, section
// 3.5.2, has it and as their clients mean it: op in any case, booleans as text,
// a remove that lists values, an element made of the filter that selects it
// where there is none, and paths as the keys of a value. It was written without
// the rewriter, to judge it.
type wildApplier struct {
	scope *filter.Scope
	doc   wildObject
}

// wildPatched returns the resource that a PATCH makes of another.
func wildPatched(resource string, before, body wildObject) (wildObject, error) {
	a := wildNewApplier(resource, before)
	ops, ok := wildGet(body, "Operations").([]any)
	if !ok || len(ops) == 0 {
		return nil, errWildUnjudged
	}
	for _, op := range ops {
		if err := a.op(op); err != nil {
			return nil, err
		}
	}
	return a.doc, nil
}

// wildMeant returns what a resource becomes when the members of a body are
// written into it, by add or by replace.
func wildMeant(resource, op string, before, body wildObject) (wildObject, error) {
	a := wildNewApplier(resource, before)
	return a.doc, a.members(op, "", body)
}

func wildNewApplier(resource string, before wildObject) *wildApplier {
	return &wildApplier{
		scope: &filter.Scope{Types: filter.Core(), Resource: resource},
		doc:   wildCopy(before),
	}
}

func (a *wildApplier) op(op any) error {
	name := strings.ToLower(wildText(op, "op"))
	if !slices.Contains([]string{"add", "remove", "replace"}, name) {
		return errWildUnjudged
	}
	value, path := wildGet(op, "value"), wildText(op, "path")
	if value == nil && name == "remove" && strings.Contains(wildEncode(op), `"value":null`) {
		value = []any{} // a list of nothing
	}
	if path != "" {
		return a.at(name, path, value)
	}
	members, ok := value.(wildObject)
	if !ok || name == "remove" {
		return errWildUnjudged
	}
	return a.members(name, "", members)
}

// members writes each member of an object, whose keys are paths.
func (a *wildApplier) members(op, prefix string, members wildObject) error {
	for _, key := range slices.Sorted(maps.Keys(members)) {
		if err := a.at(op, prefix+key, members[key]); err != nil {
			return err
		}
	}
	return nil
}

// wildIgnored are the attributes that a client cannot write, the last of them
// Atlassian's. They are ignored (RFC 7643, section 7, on readOnly); schemas is no
// part of what is compared.
var wildIgnored = []string{"id", "meta", "groups", "schemas",
	"urn:scim:schemas:extension:atlassian-external:1.0"}

// at applies an operation to what a path points at.
func (a *wildApplier) at(op, path string, value any) error {
	if slices.Contains(wildIgnored, path) {
		return nil
	}
	t, _, err := filter.ParseTargetLenient(path, filter.All)
	if _, ok := value.(wildObject); err != nil && ok && strings.HasPrefix(path, "urn:") {
		return a.extension(op, path, value) // a URN that reads as no path
	}
	if err != nil {
		return errWildUnjudged
	}
	if t.Where != nil && t.Path.Sub != "" {
		return nil // there is no list in an attribute of a list
	}
	types := a.scope.Types
	if urn, ok := types.Extension(a.scope.Resource, t.Path); ok {
		return a.extension(op, urn, value)
	}
	_, known := types.Find(a.scope.Resource, t.Path)
	if _, ok := value.(wildObject); ok && !known && strings.HasPrefix(path, "urn:") && op != "remove" {
		return a.extension(op, path, value) // the URN of an extension of the target's own
	}
	p := types.Canonical(a.scope.Resource, t.Path)
	if _, core := types.Find(a.scope.Resource, p); !core && p.Schema == "" && a.scope.Resource == "Users" {
		bare := filter.Path{Schema: filter.EnterpriseURN, Name: p.Name, Sub: p.Sub}
		if _, enterprise := types.Find(a.scope.Resource, bare); enterprise {
			p = bare // Entra leaves the URN out (Q40, Q65)
		}
	}
	if t.Sub == "" {
		t.Sub = p.Sub
	}
	t.Path = filter.Path{Schema: p.Schema, Name: p.Name}
	holder := a.doc
	if p.Schema != "" {
		holder = wildInner(a.doc, p.Schema)
	}
	return a.leaf(op, holder, t, value)
}

// wildInner returns the object that a member is, which it makes if need be.
func wildInner(o wildObject, name string) wildObject {
	key := wildKey(o, name)
	inner, ok := o[key].(wildObject)
	if !ok {
		inner = wildObject{}
		o[key] = inner
	}
	return inner
}

func (a *wildApplier) extension(op, urn string, value any) error {
	if op == "remove" {
		delete(a.doc, wildKey(a.doc, urn))
		return nil
	}
	members, ok := value.(wildObject)
	if !ok {
		return errWildUnjudged
	}
	if len(a.scope.Types.URNs(a.scope.Resource)) < 2 || !filter.Fold(urn, filter.EnterpriseURN) {
		maps.Copy(wildInner(a.doc, urn), members)
		return nil
	}
	return a.members(op, urn+":", members)
}

// leaf applies an operation to an attribute of holder.
func (a *wildApplier) leaf(op string, holder wildObject, t filter.Target, value any) error {
	attr, known := a.scope.Types.Find(a.scope.Resource, t.Path)
	key := wildKey(holder, t.Path.Name)
	value = wildUnwrapped(t.Path.Name, value)
	switch {
	case op == "add" && t.Sub == "" && wildNothing(value):
		return nil
	case !known && a.declared(t.Path.Schema):
		return nil // there is no such attribute, and a target may ignore it
	case t.Where != nil:
		return a.selected(op, holder, key, t, value)
	case t.Sub == "":
		wildWrite(op, holder, key, attr, value)
	case attr.Multi:
		a.each(op, holder, key, t.Sub, value)
	default:
		sub, _ := a.scope.Types.Find(a.scope.Resource, filter.Path{
			Schema: t.Path.Schema, Name: t.Path.Name, Sub: t.Sub})
		if sub.Mutability == filter.ReadOnly {
			return nil
		}
		inner := wildInner(holder, key)
		wildWrite(op, inner, wildKey(inner, t.Sub), sub, value)
	}
	return nil
}

// wildUnwrapped returns what a value holds under the name of its own attribute, if
// it holds nothing else.
func wildUnwrapped(name string, value any) any {
	if o, ok := value.(wildObject); ok && len(o) == 1 {
		if inner, there := o[wildKey(o, name)]; there {
			return inner
		}
	}
	return value
}

// wildNothing reports whether a value is a list or an object of nothing.
func wildNothing(value any) bool {
	switch value.(type) {
	case []any, wildObject:
		return wildEmpty(value)
	}
	return false
}

// declared reports whether the attributes of a schema are known, so that another
// one is none.
func (a *wildApplier) declared(urn string) bool {
	return urn == "" || slices.Contains(a.scope.Types.URNs(a.scope.Resource), urn)
}

// each writes a sub-attribute of all values.
func (a *wildApplier) each(op string, holder wildObject, key, sub string, value any) {
	list := wildList(holder[key])
	if len(list) == 0 && op != "remove" {
		list = []any{wildObject{}}
	}
	for _, element := range list {
		if o, ok := element.(wildObject); ok {
			wildWrite(op, o, wildKey(o, sub), filter.Attribute{}, value)
		}
	}
	holder[key] = list
}
