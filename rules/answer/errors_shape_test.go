package answer_test

import (
	"strconv"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// translated returns what a client gets of a target's error by a shape that
// a file states: status, scimType and detail, or the status and reason of a refusal.
func translated(t *testing.T, options string, m *rewrite.Message, status int, media, body string) string {
	t.Helper()
	set, err := rules.Compile(rules.Source{File: "x.yaml", Data: []byte(shaped(options))})
	if err != nil {
		t.Fatalf("%s\n%v", options, err)
	}
	m.Resource = "Users"
	err = set.Chain.Do(m, new(rewrite.Trace), func(m *rewrite.Message) error {
		m.Answer(status, "", body)
		m.Media = media
		return nil
	})
	if r, ok := rulestest.Refused(err); ok {
		return strconv.Itoa(r.Status) + " " + string(r.Reason)
	}
	e, ok := m.ErrorAnswer()
	if err != nil || !ok {
		t.Fatalf("%v %s", err, m.Body)
	}
	return strings.Join([]string{strconv.Itoa(m.Status), e.ScimType, e.Detail}, "|")
}

// shaped returns a rule file that states a shape of errors, and below it, outside the shape,
// of which errors a scimType is made.
func shaped(options string) string {
	shape, types, some := strings.Cut(strings.TrimSpace(options), "scim_types:")
	text := "errors:\n  - name: own\n    shape:\n      " + strings.ReplaceAll(strings.TrimSpace(shape), "\n", "\n      ")
	if some {
		text += "\n    scim_types:" + strings.ReplaceAll(types, "\n", "\n    ")
	}
	return rulestest.File(text)
}

func read() *rewrite.Message { return &rewrite.Message{Method: "GET", ID: "42"} }

// A rule finds the sentence, the type and the attribute wherever they stand.
func TestErrorPlaces(t *testing.T) {
	f := func(options, body, want string) {
		t.Helper()
		if got := translated(t, options, read(), 409, "application/json", body); got != want {
			t.Errorf("%s of %s\n got %s\nwant %s", options, body, got, want)
		}
	}
	const left = "502 target_error"
	f(`detail: message`, `{"message":"taken"}`, "409||taken")
	f(`detail: message`, `{"Message":"taken"}`, "409||taken")
	f(`detail: message`, `{"messages":"taken"}`, left)
	f(`detail: message`, `{"message":""}`, left)
	f(`detail: message`, `{"message":7}`, left)
	f(`detail: message`, `{"message":null}`, left)
	f(`detail: message`, `{"message":{"text":"x"}}`, left)
	f(`detail: message`, `{"message":"a","message":"b"}`, left)
	f(`detail: message`, `["message"]`, left)
	f(`detail: message`, `"message"`, left)
	f(`detail: message`, `message`, left)
	f(`detail: message`, ``, left)
	f(`detail: message`, `[{"message":"one"},{"message":"two"},{"message":"one"}]`, "409||one; two")
	f(`detail: message`, `{"message":["one",["two"]]}`, "409||one; two")
	f(`detail: error.message`, `{"error":{"message":"deep"}}`, "409||deep")
	f(`detail: response.error.message`, `{"response":{"error":[{"message":"wrapped"}]},"status":409}`, "409||wrapped")
	f(`detail: errors.message`, `{"errors":[{"message":"one"},{"code":1},{"message":"two"}]}`, "409||one; two")
	f(`detail: errors.message`, `{"errors":[`+strings.Repeat(`{"message":"a"},{"message":"b"},{"message":"c"},`, 9)+
		`{"message":"d"},{"message":"e"},{"message":"f"}]}`, "409||a; b; c; d; e")
	f(`detail: [error.message, message]`, `{"message":"second"}`, "409||second")
	f(`detail: [error.message, message]`, `{"error":{"message":"first"},"message":"second"}`, "409||first")
	f(`detail: '*'`, `{"userName":["is taken"],"status":409,"emails":["is no e-mail"]}`, "409||userName: is taken; emails: is no e-mail")
	f(`detail: errors.*`, `{"errors":{"email":["has been taken"]}}`, "409||email: has been taken")
	f(`detail: errors.*.text`, `{"errors":{"email":{"text":"taken"}}}`, "409||email: taken")
	f(`detail: '"urn:x:2.0:Error".generalErrors.message'`, `{"urn:x:2.0:Error":{"generalErrors":[{"message":"no"}]}}`, "409||no")
	f("detail: message\nattribute: field", `{"message":"is taken","field":"userName"}`, "409||userName: is taken")
	f("detail: message\nattribute: field", `{"message":"userName is taken","field":"username"}`, "409||userName is taken")
	f("detail: message\nattribute: field", `{"message":"is taken"}`, "409||is taken")
	f("detail: message\nattribute: errors.field", `{"message":"is taken","errors":[{"field":"a"},{"field":"b"}]}`, "409||a: is taken")
	f("detail: message\ntype: code", `{"message":"x","code":"Mutability"}`, "409|mutability|x")
	f("detail: message\ntype: code", `{"message":"x","code":"E1"}`, "409||x")
}

// The scimType is that of the first conditions that hold.
func TestErrorScimTypes(t *testing.T) {
	const options = `detail: message
type: code
scim_types:
  - {type: '^DUP', scim_type: uniqueness}
  - {type: '^1005$', scim_type: invalidValue}
  - {status: 400, detail: '(?i)filter', scim_type: invalidFilter}
  - {status: 400, type: '^$', scim_type: invalidSyntax}
`
	f := func(status int, body, want string) {
		t.Helper()
		if got := translated(t, options, read(), status, "", body); got != want {
			t.Errorf("%d %s: %s, want %s", status, body, got, want)
		}
	}
	f(400, `{"message":"x","code":"DUP_EMAIL"}`, "400|uniqueness|x")
	f(400, `{"message":"a filter","code":"DUP_EMAIL"}`, "400|uniqueness|a filter")
	f(422, `{"message":"x","code":1005}`, "422|invalidValue|x")
	f(400, `{"message":"a Filter"}`, "400|invalidFilter|a Filter")
	f(422, `{"message":"a Filter"}`, "422||a Filter")
	f(400, `{"message":"x"}`, "400|invalidSyntax|x")
	f(400, `{"message":"x","code":"other"}`, "400||x")
	write := &rewrite.Message{Method: "POST", Body: `{"userName":"a"}`}
	if got := translated(t, options, write, 409, "", `{"message":"x"}`); got != "409|uniqueness|x" {
		t.Error(got)
	}
}

// Statuses and media types tell the target's errors from those of a gateway.
func TestErrorShapeIsBounded(t *testing.T) {
	const options = "statuses: [404, 409]\nmedia_types: [application/json, Application/Problem+JSON]\ndetail: detail"
	f := func(status int, media, want string) {
		t.Helper()
		if got := translated(t, options, read(), status, media, `{"detail":"x"}`); got != want {
			t.Errorf("%d %s: %s, want %s", status, media, got, want)
		}
	}
	f(404, "application/json", "404||x")
	f(409, "application/problem+json", "409||x")
	f(404, "text/html", "502 target_error")
	f(404, "", "502 target_error")
	f(410, "application/json", "502 target_error")
	f(500, "application/json", "500 target_error")
	for _, options := range []string{options, "detail: detail", "text: .+", "text: '^'"} {
		m := &rewrite.Message{Method: "GET"}
		if got := translated(t, options, m, 404, "application/json", `{"detail":"nobody"}`); got != "502 target_error" {
			t.Errorf("a list's 404 by %s: %s", options, got)
		}
	}
}

// Plain text and HTML are read by a regular expression.
func TestErrorText(t *testing.T) {
	f := func(text, body, want string) {
		t.Helper()
		if got := translated(t, "text: '"+text+"'", read(), 400, "text/plain", body); got != want {
			t.Errorf("%s of %s\n got %s\nwant %s", text, body, got, want)
		}
	}
	f(`.+`, "no such user\n", "400||no such user")
	f(`.+`, "first\nsecond", "400||first")
	f(`(?s).+`, "first\nsecond", "400||first second")
	f(`^`, "", "400||the target answered 400 and does not say why")
	f(`^$`, "x", "502 target_error")
	f(`^(?P<type>[a-z]+): (?P<detail>.+) \((?P<attribute>[a-z]+)\)$`, "uniqueness: is taken (emails)", "400|uniqueness|emails: is taken")
	f(`The (?P<detail>[^.]*)\.`, "<html><head><style>The style.</style></head><body><!-- The comment. --><p>The <b>user</b> is&nbsp;gone. Bye.",
		"400||user is gone")
	f(`.+`, "Bearer s3cr3t is not known", "400||Bearer *** is not known")
}

func TestErrorShapeFaults(t *testing.T) {
	f := func(options, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "x.yaml", Data: []byte(shaped(options))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", options, err, want)
		}
	}
	const place = "expected names joined by dots"
	f(`statuses: [400]`, "expected detail")
	f("detail: a\ntext: b", "expected detail")
	f("text: a\ntype: b", "text captures type and attribute itself")
	f("text: a\nattribute: b", "text captures type and attribute itself")
	f(`text: '('`, "missing closing )")
	f(`text: '(?P<word>.)'`, "expected only groups named detail, type or attribute")
	f("detail: a\nstatuses: [404, 200]", "expected a whole number from 400 to 599")
	f("detail: a\nstatuses: 404", "a list")
	f("detail: a\nmedia_types: json", "expected media types such as")
	f("detail: a\nmedia_types: [text/html; charset=utf-8]", "expected media types such as")
	f("detail: a\nscim_types: [{scim_type: uniqueness}]", "expected status, type or detail")
	f("detail: a\nscim_types: [{status: 409}]", "scim_type")
	f("detail: a\nscim_types: [{status: 409, scim_type: conflict}]", "expected one of")
	f("detail: a\nother: b", `unknown key "other"`)
	for _, text := range []string{"a.", ".a", "a..b", `'"a'`, `'"a"b'`, `'"".a'`, `''`} {
		f("detail: "+text, place)
	}
}

