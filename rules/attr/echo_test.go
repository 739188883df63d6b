package attr_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

const (
	echoRule = "users: {restore: {attributes: [userName, name.givenName, emails.value, phoneNumbers.value, " +
		"'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', " +
		"'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName'], equal: [case, phone, trim]}}"
	echoEnterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
)

// echoes returns a check of how the rule answers a request with a body, that of
// a POST if it begins with a brace and else operations, if the target answers with
// members of a user.
func echoes(t *testing.T, text string) func(body, answer, want string) {
	set := rulestest.Compile(t, rulestest.File(text))
	return func(body, answer, want string) {
		t.Helper()
		request, status := "POST /Users\n\n"+body, "201"
		if !strings.HasPrefix(body, "{") {
			request, status = `PATCH /Users/1`+"\n\n"+`{"Operations":`+body+`}`, "200"
		}
		r := rulestest.Do(t, set, request, status+"\n\n"+`{"id":"1",`+answer+`}`)
		if r.Err != nil {
			t.Fatalf("%s: %v", body, r.Err)
		}
		if in, _ := cases.ParseRequest(request); cases.FormatRequest(r.Sent) != cases.FormatRequest(in) {
			t.Errorf("sent %s", cases.FormatRequest(r.Sent))
		}
		if got := strings.TrimPrefix(r.Message.Body, `{"id":"1",`); got != want+"}" {
			t.Errorf("%s\nanswered %s\n got %s\nwant %s", body, answer, got, want)
		}
		if changed := r.Outcome(set, "t/users.restore") == "changed"; changed != (answer != want) {
			t.Errorf("%s: changed %t", body, changed)
		}
	}
}

// A value that the target spells in another way is given back as it was sent.
func TestEchoCreated(t *testing.T) {
	f := echoes(t, echoRule)
	same := func(body, answer string) { t.Helper(); f(body, answer, answer) }
	f(`{"userName":"Ada@Example.com","name":{"givenName":" Ada"}}`, `"userName":"ada@example.com","name":{"givenName":"Ada"}`,
		`"userName":"Ada@Example.com","name":{"givenName":" Ada"}`)
	f(`{"USERNAME":"ÅSA ΣΑΣ \u0041"}`, `"username": "åsa σας a"`, `"username": "ÅSA ΣΑΣ \u0041"`)
	f(`{"`+rulestest.CoreUser+`:userName":"ADA"}`, `"userName":"ada"`, `"userName":"ADA"`)
	f(`{"name":{"givenName":"ADA","familyName":"L"}}`, `"name":{"givenName":"Ada","familyName":"l"}`,
		`"name":{"givenName":"ADA","familyName":"l"}`)
	f(`{"`+echoEnterprise+`":{"department":"Tools","manager":{"displayName":"Bo"}}}`,
		`"`+strings.ToUpper(echoEnterprise)+`":{"department":"TOOLS","manager":{"value":"7","displayName":"BO"}}`,
		`"`+strings.ToUpper(echoEnterprise)+`":{"department":"Tools","manager":{"value":"7","displayName":"Bo"}}`)
	// elements, by type
	f(`{"phoneNumbers":[{"type":"work","value":"+1 (555) 010-0199"},{"type":"mobile","value":"555 0100"}]}`,
		`"phoneNumbers":[{"value":"5550100","type":"Mobile"},{"value":"tel:+1-555-010-0199","type":"WORK"}]`,
		`"phoneNumbers":[{"value":"555 0100","type":"Mobile"},{"value":"+1 (555) 010-0199","type":"WORK"}]`)
	f(`{"emails":[{"type":"work","value":"A@example.com"},{"type":"home","value":"a@Example.com"}]}`,
		`"emails":[{"type":"home","value":"a@example.com"},{"type":"work","value":"a@example.com"}]`,
		`"emails":[{"type":"home","value":"a@Example.com"},{"type":"work","value":"A@example.com"}]`)
	same(`{"emails":[{"type":"work","value":"A@example.com"}]}`, `"emails":[{"type":"home","value":"a@example.com"}]`)
	// without type on one side, by the value
	f(`{"emails":[{"value":"A@example.com"}]}`, `"emails":[{"type":"work","value":"a@example.com"}]`,
		`"emails":[{"type":"work","value":"A@example.com"}]`)
	f(`{"emails":[{"type":"work","value":"A@example.com"}]}`, `"emails":[{"value":"a@example.com"}]`,
		`"emails":[{"value":"A@example.com"}]`)
	f(`{"emails":{"value":"A@example.com"}}`, `"emails":{"value":"a@example.com"}`, `"emails":{"value":"A@example.com"}`)
	// a cut, another, a missing value, and what is no text
	sent := `{"userName":"Ada@Example.com","emails":[{"type":"work","value":"Ada@example.com"}],"name":{"givenName":"Ada"}}`
	same(sent, `"emails":[{"type":"work","value":"ada@example.co"}],"name":{}`)
	same(sent, `"emails":[]`)
	same(sent, `"emails":[null,7,"ada@example.com"],"name":null`)
	same(sent, `"name":["ada"],"title":"ada"`)
	same(`{"userName":7,"emails":["A"],"name":{"givenName":null}}`, `"emails":[{"value":"a"}],"name":{"givenName":"null"}`)
	same(sent, `"emails" : [ { "type":"work" , "value":"Ada@example.com" } ]`)
}

