package answer

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// A replyBody is what a rule answers of a service: one document, or a list of
// documents by their id.
type replyBody struct {
	whole string            // the answer to a query
	byID  map[string]string // the documents of a list, by their id in lower case
}

// newReplyBody reads the documents of a discovery endpoint.
func newReplyBody(endpoint string, n *tree.Node) *replyBody {
	if filter.Fold(endpoint, "ServiceProviderConfig") {
		return &replyBody{whole: replyDocument(endpoint, n)}
	}
	var all, ids []string
	for _, item := range n.All() {
		all = append(all, replyDocument(endpoint, item))
		id := item.Need("id").NonEmpty()
		if slices.ContainsFunc(ids, func(other string) bool { return filter.Fold(other, id) }) {
			item.Errorf("there are two documents with this id")
		}
		ids = append(ids, id)
	}
	if len(all) == 0 {
		n.Errorf("expected at least one document")
	}
	return documentsOf(all, ids)
}

// documentsOf returns a list of documents with their ids.
func documentsOf(documents, ids []string) *replyBody {
	r := &replyBody{byID: map[string]string{}, whole: listOf("["+strings.Join(documents, ",")+"]", len(documents))}
	for i, id := range ids {
		r.byID[filter.Lower(id)] = documents[i]
	}
	return r
}

// documentURNs are the schemas of the documents (RFC 7643, sections 5 to 7).
var documentURNs = map[string]string{
	"serviceproviderconfig": "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
	"resourcetypes":         "urn:ietf:params:scim:schemas:core:2.0:ResourceType",
	"schemas":               "urn:ietf:params:scim:schemas:core:2.0:Schema",
}

// replyDocument returns a document as JSON. Its schemas are added if missing.
func replyDocument(endpoint string, n *tree.Node) string {
	if !n.IsMap() {
		n.Errorf("expected a document: names and their values")
		return "{}"
	}
	document := n.JSON()
	if err := json.Check(document); err != nil {
		n.Errorf("the document would be invalid JSON: %v", err)
		return "{}"
	}
	if _, ok := rewrite.Lookup(document, part.Schemas); ok || n.Has("schemas") {
		return document
	}
	schemas := `{"schemas":["` + documentURNs[filter.Lower(endpoint)] + `"]`
	if json.IsEmpty(document) {
		return schemas + "}"
	}
	return schemas + "," + strings.TrimPrefix(document, "{")
}

// reply answers with the document that the request asks for.
func (r *replyBody) reply(m *rewrite.Message) error {
	if _, ok := m.Param("filter"); ok {
		const says = "the description of the service takes no filter (RFC 7644, section 4)"
		forbidden := rewrite.Refusal{Status: 403, Detail: says}
		m.Reply(403, forbidden.ErrorBody())
		return nil
	}
	if m.ID == "" {
		m.Reply(200, r.whole)
		return nil
	}
	if document, ok := r.byID[filter.Lower(m.ID)]; ok {
		m.Reply(200, document)
		return nil
	}
	missing := rewrite.Refusal{Status: 404, Detail: "the service has no document of this id"}
	m.Reply(404, missing.ErrorBody())
	return nil
}
