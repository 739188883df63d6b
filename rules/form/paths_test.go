package form_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// onWire returns what the target sees of a request, in one line, or with what it is
// refused. What the target sees, sent again, must stay as it is.
func onWire(t *testing.T, set *rules.Set, request string) string {
	t.Helper()
	once := wireOnce(t, set, request)
	if strings.HasPrefix(once, "400 ") {
		return once
	}
	if twice := wireOnce(t, set, once); twice != once {
		t.Errorf("%s\nbecomes  %s\nand then %s", request, once, twice)
	}
	return once
}

func wireOnce(t *testing.T, set *rules.Set, request string) string {
	t.Helper()
	r := rulestest.Do(t, set, strings.Replace(request, " {", "\n\n{", 1), "500\n\n")
	if r.Sent == nil {
		if f, ok := rulestest.Refused(r.Err); ok {
			return fmt.Sprintf("%d %s %s", f.Status, f.ScimType, f.Detail)
		}
		return "nothing"
	}
	return strings.TrimSpace(strings.Replace(cases.FormatRequest(r.Sent), "\n\n", " ", 1))
}

// patchWire compares the operations that come of operations for /Users/1. Single
// quotes stand for double ones where there are none of these.
func patchWire(t *testing.T, set *rules.Set) func(ops, want string) {
	return func(ops, want string) {
		t.Helper()
		patch := func(ops string) string {
			if !strings.Contains(ops, `"`) {
				ops = strings.ReplaceAll(ops, "'", `"`)
			}
			return `PATCH /Users/1 {"Operations":[` + ops + "]}"
		}
		got := onWire(t, set, patch(ops))
		if strings.HasPrefix(want, "400 ") {
			if !strings.HasPrefix(got, want) {
				t.Errorf("%s\ngot  %s\nwant %s", ops, got, want)
			}
			return
		}
		if want = patch(want); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", ops, got, want)
		}
	}
}

