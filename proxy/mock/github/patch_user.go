package github

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
)

// changeUser is "Update an attribute for a SCIM enterprise user": all operations take effect, or none
// [infer]. active goes by a path or without one, both are in the reference.
func (g *enterprise) changeUser(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	if no := needSchema(body, kit.PatchURN); no != nil {
		return nil, no
	}
	if dropIneffective(body) {
		c.Cause = "an operation has a path with a filter, which has no effect"
	}
	user := old.Clone()
	if left, _ := body.Get("Operations").([]any); len(left) == 0 && c.Cause != "" {
		return old, nil
	}
	ops, no := patch.Parse(body)
	if no != nil {
		return nil, no
	}
	for _, op := range ops {
		if no := applyToUser(op, user); no != nil {
			return nil, no
		}
	}
	return g.keepUser(user, old)
}

// dropIneffective takes the operations out of a body of which the path has a filter, and tells whether there
// were any. The note of the operation says that such paths are not supported and that one "will be
// ineffective". An example below it has emails[type eq 'work'].value all the same; the note is the stricter.
func dropIneffective(body *ordered.Object) bool {
	list, _ := body.Get("Operations").([]any)
	left := slices.DeleteFunc(slices.Clone(list), func(element any) bool {
		return strings.Contains(ordered.TextOf(element, "path"), "[")
	})
	if len(left) == len(list) {
		return false
	}
	body.Set("Operations", left)
	return true
}

// applyGitHub is applyTo, but for values with attributes that are not supported.
func applyToUser(o patch.Operation, user *ordered.Object) *kit.Refusal {
	if o.Path == nil {
		return o.Each(userAttributes, func(one patch.Operation) *kit.Refusal { return applyToUser(one, user) })
	}
	a, no := model.Writable(userAttributes, o.Path.Attr)
	if no == nil {
		no = a.OnlyKnownIn(o.Value)
	}
	if no == nil {
		no = o.ApplyTo(user, userAttributes)
	}
	return no
}
