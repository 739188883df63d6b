package attr_test

import (
	"testing"

	"scimshim/rules/blocktest"
)

const patch = "-- request --\nPATCH /Users/7\n\n" +
	`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` +
	`{"op":"replace","path":"externalId","value":"e1"},{"op":"replace","path":"title","value":"x"}]}` +
	"\n-- target response --\n200\n\n"

var blockTests = map[string]blocktest.Test{
	"another name": {
		Block: "attributes: {users: {own: {urn: 'urn:example:own:2.0:User', badge: string}}}\n" +
			"users: {rename: {from: externalId, to: own.badge}}",
		Flat: "attributes: [{resource: Users, path: 'urn:example:own:2.0:User:badge', type: string}]\n" +
			"rules: [{name: x, when: {resource: Users}, rename: {from: externalId, to: 'urn:example:own:2.0:User:badge'}}]",
		Case:  patch + `{"id":"7","urn:example:own:2.0:User":{"badge":"e1"}}` + "\n",
		Steps: "own/users.rename.externalId",
	},
	"a name in requests": {
		Block: "users: {rename: [{from: roles.displayName, to: roles.display, in: requests}]}",
		Flat:  "rules: [{name: x, when: {resource: Users}, rename: {from: roles.displayName, to: roles.display, answers: false}}]",
		Case: "-- request --\nPOST /Users\n\n" + `{"userName":"a","roles":[{"value":"1","displayName":"R"}]}` +
			"\n-- target response --\n201\n\n" + `{"id":"7","userName":"a"}` + "\n",
		Steps: "own/users.rename.roles.displayName",
	},
	"a name in filters": {
		Block: "users: {rename: {from: email, to: emails.value, in: filters}}",
		Flat:  "rules: [{name: x, when: {resource: Users}, alias: {email: emails.value}}]",
		Case:  "-- request --\nGET /Users?filter=email eq \"a\"\n-- target response --\n200\n\n" + noUsers,
		Steps: "own/users.rename.email",
	},
	"dropped": {
		Block: "users: {drop: [title, enterprise.division]}",
		Flat: "rules: [{name: x, when: {resource: Users}, " +
			"drop: [title, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division']}]",
		Case:  patch + `{"id":"7"}` + "\n",
		Steps: "own/users.drop",
	},
	"dropped by name": {
		Block: "users: {drop: [{name: a, attributes: [title], method: PATCH}, {name: b, attributes: [nickName]}]}",
		Flat: "rules: [{name: x, when: {resource: Users, method: PATCH}, drop: [title]}, " +
			"{name: y, when: {resource: Users}, drop: [nickName]}]",
		Case:  patch + `{"id":"7"}` + "\n",
		Steps: "own/users.drop.a own/users.drop.b",
	},
	"dropped from answers": {
		Block: "groups: {drop: {name: unshown, attributes: [members], in: answers, when: empty}}",
		Flat:  "rules: [{name: x, when: {resource: Groups}, hide: {empty: [members]}}]",
		Case:  "-- request --\nGET /Groups/7\n-- target response --\n200\n\n" + `{"id":"7","displayName":"g","members":[]}` + "\n",
		Steps: "own/groups.drop.unshown",
	},
	"a value where there is none": {
		Block: `users: {set: {nickName: {from: userName, only_if: 'userName contains "@"'}, title: {value: x}}}`,
		Flat: "rules: [{name: x, when: {resource: Users}, default: {attribute: nickName, to: userName, " +
			`only-if: 'userName contains "@"'}}, {name: y, when: {resource: Users}, default: {attribute: title, value: x}}]`,
		Case:  aPost(`{"userName":"a@example.com","title":"y"}`),
		Steps: "own/users.set.nickName own/users.set.title",
	},
	"an element for none": {
		Block: `users: {set: {'emails[type eq "work"].value': {from: userName, stamp: {primary: true}}}}`,
		Flat: `rules: [{name: x, when: {resource: Users}, default: {attribute: 'emails[type eq "work"].value', to: userName, ` +
			"stamp: {primary: true}}}]",
		Case:  aPost(`{"userName":"a@example.com"}`),
		Steps: "own/users.set.emails.value",
	},
	"a value in each element": {
		Block: "users: {set: {emails.type: {value: work}, emails.display: {beside: value}}}",
		Flat: "rules: [{name: x, when: {resource: Users}, set: {attribute: emails.type, value: work}}, " +
			"{name: y, when: {resource: Users}, set: {attribute: emails.display, sibling: value}}]",
		Case:  aPost(`{"userName":"a","emails":[{"value":"a@example.com"},{"value":"b@example.com","type":"home"}]}`),
		Steps: "own/users.set.emails.type own/users.set.emails.display",
	},
	"a value in the first element": {
		Block: `users: {set: {'emails[type eq "work"].primary': {value: true, existing: true, first: true}}}`,
		Flat:  `rules: [{name: x, when: {resource: Users}, set: {attribute: 'emails[type eq "work"].primary', value: true, once: true}}]`,
		Case:  aPost(`{"userName":"a","emails":[{"value":"a@example.com","type":"work"},{"value":"b@example.com","type":"work"}]}`),
		Steps: "own/users.set.emails.primary",
	},
	"a value in any case": {
		Block: `users: {set: {name.formatted: {from: 'name.givenName + " " + name.familyName', when: always}}}`,
		Flat: `rules: [{name: x, when: {resource: Users}, set: {attribute: name.formatted, ` +
			`to: 'name.givenName + " " + name.familyName', overwrite: true}}]`,
		Case:  aPost(`{"userName":"a","name":{"givenName":"Ada","familyName":"L","formatted":"x"}}`),
		Steps: "own/users.set.name.formatted",
	},
	"a type in answers": {
		Block: "users: {set: {emails.type: {value: work, in: answers, assume: single_element}}}",
		Flat:  "rules: [{name: x, when: {resource: Users}, typed: {attribute: emails, as: work, assume: single-element}}]",
		Case: "-- request --\nGET /Users/7\n-- target response --\n200\n\n" +
			`{"id":"7","userName":"a","emails":[{"value":"a@example.com"}]}` + "\n",
		Steps: "own/users.set.emails.type",
	},
	"converted": {
		Block: "users: {convert: {userName: {patterns: [{match: '(.*)@.*', with: '$1'}], no_match: refuse, " +
			`back: 'value + "@example.com"'}, title: {to: lower(value)}}}`,
		Flat: "rules: [{name: x, when: {resource: Users}, value: {attribute: userName, replace: [{match: '(.*)@.*', with: '$1'}], " +
			`otherwise: refuse, back: 'value + "@example.com"'}}, {name: y, when: {resource: Users}, ` +
			"value: {attribute: title, to: lower(value)}}]",
		Case:  aPost(`{"userName":"a@example.com","title":"X"}`),
		Steps: "own/users.convert.userName own/users.convert.title",
	},
	"restored": {
		Block: "restore: {attributes: [userName], equal: [case]}",
		Flat: "rules: [{name: x, when: {resource: [Users, Groups], method: [POST, PUT, PATCH]}, " +
			"echo: {attributes: [userName], equal: [case]}}]",
		Case: "-- request --\nPOST /Users\n\n" + `{"userName":"Anna"}` + "\n-- target response --\n201\n\n" +
			`{"id":"7","userName":"anna"}` + "\n",
		Steps: "own/restore",
	},
}

