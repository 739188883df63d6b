package formtest

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

func TestFormOfPatch(t *testing.T) {
	f := func(body string, wants ...string) {
		t.Helper()
		checkForm(t, &rewrite.Message{Method: "PATCH", Resource: "Users", Body: body}, wants...)
	}
	const op, schemas = `{"op":"remove","path":"title"}`, `"schemas":["` + patchURN + `"]`
	f(`{` + schemas + `,"Operations":[` + op + `]}`)
	f(`{"Operations":[`+op+`]}`, "schemas does not declare "+patchURN)
	f(`{`+schemas+`,"Operations":[]}`, "no list Operations")
	f(`{`+schemas+`,"Operations":`+op+`}`, "no list Operations")
	f(`{`+schemas+`,"operations":[`+op+`]}`, "operations is no member of a PATCH", "no list Operations")
	f(`{"id":"1",`+schemas+`,"Operations":[`+op+`]}`, "id is no member of a PATCH")
	f(`{`+schemas+`,"Operations":["x",`+op+`,{"op":"remove","path":"Title"}]}`,
		"operation 1: an operation is an object", "operation 3: Title is spelled title")
}

// checkOps checks what is wrong with an operation.
func checkOps(t *testing.T, resource, op string, wants ...string) {
	t.Helper()
	m := &rewrite.Message{Method: "PATCH", Resource: resource,
		Body: `{"schemas":["` + patchURN + `"],"Operations":[` + op + `]}`}
	for _, fault := range Faults(m, filter.Core()) {
		if !strings.HasPrefix(fault, "operation 1: ") {
			t.Errorf("%s: %q does not say where", op, fault)
		}
	}
	checkForm(t, m, wants...)
}

func TestFormOfOperation(t *testing.T) {
	f := func(op string, wants ...string) { t.Helper(); checkOps(t, "Users", op, wants...) }
	f(`{"op":"Add","path":"title","value":"x"}`, "op is none of")
	f(`{"path":"title","value":"x"}`, "op is none of")
	f(`{"op":["add"],"path":"title","value":"x"}`, "op is none of")
	f(`{"op":"add","Path":"title","value":"x","name":"x"}`, "Path is no member of an operation",
		"name is no member of an operation", "add without path has no object")
	f(`{"op":"add","path":"title"}`, "add has no value")
	f(`{"op":"remove","path":"members","value":[]}`, "remove has a value")
	f(`{"op":"remove"}`, "remove has no path")
	f(`{"op":"remove","path":null}`, "path is no text")
	f(`{"op":"add","path":"","value":"x"}`, "path column 1")
	f(`{"op":"add","path":"title ","value":"x"}`, "path column ")
	f(`{"op":"remove","path":"`+filter.UserURN+`"}`, "path is the URN of the core schema")
	f(`{"op":"remove","path":"`+filter.UserURN+`:title"}`, "is spelled title")
	f(`{"op":"remove","path":"` + filter.EnterpriseURN + `"}`)
	f(`{"op":"remove","path":"`+filter.EnterpriseURN+`:Manager"}`,
		"is spelled "+filter.EnterpriseURN+":manager")
	f(`{"op":"remove","path":"manager"}`, "manager belongs to the extension")
	f(`{"op":"remove","path":"emails[type eq \"work\" and primary eq true].value"}`)
	f(`{"op":"remove","path":"emails[primary eq \"True\"]"}`, "emails.primary is compared with what is no boolean")
	f(`{"op":"remove","path":"Emails[Type eq \"work\"].Value"}`, "Emails is spelled emails",
		"Emails.Type is spelled emails.type", "Emails.Value is spelled emails.value")
	f(`{"op":"remove","path":"emails[type eq work]"}`, "path column ")
	f(`{"op":"remove","path":"id"}`, "id is readOnly")
	f(`{"op":"remove","path":"groups[value eq \"1\"]"}`, "groups is readOnly")
	f(`{"op":"replace","path":"meta.created","value":7}`, "meta.created is readOnly")
}

func TestFormOfValueAtPath(t *testing.T) {
	f := func(path, value string, wants ...string) {
		t.Helper()
		checkOps(t, "Users", `{"op":"replace","path":`+json.Quote(path)+`,"value":`+value+`}`, wants...)
	}
	f("active", "false")
	f("active", `"False"`, "active is no boolean")
	f("title", `[{"value":"x"}]`, "title has one value")
	f("title", `""`, "title is an empty text")
	f("title", `null`, "title is null")
	f("name", `{"givenName":"x"}`)
	f("name", `{"givenName":""}`, "name.givenName is an empty text")
	f("name", `{}`, "name is empty")
	f("name.givenName", `{"value":"x"}`, "name.givenName is no text")
	f("emails", `[{"value":"x"}]`)
	f("emails", `[ ]`)
	f("emails", `[{"value":"x","display":""}]`)
	f("emails", `[{}]`, "emails is empty")
	f("emails", `[[]]`, "emails is empty")
	f("emails", `{"value":"x"}`, "emails has many values")
	f(`emails[type eq "work"]`, `{"value":"x"}`)
	f(`emails[type eq "work"]`, `[{"value":"x"}]`, "emails has one value")
	f(`emails[type eq "work"]`, `[]`, "emails is empty")
	f(`emails[type eq "work"].value`, `"x"`)
	f(`emails[type eq "work"].primary`, `"True"`, "emails.primary is no boolean")
	f(`emails.value`, `"x"`)
	f(`custom[type eq "work"]`, `{"a":""}`, "custom.a is an empty text")
	f(`custom`, `[]`)
	f(`custom`, `{"a":[]}`, "custom.a is empty")
	f(filter.EnterpriseURN, `{"department":"x"}`)
	f(filter.EnterpriseURN, `{"Department":"x"}`, "is spelled "+filter.EnterpriseURN+":department")
	f(filter.EnterpriseURN, `"x"`, "the extension "+filter.EnterpriseURN+" is no object")
	f(filter.EnterpriseURN+":manager", `"x"`, filter.EnterpriseURN+":manager is no object")
	f("id", `"x"`, "id is readOnly")
}

func TestFormOfValueWithoutPath(t *testing.T) {
	f := func(op, value string, wants ...string) {
		t.Helper()
		checkOps(t, "Groups", `{"op":"`+op+`","value":`+value+`}`, wants...)
	}
	f("replace", `{"displayName":"x","members":[{"value":"1","display":"x"}]}`)
	f("replace", `{"members":[]}`)
	f("add", `{"members":[]}`, "members is empty")
	f("add", `{"Members":{"value":"1"}}`, "Members is spelled members", "Members has many values")
	f("add", `{}`, "add without path has no object")
	f("add", `"x"`, "add without path has no object")
	f("replace", `{"id":"1","externalId":""}`, "id is readOnly", "externalId is an empty text")
	f("replace", `{"a.b":"1","`+filter.GroupURN+`:displayName":"1"}`, "a.b is a path", "displayName is a path")
	f("replace", `{"`+filter.GroupURN+`":{"displayName":"1"}}`, "the URN of the core schema is no member")
	f("replace", `{"urn:example:A":{"b":[]}}`)
}
