package cases_test

import (
	"strings"
	"testing"

	"scimshim/rules/cases"
)

const patchHead = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[`

// explained explains a case, and compares what is said of it.
func explained(t *testing.T, rules, text, want string) {
	t.Helper()
	c, err := cases.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	x := cases.Explainer{Chain: compile(t, "name: t\n"+rules)}
	out, err := x.Explain(c)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(out.Title); got != strings.TrimSpace(want) {
		t.Errorf("%s\nis explained by\n%s\nwant\n%s", text, got, strings.TrimSpace(want))
	}
}

// A rule that lets something be read is blamed for how that is written, and for nothing
// that other rules did.
func TestExplainBlamesReaders(t *testing.T) {
	const all = "normalize: [op_case]\nusers: {rename: {from: emails.value, to: emails.address}}\nread: [unquoted]\n"
	explained(t, all, `-- request --
PATCH /Users/1

`+patchHead+`{"op":"Replace","path":"emails[type eq work].value","value":"a"}]}
`, `
# t/read.unquoted changed
#     - {"op":"Replace","path":"emails[type eq work].value","value":"a"}
#     + {"op":"Replace","path":"emails[type eq \"work\"].value","value":"a"}
# t/normalize.op_case changed
#     - {"op":"Replace","path":"emails[type eq \"work\"].value","value":"a"}
#     + {"op":"replace","path":"emails[type eq \"work\"].value","value":"a"}
# t/users.rename.emails.value changed
#     - {"op":"replace","path":"emails[type eq \"work\"].value","value":"a"}
#     + {"op":"replace","path":"emails[type eq \"work\"].address","value":"a"}`)
	explained(t, all, `-- request --
GET /Users?filter=emails.value eq ada
`, `
# t/read.unquoted changed
#     - filter=emails.value eq ada
#     + filter=emails.value eq "ada"
# t/users.rename.emails.value changed
#     - filter=emails.value eq "ada"
#     + filter=emails.address eq "ada"
# 1 step did nothing; explain -v lists them`)
}

// Of several readers each is blamed for what needed it, and what needs two is the later's.
func TestExplainBlamesEachReader(t *testing.T) {
	explained(t, "users: {rename: {from: displayName, to: nickName}}\nread: [unescaped, unquoted]\n", `-- request --
PATCH /Users/1

`+patchHead+`{"op":"add","path":"emails[type eq work].value","value":"a"},`+
		`{"op":"add","path":"emails[display eq \"the \"big\" one\"].value","value":"b"},`+
		`{"op":"add","path":"displayName","value":"c"}]}
`, `
# t/read.unescaped changed
#     - {"op":"add","path":"emails[display eq \"the \"big\" one\"].value","value":"b"}
#     + {"op":"add","path":"emails[display eq \"the \\\"big\\\" one\"].value","value":"b"}
# t/read.unquoted changed
#     - {"op":"add","path":"emails[type eq work].value","value":"a"}
#     + {"op":"add","path":"emails[type eq \"work\"].value","value":"a"}
# t/users.rename.displayName changed
#     - {"op":"add","path":"displayName","value":"c"}
#     + {"op":"add","path":"nickName","value":"c"}`)
}

// A filter that needs two of them is the later's.
func TestExplainBlamesTheLaterReader(t *testing.T) {
	explained(t, "read: [element_compare, unquoted]\n", `-- request --
GET /Users?filter=emails[type eq work].value eq ada
`, `
# t/read.element_compare changed
# t/read.unquoted changed
#     - filter=emails[type eq work].value eq ada
#     + filter=emails[type eq "work" and value eq "ada"]`)
}

// What two rules take a part in is said of both, and of each once.
func TestExplainBlamesAllParts(t *testing.T) {
	explained(t, "users: {queries: {filters: [{name: names, form: 'userName eq {value}'}, {name: titles, form: 'title eq {value}'}]}}\n", `-- request --
GET /Users?filter=userName eq "a" or title eq "b"
`, `
# t/users.queries.filters.names changed
#     - filter=userName eq "a" or title eq "b"
#     + filter=userName eq "a"
#     + count=100
# t/users.queries.filters.titles changed
#     - filter=userName eq "a" or title eq "b"
#     + filter=userName eq "a"
#     + count=100
# 1 step did nothing; explain -v lists them
# filter plan: union
#     unite: ask userName eq "a"; ask title eq "b"`)
	explained(t, "users: {queries: {unproven: [userName, title]}}\n", `-- request --
GET /Users?filter=userName eq "a" or title eq "b"
-- target response --
200

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"id":"1","userName":"x","title":"y"}]}
`, `
# t/users.queries.unproven.userName answer changed
#     - totalResults: 1
#     - Resources[0].id: "1"
#     - Resources[0].userName: "x"
#     - Resources[0].title: "y"
#     + totalResults: 0
#     + Resources: []
# t/users.queries.unproven.title answer changed
#     - totalResults: 1
#     - Resources[0].id: "1"
#     - Resources[0].userName: "x"
#     - Resources[0].title: "y"
#     + totalResults: 0
#     + Resources: []
# empty answer, relying on: target`)
}

// What a rule repairs in an answer before it is believed is that rule's, and so is what it
// does afterwards; what the proxy makes of the answer in between is nobody's.
func TestExplainBlamesAnswers(t *testing.T) {
	explained(t, "users: {rename: {from: externalId, to: nickName}}\nnormalize: [list_answers]\nread: [unquoted]\n", `-- request --
GET /Users?filter=externalId eq x7
-- target response --
200 OK
Content-Type: application/scim+json

{"totalResults":1,"resources":[{"id":"1","nickName":"x7"}]}
`, `
# t/read.unquoted changed
#     - filter=externalId eq x7
#     + filter=externalId eq "x7"
# t/normalize.list_answers answer changed
#     - resources[0].id: "1"
#     - resources[0].nickName: "x7"
#     + Resources[0].id: "1"
#     + Resources[0].nickName: "x7"
#     + schemas[0]: "urn:ietf:params:scim:api:messages:2.0:ListResponse"
#     + startIndex: 1
#     + itemsPerPage: 1
# t/users.rename.externalId changed, answer changed
#     - filter=externalId eq "x7"
#     + filter=nickName eq "x7"
#     - Resources[0].nickName: "x7"
#     + Resources[0].externalId: "x7"`)
}

// A rule that takes the last operation out leaves nothing to be asked.
func TestExplainBlamesTheLastDrop(t *testing.T) {
	explained(t, "users: {drop: [{name: title, attributes: [title]}, {name: nick, attributes: [nickName]}]}\n", `-- request --
PATCH /Users/1

`+patchHead+`{"op":"add","path":"title","value":"a"},{"op":"add","path":"nickName","value":"b"}]}
`, `
# t/users.drop.title changed, dropped 1
#     - {"op":"add","path":"title","value":"a"}
# t/users.drop.nick changed, dropped 1
#     - PATCH /Users/1
#     - schemas[0]: "urn:ietf:params:scim:api:messages:2.0:PatchOp"
#     - {"op":"add","path":"nickName","value":"b"}
#     + nothing: the proxy answers itself`)
}
