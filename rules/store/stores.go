package store

import (
	_ "embed" // the source has the manual
	"slices"

	"scimshim/config/tree"
	"scimshim/rules/kind"
)

//go:embed stores.go
var readStoresSource string

// stores says what a target has room for, by attribute: which elements of a list, which
// parts of an element, which texts, and what it takes no resource without:
//
//	stores:
//	  emails:
//	    elements: 'type eq "work"'
//	    max_elements: 1
//	    prefer: ['primary eq true']
//	    type: work
//	    primary: always
//	    message: the target stores the work e-mail
//	  userName: {required: true, max_length: 20}
//	  others: drop
//
// The options of an attribute come to steps, in the order of this page. Each is called by
// the attribute and, where there are several, by the option: stores.emails.elements. The
// options hold for requests that write. With methods they hold for some of them, and of a
// list of descriptions each has its own methods, action, message, if, why and source:
//
//	stores:
//	  phoneNumbers:
//	    - {elements: ['type eq "work"', 'type eq "mobile"'], action: refuse}
//	    - {parts: [value, type], methods: [PATCH], why: a number has no other parts}
//	  displayName:
//	    - {required: true}
//	    - {name: kept, required: true, methods: [PATCH], message: a group has a name}
//
// A name stands in place of the option's word, so that an option may be stated twice. What
// becomes of what the target does not take says action, one of pass, warn, drop and refuse
// as far as an option has them, here with the first one for what holds without a word:
//
//   - elements (drop, warn, refuse): a filter, or several of which one is enough. Elements
//     that satisfy none are not stored (Q74).
//   - max_elements: 1 is stored, the one that prefer, a list of filters, selects first (Q58).
//   - parts (drop, warn, refuse): the sub-attributes that are stored.
//   - type: an element without type gets this one.
//   - primary: an element without it becomes primary (missing, or true), or whatever it says
//     (always; a PATCH is not overwritten), or one that satisfies {where: filter} and lacks it.
//     With max_elements that is each element of a request, else the first, if none is primary
//     yet, and nothing that a PATCH adds. With first it is so in any case.
//   - required: true, without it a resource is not created or replaced, and with methods
//     [PATCH] it is not taken away (Q42). Or a list of parts that each element has (refuse,
//     drop).
//   - max_length and pattern (refuse, warn): the texts that are stored, by their characters or
//     by a regular expression. A filter by another text is refused.
//   - characters: {refuse: expression}, a regular expression of what no text has.
//   - per_request: how many values one request may name. A PATCH that changes more members is sent
//     as several where patch has the option members.
//   - stored (warn, drop, refuse): false, or the methods by which it is stored. With where, a
//     filter, that is for resources that satisfy it.
//   - immutable (warn, drop, refuse): true, so that no PUT or PATCH changes it. Only of a PATCH
//     it is dropped.
//   - read_only (drop, warn, refuse): true, so that the target alone writes it.
//   - sent_as: the target's own word for the type of elements, a filter by one type. It stands in
//     all that is sent and asked; in answers the client's word comes back. An element or a filter
//     of another type is refused.
//
// Besides attributes there are:
//
//	stores:
//	  others: {action: drop, message: the target has no such attribute}
//	  attributes: [userName, displayName, emails.value]
//	  required: {attributes: [userName, displayName], message: add it to the mapping}
//	  texts: {refuse: '[<>]', except: [profileUrl], message: replace it}
//	  empty_texts: refuse
//
// others is what becomes of attributes that are neither described nor in the list attributes
// (drop, warn, refuse), and of parts that are not among parts, unless the description of these
// has an action or an if. undeclared is the same for
// attributes that neither RFC 7643 nor a file declares, but for those in the list also (Q74):
//
//	stores:
//	  undeclared: drop
//	  also: ['urn:ietf:params:scim:schemas:extension:servicenow:custom:2.0:User']
//
// texts and empty_texts are refused of any attribute but schemas, id and meta; with in: filters
// those that a filter compares with. Each of them, others and required may be a list, with names.
func readStores(b *kind.Block, n *tree.Node) {
	s := &stores{Block: b, n: n}
	for key, value := range n.Entries() {
		if !slices.Contains(words, key) {
			s.list = append(s.list, s.attribute(n.KeyNode(key), value))
		}
	}
	if n.IsNull() || n.IsMap() && len(n.Keys()) == 0 {
		n.Errorf("the block is empty; describe an attribute, or say what happens to others")
	}
	for _, word := range words {
		if value := n.Key(word); value.IsNull() {
			value.Errorf("nothing is specified for %s", word)
		}
	}
	s.others()
	for _, a := range s.list {
		s.describe(a)
	}
	s.required()
	s.texts("texts")
	s.texts("empty_texts")
}
