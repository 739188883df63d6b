package attr_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// An expression sets what it makes of the resource, and nothing where that is empty.
func TestSetExpression(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {set: {name.formatted: {from: 'name.givenName + fallback(name.familyName, "")', when: always}}}`))
	f := func(request, want string) {
		t.Helper()
		r := rulestest.Do(t, set, request, "500\n\n")
		if r.Sent == nil || r.Sent.Body != want {
			t.Errorf("%s: %v, sent %+v", request, r.Err, r.Sent)
		}
	}
	f("POST /Users\n\n"+`{"name":{"givenName":"Ada","formatted":"x"}}`, `{"name":{"givenName":"Ada","formatted":"Ada"}}`)
	f("PUT /Users/1\n\n"+`{"name":{"givenName":"Ada","familyName":"L"}}`, `{"name":{"givenName":"Ada","familyName":"L","formatted":"AdaL"}}`)
	f("POST /Users\n\n"+`{"name":{"formatted":"x"}}`, `{"name":{"formatted":"x"}}`)
	f("PATCH /Users/1\n\n"+`{"Operations":[{"op":"replace","path":"name.givenName","value":"A"}]}`,
		`{"Operations":[{"op":"replace","path":"name.givenName","value":"A"}]}`)
}

// A value is made of what only the target may write before that is taken out (F54), wherever
// the file stands.
func TestSetBeforeNormalize(t *testing.T) {
	const early, client = `set: {externalId: {from: 'attr("id")', methods: [POST], before: normalize}}`, "name: t\nnormalize: [empty_values]\n"
	f := func(block, want string) {
		t.Helper()
		own := "name: local\n" + block + "\n"
		for _, set := range []*rules.Set{rulestest.Compile(t, own, client), rulestest.Compile(t, client, own)} {
			r := rulestest.Do(t, set, "POST /Users\n\n"+`{"id":"7","userName":"ada"}`, "500\n\n")
			if r.Sent == nil || r.Sent.Body != want {
				t.Errorf("%s: %v, sent %+v", own, r.Err, r.Sent)
			}
		}
	}
	f(strings.Replace(early, ", before: normalize", "", 1), `{"userName":"ada"}`)
	f(early, `{"userName":"ada","externalId":"7"}`)
}

// Of the elements that a PATCH adds none gets what only one may have.
func TestSetOnceInPatches(t *testing.T) {
	f := func(once, in, want string) {
		t.Helper()
		rulestest.Sends(t, `users: {set: {emails.primary: {value: true`+once+`}}}`, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	f(", first: true", rulestest.OpOf("replace", "emails", `[{"value":"a"},{"value":"b"}]`), rulestest.OpOf("replace", "emails", `[{"value":"a","primary":true},{"value":"b"}]`))
	f(", first: true", rulestest.OpOf("add", "emails", `[{"value":"a"}]`), rulestest.OpOf("add", "emails", `[{"value":"a"}]`))
	f("", rulestest.OpOf("add", "emails", `[{"value":"a"}]`), rulestest.OpOf("add", "emails", `[{"value":"a","primary":true}]`))
}

func TestSetFaults(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "f.yaml", Data: []byte(rulestest.File("users: {set: {" + text + "}}"))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	f(`title: {}`, "expected either value (a fixed value) or from (an expression)")
	f(`title: {value: x, from: userName}`, "expected either value")
	f(`title: {from: 'userNme'}`, "userNme")
	f(`title: {value: x, before: map}`, "expected one of: normalize")
	f(`active: {from: 'userName', when: always}`, "an expression returns text, and active is not")
}

// A sub-attribute is made of the one beside it, in each element that lacks it (F14).
func TestSetSibling(t *testing.T) {
	const text = "groups: {set: {members.display: {beside: value}}}"
	f := func(method, in, want string) {
		t.Helper()
		rulestest.Sends(t, text, method, in, want)
		rulestest.Sends(t, text, method, want, want)
	}
	for _, method := range []string{"POST", "PUT"} {
		f(method, `{"members":[{"value":"1"},{"display":"b","value":"2"},{"$ref":"x"},{"value":null}]}`,
			`{"members":[{"value":"1","display":"1"},{"display":"b","value":"2"},{"$ref":"x"},{"value":null}]}`)
	}
	f("PATCH", rulestest.PatchOf(`{"op":"add","path":"members","value":[{"value":"1"}]},{"op":"replace","value":{"members":[{"Value":"2"}]}}`),
		rulestest.PatchOf(`{"op":"add","path":"members","value":[{"value":"1","display":"1"}]},`+
			`{"op":"replace","value":{"members":[{"Value":"2","display":"2"}]}}`))
	same := rulestest.PatchOf(`{"op":"remove","path":"members[value eq \"1\"]"}`)
	f("PATCH", same, same)
	group := func(options string) string {
		return rulestest.File("groups: {set: {members.display: {" + options + "}}}")
	}
	rulestest.Fault(t, group("beside: value, value: x"), "f1.yaml:2:42: beside cannot be combined with a value, "+
		"an expression, or when: always")
	rulestest.Fault(t, group("beside: name"), "f1.yaml:2:42: members has no sub-attribute name")
	rulestest.Fault(t, group("beside: display"), "f1.yaml:2:42: expected the name of a sub-attribute next to the "+
		"one that is set, as value is to members.display")
}

// What a rule makes of other attributes is made anew where a PATCH writes these (F14).
func TestSetDerivesInPatches(t *testing.T) {
	const formatted = `users: {set: {name.formatted: {from: 'name.givenName + " " + name.familyName', when: always}}}`
	f := func(in, want string) {
		t.Helper()
		rulestest.Sends(t, formatted, "PATCH", rulestest.PatchOf(in), want)
	}
	given, family := rulestest.OpOf("replace", "name.givenName", `"Ada"`), rulestest.OpOf("Add", "name.familyName", `"Lind"`)
	made := rulestest.OpOf("replace", "name.formatted", `"Ada Lind"`)
	f(given+","+family, rulestest.PatchOf(given+","+family+","+made))
	f(given+","+family+","+made, rulestest.PatchOf(given+","+family+","+made))
	whole := rulestest.OpOf("replace", "name", `{"givenName":"Ada","familyName":"Lind","formatted":"x"}`)
	f(whole, rulestest.PatchOf(whole+","+made))
	without := `{"op":"add","value":{"name":{"givenName":"Ada","familyName":"Lind"}}}`
	f(without, rulestest.PatchOf(without+`,{"op":"replace","path":"name.formatted","value":"Ada Lind"}`))
	f(given, rulestest.PatchOf(given)+" warned") // the rest is not known
	f(rulestest.OpOf("replace", "title", `"x"`), rulestest.PatchOf(rulestest.OpOf("replace", "title", `"x"`)))
	rulestest.Sends(t, strings.Replace(formatted, ", when: always", "", 1), "PATCH", rulestest.PatchOf(given+","+family), rulestest.PatchOf(given+","+family))
}

// set writes into what is created, and into elements that a PATCH adds, but
// into nothing else of a PATCH.
func TestSet(t *testing.T) {
	const element = "users: {set: {emails.type: {value: work}}}"
	rulestest.Sends(t, element, "POST", `{"emails":[{"value":"a"},{"type":"x"}]}`, `{"emails":[{"value":"a","type":"work"},{"type":"x"}]}`)
	rulestest.Sends(t, element, "PATCH", rulestest.PatchOf(`{"op":"add","path":"emails","value":[{"value":"a"}]}`),
		rulestest.PatchOf(`{"op":"add","path":"emails","value":[{"value":"a","type":"work"}]}`))
	same := func(text, method, in string) { t.Helper(); rulestest.Sends(t, text, method, in, in) }
	same(element, "PATCH", rulestest.PatchOf(`{"op":"add","path":"emails[type eq \"x\"]","value":{"value":"a"}}`))
	const extension = "users: {set: {'urn:x:2.0:User:number': {value: 7}}}"
	rulestest.Sends(t, extension, "POST", `{"urn:x:2.0:User":{"a":1}}`, `{"urn:x:2.0:User":{"a":1,"number":7}}`)
	same(extension, "PATCH", rulestest.PatchOf(`{"op":"add","value":{"urn:x:2.0:User":{"a":1}}}`))
	const whole = "users: {set: {title: {value: x}}}"
	rulestest.Sends(t, whole, "PUT", `{"a":1}`, `{"a":1,"title":"x"}`)
	same(whole, "PUT", `{"TITLE":"y"}`)
	same(whole, "PATCH", rulestest.PatchOf(`{"op":"add","value":{"a":1}}`))
	rulestest.Sends(t, "users: {set: {title: {value: x, when: always}}}", "PUT", `{"TITLE":"y"}`, `{"TITLE":"x"}`)
	same("users: {set: {name.formatted: {value: x}}}", "PATCH", rulestest.PatchOf(`{"op":"add","path":"name","value":{"givenName":"a"}}`))
}
