package form_test

import (
	"strings"
	"testing"
	"time"

	"scimshim/rules/rulestest"
)

const shapeRule = "normalize: [shapes]"

// Each value of a body gets the shape that its schema declares.
func TestShapeOfBodies(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		for _, method := range []string{"POST", "PUT"} {
			rulestest.Sends(t, shapeRule, method, in, want)
			if want != "refused" {
				rulestest.Sends(t, shapeRule, method, want, want)
			}
		}
	}
	below := func(manager string) string {
		return `{"` + rulestest.Enterprise + `":{"department":"a", "manager":` + manager + `}}`
	}
	const manager = `{"value":"7"}`
	f(below(`"7"`), below(manager))
	f(below(`7`), below(manager))
	f(below(`["7"]`), below(manager))
	f(below(`[[{"value":7}]]`), below(manager))
	f(below(`[{"$ref":null,"Value":"7"}]`), below(`{"Value":"7"}`))
	f(below(`{"value":{"value":["7"]}}`), below(manager))
	f(below(`{ "value":"7" , "$ref":null, "x":null}`), below(`{ "value":"7", "x":null}`))
	f(below(`["7","8"]`), "refused")
	f(strings.ToUpper(`{"`+rulestest.Enterprise)+`":{"MANAGER":"7"}}`, strings.ToUpper(`{"`+rulestest.Enterprise)+`":{"MANAGER":{"value":"7"}}}`)

	f(`{"emails":{"value":"a","primary":"True"}}`, `{"emails":[{"value":"a","primary":"True"}]}`)
	f(`{"emails":"a"}`, `{"emails":[{"value":"a"}]}`)
	f(`{"emails":[ "a", {"value":"b"} ,5,null]}`, `{"emails":[ {"value":"a"}, {"value":"b"} ,{"value":"5"},null]}`)
	f(`{"emails":[["a"],[{"value":["b"],"type":{"value":"work"}}]]}`, `{"emails":[{"value":"a"},{"value":"b","type":"work"}]}`)
	f(`{"emails":[["a","b"]]}`, "refused")
	f(`{"members":["7",{"value":8},"9"]}`, `{"members":[{"value":"7"},{"value":"8"},{"value":"9"}]}`)
	f(`{"members":[{"$ref":null,"value":"7"},{"value":"8","$ref":"x"}]}`, `{"members":[{"value":"7"},{"value":"8","$ref":"x"}]}`)
	f(`{"schemas":"urn:a"}`, `{"schemas":["urn:a"]}`)

	f(`{"externalId":701984,"title":-1.50}`, `{"externalId":"701984","title":"-1.50"}`)
	f(`{"title":[{"$ref":null,"value":"X"}]}`, `{"title":"X"}`)
	f(`{"title":{"value":"X"},"nickName":["\u0041"]}`, `{"title":"X","nickName":"\u0041"}`)
	f(`{"name":{"givenName":[{"value":5}]}}`, `{"name":{"givenName":"5"}}`)
	f(`{"name":[{"givenName":"A"}]}`, `{"name":{"givenName":"A"}}`)
	f(`{"active":["True"],"emails":[{"primary":["True"]}]}`, `{"active":"True","emails":[{"primary":"True"}]}`)
	f(`{"active":[{"$ref":null,"value":"False"}]}`, `{"active":"False"}`)
	f(`{"active":{"value":false}}`, `{"active":false}`)
	f(`{"title":["a","b"]}`, "refused")
	f(`{"title":{"value":["a","b"]}}`, "refused")
	f(`{"name":[{"givenName":"A"},{"familyName":"B"}]}`, "refused")
}

// What is empty, what is no boolean, and what no schema declares is for others.
func TestShapeLeaves(t *testing.T) {
	for _, in := range []string{
		`{"manager":"7","x":[{"value":1}],"urn:x:2.0:User":{"a":["b"]}}`,
		`{"title":"","nickName":null,"name":{},"emails":"","roles":{},"photos":[],"ims":null}`,
		`{"title":[],"nickName":[null],"userType":[{}],"locale":[[]],"timezone":{},"name":[{}]}`,
		`{"active":"False"}`, `{"active":[{"value":"True","type":"x"}]}`, `{"active":[0]}`, `{"active":0}`, `{"active":[true,false]}`,
		`{"title":{"value":"a","type":"b"},"nickName":true,"locale":[true],"userType":{"value":null}}`,
		`{"name":"Anna Lind","addresses":["Main Street 1"],"emails":[true,""]}`,
		`{"emails":[{"$ref":null}]}`, `{"title":{"$ref":"a"}}`, `{"emails":true}`,
	} {
		rulestest.Sends(t, shapeRule, "POST", in, in)
		rulestest.Sends(t, shapeRule, "PATCH", rulestest.PatchOf(`{"op":"add","value":`+in+`}`), rulestest.PatchOf(`{"op":"add","value":`+in+`}`))
	}
}

