package attr_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// The same in each place of a request that can name an attribute.
func TestRenameInRequests(t *testing.T) {
	f := func(rename, request, want string) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File("users: {rename: "+rename+"}")), request, "204")
		got := ""
		if r.Sent != nil {
			got = strings.TrimSpace(cases.FormatRequest(r.Sent))
		} else if r.Err != nil {
			got = "refused"
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", request, got, want)
		}
	}
	patch := func(ops string) string { return "PATCH /Users/1\n\n{\"Operations\":[" + ops + "]}" }
	p := func(rename, op, want string) {
		t.Helper()
		if want != "refused" {
			want = patch(want)
		}
		f(rename, patch(op), want)
	}
	const number = "{from: externalId, to: 'urn:example:2.0:User:number'}"
	f(number, `GET /Users?filter=externalId eq "1" and title pr`, `GET /Users?filter=urn:example:2.0:User:number eq "1" and title pr`)
	f(number, `GET /Users?filter=`+rulestest.CoreUser+`:EXTERNALID eq "1"`, `GET /Users?filter=urn:example:2.0:User:number eq "1"`)
	f(number, `GET /Users?filter=externalIdx eq "1"`, `GET /Users?filter=externalIdx eq "1"`)
	f(number, `GET /Users?attributes=id, externalId&sortBy=externalId`,
		`GET /Users?attributes=id,urn:example:2.0:User:number&sortBy=urn:example:2.0:User:number`)
	f(number, `GET /Users?excludedAttributes=externalid`, `GET /Users?excludedAttributes=urn:example:2.0:User:number`)
	p(number, `{"op":"replace","path":"externalId","value":"1"}`, `{"op":"replace","path":"urn:example:2.0:User:number","value":"1"}`)
	p(number, `{"op":"replace","path":"`+rulestest.CoreUser+`:externalId","value":"1"}`,
		`{"op":"replace","path":"urn:example:2.0:User:number","value":"1"}`)
	p(number, `{"op":"remove","path":"externalId"}`, `{"op":"remove","path":"urn:example:2.0:User:number"}`)
	p(number, `{"op":"add","value":{"externalId":"1"}}`, `{"op":"add","path":"urn:example:2.0:User:number","value":"1"}`)
	p(number, `{"op":"add","path":null,"value":{"externalId":"1","title":"a"}}`,
		`{"op":"add","value":{"title":"a"}},{"op":"add","path":"urn:example:2.0:User:number","value":"1"}`)
	p(number, `{"op":"add","value":{"`+rulestest.CoreUser+`:externalId":"1"}}`, `{"op":"add","path":"urn:example:2.0:User:number","value":"1"}`)
	// both names, in one operation and in two
	p(number, `{"op":"add","value":{"externalId":"1","urn:example:2.0:User":{"number":"2"}}}`, "refused")
	p(number, `{"op":"add","path":"externalId","value":"1"},{"op":"add","path":"urn:example:2.0:User:number","value":"2"}`, "refused")
	p(number, `{"op":"add","path":"externalId","value":"1"},{"op":"add","value":{"urn:example:2.0:User:number":"2"}}`, "refused")
	f(number, "PUT /Users/1\n\n"+`{"externalId":"1","urn:example:2.0:User":{"number":"2"}}`, "refused")

	const back = "{from: 'urn:example:2.0:User:number', to: externalId}"
	p(back, `{"op":"add","path":"urn:example:2.0:User","value":{"number":"1","x":2}}`,
		`{"op":"add","path":"urn:example:2.0:User","value":{"x":2}},{"op":"add","path":"externalId","value":"1"}`)
	p(back, `{"op":"remove","path":"urn:example:2.0:User"}`,
		`{"op":"remove","path":"urn:example:2.0:User"},{"op":"remove","path":"externalId"}`)
	f(back, `GET /Users?attributes=urn:example:2.0:User`, `GET /Users?attributes=urn:example:2.0:User,externalId`)
	f(back, `GET /Users?excludedAttributes=urn:example:2.0:User`, `GET /Users?excludedAttributes=urn:example:2.0:User,externalId`)

	const nick = "{from: name.givenName, to: nick}"
	f(nick, `GET /Users?filter=name.givenName eq "1"`, `GET /Users?filter=nick eq "1"`)
	f(nick, `GET /Users?filter=name[givenName eq "1"]`, "refused")
	f(nick, `GET /Users?attributes=name`, `GET /Users?attributes=name,nick`)
	f(nick, `GET /Users?excludedAttributes=name`, `GET /Users?excludedAttributes=name,nick`)
	p(nick, `{"op":"replace","path":"name","value":{"givenName":"a","familyName":"b"}}`,
		`{"op":"replace","path":"name","value":{"familyName":"b"}},{"op":"replace","path":"nick","value":"a"}`)
	p(nick, `{"op":"replace","path":"`+rulestest.CoreUser+`:name","value":{"givenName":"a"}}`, `{"op":"replace","path":"nick","value":"a"}`)
	p(nick, `{"op":"replace","value":{"name.givenName":"a"}}`, `{"op":"replace","path":"nick","value":"a"}`)
	p(nick, `{"op":"replace","value":{"name":{"givenName":"a"}}}`, `{"op":"replace","path":"nick","value":"a"}`)
	p(nick, `{"op":"remove","path":"name"}`, `{"op":"remove","path":"name"},{"op":"remove","path":"nick"}`)

	const beside = "{from: emails.value, to: emails.address}"
	f(beside, `GET /Users?filter=emails[type eq "a" and value eq "b"]`, `GET /Users?filter=emails[type eq "a" and address eq "b"]`)
	f(beside, `GET /Users?filter=emails.value eq "b"`, `GET /Users?filter=emails.address eq "b"`)
	f(beside, `GET /Users?attributes=emails`, `GET /Users?attributes=emails`)
	p(beside, `{"op":"replace","path":"emails[value eq \"a\"].value","value":"b"}`,
		`{"op":"replace","path":"emails[address eq \"a\"].address","value":"b"}`)
	p(beside, `{"op":"replace","path":"emails[value eq \"a\"]","value":{"value":"b"}}`,
		`{"op":"replace","path":"emails[address eq \"a\"]","value":{"address":"b"}}`)
	p(beside, `{"op":"add","path":"emails","value":[{"value":"a"},{"type":"x","value":"b"}]}`,
		`{"op":"add","path":"emails","value":[{"address":"a"},{"type":"x","address":"b"}]}`)
	p(beside, `{"op":"add","value":{"emails":[{"value":"a"},{"Value":"b"}]}}`,
		`{"op":"add","value":{"emails":[{"address":"a"},{"address":"b"}]}}`)
	p(beside, `{"op":"add","path":"emails","value":[{"value":"a","address":"b"}]}`, "refused")
	f(beside, "PUT /Users/1\n\n"+`{"emails":[{"value":"a"},{"value":"a","address":"b"}]}`, "refused")
}

