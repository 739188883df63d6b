package answer_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
)

// Blocks, the flat rules that say the same, and a case for both, in which what the rules do
// shows. The chain of the blocks has the steps named.
var blockTests = map[string]struct{ block, flat, text, steps string }{
	"a deleted user is disabled": {
		block: "users: {deletes: {action: deactivate}}",
		flat:  "rules: [{name: x, when: {resource: Users, method: [DELETE]}, delete: deactivate}]",
		text:  "-- request --\nDELETE /Users/7\n-- target response --\n200\n\n{\"id\":\"7\",\"active\":false}\n",
		steps: "own/users.deletes",
	},
	"a delete is refused": {
		block: "groups: {deletes: {action: refuse, message: do it by hand}}",
		flat:  "rules: [{name: x, when: {resource: Groups, method: [DELETE]}, reply: {status: 501, detail: do it by hand}}]",
		text:  "-- request --\nDELETE /Groups/7\n",
		steps: "own/groups.deletes",
	},
	"a delete passes": {
		block: "users: {deletes: {action: pass}}\nread: [unquoted]",
		flat:  "rules: [{name: x, lenient: unquoted}]",
		text:  "-- request --\nDELETE /Users/7\n-- target response --\n204\n",
		steps: "own/read.unquoted",
	},
	"a field": {
		block: "headers: {set: {X-Request-Origin: 'https://scim.example.com'}}",
		flat:  "rules: [{name: x, header: {set: {X-Request-Origin: 'https://scim.example.com'}}}]",
		text:  "-- request --\nGET /Users/7\n-- target response --\n200\n\n{\"id\":\"7\"}\n",
		steps: "own/headers",
	},
	"a refused request": {
		block: "groups: {reply: {method: [POST, DELETE], status: 501, message: make it there}}",
		flat:  "rules: [{name: x, when: {resource: Groups, method: [POST, DELETE]}, reply: {status: 501, detail: make it there}}]",
		text:  "-- request --\nPOST /Groups\n\n{\"displayName\":\"a\"}\n",
		steps: "own/groups.reply",
	},
	"documents": {
		block: "reply: [{endpoint: ResourceTypes, body: [{id: User, name: User, endpoint: /Users}]}, {endpoint: Groups, list: empty, assume: no_match}]",
		flat: "rules: [{name: x, when: {resource: ResourceTypes}, reply: {body: [{id: User, name: User, endpoint: /Users}]}}, " +
			"{name: y, when: {resource: Groups}, reply: {list: empty, assume: no-match}}]",
		text:  "-- request --\nGET /ResourceTypes/User\n",
		steps: "own/reply.ResourceTypes own/reply.Groups",
	},
	"another error": {
		block: "errors: [{name: field, when: {status: 409, detail: ^REQUIRED}, answer: {status: 400, scim_type: invalidValue, detail: a field}}]",
		flat:  "rules: [{name: x, status: {when: {status: 409, detail: ^REQUIRED}, then: {status: 400, scim-type: invalidValue, detail: a field}}}]",
		text:  aPatch + "409\n\n" + anError("409", "REQUIRED_FIELD_MISSING"),
		steps: "own/errors.field",
	},
	"a cure": {
		block: "users: {errors: {name: conflict, when: {method: PATCH, status: 409}, answer: {scim_type: uniqueness}, cure: Import them first.}}",
		flat: "rules: [{name: x, when: {resource: Users, method: [PATCH]}, " +
			"status: {when: {status: 409}, then: {scim-type: uniqueness, cure: Import them first.}}}]",
		text:  aPatch + "409\n\n" + anError("409", "exists"),
		steps: "own/users.errors.conflict",
	},
	"done already": {
		block: "errors: [{name: same, when: {request: unchanged, status: 400, detail: ^Nothing}, answer: done}]",
		flat:  "rules: [{name: x, idempotent: {on: unchanged, status: 400, detail: ^Nothing}}]",
		text:  aPatch + "400\n\n" + anError("400", "Nothing to do"),
		steps: "own/errors.same",
	},
	"nobody": {
		block: "errors: [{name: nobody, when: {status: 404, scim_type: noTarget}, answer: empty_list}]",
		flat:  "rules: [{name: x, empty-on: {status: 404, scim-type: noTarget}}]",
		text: "-- request --\nGET /Users?filter=userName eq \"x\"\n-- target response --\n404\n\n" +
			`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","scimType":"noTarget"}` + "\n",
		steps: "own/errors.nobody",
	},
	"a shape": {
		block: "errors: [{name: own, shape: {statuses: [409], media_types: [application/json], detail: error.message, type: error.code}, " +
			"scim_types: [{type: ^EXISTS$, scim_type: uniqueness}]}]",
		flat: "rules: [{name: x, errors: {statuses: [409], media-types: [application/json], detail: error.message, type: error.code, " +
			"scim-types: [{type: ^EXISTS$, scim-type: uniqueness}]}}]",
		text:  aPatch + "409\nContent-Type: application/json\n\n" + `{"error":{"message":"taken","code":"EXISTS"}}` + "\n",
		steps: "own/errors.own",
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
		t.Run(name, func(t *testing.T) {
			block, steps := playOn(t, b.block, b.text)
			flat, _ := playOn(t, b.flat, b.text)
			none, _ := playOn(t, "rules: []", b.text)
			switch {
			case block != flat:
				t.Errorf("the block makes of it\n%s\nthe flat rules\n%s", block, flat)
			case block == none && name != "a delete passes":
				t.Errorf("it shows nothing: %s", block)
			}
			if steps != b.steps {
				t.Errorf("the steps are %s, want %s", steps, b.steps)
			}
		})
	}
}

// playOn returns what came of a case, without the rules, and the steps of the chain.
func playOn(t *testing.T, file, text string) (played, steps string) {
	t.Helper()
	set, err := rules.Compile(rules.Source{File: "own.yaml", Data: []byte("name: own\n" + file + "\n")})
	if err != nil {
		t.Fatal(err)
	}
	c, err := cases.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, err := cases.Play(set.Chain, c)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range set.Infos {
		names = append(names, i.Name)
	}
	played, _, _ = strings.Cut(string(p.Case.Format()), "-- rules --")
	return played, strings.Join(names, " ")
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
		t.Run(name, func(t *testing.T) {
			_, err := rules.Compile(rules.Source{File: "own.yaml", Data: []byte("name: own\n" + b.block + "\n")})
			if err == nil || !strings.HasPrefix(err.Error(), b.want) {
				t.Errorf("got %v\nwant %s", err, b.want)
			}
		})
	}
}
