// Package rules compiles rule files into chains.
//
// # A rule file
//
// A rule file describes one client or one target in YAML. The steps that rewrite requests and
// answers follow from this description. A file has a head, with what people and configurations
// need to know of it, and blocks:
//
//	name: acme                      # begins the names of its steps: acme/users.stores.emails
//	for: target                     # or client
//	title: Acme
//	source: https://example.com/scim
//	limits: [a group has no externalId]
//	params:
//	  user_delete: {one_of: [pass, refuse], default: pass, says: what to do with a DELETE of a user}
//	define:
//	  names: [userName, displayName]
//	attributes:
//	  users: {acme: {urn: 'urn:example:acme:2.0:User', badge: string}}
//	normalize: [{paths: values}, shapes, schemas]
//	users:
//	  queries: {filters: [{attributes: $names, operators: [eq]}]}
//	  stores: {acme.badge: {max_length: 8}, others: drop}
//	  deletes: {action: '${user_delete}', message: disable it, why: the account is gone for good}
//
// The key of a block is its kind. scimshim packs --kinds lists the kinds and prints the manual
// of each, and scimshim schema rules prints a JSON Schema for editors. A block at the top is for
// users and groups; a block below users or groups is only for these. ${name} stands for the value
// of a parameter, $name for the items of a list under define, and acme.badge for an attribute of
// the extension acme, which is declared under attributes. Any step may have an if, a why and a
// source.
//
// With extends: scim a file inherits the blocks of the pack scim, except those that it has
// itself. With overrides, an administrator's file changes steps of the packs before it.
//
// # A chain
//
// A chain has files for the client, files of the administrator, and a file for the target. Steps
// act in phases, whichever file they come from, and within a phase in the order of the files and
// of the text in them. Answers pass through the steps in reverse:
//
//	restore    what the client wrote is remembered, so that the answer can show it again
//	read       filters and paths are read
//	normalize  the client's dialect becomes SCIM as the RFCs define it
//	claim      what exists already, and what is not the client's: adopt, managed
//	map        names and values become the target's: rename, set, convert, drop, filter, deletes
//	fit        what the target stores: stores
//	patch      the forms of PATCH that it accepts
//	query      what it can be asked, and what happens to its errors: queries, errors, reply, headers
//	divide     one request becomes several: patch with emulate, members and split, puts
//	send       the list schemas, the locations of resources
//
// scimshim packs NAME --steps prints the steps of a pack, and scimshim explain shows what each
// step does to a request.
//
// # To add a target
//
// Write down what its manual says, with the place in the manual as source, and what the manual
// leaves open as limits. What is not documented is refused rather than tried. scimshim check
// finds mistakes. Then write requests of clients as cases, let scimshim test --update add what
// becomes of them, and review the result as the owner of the target would. No Go is needed:
//
//	diff --git a/rules/packs/rfc.yaml b/rules/packs/rfc.yaml
//	new file mode 100644
//	--- /dev/null
//	+++ b/rules/packs/rfc.yaml
//	@@ -0,0 +1,47 @@
//	+name: rfc
//	+for: target
//	+title: A server that follows RFC 7643 and RFC 7644, more or less
//	+source: https://www.rfc-editor.org/rfc/rfc7644
//	+limits:
//	+  - users are searched for by userName or externalId, and groups by displayName, and in no other way
//	+  - a server without PATCH answers with its own error; a PATCH is not turned into a PUT
//	+params:
//	+  external_id: {one_of: [ask, refuse], default: ask, says: whether the server can search by externalId}
//	+  selected_elements:
//	+    one_of: [drop, refuse]
//	+    default: drop
//	+    says: what to do with phone numbers, addresses, roles and other e-mails that a PATCH selects with a filter
//	+  delete_users: {one_of: [pass, deactivate], default: pass, says: what to do with a DELETE of a user}
//	+normalize: [{paths: values}, shapes, list_answers, error_answers, service_config, schemas]
//	+queries: {sort: {as: never, why: many servers cannot sort}}
//	+users:
//	+  queries:
//	+    filters:
//	+      - {form: 'userName eq {value}', wider: check}
//	+      - {form: 'externalId eq {value}', if: {external_id: ask}}
//	+  stores:
//	+    emails: {elements: 'type eq "work"', max_elements: 1, prefer: ['primary eq true'], methods: [PATCH]}
//	+    undeclared: drop
//	+  patch:
//	+    elements: {emails: {write: replace, stamp: {primary: true}, why: many servers refuse a path with a filter}}
//	+    never:
//	+      - empty_value
//	+      - {forms: [filtered_add, filtered_replace, filtered_remove], action: '${selected_elements}'}
//	+  deletes: {action: '${delete_users}'}
//	+groups:
//	+  queries: {filters: [{form: 'displayName eq {value}', wider: check}], projection: enforce}
//	+  stores: {undeclared: drop}
//	+  patch:
//	+    never: [filtered_add, filtered_replace, empty_value, {forms: [remove_all], message: say which to remove}]
//	+errors:
//	+  - name: own_json
//	+    shape: {statuses: [400, 405, 409, 422, 501], media_types: [application/json], detail: detail}
//	+  - {name: own_text, shape: {statuses: [400, 409, 422], media_types: [text/plain], text: '^(?P<detail>.+)$'}}
//	+  - name: unchanged
//	+    when: {request: unchanged, status: 400, detail: '^No valid fields to update'}
//	+    answer: done
//	+    source: https://github.com/better-auth/better-auth/issues/8549
//	+  - name: unknown
//	+    when: {method: GET, status: 404, detail: '^Unknown path'}
//	+    answer: {status: 400, scim_type: invalidFilter}
//	+    source: https://github.com/grokability/snipe-it/issues/19347
//
// Cases are in testdata, in a folder for each pair of packs, such as testdata/entra-rfc. Each step
// of a pack has to act in some case. The tests say where else the pack must be named: in the
// README, and in the lists that -update-cases and -update-register regenerate.
//
// # To add a kind
//
// A kind is for a fact about clients or targets that no file can state yet, and that at least
// two products have in common. It is a function that reads the options of a block and puts
// steps into the chain. It belongs in the package of its subject: normalize, form (what is read),
// attr (names and values), query, store, patch, adopt, managed or answer. Reading is checking: each value is
// requested with its type, errors carry their place in the file, and Rest refuses all other keys.
// The comment of the function is the manual of the kind, and its examples have to compile. A rule
// acts on requests, on answers, or on both; see package kind for what else it can declare, and
// package rewrite for the message that it edits. The kind headers was added with the following
// change; its rule, of the type header, is in the file of that name:
//
//	diff --git a/rules/answer/headers.go b/rules/answer/headers.go
//	new file mode 100644
//	--- /dev/null
//	+++ b/rules/answer/headers.go
//	@@ -0,0 +1,30 @@
//	+package answer
//	+
//	+import (
//	+	_ "embed" // the source has the manual
//	+
//	+	"scimshim/config/tree"
//	+	"scimshim/rewrite"
//	+	"scimshim/rules/kind"
//	+)
//	+
//	+//go:embed headers.go
//	+var headersSource string
//	+
//	+// headers sends the target header fields that it asks for, in place of those of the same
//	+// name that the proxy would send. Braze wants X-Request-Origin, GitHub a User-Agent that says
//	+// who asks, and Zoom a certain Accept:
//	+//
//	+//	headers:
//	+//	  set:
//	+//	    X-Request-Origin: 'https://scim.example.com'
//	+//	    Accept: application/json
//	+//
//	+// The fields that say where a request goes, where it ends, who sends it and what it is, are
//	+// the proxy's own and refused here: a credential belongs into auth of the route's target.
//	+// Fields of answers are left alone.
//	+func headers(b *kind.Block, n *tree.Node) {
//	+	r := &header{fields: fieldsIn(n.Need("set"))}
//	+	b.Put(kind.Step{At: n, Everywhere: true, New: func(*kind.Build) rewrite.Rule { return r }})
//	+	n.Rest()
//	+}
//	diff --git a/rules/answer/kinds.go b/rules/answer/kinds.go
//	--- a/rules/answer/kinds.go
//	+++ b/rules/answer/kinds.go
//	@@ -13,2 +13,3 @@
//	 	"errors":  {Phase: kind.Query, Read: mapErrors, Source: mapErrorsSource},
//	+	"headers": {Phase: kind.Query, Read: headers, Source: headersSource},
//	 	"reply":   {Phase: kind.Query, Read: replies, Source: repliesSource},
//	diff --git a/rules/subjects.go b/rules/subjects.go
//	--- a/rules/subjects.go
//	+++ b/rules/subjects.go
//	@@ -43,2 +43,3 @@
//	 			{"reply", "requests that are answered without asking the target"},
//	+			{"headers", "header fields that the target requires"},
//	 		}},
//
// The laws in package laws apply to it automatically: rewriting twice changes nothing more, what
// no step is about keeps its bytes, and no request passes on which a step failed. It needs a case
// in which it acts. Nothing else may depend on a kind: all other packages have to build without
// the lines above, and a test builds them that way.
//
// # Words
//
//	action      what to do with something that a target does not accept: pass, warn, drop or refuse
//	assumption  a statement about the data that a file makes with assume; it holds until a message
//	            contradicts it, and from then on nothing that relies on it is answered
//	block       what a file says under one kind in one section; it expands to steps
//	case        a request and all that becomes of it, as text, which a test plays
//	chain       the steps of all files, in order
//	client      the sender of requests: an identity provider
//	doubt       something that is allowed but may be a mistake; check prints it as a warning
//	element     one value of a multi-valued attribute; its parts are sub-attributes
//	fault       an error in a file, with its place
//	form        of a filter: its shape, with a hole, such as {value}, for each literal; of a
//	            PATCH: the way in which an operation is written
//	kind        a keyword of rule files, such as stores, and the code that reads its block
//	lack        something that is missing in a chain that is to serve a client and a target
//	leaver      a user whom a request disables; the disabling is passed on even if everything else
//	            in the request is dropped
//	note        something that a step takes for granted
//	override    a change that a file makes to a step of an earlier file
//	pack        a rule file that ships with the program
//	phase       a part of the way through a chain, in which steps of certain kinds act
//	plan        how a filter or a PATCH is brought into forms that the target accepts
//	quirk       something that clients send or targets answer, by its number in register.tsv
//	rule        the code that a step runs; in the names of metrics and in the log, a step
//	rule file   a YAML file of blocks
//	section     users or groups, in a file
//	shadow      the mode of a step that is counted but not applied
//	statement   an assumption
//	step        a rule with its name and the requests that it is for
//	target      the service that requests are sent to
//	trace       what each step did to a message, and which texts it changed
//	unproven    of an attribute: the target may answer a filter on it with resources that do not
//	            have the value
//	wider       of a form: the target finds more with it than RFC 7644 says, and its results are
//	            checked
//
// # Packages
//
// The packages of the kinds depend neither on each other nor on this package; only normalize is
// built from the rules of other packages, and patch from those of divide. Package kind has what
// kinds are made with, part what several of them do, and expression the language of set and
// convert. Package packs has the files that ship with the program, page generates their pages,
// cases plays requests through chains, upgrade converts lists of rules to blocks, laws tests what
// holds for all kinds and packs, and workload measures what they cost.
package rules