// A conflict that names no scimType is one of uniqueness, in SCIM and nearly so.
func TestErrorConflicts(t *testing.T) {
	set, err := rules.Compile(rules.Source{File: "x.yaml", Data: []byte(rulestest.File("normalize: [error_answers]"))})
	if err != nil {
		t.Fatal(err)
	}
	f := func(method string, status int, body, want string) {
		t.Helper()
		m := &rewrite.Message{Method: method, Resource: "Users", ID: "42"}
		switch method {
		case "POST":
			m.ID, m.Body = "", `{"userName":"a"}`
		case "PUT":
			m.Body = `{"userName":"a"}`
		}
		err := set.Chain.Do(m, new(rewrite.Trace), func(m *rewrite.Message) error {
			m.Answer(status, "", body)
			return nil
		})
		if e, _ := m.ErrorAnswer(); err != nil || e.ScimType != want {
			t.Errorf("%s %d %s: %v %s", method, status, body, err, m.Body)
		}
	}
	const urn = `"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]`
	f("POST", 409, `{`+urn+`,"detail":"User already exists in the database."}`, "uniqueness")
	f("POST", 409, `{`+urn+`,"detail":"x","scimType":null}`, "uniqueness")
	f("POST", 409, `{`+urn+`,"detail":"x","ScimType":""}`, "uniqueness")
	f("POST", 409, `{`+urn+`,"detail":"x","scimType":"mutability"}`, "mutability")
	f("PUT", 409, `{"detail":"x","status":409}`, "uniqueness")
	f("DELETE", 409, `{`+urn+`}`, "")
	f("GET", 409, `{`+urn+`}`, "")
	f("POST", 400, `{`+urn+`}`, "")
}
