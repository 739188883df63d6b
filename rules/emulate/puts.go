package emulate

import (
	_ "embed" // the source has the manual
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/apply"
	"scimshim/rules/kind"
)

//go:embed puts.go
var readPutsSource string

// puts says what becomes of a PUT of a user or a group, by which clients replace all of it. Okta
// writes users so, and the groups of some applications; many a target takes PATCH only:
//
//	puts: {action: patch}
//
// pass sends it. refuse answers 501 with the message. With patch the target is asked for the
// resource, and what is different is sent as a PATCH, with as few operations as that takes: several
// parts of a complex attribute together; of the members of a group those that come, and each that
// goes by its own path, since members cannot be replaced; of another attribute of several values all
// of them, where more than one operation would be needed. The client is answered what the target
// answers, and where that is 204, the resource as it is then. Where nothing is different no PATCH is
// sent, and the client gets what the target shows.
//
// What the client does not send is left alone. With clear it is removed, as RFC 7644, section
// 3.5.1, has it, but for active, what is required, what only the target writes, and what it does not
// show:
//
//	users:
//	  puts: {action: patch, clear: true}
//	groups:
//	  puts: {action: refuse, message: 'groups are managed in the target'}
//
// The PATCH goes through the steps after this one: what patch says of members and split holds for it
// where that block stands below this one. A password is not shown, so that one that the client sends
// is sent with each PUT. If the client names a version by If-Match, it is compared with that of the
// resource; the PATCH names the ETag that the target gave, if it gives one, and is begun anew up to
// three times where the resource has changed meanwhile.
func readPuts(b *kind.Block, n *tree.Node) {
	const patch kind.Action = "patch"
	v := kind.VerdictOf(n, kind.Pass, patch, kind.Refuse)
	rest := n.Key("clear")
	clears := rest != nil && rest.Bool()
	switch {
	case !n.Has("action"):
		n.Errorf("missing \"action\": pass, patch or refuse")
	case v.Action == kind.Refuse && v.Message == "":
		n.Errorf("missing \"message\": what the administrator should do instead")
	case clears && v.Action != patch:
		rest.Errorf("only a PUT that becomes a PATCH can clear what the client does not send; say action: patch")
	}
	b.Put(kind.Step{At: n, Methods: []string{"PUT"}, New: func(*kind.Build) rewrite.Rule {
		switch v.Action {
		case patch:
			return &byPatch{clear: clears}
		case kind.Refuse:
			return refusal{strings.TrimSuffix(v.Message, ".")}
		}
		return nil
	}})
	n.Rest()
}

// refusal refuses each PUT, with a sentence.
type refusal struct{ message string }

func (refusal) Response(*rewrite.Message) error { return nil }

func (r refusal) Request(*rewrite.Message) error {
	return &rewrite.Refusal{Status: 501, Reason: rewrite.RuleRefused, Detail: r.message}
}

// byPatch sends what a PUT would change as a PATCH.
type byPatch struct{ clear bool }

func (*byPatch) Request(*rewrite.Message) error  { return nil }
func (*byPatch) Response(*rewrite.Message) error { return nil }

// Conducts reports whether the request replaces a resource.
func (*byPatch) Conducts(m *rewrite.Message) bool {
	return m.Method == "PUT" && m.ID != "" && m.Body != ""
}

// Conduct reads the resource and sends what is different. It begins again where the resource has
// changed meanwhile, and never after a PATCH whose effect is not known.
func (r *byPatch) Conduct(m *rewrite.Message, next rewrite.Next) error {
	for range most {
		get, err := shown(m, next)
		if err != nil {
			return err
		}
		if get.Status != 200 {
			m.Take(get)
			return nil
		}
		if done, err := r.attempt(m, get, next); done || err != nil {
			return err
		}
	}
	return unsettled()
}

// attempt sends what is different from the resource that get shows. If that has changed meanwhile it
// is not done.
func (r *byPatch) attempt(m, get *rewrite.Message, next rewrite.Next) (done bool, err error) {
	if err := checked(m, get); err != nil {
		return true, err
	}
	ops, fault := apply.Between(m.Types(), m.Resource, get.Body, m.Body, r.clear)
	switch {
	case fault != nil:
		return true, rewrite.Refuse(rewrite.ValueInvalid, fault.ScimType, "%s", fault.Detail)
	case len(ops) == 0:
		return true, unchanged(m, get, next)
	}
	patch := m.Another("PATCH", m.Resource, m.ID, apply.Body(ops))
	patch.Query = m.Query
	mark(patch, m, get)
	if err := next(patch); err != nil {
		return true, err
	}
	if isStale(patch, m, get) {
		return false, nil
	}
	m.Decide(func() string { return "sent by PATCH: what is different from what the target shows" })
	answer(m, patch, next)
	return true, nil
}

// answer answers by what the target answered to the PATCH. Who replaces a resource is answered the
// resource (RFC 7644, section 3.5.1), which is read if the target does not show it: that it was
// written holds, whatever comes of the read.
func answer(m, patch *rewrite.Message, next rewrite.Next) {
	if patch.Status == 204 {
		get := m.Another("GET", m.Resource, m.ID, "")
		get.Query = m.Query
		if next(get) == nil && get.Status == 200 {
			m.Take(get)
			return
		}
	}
	m.Take(patch)
}
