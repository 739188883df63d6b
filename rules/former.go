package rules

import (
	"maps"
	"slices"

	"scimshim/config/tree"
)

// A former is what is written in place of a kind of rule that there was before blocks.
type former struct {
	block   string // the block, for people
	example string // of a file
}

// formers are the kinds of rules that there were, by their words.
var formers = map[string]former{
	"accept": {
		"queries: {filters: [...]}",
		"users: {queries: {filters: ['userName eq {value}']}}",
	},
	"agree": {
		"filter: {match: ..., to: ..., assume: complete, guard: {attributes: [...], action: warn}}",
		"users: {filter: {match: 'emails.value eq {v}', to: 'userName eq {v}', assume: complete, guard: " +
			"{attributes: [userName, 'emails[type eq \"work\"].value']}}}",
	},
	"alias": {
		"normalize: [{aliases: {NAME: ATTRIBUTE}}]",
		"normalize: [{aliases: {email: emails.value}}]",
	},
	"at-most": {
		"stores: {ATTRIBUTE: {per_request: 100}} for values, patch: {max_operations: 1} for operations",
		"groups: {stores: {members: {per_request: 100}}, patch: {max_operations: 10}}",
	},
	"canonical": {
		"normalize: [names]",
		"normalize: [names]",
	},
	"change-op": {
		"patch: {elements: {ATTRIBUTE: {adds: replace}}}, patch: {only_replace: [ATTRIBUTE]} for what has " +
			"one value, or normalize: [{members_replaced: add}]",
		"users: {patch: {only_replace: [displayName]}}\nnormalize: [{members_replaced: add}]",
	},
	"clear": {
		"normalize: [cleared] for a client, patch: {empties: [empty_list]} for a target",
		"normalize: [cleared]\npatch: {empties: [empty_list]}",
	},
	"coerce": {
		"normalize: [booleans, strings]",
		"normalize: [{booleans: {drop: primary}}, strings]",
	},
	"default": {
		"set: {ATTRIBUTE: {value: ...}} or {from: EXPRESSION}",
		"users: {set: {displayName: {from: userName}}}",
	},
	"delete": {
		"deletes: {action: deactivate}",
		"users: {deletes: {action: deactivate}}",
	},
	"discovery": {
		"normalize: [service_config]",
		"normalize: [service_config]",
	},
	"drop": {
		"drop: [ATTRIBUTE]",
		"users: {drop: [nickName]}",
	},
	"echo": {
		"restore: {attributes: [...], equal: [...]}",
		"restore: {attributes: [userName], equal: [case]}",
	},
	"empty-on": {
		"errors: [{name: ..., when: {...}, answer: empty_list}]",
		"errors: [{name: nobody, when: {status: 404, scim_type: noTarget}, answer: empty_list}]",
	},
	"errors": {
		"normalize: [error_answers], or errors: [{name: ..., shape: {...}}] for the target's own shape",
		"normalize: [error_answers]\nerrors: [{name: own, shape: {statuses: [400], detail: message}}]",
	},
	"expand": {
		"normalize: [paths], or [{paths: values}] for a target",
		"normalize: [{paths: values}]",
	},
	"filter": {
		"filter: {match: ..., to: ...}",
		"users: {filter: {match: 'enterprise.manager eq {id}', to: 'enterprise.manager.value eq {id}'}}",
	},
	"found": {
		"stores: {ATTRIBUTE: {stored: false, action: warn}}",
		"users: {stores: {nickName: {stored: false, action: warn}}}",
	},
	"header": {
		"headers: {set: {NAME: VALUE}}",
		"headers: {set: {User-Agent: scimshim}}",
	},
	"hide": {
		"drop: {name: ..., attributes: [...], in: answers, when: empty}",
		"groups: {drop: {name: unshown, attributes: [members], in: answers, when: empty}}",
	},
	"idempotent": {
		"errors: [{name: ..., when: {request: ..., ...}, answer: done}]",
		"errors: [{name: there, when: {request: member_add, status: 409, detail: 'already'}, answer: done}]",
	},
	"index": {
		"queries: {index: {attributes: [...]}}",
		"groups: {queries: {index: {attributes: [displayName], sole_process: true}}}",
	},
	"keep": {
		"stores: {attributes: [...], others: drop}, or stores: {undeclared: drop}",
		"users: {stores: {attributes: [userName], others: drop}}\ngroups: {stores: {undeclared: drop}}",
	},
	"last": {
		"patch: {once: [ATTRIBUTE]}",
		"users: {patch: {once: [userName, active]}}",
	},
	"lenient": {
		"read: [FORM]",
		"read: [unquoted, spacing]",
	},
	"limit": {
		"stores: {ATTRIBUTE: {max_length: 20}} or {pattern: ...}, queries: {values: {ATTRIBUTE: {...}}} for " +
			"filters",
		"users: {stores: {userName: {max_length: 20}}, queries: {values: {userName: {pattern: '^[^,]*$', " +
			"message: no comma}}}}",
	},
	"list": {
		"normalize: [list_answers]",
		"normalize: [list_answers]",
	},
	"location": {
		"nothing: the proxy always corrects addresses in answers",
		"",
	},
	"loose": {
		"queries: {unproven: [ATTRIBUTE]}",
		"users: {queries: {unproven: [externalId]}}",
	},
	"member-add": {
		"normalize: [member_paths]",
		"normalize: [member_paths]",
	},
	"member-remove": {
		"normalize: [member_lists] for a client, patch: {removes: {members: list}} for a target",
		"normalize: [member_lists]\ngroups: {patch: {removes: {members: list}}}",
	},
	"only": {
		"stores: {ATTRIBUTE: {elements: FILTER}}",
		"users: {stores: {emails: {elements: 'type eq \"work\"'}}}",
	},
	"op-case": {
		"normalize: [op_case]",
		"normalize: [op_case]",
	},
	"page": {
		"queries: {pages: {max: 100}}",
		"queries: {pages: {max: 100}}",
	},
	"paginate": {
		"queries: {pages: none}",
		"queries: {pages: none}",
	},
	"parse-text": {
		"normalize: [{json_texts: [ATTRIBUTE]}]",
		"normalize: [{json_texts: [roles]}]",
	},
	"partial": {
		"normalize: [{partial_bodies: {patch: true}}]",
		"normalize: [{partial_bodies: {patch: true, put_without: userName}}]",
	},
	"patch-limits": {
		"patch: {never: [FORM]}, with leaver: [FORM] for a PATCH that disables a user; normalize: [forms] " +
			"for a client",
		"patch: {never: [empty_value, flat_keys], leaver: [filtered_replace]}\nnormalize: [forms]",
	},
	"plan": {
		"queries: {beyond: {max_requests: 10}}",
		"queries: {beyond: {max_requests: 10}}",
	},
	"project": {
		"queries: {projection: one_parameter}, none, members_only or enforce",
		"queries: {projection: one_parameter}",
	},
	"prune": {
		"normalize: [empty_values, foreign_members]",
		"normalize: [empty_values, foreign_members]",
	},
	"rename": {
		"rename: {from: ..., to: ...}",
		"users: {rename: {from: externalId, to: enterprise.employeeNumber}}",
	},
	"reply": {
		"reply: {status: 501, message: ...}, or deletes: {action: refuse, message: ...}",
		"users: {reply: {method: PUT, status: 501, message: use PATCH}}\ngroups: {deletes: {action: refuse, " +
			"message: by hand}}",
	},
	"require": {
		"stores: {required: [ATTRIBUTE]}, or stores: {ATTRIBUTE: {required: [PART]}}",
		"users: {stores: {required: [displayName], addresses: {required: [locality]}}}",
	},
	"schemas": {
		"normalize: [schemas]",
		"normalize: [schemas]",
	},
	"set": {
		"set: {ATTRIBUTE: {value: ..., when: always}}, or type and primary of an attribute in stores",
		"users: {set: {userType: {value: x, when: always}}, stores: {emails: {type: work, primary: true}}}",
	},
	"shape": {
		"normalize: [shapes]",
		"normalize: [shapes]",
	},
	"single": {
		"stores: {ATTRIBUTE: {max_elements: 1}}, or normalize: [one_primary]",
		"users: {stores: {emails: {max_elements: 1, prefer: 'primary eq true'}}}\nnormalize: [one_primary]",
	},
	"sort": {
		"queries: {sort: {by: [...]}} or never",
		"users: {queries: {sort: {by: [userName], needs_order: true}}}",
	},
	"status": {
		"errors: [{name: ..., when: {...}, answer: {...}, cure: ...}]",
		"errors: [{name: conflict, when: {status: 409}, cure: import them first}]",
	},
	"texts": {
		"stores: {texts: {refuse: EXPRESSION}} or {empty_texts: refuse}, queries: {texts: {...}} for filters",
		"stores: {texts: {refuse: '[<>]'}, empty_texts: refuse}\nqueries: {texts: {refuse: '^$', message: " +
			"ask for a value}}",
	},
	"typed": {
		"set: {ATTRIBUTE.type: {value: ..., in: answers, assume: single_element}}",
		"users: {set: {emails.type: {value: work, in: answers, assume: single_element}}}",
	},
	"upsert": {
		"patch: {elements: {ATTRIBUTE: FORM}}",
		"users: {stores: {emails: {elements: 'type eq \"work\"', max_elements: 1}}, patch: {elements: " +
			"{emails: replace}}}",
	},
	"urn": {
		"normalize: [urns], or [{urns: [...]}]",
		"normalize: [{urns: [damaged, core, bare]}]",
	},
	"value": {
		"convert: {ATTRIBUTE: {to: EXPRESSION}} or {patterns: [...]}",
		"users: {convert: {userName: {to: lower(value)}}}",
	},
}

// Instead returns what is written in the place of a kind of rule that there was.
func Instead(kind string) (block string, ok bool) {
	f, ok := formers[kind]
	return f.block, ok
}

// formerRules refuses a list of rules, each with the block that is written in its place.
func formerRules(list *tree.Node) {
	some := false
	for _, n := range list.All() {
		noteFormer(n)
		some = true
	}
	if list.IsList() && !some {
		list.Errorf("the list of rules is the old format; write blocks; scimshim packs --kinds lists their kinds")
	}
}

// noteFormer notes which block is written in place of a rule.
func noteFormer(n *tree.Node) {
	for _, key := range slices.Sorted(maps.Keys(formers)) {
		if n.Has(key) {
			n.ErrorKey(key, "the list of rules is the old format; instead of %s write %s; scimshim fmt --upgrade "+
				"converts the file", key,
				formers[key].block)
			return
		}
	}
	if n.Has("override") {
		n.ErrorKey("override", "override is the old format; write overrides: [{step: ..., mode: ...}]; scimshim "+
			"fmt --upgrade converts the file")
		return
	}
	n.Errorf("the list of rules is the old format; write blocks; scimshim packs --kinds lists their kinds")
}