func aPost(body string) string {
	return "-- request --\nPOST /Users\n\n" + body + "\n-- target response --\n201\n\n" + `{"id":"7",` + body[1:] + "\n"
}

const noUsers = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}` + "\n"

func TestBlocksDoWhatFlatRulesDo(t *testing.T) {
	for name, b := range blockTests {
		t.Run(name, b.Run)
	}
}

func TestBlocksRefuse(t *testing.T) {
	for name, b := range map[string]struct{ block, want string }{
		"no name":           {"users: {rename: {from: title}}", `own.yaml:2:17: missing "to"`},
		"an attribute":      {"users: {rename: {from: title, to: nickName, in: filters}}", "own.yaml:2:35: title is an attribute of its own"},
		"another place":     {"users: {rename: {from: title, to: nickName, in: answers}}", "own.yaml:2:49: "},
		"its own name":      {"users: {rename: {from: title, to: title}}", "own.yaml:2:35: the attribute already has this name"},
		"a mixed list":      {"users: {drop: [title, {name: a, attributes: [nickName]}]}", "own.yaml:2:16: expected a mapping, as its neighbours are"},
		"nothing":           {"users: {drop: []}", "own.yaml:2:15: expected at least one attribute"},
		"active":            {"users: {drop: [active]}", "own.yaml:2:15: active cannot be dropped"},
		"a nameless item":   {"users: {drop: [{attributes: [title]}]}", `own.yaml:2:16: missing "name"`},
		"a value twice":     {"users: {set: {title: {value: x, from: userName}}}", "own.yaml:2:22: expected value, a fixed one, or from, an expression"},
		"set active":        {"users: {set: {active: {value: true}}}", "own.yaml:2:15: a rule must not decide whether a user is active"},
		"always in some":    {`users: {set: {'emails[type eq "work"].type': {value: x, when: always}}}`, "own.yaml:2:63: a value can be set in any case"},
		"another answer":    {"users: {set: {title: {value: x, in: answers, assume: single_element}}}", "own.yaml:2:15: only the type of an element"},
		"one of two":        {"users: {convert: {userName: {patterns: [{match: a, with: b}], no_match: keep}}}", "own.yaml:2:29: two values may become one"},
		"not one to one":    {"users: {convert: {userName: {patterns: [{match: a, with: b}], no_match: keep, assume: one_to_one}}}", "own.yaml:2:87: the rule is not one-to-one"},
		"no match of what":  {"users: {convert: {userName: {patterns: [{match: a, with: b}], filters: refuse}}}", `own.yaml:2:29: missing "no_match"`},
		"a required one":    {"users: {convert: {userName: {patterns: [{match: a, with: b}], no_match: drop, filters: refuse}}}", "own.yaml:2:73: userName is required"},
		"restored how":      {"restore: {attributes: [userName]}", `own.yaml:2:10: missing "equal"`},
		"restored to where": {"restore: {attributes: [id], equal: [trim]}", "own.yaml:2:24: id is the target's to say"},
	} {
		t.Run(name, func(t *testing.T) { blocktest.Refuses(t, b.block, b.want) })
	}
}