func TestShapeOfOperations(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = rulestest.PatchOf(want)
			rulestest.Sends(t, shapeRule, "PATCH", want, want)
		}
		rulestest.Sends(t, shapeRule, "PATCH", rulestest.PatchOf(in), want)
	}
	value := func(path, in, want string) {
		t.Helper()
		for _, name := range []string{"add", "Replace"} {
			op := func(value string) string {
				return `{"op":"` + name + `","path":` + rulestest.Quoted(path) + `,"value":` + value + `}`
			}
			if want == "refused" {
				f(op(in), want)
			} else {
				f(op(in), op(want))
			}
		}
	}
	for _, path := range []string{rulestest.Enterprise + ":manager", rulestest.Enterprise + ".manager", rulestest.Enterprise + ":MANAGER"} {
		value(path, `"7"`, `{"value":"7"}`)
		value(path, `[{"$ref":null,"value":"7"}]`, `{"value":"7"}`)
		value(path, `["7","8"]`, "refused")
		value(path, `""`, `""`)
	}
	value(rulestest.Enterprise, `{"manager":"7","employeeNumber":5}`, `{"manager":{"value":"7"},"employeeNumber":"5"}`)
	value("members", `"7"`, `[{"value":"7"}]`)
	value("members", `{"value":"7"}`, `[{"value":"7"}]`)
	value(`members`, `[]`, `[]`)
	value(`members`, `[{"$ref":null},{"$REF":{},"value":"7"},{"value":"8","$ref":"x"},{"value":"9","$\u0072ef":""}]`,
		`[{"$ref":null},{"value":"7"},{"value":"8","$ref":"x"},{"value":"9"}]`)
	value(`members`, `[{"$ref":[""],"value":"7"},"8",{"$ref":null,"value":9}]`, `[{"value":"7"},{"value":"8"},{"value":"9"}]`)
	value(`members[value eq "7"]`, `[{"$ref":null,"value":7}]`, `{"value":"7"}`)
	value("displayName", `["a"]`, `"a"`)
	value("displayName", `["a","b"]`, "refused")
	value(rulestest.CoreUser+":displayName", `[{"$ref":null,"value":"a"}]`, `"a"`)
	value("emails.value", `["a"]`, `"a"`)
	value(`emails[type eq "work"].value`, `[{"value":5}]`, `"5"`)
	f(`{"op":"replace","path":"emails[type eq \"work\"]","value":["a"]}`, `{"op":"replace","path":"emails[type eq \"work\"].value","value":"a"}`)
	f(`{"op":"Add","path":"emails[type eq \"work\"]","value":"a"}`, `{"op":"Add","path":"emails[type eq \"work\"].value","value":"a"}`)
	f(`{"op":"replace","path":"addresses[type eq \"work\"]","value":"a"}`, `{"op":"replace","path":"addresses[type eq \"work\"]","value":"a"}`)
	value(`emails[type eq "work"].primary`, `["True"]`, `"True"`)
	value("manager", `"7"`, `"7"`)

	f(`{"op":"add","value":{"name.givenName":["A"],"`+rulestest.Enterprise+`:manager":"7","emails":"a","title":{"value":1}}}`,
		`{"op":"add","value":{"name.givenName":"A","`+rulestest.Enterprise+`:manager":{"value":"7"},"emails":[{"value":"a"}],"title":"1"}}`)
	f(`{"op":"replace","value":{"title":["a","b"]}}`, "refused")
	for _, left := range []string{
		`{"op":"remove","path":"members","value":["7",{"value":8}]}`, `{"op":"Remove","path":"title","value":["a","b"]}`,
		`{"op":"add","path":"title"}`, `{"op":"add","value":["a"]}`, `{"op":"add","value":"{}"}`,
	} {
		f(left, left)
	}
}

// Answers are shaped before they are judged, in lists as well; what nobody can
// decide is left alone.
func TestShapeOfAnswers(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(shapeRule))
	f := func(request, answer, want string) {
		t.Helper()
		r := rulestest.Do(t, set, request, "200\n\n"+answer)
		if r.Err != nil || r.Message.Body != want {
			t.Errorf("%v\n got %s\nwant %s", r.Err, r.Message.Body, want)
		}
	}
	f("GET /Users/7", `{"id":7,"title":["a","b"],"meta":{"version":1},"`+rulestest.Enterprise+`":{"manager":"5"}}`,
		`{"id":"7","title":["a","b"],"meta":{"version":"1"},"`+rulestest.Enterprise+`":{"manager":{"value":"5"}}}`)
	f("GET /Users", `{"totalResults":2,"Resources":[{"id":7,"emails":["a"]},{"id":"8"}]}`,
		`{"totalResults":2,"Resources":[{"id":"7","emails":[{"value":"a"}]},{"id":"8"}]}`)
	f("GET /Groups/7", `{"id":"7","members":[{"value":5}]}`, `{"id":"7","members":[{"value":"5"}]}`)
	if r := rulestest.Do(t, set, "GET /Users/7", "200\n\n"+`{"id":8}`); r.Err == nil {
		t.Error("another id was believed")
	}
}

// Deep and long values take no more time than others.
func TestShapeIsLinear(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(shapeRule))
	start := time.Now()
	for _, body := range []string{
		`{"emails":[` + rulestest.Repeat(9_990, `"a%d"`) + `]}`,
		`{"emails":[` + rulestest.Repeat(2_400, `[[{"value":[%d]}]]`) + `]}`,
		`{"title":` + strings.Repeat("[", 30) + `"` + strings.Repeat("x", 900_000) + `"` + strings.Repeat("]", 30) + `}`,
		`{"title":` + strings.Repeat(`{"value":`, 30) + `"` + strings.Repeat("x", 900_000) + `"` + strings.Repeat("}", 30) + `}`,
		`{` + rulestest.Repeat(9_990, `"x%d":["a"]`) + `}`,
	} {
		rulestest.Do(t, set, "POST /Users\n\n"+body, "204")
		rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(`{"op":"add","value":`+body+`}`), "204")
	}
	rulestest.Do(t, set, "PATCH /Groups/1\n\n"+rulestest.PatchOf(rulestest.Repeat(990, `{"op":"add","path":"members","value":"%d"}`)), "204")
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}
