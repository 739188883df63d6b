package formtest

import (
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

const (
	userSchemas  = `"schemas":["` + filter.UserURN + `"]`
	groupSchemas = `"schemas":["` + filter.GroupURN + `"]`
)

// checkForm checks that what is wrong with a request has a part of each sentence
// in wants, and nothing else is wrong.
func checkForm(t *testing.T, m *rewrite.Message, wants ...string) {
	t.Helper()
	got := Faults(m, filter.Core())
	same := func(fault, want string) bool { return strings.Contains(fault, want) }
	if !slices.EqualFunc(got, wants, same) {
		t.Errorf("%s %v %s\nhas the faults %q, want %q", m.Method, m.Query, m.Body, got, wants)
	}
}

func TestFormOfQuery(t *testing.T) {
	f := func(name, value string, wants ...string) {
		t.Helper()
		checkForm(t, &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: name, Value: value}}}, wants...)
	}
	f("startIndex", "one")
	f("attributes", "userName,name.givenName, emails")
	f("attributes", filter.UserURN+":userName,"+filter.EnterpriseURN+":manager.value")
	f("attributes", "urn:example:2.0:User:Anything,notKnown")
	f("attributes", "username", "username is spelled userName")
	f("attributes", strings.ToLower(filter.UserURN)+":userName", "is spelled "+filter.UserURN+":userName")
	f("attributes", `emails[type eq "work"]`, "the parameter attributes: ")
	f("attributes", "", "the parameter attributes: ")
	f("excludedAttributes", "Members,NAME.givenname", "NAME.givenname is spelled name.givenName")
	f("sortBy", "userName,", "the parameter sortBy: ")
	f("sortBy", "department", "department belongs to the extension, as "+filter.EnterpriseURN+":department")
	f("sortBy", "manager.value", "manager.value belongs to the extension")
}

func TestFormOfFilter(t *testing.T) {
	f := func(text string, wants ...string) {
		t.Helper()
		checkForm(t, &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}}}, wants...)
	}
	f(`userName eq "x" and not (active eq true or title pr)`)
	f(`emails[type eq "work" and value co "x"] or emails co "x"`)
	f(`emails pr and name pr and addresses[primary eq 1 or country eq "x"]`)
	f(filter.UserURN + `:userName eq "x" and ` + filter.EnterpriseURN + `:department ne null`)
	f(`custom eq 1 and urn:example:2.0:User:flag gt true and groups[display eq "x"]`)
	f(`id eq x`, "the filter: ")
	f(`emails[type eq "work"].value eq "x"`, "the filter: ")
	f(`USERNAME eq "x" and Active eq true`, "USERNAME is spelled userName", "Active is spelled active")
	f(`Emails[Type eq "work"]`, "Emails is spelled emails", "Emails.Type is spelled emails.type")
	f(`not (active eq "True")`, "active is compared with what is no boolean")
	f(`active gt true`, "active is a boolean, which gt does not compare")
	f(`userName eq 7 or userName eq true`, "userName is compared with what is no text",
		"userName is compared with what is no text")
	f(`roles[primary eq "True"]`, "roles.primary is compared with what is no boolean")
	f(`emails eq true`, "emails is compared with what is no text")
	f(`name eq "x"`, "name is complex")
	f(`manager eq "x"`, "manager belongs to the extension")
	f(`name[givenName eq "x"]`, "name has one value, and a filter in brackets")
	f(`emails[urn:example:User:a eq "x"]`, "is no name of a sub-attribute")
	f(filter.EnterpriseURN+`.department eq "x"`, "is spelled "+filter.EnterpriseURN+":department")
}

func TestFormOfResource(t *testing.T) {
	f := func(members string, wants ...string) {
		t.Helper()
		for _, method := range []string{"POST", "PUT"} {
			checkForm(t, &rewrite.Message{Method: method, Resource: "Users", Body: "{" + members + "}"}, wants...)
		}
	}
	f(userSchemas)
	f(userSchemas + `,"userName":"","active":false,"password":"x","name":{"familyName":"x"},` +
		`"emails":[{"value":"x","primary":true},{"value":"y","primary":false}],` +
		`"custom":[1,{"a":{"b":""}}],"$ref":1`)
	f(``, "schemas does not declare "+filter.UserURN)
	f(`"schemas":"`+filter.UserURN+`"`, "schemas has many values")
	f(`"schemas":["`+filter.UserURN+`","`+filter.UserURN+`"]`, "twice")
	f(`"schemas":["`+filter.UserURN+`",7]`, "schemas is no reference", "schemas declares a member, of which")
	f(userSchemas+`,"UserName":"x","name":{"GivenName":"x"}`, "UserName is spelled userName",
		"name.GivenName is spelled name.givenName")
	f(userSchemas+`,"name.givenName":"x"`, "name.givenName is a path")
	f(userSchemas+`,"a b":1,"name":{"a b":1}`, "a member is no name", "a member is no name")
	f(userSchemas+`,"department":"x","manager":{}`, "department belongs", "manager belongs", "manager is empty")
	f(userSchemas+`,"id":"1","meta":{},"groups":[]`, "id is readOnly", "meta is readOnly", "groups is readOnly")
}

