package rules

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/cases"
)

const snowUser = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"

// What is null is unassigned: it is no second name, and makes room for what is
// moved. Whatever came, what is sent is sound JSON.
func TestRenameAmongNulls(t *testing.T) {
	set := compile(t, rule(`rename: {from: externalId, to: '`+snowUser+`:employeeNumber'}`))
	f := func(body, want string) {
		t.Helper()
		c, err := cases.Parse([]byte("-- request --\nPOST /Users\n\n" + body))
		if err != nil {
			t.Fatal(err)
		}
		p, err := cases.Play(set.Chain, c)
		if err != nil || p.Sent == nil {
			t.Fatalf("%s was refused: %v %v", body, err, p.Err)
		}
		if err := json.Check(p.Sent.Body); err != nil || p.Sent.Body != want {
			t.Errorf("%s became\n%s, want\n%s (%v)", body, p.Sent.Body, want, err)
		}
	}
	f(`{"externalId":"1","`+snowUser+`":null}`, `{"`+snowUser+`":{"employeeNumber":"1"}}`)
	f(`{"externalId":"1","`+snowUser+`":{"employeeNumber":null}}`, `{"`+snowUser+`":{"employeeNumber":"1"}}`)
	f(`{"externalId":"1","`+snowUser+`":{"gender":"f"}}`, `{"`+snowUser+`":{"gender":"f","employeeNumber":"1"}}`)
}

// Both names in one PATCH are refused, whatever form the second has.
func TestRenameConflictBelowExtension(t *testing.T) {
	set := compile(t, rule(`rename: {from: externalId, to: '`+snowUser+`:employeeNumber'}`))
	checkRefused(t, set, "PATCH /Users/1\n\n"+`{"Operations":[{"op":"replace","path":"externalId","value":"1"},`+
		`{"op":"replace","path":"`+snowUser+`","value":{"employeeNumber":"2"}}]}`)
}

// A term that can match nothing decides an and, and not an or.
func TestNoMatchUnderOr(t *testing.T) {
	set := compile(t, rule(`filter: {match: 'nickName eq {v}', assume: no-match}`))
	f := func(filter string, asked bool) {
		t.Helper()
		c, err := cases.Parse([]byte("-- request --\nGET /Users?filter=" + filter + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := cases.Play(set.Chain, c)
		if err != nil || (p.Sent != nil) != asked {
			t.Errorf("%s: asked the target %t, want %t (%v)", filter, p.Sent != nil, asked, err)
		}
	}
	f(`nickName eq "a"`, false)
	f(`userName eq "a" and nickName eq "b"`, false)
	f(`userName eq "a" or nickName eq "b"`, true)
	f(`not (nickName eq "b")`, true)
	f(`title pr and (userName eq "a" or nickName eq "b")`, true)
}

// A route without public URL has a path for its base, which is mapped, too.
func TestLocationWithoutPublicURL(t *testing.T) {
	set := compile(t, rule("location: rewrite"))
	m := &rewrite.Message{Method: "POST", Resource: "Groups",
		Body:  `{"displayName":"a","members":[{"value":"7","$ref":"/scim/v2/Users/7"}]}`,
		Route: rewrite.Route{Public: "/scim/v2", Target: "https://target.example.com/scim"}}
	var trace rewrite.Trace
	sent := ""
	err := set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
		sent = m.Body
		return errUnanswered
	})
	if !strings.Contains(sent, `"$ref":"https://target.example.com/scim/Users/7"`) {
		t.Errorf("sent %s (%v)", sent, err)
	}
}

// A faulty rule that would lose active is refused when it is read.
func TestActiveKeepsItsName(t *testing.T) {
	f := func(kind, want string) {
		t.Helper()
		_, err := Compile(Source{File: "r.yaml", Data: []byte("name: r\nrules:\n  - {name: x, " + kind + "}\n")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", kind, err, want)
		}
	}
	f(`rename: {from: active, to: title}`, "active keeps its name")
	f(`rename: {from: title, to: active}`, "active keeps its name")
	f(`drop: ['urn:ietf:params:scim:schemas:core:2.0:User']`, "cannot be dropped")
	f(`set: {attribute: 'emails[type eq "work"].primary', value: true, overwrite: true}`, "leave out the brackets")
	f(`drop: [active]`, "cannot be dropped")
}