// Whether what holds the attribute has a value, and what is in its brackets, is
// asked where the attribute is at the target, or not at all.
func TestRenameOfHeldInFilters(t *testing.T) {
	f := func(rename, in, want string) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File("users: {rename: "+rename+"}")), "GET /Users?filter="+strings.ReplaceAll(in, "ENT", rulestest.Enterprise), rulestest.List("0"))
		got := "refused"
		if r.Sent != nil {
			got, _ = r.Sent.Param("filter")
		} else if f := r.Refusal(t); f.Status != 400 || f.ScimType != "invalidFilter" {
			t.Errorf("%s: %d %s", in, f.Status, f.ScimType)
		}
		if got != strings.ReplaceAll(want, "ENT", rulestest.Enterprise) {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
	same := func(rename, in string) { t.Helper(); f(rename, in, in) }
	const nick = "{from: name.givenName, to: nick}"
	f(nick, `name pr`, `name pr or nick pr`)
	f(nick, `name ne null`, `name ne null or nick ne null`)
	f(nick, `title pr and NAME eq null`, `title pr and NAME eq null and nick eq null`)
	f(nick, `not (name pr)`, `not (name pr or nick pr)`)
	f(nick, `name[familyName eq "a"]`, "refused")
	const into = "{from: nickName, to: name.nick}"
	f(into, `name pr`, "refused")
	f(into, `name eq null`, "refused")
	f(into, `name[not (familyName eq "a")]`, "refused")
	f(into, `name[familyName eq null]`, "refused")
	same(into, `name[familyName eq "a"]`)
	same(into, `name.familyName pr`)
	const alias = "{from: nickName, to: name.nick, in: requests}"
	same(alias, `name pr and name[not (familyName eq "a")]`)
	f(alias, `nickName pr`, `name.nick pr`)
	const within = "{from: name.givenName, to: name.first}"
	same(within, `name pr`)
	f(within, `name[givenName eq "a"]`, `name[first eq "a"]`)
	const out = "{from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', to: dept}"
	f(out, `ENT pr`, `ENT pr or dept pr`)
	f(out, `ENT[department eq "a"]`, "refused")
	f(out, `ENT.department eq "a"`, `dept eq "a"`)
	const beside = "{from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', " +
		"to: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:unit'}"
	same(beside, `ENT pr`)
	f(beside, `ENT[Department eq "a" and not (division eq "b")]`, `ENT[unit eq "a" and not (division eq "b")]`)
	const address = "{from: emails.value, to: emails.address}"
	f(address, `emails eq "a" or not (EMAILS co "b")`, `emails.address eq "a" or not (emails.address co "b")`)
	same(address, `emails pr`)
	same(address, `emails eq null`)
	same("{from: emails.display, to: emails.label}", `emails eq "a"`)
	same("{from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', "+
		"to: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.id'}", `ENT:manager eq "a"`)
	f("{from: badges.value, to: badges.number}", `badges eq "a"`, `badges.number eq "a"`)
}

