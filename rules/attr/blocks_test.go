package attr_test

import (
	"testing"

	"scimshim/rules/blocktest"
	"scimshim/rules/rulestest"
)

func TestCases(t *testing.T) { blocktest.Cases(t, "testdata") }

// What convert refuses says why, where the block does.
func TestConvertSays(t *testing.T) {
	const block = "users: {convert: {userName: {to: 'cut(value, 3)', filters: refuse, message: ask by e-mail.}, " +
		"title: {patterns: [{match: a, with: b}], no_match: refuse, assume: one_to_one, message: there is a only}}}"
	set := rulestest.Compile(t, "name: own\n"+block)
	f := func(request, want string) {
		t.Helper()
		if got := rulestest.Do(t, set, request, "200").Refusal(t).Detail; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	f(`GET /Users?filter=userName eq "anna"`, "the filter on userName: ask by e-mail")
	f(`GET /Users?filter=title eq "c"`, "this value of title has a form that rule own/users.convert.title does not know, "+
		"so that nothing like it is stored: there is a only")
	f("POST /Users\n\n"+`{"userName":"anna","title":"c"}`, "this value of title has a form that rule "+
		"own/users.convert.title does not know: there is a only")
}

func TestBlocksRefuse(t *testing.T) {
	for name, b := range map[string]struct{ block, want string }{
		"no name": {"users: {rename: {from: title}}", `own.yaml:2:17: missing "to"`},
		"an attribute": {"users: {rename: {from: title, to: nickName, in: filters}}", "own.yaml:2:35: title " +
			"is already an attribute"},
		"another place": {"users: {rename: {from: title, to: nickName, in: answers}}", "own.yaml:2:49: "},
		"its own name": {"users: {rename: {from: title, to: title}}", "own.yaml:2:35: the attribute already has " +
			"this name"},
		"a mixed list": {"users: {drop: [title, {name: a, attributes: [nickName]}]}", "own.yaml:2:16: " +
			"expected a mapping like the other entries"},
		"nothing":         {"users: {drop: []}", "own.yaml:2:15: expected at least one attribute"},
		"active":          {"users: {drop: [active]}", "own.yaml:2:15: active cannot be dropped"},
		"a nameless item": {"users: {drop: [{attributes: [title]}]}", `own.yaml:2:16: missing "name"`},
		"a value twice": {"users: {set: {title: {value: x, from: userName}}}", "own.yaml:2:22: expected either " +
			"value (a fixed value) or from (an expression)"},
		"set active": {"users: {set: {active: {value: true}}}", "own.yaml:2:15: a step must not decide " +
			"whether a user is active"},
		"always in " +
			"some": {`users: {set: {'emails[type eq "work"].type': {value: x, when: always}}}`, "own.yaml:2:63: with when: always a value is set in all elements"},
		"another answer": {"users: {set: {title: {value: x, in: answers, assume: " +
			"single_element}}}", "own.yaml:2:15: only the type of an element"},
		"one of two": {"users: {convert: {userName: {patterns: [{match: a, with: b}], no_match: " +
			"keep}}}", "own.yaml:2:29: two values may become the same"},
		"not one to one": {"users: {convert: {userName: {patterns: [{match: a, with: b}], no_match: keep, " +
			"assume: one_to_one}}}", "own.yaml:2:87: the step is not one-to-one"},
		"no match of what": {"users: {convert: {userName: {patterns: [{match: a, with: b}], filters: " +
			"refuse}}}", `own.yaml:2:29: missing "no_match"`},
		"a required one": {"users: {convert: {userName: {patterns: [{match: a, with: b}], no_match: drop, " +
			"filters: refuse}}}", "own.yaml:2:73: userName is required"},
		"told to nobody": {"users: {convert: {title: {to: lower(value), no_match: keep, message: " +
			"x}}}", "own.yaml:2:70: nothing is refused"},
		"restored how": {"restore: {attributes: [userName]}", `own.yaml:2:10: missing "equal"`},
		"restored to where": {"restore: {attributes: [id], equal: [trim]}", "own.yaml:2:24: only the target " +
			"decides id"},
	} {
		t.Run(name, func(t *testing.T) { blocktest.Refuses(t, b.block, b.want) })
	}
}
