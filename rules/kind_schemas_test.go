package rules

import (
	"strings"
	"testing"
	"time"
)

// The list schemas becomes what a resource holds.
func TestSchemasExact(t *testing.T) {
	const adscim = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
	const coreGroup = "urn:ietf:params:scim:schemas:core:2.0:Group"
	f := func(in, want string) {
		t.Helper()
		for _, method := range []string{"POST", "PUT"} {
			writes(t, "schemas: exact", method, in, want)
			writes(t, "schemas: exact", method, want, want)
		}
	}
	user := func(list, rest string) string { return `{"schemas":` + list + `,"userName":"a"` + rest + `}` }
	list := func(urns ...string) string { return `["` + strings.Join(urns, `","`) + `"]` }
	block := func(urn string) string { return `,"` + urn + `":{"a":1}` }
	f(user(list(coreUser, enterprise), ""), user(list(coreUser), ""))
	f(user(list(coreUser, enterprise), `,"`+enterprise+`":{}`), user(list(coreUser), `,"`+enterprise+`":{}`))
	f(user(list(coreUser, enterprise), `,"`+enterprise+`":null`), user(list(coreUser), `,"`+enterprise+`":null`))
	f(user(list(enterprise, coreUser), block(enterprise)), user(list(enterprise, coreUser), block(enterprise)))
	f(user(list(coreUser), block(enterprise)+block("urn:x:2.0:User")), user(list(coreUser, enterprise, "urn:x:2.0:User"), block(enterprise)+block("urn:x:2.0:User")))
	f(user(list(strings.Replace(enterprise, "2.0:", "2.0", 1)), ""), user(list(coreUser), ""))
	f(user(list(coreUser, strings.ToUpper(coreUser), coreUser), ""), user(list(coreUser), ""))
	f(user(list(strings.ToUpper(coreUser)), block(strings.ToUpper(enterprise))),
		user(list(strings.ToUpper(coreUser), strings.ToUpper(enterprise)), block(strings.ToUpper(enterprise))))
	for _, odd := range []string{`[]`, `null`, `7`, `""`, `{"a":1}`, `[null,7]`, `"` + coreUser + `"`} {
		f(user(odd, ""), user(list(coreUser), ""))
	}
	f(`{"userName":"a"}`, `{"userName":"a","schemas":`+list(coreUser)+`}`)
	f(`{"SCHEMAS" : [ "`+coreUser+`" ] }`, `{"SCHEMAS" : [ "`+coreUser+`" ] }`)
	f(`{"schemas":`+list(coreGroup, adscim)+`,"members":[]}`, `{"schemas":`+list(coreGroup)+`,"members":[]}`)
	// what stands below the URN of the core schema is no extension
	f(user(list(coreUser), block(coreUser)), user(list(coreUser), block(coreUser)))
}

func TestSchemasOfPatch(t *testing.T) {
	const op = `{"op":"add","path":"title","value":"a"}`
	f := func(in, declare, exact string) {
		t.Helper()
		for rule, want := range map[string]string{"schemas: declare": declare, "schemas: exact": exact} {
			writes(t, rule, "PATCH", in, want)
			writes(t, rule, "PATCH", want, want)
		}
	}
	right := `{"schemas":` + patchSchemas + `,"Operations":[` + op + `]}`
	behind := `{"Operations":[` + op + `],"schemas":` + patchSchemas + `}`
	f(right, right, right)
	f(strings.ToUpper(right[:30])+right[30:], strings.ToUpper(right[:30])+right[30:], strings.ToUpper(right[:30])+right[30:])
	f(patchOf(op), behind, behind)
	for _, wrong := range []string{`[]`, `null`, `["` + coreUser + `"]`, `["` + patchURN + `","` + coreUser + `"]`, `"` + patchURN + `"`, `[7]`} {
		in := strings.Replace(right, patchSchemas, wrong, 1)
		f(in, in, behind)
	}
	// among operations that an earlier rule has changed
	set := compile(t, rule("op-case: lower")+"  - {name: s, schemas: exact}\n")
	r := do(t, set, "PATCH /Users/1\n\n"+`{"schemas":[],"Operations":[{"op":"ADD","path":"title","value":"a"}]}`, "204")
	if r.sent == nil || r.sent.Body != behind {
		t.Errorf("%v, sent %+v", r.err, r.sent)
	}
}

func TestSchemasIsLinear(t *testing.T) {
	set, start := compile(t, rule("schemas: exact")), time.Now()
	do(t, set, "POST /Users\n\n"+`{"schemas":[`+repeat(9_990, `"urn:a:%d"`)+`],`+repeat(30_000, `"urn:b:%d":{}`)+`}`, "204")
	do(t, set, "POST /Users\n\n"+`{"schemas":[`+repeat(9_990, `"urn:a:%d"`)+`],`+repeat(30_000, `"urn:a:%d":{"a":1}`)+`}`, "204")
	do(t, set, "POST /Users\n\n{"+repeat(30_000, `"urn:a:%d":{"a":1}`)+`}`, "204")
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}