// A PATCH path does not select by what is no longer where it looks.
func TestRenameOfHeldInPaths(t *testing.T) {
	const nick = "users: {rename: {from: name.givenName, to: nick}}"
	rulestest.Sends(t, nick, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"name[givenName eq \"a\"].familyName","value":"b"}`), "refused")
	const other = `{"op":"replace","path":"emails[type eq \"work\"].value","value":"b"}`
	rulestest.Sends(t, nick, "PATCH", rulestest.PatchOf(other), rulestest.PatchOf(other))
}

// What something else holds at the target is shown as it would be without the
// rule.
func TestRenameProjections(t *testing.T) {
	f := func(query, asked, want string) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File("users: {rename: {from: userType, to: enterprise.division}}"))
		ent := func(s string) string { return strings.ReplaceAll(s, "ENT", rulestest.Enterprise) }
		r := rulestest.Do(t, set, "GET /Users/1?"+ent(query), "200\n\n"+ent(`{"id":"1","title":"t","ENT":{"division":"d","department":"e"}}`))
		if r.Err != nil || r.Message.Body != ent(want) {
			t.Errorf("%s: %v\n got %s\nwant %s", query, r.Err, r.Message.Body, want)
		}
		if got := strings.TrimSpace(cases.FormatRequest(r.Sent)); got != "GET /Users/1"+ent(asked) {
			t.Errorf("%s: asked %s, want %s", query, got, asked)
		}
	}
	f("x=y", "?x=y", `{"id":"1","title":"t","ENT":{"department":"e"},"userType":"d"}`)
	f("attributes=ENT", "?attributes=ENT", `{"id":"1","title":"t","ENT":{"department":"e"}}`)
	f("attributes=ENT,userType", "?attributes=ENT,ENT:division", `{"id":"1","title":"t","ENT":{"department":"e"},"userType":"d"}`)
	f("excludedAttributes=ENT", "", `{"id":"1","title":"t","userType":"d"}`)
	f("excludedAttributes=ENT,title", "?excludedAttributes=title", `{"id":"1","title":"t","userType":"d"}`)
	f("excludedAttributes=ENT,userType", "?excludedAttributes=ENT,ENT:division", `{"id":"1","title":"t","ENT":{"department":"e"},"userType":"d"}`)
}

// The rules before see the projection in their own names again: what is missing
// was asked for.
func TestRenameGivesProjectionBack(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {convert: {'emails[type eq "work"].value': {to: 'local(value)', `+
		`back: 'value + "@a.example"'}}, rename: {from: emails, to: mails}}`))
	const filter = `GET /Users?filter=not (emails[type eq "work" and value eq "ada@a.example"])&`
	for query, sent := range map[string]string{"attributes=title": "title,mails", "excludedAttributes=emails,x": "x"} {
		r := rulestest.Do(t, set, filter+query, rulestest.List("1", `{"id":"1","title":"t"}`))
		name, _, _ := strings.Cut(query, "=")
		if r.Err != nil || !strings.Contains(r.Message.Body, `[{"id":"1","title":"t"}]`) {
			t.Errorf("%s: %v %s", query, r.Err, r.Message.Body)
		}
		if got, _ := r.Sent.Param(name); got != sent {
			t.Errorf("%s: sent %s", query, got)
		}
	}
}

