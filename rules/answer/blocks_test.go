package answer_test

import (
	"testing"

	"scimshim/rules/blocktest"
)

var blockTests = map[string]blocktest.Test{
	"a deleted user is disabled": {
		Block: "users: {deletes: {action: deactivate}}",
		Flat:  "rules: [{name: x, when: {resource: Users, method: [DELETE]}, delete: deactivate}]",
		Case:  "-- request --\nDELETE /Users/7\n-- target response --\n200\n\n{\"id\":\"7\",\"active\":false}\n",
		Steps: "own/users.deletes",
	},
	"a delete is refused": {
		Block: "groups: {deletes: {action: refuse, message: do it by hand}}",
		Flat:  "rules: [{name: x, when: {resource: Groups, method: [DELETE]}, reply: {status: 501, detail: do it by hand}}]",
		Case:  "-- request --\nDELETE /Groups/7\n",
		Steps: "own/groups.deletes",
	},
	"a delete passes": {
		Block: "users: {deletes: {action: pass}}\nread: [unquoted]",
		Flat:  "rules: [{name: x, lenient: unquoted}]",
		Case:  "-- request --\nDELETE /Users/7\n-- target response --\n204\n",
		Steps: "own/read.unquoted",
		Same:  true,
	},
	"a field": {
		Block: "headers: {set: {X-Request-Origin: 'https://scim.example.com'}}",
		Flat:  "rules: [{name: x, header: {set: {X-Request-Origin: 'https://scim.example.com'}}}]",
		Case:  "-- request --\nGET /Users/7\n-- target response --\n200\n\n{\"id\":\"7\"}\n",
		Steps: "own/headers",
	},
	"a refused request": {
		Block: "groups: {reply: {method: [POST, DELETE], status: 501, message: make it there}}",
		Flat:  "rules: [{name: x, when: {resource: Groups, method: [POST, DELETE]}, reply: {status: 501, detail: make it there}}]",
		Case:  "-- request --\nPOST /Groups\n\n{\"displayName\":\"a\"}\n",
		Steps: "own/groups.reply",
	},
	"documents": {
		Block: "reply: [{endpoint: ResourceTypes, body: [{id: User, name: User, endpoint: /Users}]}, {endpoint: Groups, list: empty, assume: no_match}]",
		Flat: "rules: [{name: x, when: {resource: ResourceTypes}, reply: {body: [{id: User, name: User, endpoint: /Users}]}}, " +
			"{name: y, when: {resource: Groups}, reply: {list: empty, assume: no-match}}]",
		Case:  "-- request --\nGET /ResourceTypes/User\n",
		Steps: "own/reply.ResourceTypes own/reply.Groups",
	},
	"another error": {
		Block: "errors: [{name: field, when: {status: 409, detail: ^REQUIRED}, answer: {status: 400, scim_type: invalidValue, detail: a field}}]",
		Flat:  "rules: [{name: x, status: {when: {status: 409, detail: ^REQUIRED}, then: {status: 400, scim-type: invalidValue, detail: a field}}}]",
		Case:  aPatch + "409\n\n" + anError("409", "REQUIRED_FIELD_MISSING"),
		Steps: "own/errors.field",
	},
	"a cure": {
		Block: "users: {errors: {name: conflict, when: {method: PATCH, status: 409}, answer: {scim_type: uniqueness}, cure: Import them first.}}",
		Flat: "rules: [{name: x, when: {resource: Users, method: [PATCH]}, " +
			"status: {when: {status: 409}, then: {scim-type: uniqueness, cure: Import them first.}}}]",
		Case:  aPatch + "409\n\n" + anError("409", "exists"),
		Steps: "own/users.errors.conflict",
	},
	"done already": {
		Block: "errors: [{name: same, when: {request: unchanged, status: 400, detail: ^Nothing}, answer: done}]",
		Flat:  "rules: [{name: x, idempotent: {on: unchanged, status: 400, detail: ^Nothing}}]",
		Case:  aPatch + "400\n\n" + anError("400", "Nothing to do"),
		Steps: "own/errors.same",
	},
	"nobody": {
		Block: "errors: [{name: nobody, when: {status: 404, scim_type: noTarget}, answer: empty_list}]",
		Flat:  "rules: [{name: x, empty-on: {status: 404, scim-type: noTarget}}]",
		Case: "-- request --\nGET /Users?filter=userName eq \"x\"\n-- target response --\n404\n\n" +
			`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","scimType":"noTarget"}` + "\n",
		Steps: "own/errors.nobody",
	},
	"a shape": {
		Block: "errors: [{name: own, shape: {statuses: [409], media_types: [application/json], detail: error.message, type: error.code}, " +
			"scim_types: [{type: ^EXISTS$, scim_type: uniqueness}]}]",
		Flat: "rules: [{name: x, errors: {statuses: [409], media-types: [application/json], detail: error.message, type: error.code, " +
			"scim-types: [{type: ^EXISTS$, scim-type: uniqueness}]}}]",
		Case:  aPatch + "409\nContent-Type: application/json\n\n" + `{"error":{"message":"taken","code":"EXISTS"}}` + "\n",
		Steps: "own/errors.own",
	},
}

const aPatch = "-- request --\nPATCH /Users/7\n\n" +
	`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"x"}]}` +
	"\n-- target response --\n"

func anError(status, detail string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"` + status + `","detail":"` + detail + "\"}\n"
}

func TestBlocksDoWhatFlatRulesDo(t *testing.T) {
	for name, b := range blockTests {
		t.Run(name, b.Run)
	}
}

func TestBlocksRefuse(t *testing.T) {
	for name, b := range map[string]struct{ block, want string }{
		"no action":          {"users: {deletes: {message: x}}", `own.yaml:2:18: missing "action"`},
		"deactivated groups": {"groups: {deletes: {action: deactivate}}", "own.yaml:2:28: only users can be disabled"},
		"deactivated all":    {"deletes: {action: deactivate}", "own.yaml:2:19: only users can be disabled"},
		"refused in silence": {"users: {deletes: {action: refuse}}", `own.yaml:2:18: missing "message"`},
		"a field of users":   {"users: {headers: {set: {X-A: b}}}", "own.yaml:2:18: this holds for all requests; state it at the top of the file"},
		"a nameless error":   {"errors: [{when: {status: 409}, cure: x}]", `own.yaml:2:10: missing "name"`},
		"nothing":            {"errors: [{name: a, when: {status: 409}}]", "own.yaml:2:10: expected answer, cure or shape"},
		"a status alone":     {"errors: [{name: a, when: {status: 404}, answer: empty_list}]", "own.yaml:2:10: a status alone"},
		"a 401":              {"errors: [{name: a, when: {status: 400}, answer: {status: 401}}]", "own.yaml:2:58: 401 says that the client's credential is refused"},
		"no request":         {"errors: [{name: a, when: {status: 400, detail: x}, answer: done}]", `own.yaml:2:26: missing "request"`},
		"a reply of several": {"reply: [{status: 501, message: x}]", `own.yaml:2:9: missing "name"`},
		"a document of none": {"reply: {endpoint: Users, body: {a: b}}", "own.yaml:2:8: a document is not what the endpoint Users answers"},
		"two names":          {"errors: [{name: a, when: {status: 409}, cure: x}, {name: a, when: {status: 409}, cure: y}]", "own.yaml:2:51: own/errors.a stands here a second time"},
	} {
		t.Run(name, func(t *testing.T) { blocktest.Refuses(t, b.block, b.want) })
	}
}