// The operations of a PATCH say what was sent, in each of their forms.
func TestEchoPatched(t *testing.T) {
	f := echoes(t, echoRule)
	const answer = `"userName":"ada","emails":[{"type":"home","value":"a"},{"type":"work","value":"a","primary":true}]`
	at := func(name, path, value string) string {
		return fmt.Sprintf(`[{"op":"%s","path":"%s","value":%s}]`, name, path, value)
	}
	with := func(work string) string {
		return strings.Replace(answer, `"work","value":"a"`, `"work","value":"`+work+`"`, 1)
	}
	f(at("replace", "userName", `"ADA"`), answer, strings.Replace(answer, "ada", "ADA", 1))
	f(at("Replace", rulestest.CoreUser+":userName", `"ADA"`), answer, strings.Replace(answer, "ada", "ADA", 1))
	f(at("add", `emails[type eq \"work\"].value`, `"A"`), answer, with("A"))
	f(at("add", `emails[type eq \"Work\"]`, `{"value":"A"}`), answer, with("A"))
	f(at("add", `emails[type eq \"work\" and primary eq true].value`, `"A"`), answer, with("A"))
	f(at("add", `emails[primary eq true].value`, `"A"`), answer, with("A"))
	f(at("add", `emails[type eq \"work\" and primary eq false].value`, `"A"`), answer, answer)
	f(at("add", `emails[type ne \"home\"].value`, `"A"`), answer, with("A"))
	f(at("add", "emails", `[{"type":"work","value":"A"},7]`), answer, with("A"))
	f(at("add", "emails", `{"type":"work","value":"A"}`), answer, with("A"))
	f(at("add", "emails.value", `"A"`), answer, strings.ReplaceAll(answer, `"a"`, `"A"`))
	f(at("remove", `emails[type eq \"work\"].value`, `"A"`), answer, answer)
	f(`[{"op":"add","value":{"userName":"ADA","emails[type eq \"work\"].value":"A","x y":1,"a:":{}}}]`, answer,
		strings.Replace(with("A"), "ada", "ADA", 1))
	f(`[{"op":"add","path":"userName","value":"ADA"},{"op":"add","path":"userName","value":"Ada"}]`, answer,
		strings.Replace(answer, "ada", "Ada", 1))
	const extension = `"` + echoEnterprise + `":{"department":"tools"}`
	for _, op := range []string{
		at("add", echoEnterprise+":department", `"Tools"`), at("add", echoEnterprise, `{"department":"Tools"}`),
		`[{"op":"add","value":{"` + echoEnterprise + `:department":"Tools"}}]`,
		`[{"op":"add","value":{"` + echoEnterprise + `":{"department":"Tools"}}}]`,
	} {
		f(op, extension, strings.Replace(extension, "tools", "Tools", 1))
	}
	const manager = `"` + echoEnterprise + `":{"manager":{"displayName":"bo"}}`
	f(`[{"op":"add","value":{"`+echoEnterprise+`:manager":{"displayName":"Bo"}}}]`, manager, strings.Replace(manager, "bo", "Bo", 1))
	f(`[{"op":"add","value":{"name.givenName":"ADA"}}]`, `"name":{"givenName":"Ada"}`, `"name":{"givenName":"ADA"}`)
}