// Both names in one resource of an answer are a contradiction.
func TestRenameClashInAnswers(t *testing.T) {
	f := func(rename, resource string) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File("users: {rename: "+rename+"}"))
		for _, answer := range []string{resource, `{"totalResults":2,"Resources":[{"id":"1"},` + resource + `]}`} {
			request := "GET /Users/1"
			if strings.Contains(answer, "Resources") {
				request = "GET /Users"
			}
			r := rulestest.Do(t, set, request, "200\n\n"+answer)
			if f := r.Refusal(t); f.Status != 502 || f.Reason != rewrite.AnswerContradicts {
				t.Errorf("%s: %d %s", answer, f.Status, f.Reason)
			}
		}
	}
	f("{from: externalId, to: 'urn:example:2.0:User:number'}", `{"id":"1","externalId":"1","urn:example:2.0:User":{"Number":"1"}}`)
	f("{from: emails.value, to: emails.address}", `{"id":"1","emails":[{"value":"a","Address":"b"}]}`)
	f("{from: name.givenName, to: name.first}", `{"id":"1","name":{"givenName":"a","first":"b"}}`)
	f("{from: title, to: rank}", `{"id":"1","title":"a","rank":"b"}`)
}

// What is null is unassigned: it is no second name, and makes room for what is
// moved. Whatever came, what is sent is sound JSON.
func TestRenameAmongNulls(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {rename: {from: externalId, to: '`+rulestest.SnowUser+`:employeeNumber'}}`))
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
	f(`{"externalId":"1","`+rulestest.SnowUser+`":null}`, `{"`+rulestest.SnowUser+`":{"employeeNumber":"1"}}`)
	f(`{"externalId":"1","`+rulestest.SnowUser+`":{"employeeNumber":null}}`, `{"`+rulestest.SnowUser+`":{"employeeNumber":"1"}}`)
	f(`{"externalId":"1","`+rulestest.SnowUser+`":{"gender":"f"}}`, `{"`+rulestest.SnowUser+`":{"gender":"f","employeeNumber":"1"}}`)
}

// Both names in one PATCH are refused, whatever form the second has.
func TestRenameConflictBelowExtension(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {rename: {from: externalId, to: '`+rulestest.SnowUser+`:employeeNumber'}}`))
	rulestest.CheckRefused(t, set, "PATCH /Users/1\n\n"+`{"Operations":[{"op":"replace","path":"externalId","value":"1"},`+
		`{"op":"replace","path":"`+rulestest.SnowUser+`","value":{"employeeNumber":"2"}}]}`)
}

// A faulty rule that would lose active is refused when it is read.
func TestActiveKeepsItsName(t *testing.T) {
	f := func(block, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "r.yaml", Data: []byte(rulestest.File("users: {" + block + "}"))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", block, err, want)
		}
	}
	f(`rename: {from: active, to: title}`, "active cannot be renamed")
	f(`rename: {from: title, to: active}`, "active cannot be renamed")
	f(`drop: ['urn:ietf:params:scim:schemas:core:2.0:User']`, "cannot be dropped")
	f(`set: {'emails[type eq "work"].primary': {value: true, when: always}}`, "remove the brackets")
	f(`drop: [active]`, "cannot be dropped")
}