func TestExpand(t *testing.T) {
	f := patchWire(t, rulestest.Compile(t, rulestest.File("normalize: [{paths: values}]")))
	same := func(ops string) { t.Helper(); f(ops, ops) }

	// keys that are paths, and the order and the name of the operation
	f(`{'op':'Add','value':{'displayName':'A','name.givenName':'B','active':false}}`,
		`{'op':'Add','path':'displayName','value':'A'},{'op':'Add','path':'name.givenName','value':'B'},`+
			`{'op':'Add','path':'active','value':false}`)
	f(`{'op':'replace','value':{'`+rulestest.Enterprise+`:department':'X','`+rulestest.Enterprise+`:manager.value':'1'}}`,
		`{'op':'replace','path':'`+rulestest.Enterprise+`:department','value':'X'},`+
			`{'op':'replace','path':'`+rulestest.Enterprise+`:manager.value','value':'1'}`)
	f(`{"op":"add","value":{"emails[type eq \"work\"].value":"a","roles[primary eq \"True\"]":{"value":"x"}}}`,
		`{"op":"add","path":"emails[type eq \"work\"].value","value":"a"},`+
			`{"op":"add","path":"roles[primary eq \"True\"]","value":{"value":"x"}}`)
	f(`{'op':'replace','value':{'title':null}}`, `{'op':'replace','path':'title','value':null}`)
	f(`{'op':'replace','path':null,'value':{'title':1.10}}`, `{'op':'replace','path':'title','value':1.10}`)
	f(`{'op':'replace','value':{'`+rulestest.CoreUser+`:title':'x','`+rulestest.CoreUser+`.locale':'y'}}`,
		`{'op':'replace','path':'title','value':'x'},{'op':'replace','path':'locale','value':'y'}`)

	// objects: of one value by sub-attribute, of references, lists and the unknown as a whole
	f(`{'op':'replace','value':{'name':{'familyName':'A','givenName':null,'formatted':''}}}`,
		`{'op':'replace','path':'name.familyName','value':'A'},{'op':'replace','path':'name.givenName','value':null},`+
			`{'op':'replace','path':'name.formatted','value':''}`)
	f(`{'op':'replace','path':'name','value':{'familyName':'A'}}`,
		`{'op':'replace','path':'name.familyName','value':'A'}`)
	f(`{'op':'add','value':{'`+rulestest.Enterprise+`':{'department':'X','manager':{'value':'1'},'manager.displayName':'B'}}}`,
		`{'op':'add','path':'`+rulestest.Enterprise+`:department','value':'X'},`+
			`{'op':'add','path':'`+rulestest.Enterprise+`:manager','value':{'value':'1'}},`+
			`{'op':'add','path':'`+rulestest.Enterprise+`:manager.displayName','value':'B'}`)
	f(`{'op':'add','value':{'`+rulestest.CoreUser+`':{'name':{'givenName':'A'},'title':'x'}}}`,
		`{'op':'add','path':'name.givenName','value':'A'},{'op':'add','path':'title','value':'x'}`)
	f(`{'op':'add','path':'`+rulestest.CoreUser+`','value':{'title':'x'}}`, `{'op':'add','path':'title','value':'x'}`)
	f(`{'op':'add','path':'`+rulestest.Enterprise+`','value':{'division':'x'}}`,
		`{'op':'add','path':'`+rulestest.Enterprise+`:division','value':'x'}`)
	f(`{'op':'replace','value':{'emails':[{'value':'a'}],'x':{'y':1},'name':{}}}`,
		`{'op':'replace','path':'emails','value':[{'value':'a'}]},{'op':'replace','path':'x','value':{'y':1}},`+
			`{'op':'replace','path':'name','value':{}}`)
	f(`{'op':'replace','value':{'meta':{'created':'x'},'id':'1'}}`,
		`{'op':'replace','path':'meta.created','value':'x'},{'op':'replace','path':'id','value':'1'}`)
	f(`{'op':'replace','value':{'name':{'familyName':'A'},'name.familyName':'B'}}`,
		`{'op':'replace','path':'name.familyName','value':'A'},{'op':'replace','path':'name.familyName','value':'B'}`)

	// schemas
	f(`{'op':'add','value':{'schemas':['x'],'title':'A'}}`, `{'op':'add','path':'title','value':'A'}`)
	same(`{'op':'add','value':{'Schemas':['x']}}`)

	// what is not expanded
	same(`{'op':'add','value':{}}`)
	same(`{'op':'add','value':[{'title':'x'}]}`)
	same(`{'op':'add','value':'x'}`)
	same(`{'op':'add'}`)
	same(`{'op':'remove','value':{'title':'x','name':{'givenName':'y'}}}`)
	same(`{'op':'remove','path':'name','value':{'givenName':'y'}}`)
	same(`{'op':'add','path':'` + rulestest.Enterprise + `:manager','value':{'value':'1','displayName':'x'}}`)
	same(`{ 'op' : 'add', 'path' : 'emails' , 'value' : {'value':'x'} }`)
	same(`{"op":"replace","path":"addresses[type eq \"work\"]","value":{"locality":"x","region":"y"}}`)

	const invalid = `400 invalidPath operation 1: a key of its value is no path of an attribute such as`
	for _, key := range []string{"", "a b", "name.", "emails[", "emails[type eq", "name.a.b", "1", "urn:x"} {
		f(`{'op':'add','value':{'title':'x','`+key+`':'secret'}}`, invalid)
	}
	f(`{'op':'add','value':{'name':{'a.b':'x'}}}`, invalid)
	f(`{'op':'add','path':'title','value':'x'},{'op':'add','value':{'?':'x'}}`, `400 invalidPath operation 2: a key`)
}