// A replaced resource may say that an attribute has no value; a created one says
// nothing of it.
func TestFormOfUnassigned(t *testing.T) {
	f := func(method, members string, wants ...string) {
		t.Helper()
		checkForm(t, &rewrite.Message{Method: method, Resource: "Users", Body: `{` + userSchemas + members + `}`}, wants...)
	}
	const none = `,"title":null,"emails":[ ],"custom":null,"own":[]`
	f("PUT", none)
	f("POST", none, "title is null", "emails is empty", "custom is null", "own is empty")
	f("PUT", `,"emails":[null],"name":{"givenName":null},"own":{}`, "emails is null", "name.givenName is null",
		"own is empty")
	checkForm(t, &rewrite.Message{Method: "PUT", Resource: "Users", Body: `{"schemas":[]}`}, "schemas does not declare")
}

func TestFormOfValues(t *testing.T) {
	f := func(members string, wants ...string) {
		t.Helper()
		body := `{` + userSchemas + `,` + members + `}`
		checkForm(t, &rewrite.Message{Method: "POST", Resource: "Users", Body: body}, wants...)
	}
	f(`"active":"true"`, "active is no boolean")
	f(`"active":[true]`, "active has one value, and holds a list")
	f(`"userName":7`, "userName is no text")
	f(`"name":"x"`, "name is no object")
	f(`"name":[{"givenName":"x"}]`, "name has one value")
	f(`"emails":{"value":"x"}`, "emails has many values")
	f(`"emails":["x",{"value":7}]`, "emails is no object", "emails.value is no text")
	f(`"emails":[[{"value":"x"}]]`, "emails has one value")
	f(`"photos":[{"value":true}],"x509Certificates":[{"value":1}]`, "photos.value is no reference",
		"x509Certificates.value is no binary")
	f(`"emails":[{"primary":"True","value":"x"}]`, "emails.primary is no boolean")
	f(`"emails":[{"primary":true},{"primary":true}],"custom":[{"primary":true},{"primary":true}]`,
		"emails has 2 values that are primary", "custom has 2 values that are primary")
	f(`"title":null,"roles":[ ],"emails":[null,{}],"name":{"givenName":null}`, "title is null", "roles is empty",
		"emails is null", "emails is empty", "name.givenName is null")
	f(`"custom":null,"own":[{"a":null},{"b":[{}]},[]]`, "custom is null", "own.a is null", "own.b is empty",
		"own is empty")
}

func TestFormOfExtension(t *testing.T) {
	f := func(members string, wants ...string) {
		t.Helper()
		checkForm(t, &rewrite.Message{Method: "POST", Resource: "Users", Body: `{` + members + `}`}, wants...)
	}
	declares := func(urn string) string { return `"schemas":["` + filter.UserURN + `","` + urn + `"]` }
	const own = "urn:example:extension:1.0"
	f(declares(filter.EnterpriseURN) + `,"` + filter.EnterpriseURN +
		`":{"department":"x","manager":{"value":"x"}}`)
	f(declares(own) + `,"` + own + `":{"anything":[1]}`)
	f(declares(filter.EnterpriseURN), "of which there is nothing")
	f(userSchemas+`,"`+own+`":{"a":1}`, "schemas does not declare "+own)
	f(declares(filter.EnterpriseURN)+`,"`+filter.EnterpriseURN+`":{"Department":"x","manager":"x","a.b":1}`,
		"is spelled "+filter.EnterpriseURN+":department", "manager is no object",
		"a.b is no name of an attribute of urn:")
	f(declares(filter.EnterpriseURN)+`,"`+filter.EnterpriseURN+`":{"manager":{"value":"x","displayName":"x"}}`,
		"manager.displayName is readOnly")
	f(declares(own)+`,"`+own+`":{}`, "the extension "+own+" is empty")
	f(declares(own)+`,"`+own+`":null`, "the extension "+own+" is empty")
	f(declares(own)+`,"`+own+`":["x"]`, "the extension "+own+" is no object")
	f(userSchemas+`,"`+filter.UserURN+`":{"title":"x"}`, "the URN of the core schema is no member")
	f(userSchemas+`,"`+filter.EnterpriseURN+`:department":"x"`, "department is a path, where")
	f(userSchemas+`,"urn:example:2.0:User:a.b":"x"`, "a.b is a path, where")
	lower := strings.ToLower(filter.EnterpriseURN)
	f(declares(lower)+`,"`+lower+`":{"department":"x"}`, "is spelled "+filter.EnterpriseURN)
}

