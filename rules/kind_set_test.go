package rules

import (
	"strings"
	"testing"
)

// An expression sets what it makes of the resource, and nothing where that is empty.
func TestSetExpression(t *testing.T) {
	set := compile(t, rule(`set: {attribute: name.formatted, to: 'name.givenName + fallback(name.familyName, "")', overwrite: true}`))
	f := func(request, want string) {
		t.Helper()
		r := do(t, set, request, "500\n\n")
		if r.sent == nil || r.sent.Body != want {
			t.Errorf("%s: %v, sent %+v", request, r.err, r.sent)
		}
	}
	f("POST /Users\n\n"+`{"name":{"givenName":"Ada","formatted":"x"}}`, `{"name":{"givenName":"Ada","formatted":"Ada"}}`)
	f("PUT /Users/1\n\n"+`{"name":{"givenName":"Ada","familyName":"L"}}`, `{"name":{"givenName":"Ada","familyName":"L","formatted":"AdaL"}}`)
	f("POST /Users\n\n"+`{"name":{"formatted":"x"}}`, `{"name":{"formatted":"x"}}`)
	f("PATCH /Users/1\n\n"+`{"Operations":[{"op":"replace","path":"name.givenName","value":"A"}]}`,
		`{"Operations":[{"op":"replace","path":"name.givenName","value":"A"}]}`)
}

// Of the elements that a PATCH adds none gets what only one may have.
func TestSetOnceInPatches(t *testing.T) {
	f := func(once, in, want string) {
		t.Helper()
		writes(t, `set: {attribute: emails.primary, value: true`+once+`}`, "PATCH", patchOf(in), patchOf(want))
	}
	f(", once: true", opOf("replace", "emails", `[{"value":"a"},{"value":"b"}]`), opOf("replace", "emails", `[{"value":"a","primary":true},{"value":"b"}]`))
	f(", once: true", opOf("add", "emails", `[{"value":"a"}]`), opOf("add", "emails", `[{"value":"a"}]`))
	f("", opOf("add", "emails", `[{"value":"a"}]`), opOf("add", "emails", `[{"value":"a","primary":true}]`))
}

func TestSetFaults(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := Compile(Source{File: "f.yaml", Data: []byte(rule(text))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	f(`set: {attribute: title}`, "expected value, a fixed one, or to, an expression, and not both")
	f(`set: {attribute: title, value: x, to: userName}`, "and not both")
	f(`set: {attribute: title, to: 'userNme'}`, "userNme")
	f(`set: {attribute: active, to: 'userName'}`, "an expression makes a text, which active is not")
}

// A sub-attribute is made of the one beside it, in each element that lacks it (F14).
func TestSetSibling(t *testing.T) {
	const text = "set: {attribute: members.display, sibling: value}"
	f := func(method, in, want string) {
		t.Helper()
		writes(t, text, method, in, want)
		writes(t, text, method, want, want)
	}
	for _, method := range []string{"POST", "PUT"} {
		f(method, `{"members":[{"value":"1"},{"display":"b","value":"2"},{"$ref":"x"},{"value":null}]}`,
			`{"members":[{"value":"1","display":"1"},{"display":"b","value":"2"},{"$ref":"x"},{"value":null}]}`)
	}
	f("PATCH", patchOf(`{"op":"add","path":"members","value":[{"value":"1"}]},{"op":"replace","value":{"members":[{"Value":"2"}]}}`),
		patchOf(`{"op":"add","path":"members","value":[{"value":"1","display":"1"}]},`+
			`{"op":"replace","value":{"members":[{"Value":"2","display":"2"}]}}`))
	same := patchOf(`{"op":"remove","path":"members[value eq \"1\"]"}`)
	f("PATCH", same, same)
	group := func(options string) string {
		return rule("when: {resource: Groups}\n    set: {attribute: members.display, " + options)
	}
	fault(t, group("sibling: value, value: x}"), "f1.yaml:5:48: a value, an expression, or overwrite does not go with sibling")
	fault(t, group("sibling: name}"), "f1.yaml:5:48: members has no sub-attribute name")
	fault(t, group("sibling: display}"), "f1.yaml:5:48: expected the name of a sub-attribute beside the one that is set, "+
		"as value of members.display")
}

// What a rule makes of other attributes is made anew where a PATCH writes these (F14).
func TestSetDerivesInPatches(t *testing.T) {
	const formatted = `set: {attribute: name.formatted, to: 'name.givenName + " " + name.familyName', overwrite: true}`
	f := func(in, want string) { t.Helper(); writes(t, formatted, "PATCH", patchOf(in), want) }
	given, family := opOf("replace", "name.givenName", `"Ada"`), opOf("Add", "name.familyName", `"Lind"`)
	made := opOf("replace", "name.formatted", `"Ada Lind"`)
	f(given+","+family, patchOf(given+","+family+","+made))
	f(given+","+family+","+made, patchOf(given+","+family+","+made))
	whole := opOf("replace", "name", `{"givenName":"Ada","familyName":"Lind","formatted":"x"}`)
	f(whole, patchOf(whole+","+made))
	without := `{"op":"add","value":{"name":{"givenName":"Ada","familyName":"Lind"}}}`
	f(without, patchOf(without+`,{"op":"replace","path":"name.formatted","value":"Ada Lind"}`))
	f(given, patchOf(given)+" warned") // the rest is not known
	f(opOf("replace", "title", `"x"`), patchOf(opOf("replace", "title", `"x"`)))
	writes(t, strings.Replace(formatted, ", overwrite: true", "", 1), "PATCH", patchOf(given+","+family), patchOf(given+","+family))
}