// With keys, what is good RFC 7644 stays as it came (T5).
func TestExpandKeys(t *testing.T) {
	f := patchWire(t, rulestest.Compile(t, rulestest.File("normalize: [paths]")))
	same := func(ops string) { t.Helper(); f(ops, ops) }
	same(`{'op':'replace','value':{'active':false}}`)
	same(`{'op':'replace','value':{'externalId':'7','name':{'givenName':'Z'},'emails':[{'value':'a'}]}}`)
	same(`{'op':'add','path':'name','value':{'givenName':'Z'}}`)
	same(`{'op':'add','path':'title','value':'x'}`)
	f(`{'op':'replace','path':'','value':{'active':false}}`, `{'op':'replace','value':{'active':false}}`)
	f(`{'op':'replace','value':{'schemas':['x'],'active':false}}`, `{'op':'replace','value':{'active':false}}`)
	f(`{'op':'Add','value':{'displayName':'A','name.givenName':'B','active':false,'title':'x'}}`,
		`{'op':'Add','value':{'displayName':'A'}},{'op':'Add','path':'name.givenName','value':'B'},`+
			`{'op':'Add','value':{'active':false,'title':'x'}}`)
	f(`{'op':'replace','value':{'`+rulestest.Enterprise+`':{'department':'X'},'`+rulestest.Enterprise+`:division':'Y'}}`,
		`{'op':'replace','path':'`+rulestest.Enterprise+`:department','value':'X'},{'op':'replace','path':'`+rulestest.Enterprise+`:division','value':'Y'}`)
	// What is empty may be meant to clear, which takes a path; what is wrapped says its name twice.
	f(`{'op':'replace','value':{'title':'','nickName':null,'name':{'givenName':'','familyName':'A'}}}`,
		`{'op':'replace','path':'title','value':''},{'op':'replace','path':'nickName','value':null},`+
			`{'op':'replace','path':'name.givenName','value':''},{'op':'replace','path':'name.familyName','value':'A'}`)
	f(`{'op':'replace','path':'name','value':{'givenName':null,'familyName':'A'}}`,
		`{'op':'replace','path':'name.givenName','value':null},{'op':'replace','path':'name.familyName','value':'A'}`)
	f(`{'op':'replace','value':{'emails':{'emails':[{'value':'1'}]}}}`, `{'op':'replace','path':'emails','value':[{'value':'1'}]}`)
}

func TestExpandWrapped(t *testing.T) {
	f := patchWire(t, rulestest.Compile(t, rulestest.File("normalize: [{paths: values}]")))
	same := func(ops string) { t.Helper(); f(ops, ops) }
	f(`{'op':'replace','path':'emails','value':{'Emails':[{'value':'1'}]}}`,
		`{'op':'replace','path':'emails','value':[{'value':'1'}]}`)
	f(`{'op':'remove','path':'emails','value':{'emails':[]}}`, `{'op':'remove','path':'emails','value':[]}`)
	f(`{'op':'replace','path':'active','value':{'active':{'active':false}}}`,
		`{'op':'replace','path':'active','value':false}`)
	f(`{'op':'replace','value':{'name':{'name':{'givenName':'x'}}}}`,
		`{'op':'replace','path':'name.givenName','value':'x'}`)
	f(`{"op":"replace","path":"emails[type eq \"work\"].value","value":{"value":"x"}}`,
		`{"op":"replace","path":"emails[type eq \"work\"].value","value":"x"}`)
	f(`{'op':'replace','path':'`+rulestest.Enterprise+`:manager','value':{'`+rulestest.Enterprise+`:manager':{'value':'1'}}}`,
		`{'op':'replace','path':'`+rulestest.Enterprise+`:manager','value':{'value':'1'}}`)
	same(`{'op':'replace','path':'emails','value':{'emails':[],'title':'x'}}`)
	same(`{'op':'replace','path':'x','value':{'x':[]}}`) // of which nobody knows what is in it
	same(`{"op":"replace","path":"emails[type eq \"work\"]","value":{"emails":"x"}}`)
}

