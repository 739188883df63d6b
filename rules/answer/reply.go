package answer

import (
	_ "embed" // the source has the manual
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
	"scimshim/rules/kind"
)

// replyMethods are what a reply may be for.
var replyMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

//go:embed reply.go
var repliesSource string

// replies answers requests without asking the target. Requests that the target cannot carry
// out are refused, with 501 or 400 and a sentence that says what to do about it; in a section
// for its endpoint, else for the endpoint named:
//
//	groups:
//	  reply: {method: [POST, DELETE], status: 501, message: "create the group in Salesforce"}
//
// The documents that describe the service (RFC 7644, section 4) are written down where the
// target has none, and an endpoint that the target lacks is answered as one that holds nobody,
// which has to be stated, since a client creates what it does not find (Q09):
//
//	reply:
//	  - endpoint: ResourceTypes
//	    body: [{id: User, name: User, endpoint: /Users, schema: 'urn:ietf:params:scim:schemas:core:2.0:User'}]
//	  - {endpoint: Groups, list: empty, assume: no_match}
//
// In place of the documents of Schemas describes may list the attributes, of which the types
// are known; the parts of one are told by their own names:
//
//	reply:
//	  endpoint: Schemas
//	  describes:
//	    users: {attributes: [userName, name.familyName, name.givenName, emails.value], required: [userName]}
//
// A filter on a list of documents is answered 403, as the RFC has it: it would not be applied.
// On the ServiceProviderConfig it is ignored. A reply of several is called by its name, or by
// its endpoint.
func replies(b *kind.Block, n *tree.Node) {
	for item := range kind.Each(n) {
		replyStep(b, item, n.IsList())
		item.Rest()
	}
}

// replyStep puts the step of one reply.
func replyStep(b *kind.Block, n *tree.Node, several bool) {
	step := kind.Step{At: n}
	resources := b.Resources
	if e := n.Key("endpoint"); e != nil {
		step.Key = e.NonEmpty()
		step.Resources, resources = []string{step.Key}, []string{step.Key}
	} else if several && !n.Has("name") {
		n.Errorf("missing \"name\", which each of several replies needs, or \"endpoint\"")
	}
	if name := n.Key("name"); name != nil {
		step.Key = name.NonEmpty()
	}
	if m := n.Key("method"); m != nil {
		step.Methods = m.Strings()
		other := func(method string) bool { return !slices.Contains(replyMethods, method) }
		if slices.ContainsFunc(step.Methods, other) {
			m.Errorf("expected some of the methods %s", strings.Join(replyMethods, ", "))
		}
	}
	r := replyOf(b, n, resources)
	step.New = func(*kind.Build) rewrite.Rule { return r }
	b.Put(step)
}

// replyOf reads what is answered.
func replyOf(b *kind.Block, n *tree.Node, resources []string) rewrite.Rule {
	r := &reply{}
	fits := func(resource string) bool { return !isDiscovery(resource) }
	what := "an empty list"
	switch {
	case n.Has("list"):
		n.Key("list").OneOf("empty")
		n.Need("assume").OneOf("no_match")
		r.list = true
	case n.Has("status"):
		return refuse(replyStatus(n.Key("status")), n.Need("message").NonEmpty())
	case n.Has("body"):
		fits, what = isDiscovery, "a document"
		if len(resources) != 1 || !isDiscovery(resources[0]) {
			break
		}
		r.body = newReplyBody(resources[0], n.Key("body"))
	case n.Has("describes"):
		fits, what = func(resource string) bool { return filter.Fold(resource, "Schemas") }, "a list of attributes"
		r.body = describes(b, n.Key("describes"))
	default:
		n.Errorf("expected list: empty, or a status and a message, or a body, or describes")
		return r
	}
	for _, resource := range resources {
		if !fits(resource) {
			n.Errorf("%s is not what the endpoint %s answers; name another endpoint", what, resource)
		}
	}
	return r
}

// reply answers requests without asking the target, where the target lacks what they ask for.
type reply struct {
	kind.RequestOnly
	list bool       // queries are answered with an empty list
	body *replyBody // if not nil, the answer
}

// replyStatus reads the status that requests are refused with.
func replyStatus(n *tree.Node) int {
	if n.OneOf("400", "501") == "400" {
		return 400
	}
	return 501
}

// discovery endpoints describe the service itself (RFC 7644, section 4).
var discoveryEndpoints = []string{"ServiceProviderConfig", "ResourceTypes", "Schemas"}

func isDiscovery(resource string) bool {
	return slices.ContainsFunc(discoveryEndpoints, func(e string) bool { return filter.Fold(e, resource) })
}

func (r *reply) Request(m *rewrite.Message) error {
	switch {
	case r.list && m.IsQuery():
		m.Rely()
		m.Reply(200, response.EmptyList)
	case r.body != nil && m.Method == "GET":
		return r.body.reply(m)
	}
	return nil
}
