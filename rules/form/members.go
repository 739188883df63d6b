package form

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

func respelled(was, is string) rewrite.Edit {
	if was == is {
		return rewrite.Keep
	}
	return rewrite.Rename(is)
}

// hasMemberBeside reports whether an object has a member of another name.
func hasMemberBeside(object, name string) bool {
	for member := range json.Members(object) {
		if !filter.Fold(member.Name, name) {
			return true
		}
	}
	return false
}

// onlyRead reports whether an attribute, or what it is a part of, is readOnly.
func onlyRead(m *rewrite.Message, p filter.Path) bool {
	t, known := m.Types().Find(m.Resource, p)
	if known && t.Mutability == filter.ReadOnly {
		return true
	}
	if p.Sub == "" {
		return false
	}
	p.Sub = ""
	return onlyRead(m, p)
}

// hasOther is hasMemberBeside for what is on a tape.
func hasOther(object json.Value, name string) bool {
	for other := range object.Members() {
		if !filter.Fold(other, name) {
			return true
		}
	}
	return false
}

const (
	patchOpURN     = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	patchOpSchemas = `["` + patchOpURN + `"]`
)

// isExtension reports whether a member of a resource is the object of an
// extension.
func isExtension(m json.Member) bool {
	return len(m.Name) > 4 && filter.Fold(m.Name[:4], "urn:") && json.IsObject(m.Value)
}

// extensionsIn returns the URNs of the extensions that a resource has something of, in
// lower case.
func extensionsIn(resource rewrite.Attr) map[string]bool {
	urns := make(map[string]bool)
	for member := range resource.Members() {
		if isExtension(member) && !json.IsEmpty(member.Value) {
			urns[filter.Lower(member.Name)] = true
		}
	}
	return urns
}
