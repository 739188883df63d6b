package store_test

import (
	"strings"
	"testing"
	"time"

	"scimshim/rules/rulestest"
)

const (
	oneEmail   = `users: {stores: {emails: {max_elements: 1, prefer: ['type eq "work"', 'primary eq true']}}}`
	onePrimary = `users: {normalize: [one_primary]}`
)

// singles checks what the target sees of a body, and that the rule has nothing to
// change in that.
func singles(t *testing.T, text, method, in, want string) {
	t.Helper()
	rulestest.Sends(t, text, method, in, want)
	rulestest.Sends(t, text, method, want, want)
}

// The element stays that is preferred, or else the first.
func TestSingle(t *testing.T) {
	const home, work, first = `{"value":"h","type":"home"}`, `{"value":"w","TYPE":"Work"}`, `{"value":"p","primary":true}`
	f := func(in, want string) {
		t.Helper()
		for _, method := range []string{"POST", "PUT"} {
			singles(t, oneEmail, method, `{"a":1, "emails": `+in+`}`, `{"a":1, "emails": `+want+`}`)
		}
		for _, op := range []string{"add", "Replace"} {
			at := func(value string) string { return rulestest.PatchOf(rulestest.OpOf(op, "emails", value)) }
			singles(t, oneEmail, "PATCH", at(in), at(want))
			at = func(value string) string {
				return rulestest.PatchOf(`{"op":"` + op + `","value":{"Emails":` + value + `,"title":"x"}}`)
			}
			singles(t, oneEmail, "PATCH", at(in), at(want))
			at = func(value string) string {
				return rulestest.PatchOf(rulestest.OpOf(op, rulestest.CoreUser+":EMAILS", value))
			}
			singles(t, oneEmail, "PATCH", at(in), at(want))
		}
	}
	f("["+home+","+first+","+work+"]", "["+work+"]")
	f("["+home+","+first+"]", "["+first+"]")
	f("[ "+home+" , {} ]", "["+home+"]")
	f(`["x","y"]`, `["x"]`)
	f(`[null,{"type":"work"}]`, `[{"type":"work"}]`)
	f(`[{"type":"work","value":"a"},{"type":"work","value":"b"}]`, `[{"type":"work","value":"a"}]`)
	for _, same := range []string{`[]`, `[ ` + home + ` ]`, home, `null`, `"x"`, `{"a":[1,2]}`} {
		f(same, same)
	}
}

// What is removed, selected by a filter, or another attribute has all its
// elements.
func TestSingleLeavesAlone(t *testing.T) {
	const two = `[{"value":"a"},{"value":"b"}]`
	for _, op := range []string{
		rulestest.OpOf("remove", "emails", two),
		rulestest.OpOf("remove", "emails", ""),
		`{"op":"remove","value":{"emails":` + two + `}}`,
		rulestest.OpOf("add", `emails[type eq "work"]`, two),
		rulestest.OpOf("add", `emails[type eq "work"].value`, two),
		rulestest.OpOf("add", "phoneNumbers", two),
		rulestest.OpOf("add", "emails.value", two),
		rulestest.OpOf("add", "urn:x:2.0:User:emails", two),
		rulestest.OpOf("add", "urn:x:2.0:User", `{"emails":`+two+`}`),
	} {
		singles(t, oneEmail, "PATCH", rulestest.PatchOf(op), rulestest.PatchOf(op))
	}
	singles(t, oneEmail, "PUT", `{"x":{"emails":`+two+`},"urn:x:2.0:User":{"emails":`+two+`}}`,
		`{"x":{"emails":`+two+`},"urn:x:2.0:User":{"emails":`+two+`}}`)
}

// An attribute of an extension, in each form that a PATCH has for it.
func TestSingleInExtension(t *testing.T) {
	const text = `users: {stores: {'urn:x:2.0:User:keys': {max_elements: 1, prefer: 'value eq "b"'}}}`
	const two, one = `[{"value":"a"},{"value":"b"}]`, `[{"value":"b"}]`
	f := func(format string) {
		t.Helper()
		singles(t, text, "PATCH", rulestest.PatchOf(strings.ReplaceAll(format, "?", two)), rulestest.PatchOf(strings.ReplaceAll(format, "?", one)))
	}
	f(`{"op":"add","path":"urn:x:2.0:User:keys","value":?}`)
	f(`{"op":"add","path":"urn:X:2.0:user","value":{"Keys":?}}`)
	f(`{"op":"add","value":{"urn:x:2.0:User":{"keys":?}}}`)
	f(`{"op":"add","value":{"urn:x:2.0:User:keys":?}}`)
	singles(t, text, "POST", `{"urn:x:2.0:User":{"keys":`+two+`}}`, `{"urn:x:2.0:User":{"keys":`+one+`}}`)
}

// Of several that are primary one stays so (Q44).
func TestSinglePrimary(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		singles(t, onePrimary, "PUT", `{"emails":`+in+`}`, `{"emails":`+want+`}`)
		singles(t, onePrimary, "PATCH", rulestest.PatchOf(rulestest.OpOf("add", "emails", in)), rulestest.PatchOf(rulestest.OpOf("add", "emails", want)))
	}
	f(`[{"value":"a"},{"value":"b", "Primary" : true},{"primary":true,"value":"c"}]`,
		`[{"value":"a"},{"value":"b", "Primary" : true},{"primary":false,"value":"c"}]`)
	f(`[{"value":"a","primary":true},{"type":"home","primary":true},{"type":"work","primary":true}]`,
		`[{"value":"a","primary":false},{"type":"home","primary":false},{"type":"work","primary":true}]`)
	for _, same := range []string{`[{"primary":true},{"primary":false},{"primary":"true"},{"primary":null}, {}]`, `[]`, `[{},{}]`} {
		f(same, same)
	}
}

func TestSingleIsLinear(t *testing.T) {
	for _, text := range []string{oneEmail, onePrimary} {
		set := rulestest.Compile(t, rulestest.File(text))
		for _, body := range []string{
			"PUT /Users/1\n\n" + `{"emails":[` + rulestest.Repeat(9_990, `{"value":"%d","primary":true}`) + `]}`,
			"PATCH /Users/1\n\n" + rulestest.PatchOf(rulestest.Repeat(990, `{"op":"add","path":"emails","value":[{"value":"%d"},{}]}`)),
		} {
			start := time.Now()
			r := rulestest.Do(t, set, body, "204")
			if took := time.Since(start); r.Sent == nil || r.Outcome(set, "t/users.stores.emails") == "kept" && text == oneEmail || took > 5*time.Second {
				t.Errorf("%s: %v, %v", text, took, r.Err)
			}
		}
	}
}
