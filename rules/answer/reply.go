package answer

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
	"scimshim/rules/kind"
)

// reply answers requests without asking the target, where the target lacks what
// they ask for. What the answer is depends on what else the rule says.
//
// An endpoint that the target does not have holds nobody. Entra also asks for
// groups when a connection is tested, and takes a 404 for a wrong credential
// (Q09). Only queries are answered so; the rule must state that nothing can
// match, since a client creates what it does not find:
//
//	reply: {list: empty, assume: no-match}
//	when: {resource: Groups}
//
// Requests that the target cannot carry out are refused, with 501 or 400, and a
// sentence that tells the administrator what to do about it:
//
//	reply: {status: 501, detail: "the application has no groups; turn off the provisioning of groups"}
//	when: {resource: Groups, method: [POST, PUT, PATCH, DELETE]}
//
// The documents that describe the service (RFC 7644, section 4) are written down
// where the target has none. The ServiceProviderConfig is one; Schemas and
// ResourceTypes are lists of documents with an id, each of which is also had
// alone. Of schemas, what is missing is added:
//
//	reply:
//	  body:
//	    - {id: User, name: User, endpoint: /Users, schema: 'urn:ietf:params:scim:schemas:core:2.0:User'}
//	when: {resource: ResourceTypes}
//
// A filter on such a list is answered 403, as the RFC has it: it would not be applied.
// On the ServiceProviderConfig it is ignored.
type reply struct {
	kind.RequestOnly
	list   bool             // queries are answered with an empty list
	refuse *rewrite.Refusal // if not nil, the answer
	body   *replyBody       // if not nil, the answer
}

func newReply(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &reply{}
	switch {
	case n.Has("list"):
		n.Key("list").OneOf("empty")
		n.Need("assume").OneOf("no-match")
		replyWhen(b, n, "an empty list", func(resource string) bool { return !isDiscovery(resource) })
		r.list = true
	case n.Has("status"):
		r = refusing(replyStatus(n.Key("status")), n.Need("detail").NonEmpty())
		if len(b.When.Resources) == 0 && len(b.When.Methods) == 0 {
			n.Errorf("a rule that refuses all requests is none; add a when")
		}
	case n.Has("body"):
		replyWhen(b, n, "a document", isDiscovery)
		if len(b.When.Resources) == 1 {
			r.body = newReplyBody(b.When.Resources[0], n.Key("body"))
		} else {
			n.Errorf("a document is for one endpoint")
		}
	default:
		n.Errorf("expected list: empty, or a status and a detail, or a body")
	}
	n.Rest()
	return r
}

// refusing returns the rule that answers each request with a status and a sentence.
func refusing(status int, detail string) *reply {
	return &reply{refuse: &rewrite.Refusal{Status: status, Reason: rewrite.RuleRefused, Detail: detail}}
}

// replyStatus reads the status that requests are refused with.
func replyStatus(n *tree.Node) int {
	if n.OneOf("400", "501") == "400" {
		return 400
	}
	return 501
}

// replyWhen refuses a when that names no endpoint, or one that is not fit.
func replyWhen(b *kind.Build, n *tree.Node, what string, fit func(resource string) bool) {
	if len(b.When.Resources) == 0 {
		n.Errorf("%s is for an endpoint that when names", what)
	}
	for _, resource := range b.When.Resources {
		if !fit(resource) {
			n.Errorf("%s is no answer of the endpoint %s", what, resource)
		}
	}
}

// discovery endpoints describe the service itself (RFC 7644, section 4).
var discoveryEndpoints = []string{"ServiceProviderConfig", "ResourceTypes", "Schemas"}

func isDiscovery(resource string) bool {
	return slices.ContainsFunc(discoveryEndpoints, func(e string) bool { return filter.Fold(e, resource) })
}

func (r *reply) Request(m *rewrite.Message) error {
	switch {
	case r.refuse != nil:
		refusal := *r.refuse
		return &refusal
	case r.list && m.IsQuery():
		m.Rely()
		m.Reply(200, response.EmptyList)
	case r.body != nil && m.Method == "GET":
		return r.body.reply(m)
	}
	return nil
}
