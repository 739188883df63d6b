package rewrite

import (
	"strings"
	"testing"

	"scimshim/rewrite/filter"
)

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// What is odd is said of bodies and of operations, and nothing of what is as declared.
func TestOdd(t *testing.T) {
	f := func(m *Message, want Odd) {
		t.Helper()
		m.Resource, m.chain = "Users", &Chain{}
		if err := m.open(); err != nil {
			t.Fatal(err)
		}
		m.Odd(allOdd)
		if m.odd != want {
			t.Errorf("%s: %b, want %b", m.Body, m.odd, want)
		}
	}
	body := func(text string, want Odd) { t.Helper(); f(&Message{Method: "POST", Body: text}, want) }
	body(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","`+enterprise+`"],"userName":"a","active":true,`+
		`"emails":[{"value":"a","primary":false}],"name":{"givenName":"a"},"`+enterprise+`":{"department":"d"}}`, 0)
	body(`{"schemas":["urn:\u0069etf:params:scim:schemas:core:2.0:User"]}`, 0)
	body(`{"schemas":["urn:other"]}`, OddName|OddURN)
	body(`{"schemas":"urn:other"}`, OddShape|OddBoolean)
	body(`{"username":"a"}`, OddName)
	body(`{"\u0075serName":"a"}`, 0)
	body(`{"userName":7}`, OddShape|OddBoolean)
	body(`{"userName":{}}`, allOdd)
	body(`{"userName":null}`, OddNull)
	body(`{"active":"True"}`, OddBoolean)
	body(`{"active":null}`, OddBoolean|OddNull)
	body(`{"emails":{"value":"a"}}`, allOdd)
	body(`{"emails":"a"}`, OddShape|OddBoolean)
	body(`{"emails":[]}`, OddEmpty)
	body(`{"emails":["a"]}`, OddShape|OddBoolean)
	body(`{"emails":[{"Value":"a"}]}`, OddName)
	body(`{"emails":[{"other":"a"}]}`, OddUndeclared)
	body(`{"emails":[{"value":"a","$ref":"b"}]}`, OddUndeclared)
	body(`{"manager":{"value":"a"},"members":""}`, OddURN|OddUndeclared|OddBlank)
	body(`{"emails":[{"value":"a","$ref":""}]}`, OddReference|OddUndeclared|OddBlank)
	body(`{"emails":[{"value":"a","primary":"yes"}]}`, OddBoolean)
	body(`{"id":"1"}`, OddReadOnly)
	body(`{"groups":[{"value":"1"}]}`, OddReadOnly)
	body(`{"other":{"a":[null,{}]}}`, OddURN|OddUndeclared|OddNull|OddEmpty)
	body(`{"name.givenName":"a"}`, allOdd)
	body(`{"`+enterprise+`":"a"}`, allOdd)
	body(`{"`+enterprise+`":{"other":1,"Department":"d"}}`, OddURN|OddUndeclared|OddName)
	body(`{"urn:IETF:params:scim:schemas:extension:enterprise:2.0:User":{}}`, allOdd)
	body(`{"urn:ietf:params:scim:schemas:core:2.0:User":{}}`, allOdd)
	op := func(text string, want Odd) { t.Helper(); f(patch(`{"op":"add",`+text+`}`), want) }
	op(`"path":"userName","value":"a"`, 0)
	op(`"path":"active","value":"False"`, OddBoolean)
	op(`"path":"emails","value":[{"primary":"yes"}]`, OddBoolean)
	op(`"path":"emails[type eq \"work\"]","value":{"primary":"yes"}`, OddBoolean)
	op(`"path":"emails[type eq \"work\"].primary","value":"yes"`, OddBoolean)
	op(`"path":"emails[type eq \"work\"].other","value":null`, OddUndeclared|OddNull)
	op(`"path":"`+enterprise+`:department","value":"d"`, 0)
	op(`"path":"`+enterprise+`","value":{"department":"d"}`, allOdd)
	op(`"path":"urn:other:department","value":"d"`, allOdd)
	op(`"path":"other","value":{}`, OddURN|OddUndeclared|OddEmpty)
	op(`"path":"meta.created","value":"d"`, OddReadOnly)
	op(`"value":{"active":"False"}`, OddBoolean)
	op(`"path":"UserName","value":"a"`, OddName)
	op(`"path":"name.GivenName","value":"a"`, OddName)
	op(`"path":"emails[Type eq \"work\"].value","value":"a"`, OddName)
	op(`"path":"emails[type eq \"work\" or other pr].value","value":"a"`, OddName)
	op(`"path":"emails[type eq \"work\"].Value","value":"a"`, OddName)
	op(`"path":"other[type eq \"work\"].value","value":"a"`, OddName|OddURN|OddUndeclared)
	op(`"path":"name.givenName[type eq \"work\"].value","value":"a"`, allOdd)
	op(`"path":"`+enterprise+`:Department","value":"d"`, OddName)
	op(`"path":"`+strings.ToUpper(enterprise)+`:department","value":"d"`, allOdd)
	op(`"path":"`+enterprise+`.department","value":"d"`, allOdd)
	op(`"path":"urn:ietf:params:scim:schemas:core:2.0:User:title","value":"a"`, OddURN)
	op(`"path":"urn:ietf:params:scim:schemas:core:2.0:User","value":{"title":"a"}`, OddURN)
}

