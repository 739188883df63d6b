package answer_test

import (
	"testing"

	"scimshim/rules/blocktest"
)

func TestCases(t *testing.T) { blocktest.Cases(t, "testdata") }

func TestBlocksRefuse(t *testing.T) {
	for name, b := range map[string]struct{ block, want string }{
		"no action":          {"users: {deletes: {message: x}}", `own.yaml:2:18: missing "action"`},
		"deactivated groups": {"groups: {deletes: {action: deactivate}}", "own.yaml:2:28: only users can be disabled"},
		"deactivated all":    {"deletes: {action: deactivate}", "own.yaml:2:19: only users can be disabled"},
		"refused in silence": {"users: {deletes: {action: refuse}}", `own.yaml:2:18: missing "message"`},
		"a field of users": {"users: {headers: {set: {X-A: b}}}", "own.yaml:2:18: this applies to all " +
			"requests; move it to the top of the file"},
		"a nameless error": {"errors: [{when: {status: 409}, cure: x}]", `own.yaml:2:10: missing "name"`},
		"nothing":          {"errors: [{name: a, when: {status: 409}}]", "own.yaml:2:10: expected answer, cure or shape"},
		"a status alone":   {"errors: [{name: a, when: {status: 404}, answer: empty_list}]", "own.yaml:2:10: a status alone"},
		"a 401": {"errors: [{name: a, when: {status: 400}, answer: {status: 401}}]", "own.yaml:2:58: " +
			"401 means that the client's credential is refused"},
		"no request":         {"errors: [{name: a, when: {status: 400, detail: x}, answer: done}]", `own.yaml:2:26: missing "request"`},
		"a reply of several": {"reply: [{status: 501, message: x}]", `own.yaml:2:9: missing "name"`},
		"a document of none": {"reply: {endpoint: Users, body: {a: b}}", "own.yaml:2:8: a document is not what the endpoint Users answers"},
		"nothing described": {"reply: {endpoint: Schemas, describes: {}}", "own.yaml:2:39: expected users, " +
			"groups or both"},
		"an extension": {"reply: {endpoint: Schemas, describes: {users: {attributes: " +
			"[enterprise.department]}}}", "own.yaml:2:61: urn"},
		"an unknown type": {"reply: {endpoint: Schemas, describes: {users: {attributes: " +
			"[titel]}}}", "own.yaml:2:61: the type of titel is not known"},
		"required of none": {"reply: {endpoint: Schemas, describes: {users: {attributes: [title], required: " +
			"[nickName]}}}", "own.yaml:2:80: nickName is not among the attributes"},
		"described users": {"reply: {endpoint: Users, describes: {users: {attributes: " +
			"[title]}}}", "own.yaml:2:8: a list of attributes is not what the endpoint Users answers"},
		"two names": {"errors: [{name: a, when: {status: 409}, cure: x}, {name: a, when: {status: 409}, " +
			"cure: y}]", "own.yaml:2:51: own/errors.a occurs twice here"},
	} {
		t.Run(name, func(t *testing.T) { blocktest.Refuses(t, b.block, b.want) })
	}
}