// An unknown type of resource has its JSON judged only.
func TestFormOfUnknownResource(t *testing.T) {
	f := func(method, body string, wants ...string) {
		t.Helper()
		checkForm(t, &rewrite.Message{Method: method, Resource: "Roles", Body: body}, wants...)
	}
	f("POST", `{"schemas":["urn:example:Role"],"id":1,"department":"x","urn:example:A":{"b":1}}`,
		"schemas does not declare urn:example:A")
	f("POST", `{"a":null,"b":{"c":[]}}`, "a is null", "b.c is empty")
	f("PATCH", `{"schemas":["`+patchURN+`"],"Operations":[{"op":"add","path":"Id","value":1}]}`)
	f("GET", `{}`)
	f("POST", ``, "the body line 1 column 1")
	f("PUT", `[]`, "the body is no object")
	f("PUT", `{"a":1,"A":2}`, "stands twice")
}

// No sentence repeats what may be data of a person.
func TestFormKeepsValuesToItself(t *testing.T) {
	const secret = "Zoë's"
	for _, m := range []*rewrite.Message{
		{Method: "GET", Query: []rewrite.Param{{Name: "filter", Value: `userName eq ` + secret}, {Name: "attributes", Value: secret}}},
		{Method: "POST", Body: `{"` + secret + `":"x","schemas":["` + secret + `"],"active":"` + secret +
			`","name":{"` + secret + `":1},"urn:` + secret + `":"` + secret + `","title":["` + secret + `"]}`},
		{Method: "PATCH", Body: `{"` + secret + `":1,"Operations":[` +
			`{"op":"` + secret + `","` + secret + `":1},` +
			`{"op":"remove","path":"` + secret + `"},{"op":"add","value":{"urn:` + secret + `":{"` + secret + `":1}}}]}`},
	} {
		m.Resource = "Users"
		faults := Faults(m, filter.Core())
		if all := strings.Join(faults, "\n"); len(faults) < 2 || strings.Contains(all, "Zo") {
			t.Errorf("%s", all)
		}
	}
}

// Types of a rule file count like those of RFC 7643.
func TestFormOfAddedTypes(t *testing.T) {
	types, err := filter.Core().With([]filter.Added{
		{Resource: "Users", Path: filter.Path{Name: "logins"}, Attribute: filter.Attribute{Type: filter.TypeInteger}},
		{Resource: "Users", Path: filter.Path{Schema: "urn:example:A", Name: "score"},
			Attribute: filter.Attribute{Type: filter.TypeDecimal}},
	})
	if err != nil {
		t.Fatal(err)
	}
	f := func(text string, n int) {
		t.Helper()
		m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}}}
		if faults := Faults(m, types); len(faults) != n {
			t.Errorf("%s: %q", text, faults)
		}
	}
	f(`logins gt -1 and urn:example:A:score lt 1.5e3`, 0)
	f(`logins gt 1.0 or logins eq 1e3 or logins eq "1"`, 3)
	f(`LOGINS eq 1 and urn:example:a:score eq true and score eq 1`, 4)
}

// Whatever comes is judged without a panic.
func FuzzFaults(f *testing.F) {
	f.Add(`emails[type eq "work"]`, `{"schemas":[],"emails":[{"value":""}]}`)
	f.Add(`active eq true`,
		`{"Operations":[{"op":"add","path":"name","value":[{}]},{"op":"add","value":{"urn:x:y":1}}]}`)
	f.Fuzz(func(t *testing.T, text, body string) {
		for _, method := range []string{"GET", "POST", "PATCH"} {
			m := &rewrite.Message{Method: method, Resource: "Users", Body: body,
				Query: []rewrite.Param{{Name: "filter", Value: text}, {Name: "attributes", Value: text}}}
			for _, fault := range Faults(m, filter.Core()) {
				if fault == "" || strings.Contains(fault, "%!") {
					t.Errorf("%s %s: %q", method, body, fault)
				}
			}
		}
	})
}