// Only what is named as equal is.
func TestEchoEqual(t *testing.T) {
	f := func(equal, sent, got string, want bool) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File("users: {restore: {attributes: [userName, phoneNumbers.value], equal: ["+equal+"]}}"))
		body := func(v string) string {
			return `{"id":"1","userName":` + json.Quote(v) + `,"phoneNumbers":[{"value":` + json.Quote(v) + `}]}`
		}
		r := rulestest.Do(t, set, "PUT /Users/1\n\n"+body(sent), "200\n\n"+body(got))
		name, _, _ := strings.Cut(r.Message.Body, `,"phone`)
		if strings.Contains(equal, "phone") {
			name = r.Message.Body[strings.Index(r.Message.Body, `"phone`):]
		}
		if echoed := strings.Contains(name, json.Quote(sent)); echoed != want {
			t.Errorf("%s: %s answered by %s: %s", equal, sent, got, r.Message.Body)
		}
	}
	f("case", "Ada", "aDA", true)
	f("case", "Ada", " ada", false)
	f("case", "K", "\u212a", true) // the Kelvin sign
	f("case", "straße", "STRASSE", false)
	f("trim", " Ada\u00a0", "Ada", true)
	f("trim", "Ada", "ada", false)
	f("phone", "+46 8-123 456", "+468123456", true)
	f("phone", "(08) 123/456", "08123456", true)
	f("phone", "08.123456;ext=12", "tel:08123456;EXT=1-2", true)
	f("phone", "08123456;ext=12", "0812345612", false)
	f("phone", "08123456;ext=", "08123456", false)
	f("phone", "+468123456", "468123456", false)
	f("phone", "+468123456", "00468123456", false)
	f("phone", "+468123456", "08123456", false)
	f("phone", "+468123456", "+46812345", false)
	f("phone", "12 34 ask for Ada", "1234", false)
	f("phone", "+-", "+", false)
	f("phone", "1+2", "+12", false)
	f("phone", "Ada", "ada", false)
	f("phone, case", "Ada", "ada", true)
	// in other attributes digits are not all that counts
	set := rulestest.Compile(t, rulestest.File(echoRule))
	r := rulestest.Do(t, set, "PUT /Users/1\n\n"+`{"userName":"12-34"}`, "200\n\n"+`{"id":"1","userName":"1234"}`)
	if !strings.Contains(r.Message.Body, `"1234"`) {
		t.Errorf("a userName is taken for a phone number: %s", r.Message.Body)
	}
}

// Answers that are of no write, or no resource, are left alone.
func TestEchoLeaves(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(echoRule))
	f := func(request, answer, outcome string) {
		t.Helper()
		r := rulestest.Do(t, set, request, answer)
		got := strings.TrimSpace(cases.FormatResponse(r.Message))
		if was := r.Outcome(set, "t/users.restore"); got != answer || was != outcome {
			t.Errorf("%s: %s\n got %s\nwant %s", request, was, got, answer)
		}
	}
	put := "PUT /Users/1\n\n" + `{"userName":"ADA"}`
	f(put, "204", "kept")
	f(put, "200\n\n"+`{"id":"1","userName":"ADA"}`, "kept")
	f(put, "400\n\n{"+rulestest.SCIMError+`,"userName":"ada"}`, "kept")
	f("GET /Users/1", "200\n\n"+`{"id":"1","userName":"ada"}`, "skipped")
	f("DELETE /Users/1", "204", "skipped")
	f("PUT /Users/1\n\n"+`{"title":"X"}`, "200\n\n"+`{"id":"1","userName":"ada"}`, "kept")
}

func TestEchoFaults(t *testing.T) {
	for _, options := range []string{
		"{attributes: [userName]}",
		"{equal: [case]}",
		"{attributes: [], equal: [case]}",
		"{attributes: [userName], equal: [digits]}",
		"{attributes: [userName], equal: [phone]}",
		"{attributes: [externalId], equal: [case]}",
		"{attributes: [id], equal: [trim]}",
		"{attributes: [meta.version], equal: [trim]}",
		"{attributes: [schemas], equal: [trim]}",
		"{attributes: [active], equal: [case]}",
		"{attributes: [emails], equal: [case]}",
		"{attributes: [userName], equal: [case], x: 1}",
		"{attributes: ['user name'], equal: [case]}",
	} {
		rulestest.Invalid(t, "users: {restore: "+options+"}")
	}
	rulestest.Compile(t, rulestest.File("users: {restore: {attributes: [externalId, nickName], equal: [trim]}}"))
}

// Time stays in proportion to what is sent and answered.
func TestEchoLarge(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(echoRule))
	emails := `{"id":"1","emails":[` + rulestest.Repeat(20_000, `{"type":"work","value":"A"}`+"%.0d") + `]}`
	rulestest.LargeExchange(t, set, &rewrite.Message{Method: "PUT", ID: "1", Body: emails}, strings.ReplaceAll(emails, "A", "a"))
	ops := `{"Operations":[` + rulestest.Repeat(8_000, `{"op":"add","path":"emails[type eq \"work\" and primary eq true].value","value":"A%d"}`) + `]}`
	rulestest.LargeExchange(t, set, &rewrite.Message{Method: "PATCH", ID: "1", Body: ops}, strings.ReplaceAll(emails, "A", "a"))
}
