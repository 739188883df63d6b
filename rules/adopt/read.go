package adopt

import (
	_ "embed" // the source has the manual
	"regexp"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

//go:embed read.go
var readAdoptSource string

// adopt says what becomes of a request that the target answers with a conflict, because it has
// a resource with a value that the request writes:
//
//	users:
//	  adopt:
//	    by: [userName, 'emails[type eq "work"].value']
//	    policy: link
//	    cure:
//	      held: rename the account there, or take it out of the directory
//	      hidden: an account outside the directory has it
//
// For each attribute of by the proxy asks the target who has the value that the request writes,
// as a client would: by a query that passes the steps after this one. Of an attribute with several
// elements that is the value of the only one that the request writes, or of the primary one. What
// is found counts only if it shows that very value, by the case rule of the attribute.
//
// policy says what follows. explain leaves the conflict and says in its detail who holds the value:
// the id, whether the account is active, and what its externalId says of its being provisioned. The
// cure for held stands behind it if the target shows a holder, else that for hidden. Both are for the
// administrator, in the words of the target. link answers a POST with 201 and the resource that
// exists, whose id the client keeps from then on. update first has the target take over the
// attributes of the request that the resource shows otherwise, by a PATCH with an operation for each,
// so that a disabled user is enabled if the request says so; nothing that the request does not write is
// cleared, and a password is not set. pass leaves conflicts alone.
//
// A resource is linked only if all answers of the target together show one resource and no further
// page, and if that one, read by itself, shows that it has the value. Else it stays a conflict, and the
// detail says why. So it does if the target does not answer for one of the attributes; one for which
// the rules let no target be asked, by queries, is left out. It stays a conflict, too, if the resource
// shows another externalId than the request writes: it was provisioned for someone else,
// such as a person of the same name who has left. provisioned: link says of the data that this does
// not happen, as after a change of the identity provider:
//
//	users:
//	  adopt: {by: userName, policy: update, provisioned: link}
//
// A PUT or a PATCH is never answered with another resource than its own; there link and update
// explain.
//
// A conflict is an answer of 409 that says uniqueness, or nothing. when says it otherwise, as in
// errors, for targets that have another status for it:
//
//	users:
//	  adopt:
//	    by: userName
//	    policy: explain
//	    when: {status: 400, detail: 'already exists'}
//
// No request is sent twice. Where it is not known whether the PATCH of update took effect, or the
// resource cannot be read behind it, the client gets 502, and a repetition of its request completes it.
func readAdopt(b *kind.Block, n *tree.Node) {
	r := &adoption{policy: policy(n.Need("policy").OneOf(string(pass), string(explain), string(link), string(update)))}
	if p := n.Key("provisioned"); p != nil {
		r.provisioned = p.OneOf(refuse, string(link)) == string(link)
	}
	r.when = readConflict(n.Key("when"))
	r.cure = readCure(n.Key("cure"))
	if len(b.Resources) != 1 {
		n.Errorf("move this below users or groups")
	}
	by := keysIn(n.Need("by"))
	b.Put(kind.Step{At: n, Methods: kind.Writes, New: func(b *kind.Build) rewrite.Rule {
		r.by = nil
		for _, item := range by {
			r.by = append(r.by, keyOf(b, item))
		}
		if r.policy == pass {
			return nil
		}
		return r
	}})
	n.Rest()
}

// refuse is the word for what is not linked.
const refuse = "refuse"

// maxKeys bounds the attributes of by, and with them the requests that a conflict leads to.
const maxKeys = 4

// keysIn returns the attributes of by.
func keysIn(n *tree.Node) []*tree.Node {
	var list []*tree.Node
	for item := range kind.Each(n) {
		list = append(list, item)
	}
	switch {
	case n != nil && len(list) == 0:
		n.Errorf("expected at least one attribute")
	case len(list) > maxKeys:
		n.Errorf("expected at most %d attributes; each is a request of its own", maxKeys)
	}
	return list
}

// keyOf reads an attribute of by.
func keyOf(b *kind.Build, n *tree.Node) key {
	t := b.Target(n)
	k := key{name: n.String(), attribute: b.Types.Canonical(b.Scope().Resource, t.Path), where: t.Where}
	if t.Where != nil {
		k.sub = t.Sub
	} else {
		k.sub, k.attribute.Sub = k.attribute.Sub, ""
	}
	k.several = b.Multi(k.attribute)
	if k.several && k.sub == "" {
		k.sub = "value"
	}
	if a, known := b.Types.Find(b.Scope().Resource, k.path()); known && !isText(a.Type) {
		n.Errorf("%s is no text; expected an attribute by whose value one resource is told from another", k.path())
	}
	if t.Where != nil && !k.several && t.Path.Name != "" {
		n.Errorf("%s has no elements that a filter could select", k.attribute)
	}
	return k
}

// isText reports whether the values of a type are texts.
func isText(t filter.Type) bool { return t == filter.TypeString || t == filter.TypeReference }

// readConflict reads which answers are conflicts.
func readConflict(n *tree.Node) conflict {
	c := conflict{status: 409}
	if s := n.Key("status"); s != nil {
		c.status = s.IntIn(400, 499)
	}
	if s := n.Key("scim_type"); s != nil {
		if c.scimType = s.NonEmpty(); filter.Fold(c.scimType, "invalidFilter") {
			s.Errorf("a filter that the target refuses is no conflict")
		}
	}
	if d := n.Key("detail"); d != nil {
		c.detail = tree.Parse(d, kind.Regexp)
	}
	if c.status != 409 && c.scimType == "" && c.detail == nil {
		n.Errorf("a status alone does not say that it is a conflict; add scim_type or detail")
	}
	n.Rest()
	return c
}

// maxCure is the length of the longest cure, in bytes.
const maxCure = 700

// readCure reads what the administrator is told to do.
func readCure(n *tree.Node) (c cure) {
	for word, text := range map[string]*string{"held": &c.held, "hidden": &c.hidden} {
		if item := n.Key(word); item != nil {
			if *text = item.NonEmpty(); len(*text) > maxCure {
				item.Errorf("the cure is longer than %d bytes", maxCure)
			}
		}
	}
	if n != nil && c == (cure{}) {
		n.Errorf("expected held or hidden: what to do if the target shows who holds the value, and if it does not")
	}
	n.Rest()
	return c
}

// A conflict says which errors are conflicts.
type conflict struct {
	status   int
	scimType string         // empty for uniqueness, or none
	detail   *regexp.Regexp // nil for any
}

// is reports whether an answer of the target is a conflict. What is no SCIM, nor of a shape
// that a rule states, may be of a gateway's.
func (c conflict) is(m *rewrite.Message) bool {
	if m.IsRequest() || m.Local() || m.Status != c.status || !m.Stated() {
		return false
	}
	e, ok := m.ErrorAnswer()
	switch {
	case !ok:
		return false
	case c.scimType != "":
		ok = filter.Fold(e.ScimType, c.scimType)
	default:
		ok = e.ScimType == "" || filter.Fold(e.ScimType, "uniqueness")
	}
	return ok && (c.detail == nil || c.detail.MatchString(e.Detail))
}