// What is said of an answer to be odd is not looked for again after a renaming, and is no
// less than what would be found.
func TestOddOfSisters(t *testing.T) {
	names := []string{"title", "nickName", "userName", "active", "emails", "name", "id", "externalId", "other"}
	values := []string{`"a"`, `7`, `null`, `true`, `""`, `[]`, `{}`, `[{"value":"a","$ref":null}]`}
	for _, from := range names {
		for _, to := range names {
			for _, value := range values {
				m := &Message{Method: "GET", Resource: "Users", Status: 200, chain: &Chain{},
					Body: `{"Resources":[{"` + from + `":` + value + `},7,{"displayName":"a"}]}`}
				m.Odd(allOdd)
				was := m.edits
				if !m.RenameSister(path(from), path(to)) {
					continue
				}
				if want := `{"Resources":[{"` + to + `":` + value + `},7,{"displayName":"a"}]}`; m.Body != want {
					t.Errorf("%s to %s: %s, want %s", from, to, m.Body, want)
				}
				if m.Odd(allOdd); m.edits != was+1 || m.lookForOdd()&^m.odd != 0 {
					t.Errorf("%s to %s with %s: %b, want %b", from, to, value, m.odd, m.lookForOdd())
				}
			}
		}
	}
}

// Only one name is changed where a resource has one, and nothing where it has both.
func TestRenameSister(t *testing.T) {
	f := func(body, from, to, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Status: 200, Body: body, chain: &Chain{}}
		if done := m.RenameSister(path(from), path(to)); done != (want != "") || want != "" && m.Body != want {
			t.Errorf("%s: %t %s, want %s", body, done, m.Body, want)
		}
	}
	f(`{"TITLE":"a","name":{"title":"b"}}`, "title", "nickName", `{"nickName":"a","name":{"title":"b"}}`)
	f(`{"\u0074itle":null}`, "title", "nickName", `{"nickName":null}`)
	f(`{"title":"a","nickname":null}`, "title", "nickName", "")
	f(`{"title":"a","urn:ietf:params:scim:schemas:core:2.0:User":{"title":"b"}}`, "title", "nickName", "")
	f(`{"id":"a"}`, "title", "nickName", `{"id":"a"}`)
	f(`{"title":"a"}`, "title", "name.givenName", "")
	f(`{"title":"a"}`, "title", enterprise+":department", "")
	f(`{"department":"a","`+enterprise+`":{"department":"b"}}`, enterprise+":department", enterprise+":division",
		`{"department":"a","`+enterprise+`":{"division":"b"}}`)
}

// What is odd of an operation is not what was odd of the one that it was made of.
func TestOddOfMade(t *testing.T) {
	m := patch(`{"op":"add","path":"userName","value":"a"},{"op":"add","path":"active","value":"False"},{"op":"remove","path":"id"}`)
	m.Resource, m.chain = "Users", &Chain{}
	if err := m.open(); err != nil {
		t.Fatal(err)
	}
	m.chain.names(m)
	if got, want := m.Odd(OddBoolean), m.Odd(OddReadOnly); !got || !want {
		t.Fatal(got, want)
	}
	change := func(f func(op Op) Op) {
		t.Helper()
		if err := m.MapOps(func(op Op, emit func(Op)) error { emit(f(op)); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	odd := func() (bits Odd) { m.Odd(allOdd); return m.odd }
	change(func(op Op) Op {
		if op.Target.Path.Is(activePath) {
			return op.Valued("false")
		}
		return op
	})
	if got := odd(); got != OddReadOnly {
		t.Errorf("%b", got)
	}
	change(func(op Op) Op {
		if op.Is("remove") {
			op.Target.Path.Name = "UserName"
			return op.Made(op.Target, "")
		}
		return op
	})
	if got := odd(); got != OddName {
		t.Errorf("%b", got)
	}
}

// What is odd is said of filters, too, and is looked for again in another one.
func TestOddFilter(t *testing.T) {
	m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", ""}}, chain: &Chain{},
		allowed: filter.ElementCompare}
	f := func(text string, want Odd) {
		t.Helper()
		m.Query[0].Value, m.parsed = text, false
		if m.OddFilter(allOdd); m.oddFilter != want {
			t.Errorf("%s: %b, want %b", text, m.oddFilter, want)
		}
	}
	f(`userName eq "a@example.com"`, 0)
	f(`username eq "a@example.com"`, OddName)
	f(`other eq "a@example.com"`, OddName|OddURN)
	f(enterprise+`:department pr`, OddName|OddURN)
	f(`name.givenName pr and not (name.GivenName pr)`, OddName)
	f(`name.other pr or title pr`, OddName)
	f(`active eq true`, 0)
	f(`active eq "True"`, OddBoolean)
	f(`title eq "\u0074r\u0075\u0065"`, OddBoolean)
	f(`title eq 7`, OddShape)
	f(`emails[type eq "something" and value co "example.com"]`, 0)
	f(`emails[Type eq "something" or value gt 7]`, OddName|OddShape)
	f(`emails[primary eq "true"]`, OddBoolean)
	f(`emails[type eq "something"].value eq "a@example.com"`, 0)
	f(`emails[type eq "something"].Value eq "true"`, OddName|OddBoolean)
	f(`name.givenName[type eq "something"]`, allOdd)
	m.Resource = "Others"
	f(`title pr`, allOdd)
}
