package rules_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// What a step takes out of a request is counted, of a body as of a PATCH; what it only moves,
// and what says nothing, is not.
func TestWhatIsTakenOutIsCounted(t *testing.T) {
	f := func(text, method, body string, want int) {
		t.Helper()
		path := " /Users"
		if method != "POST" {
			path = " /Users/1"
		}
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(text)), method+path+"\n\n"+body, "204")
		if r.Sent == nil || r.Dropped() != want {
			t.Errorf("%s: %s %s: %d dropped, want %d: %v", text, method, body, r.Dropped(), want, r.Err)
		}
	}
	const convert = `users: {convert: {nickName: {patterns: [{match: 'a.*', with: b}], no_match: drop, filters: refuse}}}`
	const emails = `users: {convert: {emails.display: {patterns: [{match: 'a.*', with: b}], no_match: drop, filters: refuse}}}`
	const rename = `users: {rename: {from: nickName, to: enterprise.department}}`
	const one = `users: {stores: {emails: {max_elements: 1}}}`
	const texts = `users: {normalize: [{json_texts: [roles]}]}`
	const role = `"{\"id\":\"7\",\"value\":\"admin\",\"displayName\":\"Admin\"}"`
	for _, method := range []string{"POST", "PUT"} {
		f(`users: {drop: [nickName]}`, method, `{"userName":"a","nickName":"x"}`, 1)
		f(`users: {drop: [nickName]}`, method, `{"userName":"a","nickName":null}`, 0)
		f(convert, method, `{"userName":"a","nickName":"x"}`, 1)
		f(convert, method, `{"userName":"a","nickName":"a"}`, 0)
		f(emails, method, `{"userName":"a","emails":[{"value":"v","display":"x"},{"value":"w","display":"y"}]}`, 2)
		f(rename, method, `{"userName":"a","nickName":"x"}`, 0)
		f(one, method, `{"userName":"a","emails":[{"value":"v"},{"value":"w"},{},{"value":"x"}]}`, 2)
		f(texts, method, `{"userName":"a","roles":[`+role+`]}`, 1)
		f(texts, method, `{"userName":"a","roles":[{"value":`+role+`,"display":"Other"}]}`, 2)
	}
	op := func(path, value string) string {
		return rulestest.PatchOf(rulestest.OpOf("add", path, value) + "," + rulestest.OpOf("add", "title", `"t"`))
	}
	f(convert, "PATCH", op("nickName", `"x"`), 1)
	f(convert, "PATCH", rulestest.PatchOf(`{"op":"add","value":{"nickName":"x","title":"t"}}`), 1)
	f(emails, "PATCH", op("emails", `[{"value":"v","display":"x"},{"value":"w","display":"y"}]`), 2)
	f(one, "PATCH", op("emails", `[{"value":"v"},{"value":"w"},{},{"value":"x"}]`), 2)
	f(texts, "PATCH", op("roles", "["+role+"]"), 1)
	f(texts, "PATCH", op(`roles[primary eq true].value`, role), 1)
}