// Of the URN of a schema that nobody declared, only its last part can say what it is.
func TestExpandUnknownURN(t *testing.T) {
	f := patchWire(t, rulestest.Compile(t, rulestest.File("normalize: [{paths: values}]")))
	same := func(ops string) { t.Helper(); f(ops, ops) }
	f(`{'op':'add','value':{'urn:example:2.0:User':{'tag':'x','site':{'a':'y'}}}}`,
		`{'op':'add','path':'urn:example:2.0:User:tag','value':'x'},`+
			`{'op':'add','path':'urn:example:2.0:User:site','value':{'a':'y'}}`)
	f(`{'op':'add','value':{'urn:example:ext:2.0':{'tag':'x'}}}`, `{'op':'add','path':'urn:example:ext:2.0:tag','value':'x'}`)
	f(`{'op':'add','value':{'urn:example:2.0:User:tag':'x','urn:example:2.0:User:tags':['x']}}`,
		`{'op':'add','path':'urn:example:2.0:User:tag','value':'x'},`+
			`{'op':'add','path':'urn:example:2.0:User:tags','value':['x']}`)
	f(`{'op':'add','value':{'`+rulestest.Enterprise+`:site':{'a':'y'}}}`, `{'op':'add','path':'`+rulestest.Enterprise+`:site','value':{'a':'y'}}`)
	f(`{'op':'add','value':{'urn:example:2.0:User:site':{'a':'y'},'title':'x'}}`,
		`{'op':'add','value':{'urn:example:2.0:User:site':{'a':'y'}}},{'op':'add','path':'title','value':'x'}`)
	f(`{'op':'add','value':{'urn:example:a:b':{'c':1},'urn:example:a:d':{'c':1}}}`,
		`{'op':'add','value':{'urn:example:a:b':{'c':1}}},{'op':'add','value':{'urn:example:a:d':{'c':1}}}`)
	same(`{'op':'add','value':{'urn:example:a:b': {'c':1}}}`)
	same(`{'op':'add','value':{'` + rulestest.CoreUser + `':{}}}`)
	same(`{'op':'add','value':{'` + rulestest.CoreUser + `':null}}`)
	f(`{'op':'add','value':{'`+rulestest.Enterprise+`':null,'title':'x'}}`,
		`{'op':'add','path':'`+rulestest.Enterprise+`','value':null},{'op':'add','path':'title','value':'x'}`)
}

func TestExpandLeavesTheRest(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("normalize: [{paths: values}]"))
	f := func(request string) {
		t.Helper()
		if got := onWire(t, set, request); got != request {
			t.Errorf("%s\ngot %s", request, got)
		}
	}
	f(`POST /Users {"name":{"givenName":"x"},"name.familyName":"y"}`)
	f(`PUT /Users/1 {"name" : {"givenName":"x"}}`)
	f(`GET /Users?filter=name.givenName eq "x"`)
	f(`PATCH /Devices/1 {"Operations":[{"op":"add","path":"name","value":{"givenName":"x"}}]}`)
	groups := onWire(t, set, `PATCH /Groups/1 {"Operations":[{"op":"replace","value":{"id":"1","displayName":"x"}}]}`)
	if want := `PATCH /Groups/1 {"Operations":[{"op":"replace","path":"id","value":"1"},` +
		`{"op":"replace","path":"displayName","value":"x"}]}`; groups != want {
		t.Error(groups)
	}
}

// wireKinds are rules whose work must not grow with the square of a body.
var wireKinds = []string{
	"normalize: [{paths: values}]", "normalize: [names]", "normalize: [{urns: [damaged, core, bare]}]", "normalize: [{json_texts: [roles]}]",
}

