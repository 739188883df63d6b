package normalize

import (
	_ "embed" // the source has the manual

	"scimshim/config/tree"
	"scimshim/rules/kind"
)

//go:embed normalize.go
var readSource string

// normalize makes SCIM as the RFCs have it of a client's dialect, item by item:
//
//	normalize: all
//
// A list names the items that are wanted, some with options. A mapping gives items
// options, and all the others are wanted, too, but for those in except:
//
//	normalize:
//	- op_case
//	- {paths: values}
//	- {member_lists: {why: No other form of a removal is sent, source: Q85}}
//
//	normalize: {booleans: {drop: primary}, json_texts: [roles], except: [strings]}
//
// The options of an item may be a mapping, with if, why and source of its step beside
// them. Whatever the order in the file, the items act in this one, and those marked with
// a plus sign only where the file names them:
//
// + partial_bodies, {patch: true, put_without: userName}: with patch, a part of a user in
// place of the operations of a PATCH is one replace of it; with put_without, a PUT without
// that attribute is a PATCH.
//
// + aliases, {email: emails.value}: what names that no schema has stand for in queries.
//
// op_case: Add, Replace and Remove in lower case (Q50, Q51).
//
// foreign_members: what RFC 7644 does not know in a PATCH is taken out (Q75).
//
// + json_texts, [roles] or {attributes: [roles]}: elements of the attributes, and values
// without path, that are JSON in a text (Q43, Q68).
//
// urns, [damaged, core, bare, flat] or {forms: [...]}, all four if nothing is said:
// damaged and old URNs are repaired, that of the core schema is left out, and attributes
// of extensions come under theirs (Q21, Q33, Q40, Q65).
//
// paths, keys or values, or {as: values}, keys if nothing is said: a PATCH value without
// path becomes operations with paths; with keys only where its keys are paths, or its
// values empty or wrapped (Q53, Q54, Q55, Q56, Q91). values is for the blocks of targets.
//
// names: the case of names and URNs is that of their schema (Q22, Q41, Q63).
//
// shapes: values get the JSON shape that their schema declares, also in answers (Q40,
// Q64, Q65, Q67, Q72, Q86, Q92, Q105, Q106, Q110).
//
// booleans, {drop: primary}: texts become booleans where one is due (Q37, Q38, Q52, Q61);
// one that is none is refused, or as the sub-attribute in drop left out (Q39).
//
// strings: a number that is compared with a string is one (Q16).
//
// member_lists: a removal of a list of members becomes one of each (Q85).
//
// + members_replaced, add, refuse or pass, or {action: refuse, message: ...}: a replace of
// a group's members, where the client means to add the one that it names (Q87). add makes
// an add of a replace by one, which loses what a replace takes away; refuse refuses each
// replace of them; pass is as if nothing were said.
//
// member_paths: an add of a member whose id is in the path has it in the value (Q93).
//
// empty_values: nulls, lists and objects of nothing, and what only the target may write,
// are taken out where they mean nothing (Q34, Q35, Q36, Q78, Q86).
//
// + empty_extensions: extensions of nothing are taken out of answers, and so are the URNs of known
// ones that are declared and not there (Q112).
//
// cleared, {also: [empty_object, empty_list], except: [nickName]}: an empty text or null in the
// place of a value removes it, and with also what else is empty, but not of the attributes in
// except (Q66, Q70, Q71).
//
// one_primary: of several e-mails, phone numbers, roles or addresses that are primary one
// stays so, of the type work if there is one, but for roles (Q44).
//
// forms: a PATCH operation of which nothing above made sense is refused.
//
// list_answers: answers that nearly are lists become lists (Q101, Q102).
//
// error_answers: answers that nearly are errors of SCIM become such (Q113).
//
// service_config: ServiceProviderConfig tells the truth about the service with the proxy.
//
// schemas: the list schemas says what is there (Q30, Q31, Q32, Q33); this is done last, after
// the steps of all other blocks of the file.
//
// In a section an item is for its endpoint. json_texts, partial_bodies and one_primary are
// for users, what has member in its name is for groups, and service_config belongs to no
// section: named where it does not belong such an item is an error, and of all it is not
// part there. The pack of a target has a list, as [{paths: values}, shapes]: all is a
// client's.
func read(b *kind.Block, n *tree.Node) {
	r := reader{b: b}
	switch {
	case n.IsMap():
		r.mapping(n)
	case n.IsList():
		r.list(n)
	case n.IsNull():
		n.Errorf(expected)
	default:
		if word := n.OneOf(append([]string{"all"}, words...)...); word == "all" {
			r.rest(n, nil)
		} else {
			r.add(word, n, nil)
		}
	}
	for i := range items {
		for _, s := range r.stated[items[i].word] {
			r.put(&items[i], s)
		}
	}
	if n.IsMap() {
		n.Rest()
	}
}
