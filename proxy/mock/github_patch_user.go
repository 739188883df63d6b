package mock

import (
	"slices"
	"strings"
)

// changeUser is "Update an attribute for a SCIM enterprise user": all operations take effect, or none
// [infer]. active goes by a path or without one, both are in the reference.
func (g *githubEMU) changeUser(c *call, old *object) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	if no := needSchema(body, patchURN); no != nil {
		return nil, no
	}
	if dropIneffective(body) {
		c.cause = "an operation has a path with a filter, which has no effect"
	}
	user := old.clone()
	if left, _ := body.get("Operations").([]any); len(left) == 0 && c.cause != "" {
		return old, nil
	}
	ops, no := parsePatch(body)
	if no != nil {
		return nil, no
	}
	for _, op := range ops {
		if no := op.applyGitHub(user); no != nil {
			return nil, no
		}
	}
	return g.keepUser(user, old)
}

// dropIneffective takes the operations out of a body of which the path has a filter, and tells whether there
// were any. The note of the operation says that such paths are not supported and that one "will be
// ineffective". An example below it has emails[type eq 'work'].value all the same; the note is the stricter.
func dropIneffective(body *object) bool {
	list, _ := body.get("Operations").([]any)
	left := slices.DeleteFunc(slices.Clone(list), func(element any) bool {
		return strings.Contains(textOf(element, "path"), "[")
	})
	if len(left) == len(list) {
		return false
	}
	body.set("Operations", left)
	return true
}

// applyGitHub is applyTo, but for values with attributes that are not supported.
func (o patchOp) applyGitHub(user *object) *refusal {
	if o.path == nil {
		return o.each(githubUserAttributes, func(one patchOp) *refusal { return one.applyGitHub(user) })
	}
	a, no := writable(githubUserAttributes, o.path.attr)
	if no == nil {
		no = a.onlyKnownIn(o.value)
	}
	if no == nil {
		no = o.applyTo(user, githubUserAttributes)
	}
	return no
}