func TestWireKindsAreLinear(t *testing.T) {
	rulestest.SkipCost(t)
	const damaged = "urn:ietf:params:scim:schemas:extension:enterprise:2.0User"
	patch := func(ops string) string { return `{"Operations":[` + ops + `]}` }
	role := `"{\"value\":\"` + strings.Repeat(`x`, 40) + `\",\"id\":\"%d\"}"`
	bodies := []struct{ method, body string }{
		{"PATCH", patch(`{"op":"add","value":{` + rulestest.Repeat(10_000, `"`+damaged+`:a%d":"x"`) + `}}`)},
		{"PATCH", patch(`{"op":"add","value":{"` + rulestest.CoreUser + `":{` + rulestest.Repeat(40_000, `"a%d":"True"`) + `}}}`)},
		{"PATCH", patch(`{"op":"add","value":{` + rulestest.Repeat(12_000, `"urn:example:a%d:b":{"c":1}`) + `}}`)},
		{"PATCH", patch(rulestest.Repeat(10_000, `{"op":"add","value":{"Title":"%d","`+rulestest.Enterprise+`":{}}}`))},
		{"PATCH", patch(`{"op":"add","path":"roles","value":[` + rulestest.Repeat(9_000, role) + `]}`)},
		{"PATCH", patch(rulestest.Repeat(6_000, `{"op":"add","path":"roles[primary eq true].value","value":`+role+`}`))},
		{"PATCH", patch(`{"op":"add","path":"roles","value":{"value":"{\"value\":1}",` + rulestest.Repeat(40_000, `"a%d":1`) + `}}`)},
		{"POST", `{"schemas":[` + rulestest.Repeat(12_000, `"`+damaged+`:%d"`) + `],"` + strings.Repeat(rulestest.CoreUser+":", 4_000) + `x":1}`},
		{"POST", `{"Roles":[` + rulestest.Repeat(9_000, role) + `]}`},
		{"GET", ""},
	}
	for _, text := range wireKinds {
		set := rulestest.Compile(t, rulestest.File(text))
		for i, b := range bodies {
			m := &rewrite.Message{Method: b.method, Resource: "Users", ID: "1", Body: b.body, Route: cases.Route}
			if b.method == "GET" {
				m.Query = []rewrite.Param{{Name: "attributes", Value: strings.Repeat(`emails[type eq "\"]"],`, 20_000) + "id"}}
			}
			var trace rewrite.Trace
			err := set.Chain.Do(m, &trace, func(*rewrite.Message) error { return rulestest.ErrUnanswered })
			if _, ok := rulestest.Refused(err); !ok && !errors.Is(err, rulestest.ErrUnanswered) {
				t.Errorf("%s, body %d: %v", text, i, err)
			}
		}
	}
}

// A rule with nothing to do leaves each byte where it is.
func TestWireKindsKeepBytes(t *testing.T) {
	requests := []string{
		`PATCH /Users/1 { "Operations" : [ {"op" : "Replace" , "path":"title", "value" : "\u0041" } ] }`,
		`PATCH /Users/1 {"Operations":[{"op":"add","path":"roles","value":[ {"value":"{}"} , "x" ]}]}`,
		`POST /Users { "schemas" : [ "` + rulestest.CoreUser + `" ] , "\u006eame" : { "givenName":1.0 } }`,
		`GET /Users?filter=title eq "\u0041"&attributes=id, title`,
	}
	for _, text := range wireKinds {
		set := rulestest.Compile(t, rulestest.File(text))
		for _, request := range requests {
			r := rulestest.Do(t, set, strings.Replace(request, " {", "\n\n{", 1), "500\n\n")
			want, _ := cases.ParseRequest(strings.Replace(request, " {", "\n\n{", 1))
			switch {
			case r.Sent == nil:
				t.Errorf("%s: %s: %v", text, request, r.Err)
			case cases.FormatRequest(r.Sent) != cases.FormatRequest(want), r.Trace.Visit(0).Outcome() > rewrite.Kept:
				t.Errorf("%s: %s\nbecomes %s", text, request, cases.FormatRequest(r.Sent))
			}
		}
	}
}
