package answer

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// delete disables a user whom a client deletes. At many a target DELETE is for good:
// ServiceNow deletes the record that tickets and assets refer to, and Atlassian gives
// a person who comes back another id, without the groups of the first:
//
//	delete: deactivate
//	when: {resource: Users}
//
// A DELETE of one resource becomes a PATCH that replaces active by false. Where the
// target grants it the client is answered 204, and any error as it is. The client
// takes the user for gone, and who is created again is a conflict at the target (409)
// until somebody enables or deletes the old one there. Put the rule before those that
// are to see the PATCH.
type deletion struct{}

// deactivated is the body of the PATCH in place of a DELETE.
const deactivated = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],` +
	`"Operations":[{"op":"replace","path":"active","value":false}]}`

func newDeletion(b *kind.Build, n *tree.Node) rewrite.Rule {
	n.OneOf("deactivate")
	if len(b.When.Resources) != 1 || b.Scope().Resource != "Users" {
		n.Errorf("only users can be disabled; say when: {resource: Users}")
	}
	return deletion{}
}

func (deletion) Request(m *rewrite.Message) error {
	if m.Method == "DELETE" && m.ID != "" {
		m.Remember(true)
		m.Instead("PATCH", deactivated)
	}
	return nil
}

func (deletion) Response(m *rewrite.Message) error {
	if m.Remembered() == nil {
		return nil
	}
	m.Method = "DELETE"
	if m.Status/100 == 2 {
		m.Become(204, "")
	}
	return nil
}
