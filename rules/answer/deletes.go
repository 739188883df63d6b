package answer

import (
	_ "embed" // the source has the manual

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

//go:embed deletes.go
var deletesSource string

// deletes says what becomes of a DELETE, which is for good at many a target:
//
//	users:
//	  deletes: {action: deactivate}
//	groups:
//	  deletes: {action: refuse, message: "delete the group there, by hand"}
//
// pass sends it. refuse answers 501 with the message. deactivate is for users: a PATCH that
// replaces active by false is sent in its place, and answered 204 where the target grants
// it. The client takes the user for gone, and who is created again is a conflict at the
// target (409) until somebody enables or deletes the old one there; adopt takes that one up.
// ignore asks nothing of the target and answers 204: what the client takes for gone stays as it
// is, and who was not disabled before keeps his access.
//
// anonymize is for users, too. Its PATCH disables the user, and also replaces userName,
// displayName, name and all e-mails by user- with twelve characters that are made of the id, and
// the address of that name in the domain, user.anon where none is stated. Where a userName has to
// be an address, user_name: address makes it that one:
//
//	users:
//	  deletes: {action: anonymize, domain: anon.example.com, user_name: address}
//
// What the steps for the target refuse of it is left out and counted, but the user is disabled; for
// a target that itself refuses all of it, patch has split, with active first. The externalId and
// all else stay, so that this can be undone: who comes back is found by the externalId, by a client
// that looks for it, or by adopt where a second one is a conflict, and the names that the client
// then writes take the place of the anonymous ones.
//
// What the target keeps then the client may still find. With gone it does not: requests for what it has
// deleted are answered 404, and queries leave it out. A POST for which the target has a conflict with it
// brings it back, if adopt says so, which enables a user again if the request does:
//
//	users:
//	  deletes: {action: deactivate, gone: true}
//	  adopt: {by: userName, policy: update}
//
// The proxy keeps that in its state, for 400 days. When that is lost, or full, the client sees the
// resource as the target has it. A list of several pages shows it, too.
func deletes(b *kind.Block, n *tree.Node) {
	v := kind.VerdictOf(n, kind.Pass, deactivate, anonymize, ignore, kind.Refuse)
	named := anonymousOf(n, v.Action)
	switch {
	case !n.Has("action"):
		n.Errorf("missing \"action\": pass, deactivate, anonymize, ignore or refuse")
	case (v.Action == deactivate || v.Action == anonymize) && (len(b.Resources) != 1 || b.Resources[0] != "Users"):
		n.Key("action").Errorf("only users can be disabled; move this below users")
	case v.Action == kind.Refuse && v.Message == "":
		n.Errorf("missing \"message\": what the administrator should do instead")
	}
	keeps := v.Action == deactivate || v.Action == anonymize || v.Action == ignore
	readGone(b, n, keeps)
	phase := kind.Map
	if v.Action == anonymize {
		phase = kind.Claim // what it writes gets the target's names
	}
	b.Put(kind.Step{At: n, Methods: []string{"DELETE"}, Phase: &phase, New: func(*kind.Build) rewrite.Rule {
		switch v.Action {
		case deactivate:
			return deletion{func(string) string { return deactivated }}
		case anonymize:
			return deletion{named.patch}
		case ignore:
			return ignoring{}
		case kind.Refuse:
			return refuse(501, v.Message)
		}
		return nil
	}})
	n.Rest()
}

// What becomes of a DELETE beside what becomes of anything: the user is disabled, or nothing is
// done.
const (
	deactivate kind.Action = "deactivate"
	ignore     kind.Action = "ignore"
)

// ignoring grants a DELETE of which the target is not told.
type ignoring struct{ kind.RequestOnly }

func (ignoring) Request(m *rewrite.Message) error {
	m.Reply(204, "")
	return nil
}

// deletion disables a user whom a client deletes. At many a target DELETE is for good:
// ServiceNow deletes the record that tickets and assets refer to, and Atlassian gives a person
// who comes back another id, without the groups of the first.
type deletion struct {
	patch func(id string) string // returns the body of the PATCH in place of the DELETE
}

// deactivated is the body of a PATCH that does no more than disable a user.
const deactivated = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],` +
	`"Operations":[{"op":"replace","path":"active","value":false}]}`

func (r deletion) Request(m *rewrite.Message) error {
	if m.Method == "DELETE" && m.ID != "" {
		m.Remember(true)
		m.Instead("PATCH", r.patch(m.ID))
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
