package form_test

import (
	"strings"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rules/rulestest"
)

// draftURNs are what SCIM 1 and the drafts of SCIM 2 call a schema, and what is left of
// the RFC's URN when its end is forgotten.
func draftURNs(what, name string) []string {
	var urns []string
	for _, prefix := range []string{"urn:scim:schemas:", "urn:ietf:params:scim:schemas:"} {
		for _, version := range []string{":1.0", ":2.0"} {
			for _, suffix := range []string{"", ":" + name} {
				urns = append(urns, prefix+what+version+suffix)
			}
		}
	}
	return append(urns, strings.ToUpper(urns[0]), "urn:scim:schemas:"+what+":2.0"+name)
}

// Whatever a client calls the core and the Enterprise schema, the target is sent what
// RFC 7643 calls them, and nothing is lost (W13).
func TestURNDrafts(t *testing.T) {
	const text = "normalize: [urns]"
	const urn = filter.EnterpriseURN
	for _, core := range draftURNs("core", "User") {
		t.Run(core, func(t *testing.T) {
			for _, method := range []string{"POST", "PUT"} {
				rulestest.Sends(t, text, method, `{"schemas":["`+core+`"],"`+core+`":{"title":"b"},"`+core+`:nickName":"n"}`,
					`{"schemas":["`+filter.UserURN+`"],"nickName":"n","title":"b"}`)
			}
			rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"add","path":"`+core+`:name.givenName","value":"a"}`),
				rulestest.PatchOf(`{"op":"add","path":"name.givenName","value":"a"}`))
			rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"add","path":"`+core+`","value":{"title":"a"}}`),
				rulestest.PatchOf(`{"op":"add","path":"title","value":"a"}`))
			rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"add","value":{"`+core+`:title":"a"}}`),
				rulestest.PatchOf(`{"op":"add","value":{"title":"a"}}`))
			asks(t, text, core+`:userName eq "a"`, core+":userName,"+core+":name.givenName",
				`userName eq "a"`, "userName,name.givenName")
		})
	}
	for _, old := range draftURNs("extension:enterprise", "User") {
		t.Run(old, func(t *testing.T) {
			for _, method := range []string{"POST", "PUT"} {
				rulestest.Sends(t, text, method, `{"schemas":["`+filter.UserURN+`","`+old+`"],"`+old+`":{"division":"b"}}`,
					`{"schemas":["`+filter.UserURN+`","`+urn+`"],"`+urn+`":{"division":"b"}}`)
				rulestest.Sends(t, text, method, `{"`+old+`:division":"b"}`, `{"`+urn+`":{"division":"b"}}`)
			}
			for _, sub := range []string{":division", ":manager.value"} {
				rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"remove","path":"`+old+sub+`"}`),
					rulestest.PatchOf(`{"op":"remove","path":"`+urn+sub+`"}`))
			}
			rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"add","path":"`+old+`","value":{"division":"a"}}`),
				rulestest.PatchOf(`{"op":"add","path":"`+urn+`","value":{"division":"a"}}`))
			for _, value := range []string{`:division":"a"`, `":{"division":"a"}`} {
				rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"add","value":{"`+old+value+`}}`),
					rulestest.PatchOf(`{"op":"add","value":{"`+urn+value+`}}`))
			}
			asks(t, text, old+`:manager.value eq "a"`, old+":division,"+old,
				urn+`:manager.value eq "a"`, urn+":division,"+urn)
		})
	}
}

// asks checks what becomes of a filter and of a list of attributes.
func asks(t *testing.T, text, condition, names, wantCondition, wantNames string) {
	t.Helper()
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(text)), "GET /Users?filter="+condition+"&attributes="+names,
		"200\n\n"+`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}`)
	if r.Sent == nil {
		t.Errorf("%s, attributes=%s: %v", condition, names, r.Err)
		return
	}
	sent, _ := r.Sent.Param("filter")
	list, _ := r.Sent.Param("attributes")
	if sent != wantCondition || list != wantNames {
		t.Errorf("got  %s, attributes=%s\nwant %s, attributes=%s", sent, list, wantCondition, wantNames)
	}
}

// What is no name of a schema that is known stays as it is.
func TestURNStrange(t *testing.T) {
	const text = "normalize: [urns]"
	for _, urn := range []string{"urn:scim:schemas:core:2.0:Device", "urn:scim:schemas:extension:enterprise:2.0:Group",
		"urn:example:2.0:User", "urn:scim:schemas:extension:other:2.0:User", "urn:scim:schemas:core:3.0"} {
		in := `{"schemas":["` + urn + `"],"` + urn + `":{"x":"b"}}`
		rulestest.Sends(t, text, "POST", in, in)
		op := rulestest.PatchOf(`{"op":"remove","path":"` + urn + `:x"}`)
		rulestest.Sends(t, text, "PATCH", op, op)
	}
}

// A target's URNs are mended before its answer is judged, so that a filter by an attribute
// of the extension finds it, and rules of the target's pack do.
func TestURNAnswers(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("normalize: [{urns: [damaged, core, bare]}]"))
	const urn = filter.EnterpriseURN
	f := func(request, in, want string) {
		t.Helper()
		r := rulestest.Do(t, set, request, "200\n\n"+in)
		if r.Err != nil || r.Message.Body != want {
			t.Errorf("%s: %v\n got %s\nwant %s", request, r.Err, r.Message.Body, want)
		}
	}
	for _, old := range append(draftURNs("extension:enterprise", "User"), "urn:ietf:params:scim:schemas:extension:enterprise:2.0User") {
		for _, core := range draftURNs("core", "User") {
			body := `{"id": "1","schemas":["` + core + `", "` + old + `"],"` + old + `":{"division":"a"}}`
			want := `{"id": "1","schemas":["` + filter.UserURN + `", "` + urn + `"],"` + urn + `":{"division":"a"}}`
			f("GET /Users/1", body, want)
			list := func(body string) string {
				return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[` + body + `]}`
			}
			f(`GET /Users?filter=`+urn+`:division eq "A"`, list(body), list(want))
		}
	}
	same := func(body string) { t.Helper(); f("GET /Users/1", body, body) }
	const draft = "urn:scim:schemas:extension:enterprise:2.0"
	same(`{"id":"1","schemas":["` + filter.UserURN + `"],"` + urn + `":{"division":"a"},"` + draft + `":{"division":"b"}}`)
	same(`{"id":"1","schemas":["urn:example:2.0:User"],"urn:example:2.0:User":{"a":"urn:scim:schemas:core:1.0"}}`)
	same(`{"id":"1","displayName":"` + draft + `","department":"x"}`)
	f("GET /Users/1", `{"id":"1","`+draft+`:division":"x"}`, `{"id":"1","`+urn+`:division":"x"}`)
}
