package patch

import (
	_ "embed" // the source has the manual
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

//go:embed patch.go
var readPatchSource string

// patch says in which forms a target takes PATCH. Together with stores, of the same section or
// of the top of the file, it is the plan by which operations are rewritten:
//
//	users:
//	  stores:
//	    emails: {elements: 'type eq "work"', max_elements: 1}
//	    phoneNumbers: {elements: ['type eq "work"', 'type eq "mobile"'], parts: [value, type]}
//	  patch:
//	    elements:
//	      emails: replace
//	      phoneNumbers: remove_add
//	    never: [empty_value, filtered_add, remove_with_value, flat_keys]
//	    once: [userName, active]
//
// Its steps act in the order of this page, and are called by their options: patch.once,
// patch.elements.emails. Each option may have if, why and source: of a list it is then a
// mapping that has the list under the key named here.
//
// once, attributes: of several operations that write one of these the last is sent, and the
// others, which come to nothing, are dropped and counted.
//
// only_replace, attributes: of these, which have one value, an add is sent as a replace. RFC
// 7644, section 3.5.2.1, means the same by both.
//
// elements has, by attribute, the form in which an element is written that a client selects by
// a filter in the path, whether it exists or not (Q58, Q59, Q60, Q62, Q79). Of a list of forms
// the first that fits is taken:
//
//   - replace: all of the attribute is replaced by this element. That loses the others, so that
//     stores says max_elements: 1. It does not fit a PATCH that does more to the attribute.
//   - remove_add: the element is removed, which is no error where it is missing, and added anew.
//     That loses what the PATCH does not write of it, so that stores says which parts it has.
//   - add: the element is added; where there is one already it is there twice then.
//   - in_place: each operation stays, and an add becomes a replace. That is right if the element
//     exists, and an error of the target if not. It loses nothing, and comes last.
//
// A mapping says more than the form, and a list of mappings, with names, has several for one
// attribute:
//
//	users:
//	  stores:
//	    emails: {elements: 'type eq "work"', max_elements: 1}
//	    addresses: {elements: 'type eq "home"'}
//	  patch:
//	    elements:
//	      addresses: {write: [remove_add, in_place], complete: [streetAddress, locality], loses: [formatted]}
//	      roles: {paths: ['roles[primary eq true]'], write: replace, loses: others, if: {roles_are_whole: false}}
//	      emails: {write: replace, adds: {where: 'primary eq true'}, fixed: {primary: true}}
//
// The keys of such a mapping are:
//
//   - paths: which elements, where stores does not say it by comparisons with eq, or only which
//     parts of them, as emails[type eq "work"].value.
//   - complete: what a PATCH must write of an element for it to be written anew. Without it that
//     is its value; of elements that have none it is all parts that stores names, or the schema.
//   - loses: what the target may have and loses: parts of the element, or others, the other
//     elements. Such a write is counted as dropped. Without it these are the parts that stores
//     names, or else the schema; with it, all that stores names are written, stamped or lost.
//   - stamp: what an element that is written anew has besides.
//   - fixed: what the only element has, whatever the client writes of it, also as the first of a
//     list that replaces all. What the client writes of it is dropped and counted. It goes with
//     replace.
//   - adds: replace, so that an add of the whole attribute becomes a replace of it; keep, so
//     that it stays; or {where: filter}, a replace if all its values satisfy that. It is replace
//     where the target has one element only.
//   - assume: what is true of the target or the client and not in stores: single_element, it
//     keeps one; whole_list, the client always sends all values; bare_element, the target keeps
//     nothing in an element but what is written; no_element, there is none before one is added.
//   - action (pass, drop, warn, refuse): what becomes of operations on an element that no form
//     fits. A removal is not dropped: somebody would keep what is to be gone.
//
// others among elements is what becomes of adds and replaces of elements of any other attribute
// (drop, warn, refuse, pass), so that what the target has no form for does not cost all else that
// a PATCH says; with action, except and message as a mapping. A removal of such an element is
// left to never.
//
// empties, values: an add or replace of one of these, of empty_text, null_value, empty_object
// and empty_list, becomes a remove, but for the attributes in except.
//
// leaver, forms: operations of these forms are dropped from a PATCH that disables a user, and
// sent otherwise: the target takes them or not, depending on what it has (Q74).
//
// never, forms: operations of these forms are refused, or as action has it dropped, or sent
// with a warning:
//
//	patch:
//	  never:
//	    - empty_value
//	    - flat_keys
//	    - {forms: [filtered_add, filtered_replace], except: [emails], action: drop}
//	    - {name: members, forms: [remove_all], if: {empty_groups: false}, message: remove them one by one}
//
// Items with options come first, each a step that is called by its name or its first form.
// A PATCH that disables a user loses such operations in any case, but for what it writes to
// active (Q74). The forms are:
//
//   - filtered_add, filtered_replace, filtered_remove: a filter in the path.
//   - remove_with_value: a remove that has a value.
//   - remove_all, replace_all: a remove or replace of a whole attribute of several values.
//   - every_element: a path to a part of all values, as emails.value.
//   - extension: a path that is the URN of an extension and nothing else, of which some servers
//     take the end for an attribute.
//   - core_urn: a path with the URN of the core schema.
//   - nested_filter: a filter on a sub-attribute, of which RFC 7643, section 2.3.8, lets none
//     have elements. A step that drops leaves it alone, since it is no mapping's doing.
//   - flat_keys: a value without path whose keys are paths, as name.givenName.
//   - not_object: a value without path that is no object.
//   - missing_value, missing_path: an add or replace without value, a remove without path.
//   - empty_value: null, {}, [] or "", also as a member of an object.
//   - empty_object: an object of nothing, of which nobody knows whether it is to clear.
//   - element_type: a value of a multi-valued attribute that is no list, or one with an element
//     that says nothing.
//   - value_type: a value that is not of the type that the schema of its attribute declares.
//   - foreign_member: a member that is not op, path or value.
//   - malformed, for those that hardly any target reads as they are meant: remove_with_value,
//     flat_keys, missing_value, missing_path, foreign_member, not_object, core_urn and
//     element_type.
//
// max_operations: how many operations a PATCH has at most, or a list of
// {attribute: userName, most: 1, message: send the last of them}, with an attribute those on it.
//
// removes: {members: list}: a removal of one value by its path becomes one by a list, as the
// manuals of some targets have it (AWS IAM Identity Center). To a target that reads RFC 7644 to
// the letter that is a remove of all.
//
// emulate: put, for a target that takes no PATCH, or none of some attributes, as one that answers
// 200 and writes nothing of an extension. The operations are carried out on what the target shows of
// the resource, as RFC 7644, section 3.5.2, says, and what comes of that is sent by PUT:
//
//	users:
//	  patch: {emulate: {by: put, attributes: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']}}
//	groups:
//	  patch: {emulate: put}
//
// With attributes this is done with PATCHes that touch one of them, and others are sent as they are.
// With missing: add a replace of emails[type eq "work"].value adds that e-mail if there is none, as an
// add does; otherwise (missing: refuse) it is an error, as the RFC has it of a replace (Q58). With
// omitted: kept the target keeps what a PUT leaves out, and what the PATCH removes is sent as null;
// otherwise it is omitted (cleared).
// The other options act before, so that what they drop or refuse is not written either. All that the
// target shows is sent back but for what only it writes, as id and meta. So nothing is cleared that the
// client did not touch, unless the target does not show it, as a password or the members of a large
// group, and takes what a PUT leaves out for cleared; a removal of a password is refused. The PUT names
// the ETag of what was read. If the target gives none, the resource is read again right before the PUT.
// Where it has changed in between the proxy begins anew, three times at most, and then answers 503 with
// nothing written. If the client names a version by If-Match, it is compared with the one shown. A PATCH
// that changes nothing is answered with what the target shows, and nothing is sent. Who is to be
// disabled is, even if other operations of the PATCH cannot be carried out.
//
// What a target takes in no single request is sent as several, after all other steps but those of
// send. A client may send the whole again, whatever became of it. It is answered with success only
// if all was done, and otherwise with an error that says what was, of the reason partial; nothing
// is sent again here of which nobody knows what became. A PATCH that puts makes is such a PATCH,
// if puts stands before patch:
//
//	groups:
//	  patch:
//	    members: {per_request: 100, on_failure: isolate, replace: difference}
//	users:
//	  patch:
//	    split: {first: [active], last: [userName]}
//
// members: a PATCH that changes more members of a group than the target takes in a request is sent
// as several, in the order of its changes. What it says beside the members goes with the first. Of
// operations without path, lists and filters such as members[value eq "7" or value eq "8"] each
// member is a change of its own. A replace of all members is never sent in parts. The keys are:
//
//   - per_request, adds, removes: how many members a request changes, adds or removes at most.
//     Without per_request it is that of stores.
//   - max_bytes: how long its operations are together, in the body.
//   - apart: true, so that a request either adds or removes.
//   - alone: true, so that a request which adds or removes members has one operation and is about
//     nothing else. Additions of several operations become one.
//   - max_requests (100): how many requests one PATCH becomes at most; if it took more, it is
//     refused with 413, and nothing is sent. There are as many again for isolate.
//   - on_failure: stop, after the first request that is not carried out; or isolate: the members of
//     a request that the target refuses for what it says (400, 404, 409, 413, 422) are sent by
//     halves, until all that can be done is, also of later requests. The client is told in an
//     error with 400 which ids were refused, so that one member who is not there yet does not keep
//     all others out. The ids are in no log.
//   - missing, already: with isolate, the errors by which the target says that it has no such member,
//     or that what is asked for is so: {status: 404, detail: '^No such user'}, or a list of such. A
//     removal of whom there is not, and what is so already, counts as done.
//   - on_missing: refuse, or defer, with isolate and missing: a member to be added whom the target does
//     not have is put off, and counts as done; see references.
//   - on_create: patch, for a target that takes no members, or not so many, in the POST of a group: the
//     group is created without them, and they are added by PATCHes. The client is answered 201 if all
//     are in. If not, it gets an error that says so, and a repetition is a conflict, since there is
//     the group; with adopt of policy update that completes it.
//   - replace: difference, so that a replace of all members becomes the removal of those who are to
//     go, and then the addition of those who are to come. The group is read for that. As a mapping
//     it says more: {by: difference, absent: empty, shown: 500}. With absent: empty a group that
//     shows no members has none; otherwise it is refused, as is one that shows as many as shown
//     says, since there may be others.
//
// references, for users: what becomes of a request that refers to somebody whom the target does not
// have, as a user to a manager who is created later, or whom it shows only after a while:
//
//	users:
//	  patch:
//	    references:
//	      attributes: [enterprise.manager]
//	      missing: {status: 400, detail: "^Manager id"}
//	      on_missing: defer
//	      keep_for: 48h
//	groups:
//	  patch:
//	    members: {on_failure: isolate, missing: {status: 404}, on_missing: defer}
//
// missing has the errors by which the target says so. With on_missing: defer the request is sent again
// without the references (of members, without those that are missing), and the client is answered as if
// they were there. They are kept in the proxy's state, and made with a later request of a client: before
// one for the same user or group, and after one that creates a user or writes another of the same kind,
// three of others at most. One that is refused again waits longer each time, from ten seconds to an hour.
// What the client says meanwhile of the same goes before it: it removes the member, sets another manager,
// replaces or deletes one of both. After keep_for (24h) a reference is given up, which is counted as
// dropped by the step that ends in retry. No more than 10,000 are kept for a route; what cannot be kept
// is refused. So that none is lost with the process, defer needs a file for the state; refuse is as if
// nothing were said.
//
// split: {first: [active], each: attribute, last: [userName]}: a request for each attribute under
// first, then the rest, and then one for each under last. With each: attribute the rest is a
// request for each attribute, and with each: operation one for each operation; an extension that
// is written as a whole stays whole. After a request that fails the others are not sent; with
// on_failure: continue they are if the target has refused it for what it says. max_requests is
// that of members. Who is disabled first stays so, whatever becomes of the rest.
func readPatch(b *kind.Block, n *tree.Node) {
	p := &patch{Block: b, n: n}
	if n.IsNull() || n.IsMap() && len(n.Unknown()) == 0 && !slices.ContainsFunc(words, n.Has) {
		n.Errorf("the block is empty; expected an option such as never, or elements")
	}
	p.once()
	p.onlyReplace()
	p.elements()
	p.empties()
	p.leaver()
	p.never()
	p.mostOperations()
	p.removes()
	p.emulate()
	p.members()
	p.references()
	p.split()
	if n.IsMap() {
		n.Rest()
	}
}

// words are the options.
var words = []string{"once", "only_replace", "elements", "empties", "leaver", "never", "max_operations", "removes",
	"emulate", "members", "references", "split"}

// A patch is a block that is being read.
type patch struct {
	*kind.Block
	n *tree.Node
}

// put puts a step for PATCH, and notes keys of its mapping that nobody knows.
func (p *patch) put(key string, at *tree.Node, make func(b *kind.Build) rewrite.Rule) {
	p.Put(kind.Step{Key: key, At: at, Methods: []string{"PATCH"}, New: make})
	if at.IsMap() {
		at.Rest()
	}
}

// listed returns the list of an option, which is under a key where the option is a mapping.
func listed(n *tree.Node, key string) *tree.Node {
	if n.IsMap() {
		return n.Need(key)
	}
	return n
}

func (p *patch) once() {
	n := p.n.Key("once")
	if n == nil {
		return
	}
	p.put("once", n, func(b *kind.Build) rewrite.Rule { return newLast(b, listed(n, "attributes")) })
}

func (p *patch) onlyReplace() {
	n := p.n.Key("only_replace")
	if n == nil {
		return
	}
	p.put("only_replace", n, func(b *kind.Build) rewrite.Rule {
		var r several
		list := listed(n, "attributes")
		paths := kind.Paths(list, b.Path)
		for i, item := range list.All() {
			if b.Multi(paths[i]) {
				item.Errorf("%s is multi-valued, and a replace would remove values; see adds in elements", paths[i])
			}
			r = append(r, replaced(paths[i], nil))
		}
		return r
	})
}

func (p *patch) empties() {
	n := p.n.Key("empties")
	if n == nil {
		return
	}
	p.put("empties", n, func(b *kind.Build) rewrite.Rule {
		r := &clearing{}
		if !r.values(listed(n, "values")) {
			n.Errorf("expected at least one of: empty_text, null_value, empty_object, empty_list")
		}
		if n.IsMap() {
			r.except = kind.Paths(n.Key("except"), b.Path)
		}
		return r
	})
}

// several are rules of one step, in their order.
type several []rewrite.Rule

func (several) Response(*rewrite.Message) error { return nil }

// Touches returns the names that the rules are about, none if one may have to do with any message, as
// rewrite.Toucher has it.
func (r several) Touches() []string {
	var names []string
	for _, rule := range r {
		t, ok := rule.(rewrite.Toucher)
		if !ok || len(t.Touches()) == 0 {
			return nil
		}
		names = append(names, t.Touches()...)
	}
	return names
}

func (r several) Request(m *rewrite.Message) error {
	for _, rule := range r {
		if err := rule.Request(m); err != nil {
			return err
		}
	}
	return nil
}

// sentence returns the message of a mapping; empty without one.
func sentence(n *tree.Node) string {
	if !n.IsMap() {
		return ""
	}
	message := n.Key("message")
	if message == nil {
		return ""
	}
	return strings.TrimSuffix(message.NonEmpty(), ".")
}
