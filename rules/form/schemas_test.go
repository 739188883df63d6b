package form_test

import (
	"strings"
	"testing"
	"time"

	"scimshim/rules/rulestest"
)

// The list schemas becomes what a resource holds.
func TestSchemasExact(t *testing.T) {
	const adscim = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
	const coreGroup = "urn:ietf:params:scim:schemas:core:2.0:Group"
	f := func(in, want string) {
		t.Helper()
		for _, method := range []string{"POST", "PUT"} {
			rulestest.Sends(t, "normalize: [schemas]", method, in, want)
			rulestest.Sends(t, "normalize: [schemas]", method, want, want)
		}
	}
	user := func(list, rest string) string { return `{"schemas":` + list + `,"userName":"a"` + rest + `}` }
	list := func(urns ...string) string { return `["` + strings.Join(urns, `","`) + `"]` }
	block := func(urn string) string { return `,"` + urn + `":{"a":1}` }
	f(user(list(rulestest.CoreUser, rulestest.Enterprise), ""), user(list(rulestest.CoreUser), ""))
	f(user(list(rulestest.CoreUser, rulestest.Enterprise), `,"`+rulestest.Enterprise+`":{}`), user(list(rulestest.CoreUser), `,"`+rulestest.Enterprise+`":{}`))
	f(user(list(rulestest.CoreUser, rulestest.Enterprise), `,"`+rulestest.Enterprise+`":null`), user(list(rulestest.CoreUser), `,"`+rulestest.Enterprise+`":null`))
	f(user(list(rulestest.Enterprise, rulestest.CoreUser), block(rulestest.Enterprise)), user(list(rulestest.Enterprise, rulestest.CoreUser), block(rulestest.Enterprise)))
	f(user(list(rulestest.CoreUser), block(rulestest.Enterprise)+block("urn:x:2.0:User")), user(list(rulestest.CoreUser, rulestest.Enterprise, "urn:x:2.0:User"), block(rulestest.Enterprise)+block("urn:x:2.0:User")))
	f(user(list(strings.Replace(rulestest.Enterprise, "2.0:", "2.0", 1)), ""), user(list(rulestest.CoreUser), ""))
	f(user(list(rulestest.CoreUser, strings.ToUpper(rulestest.CoreUser), rulestest.CoreUser), ""), user(list(rulestest.CoreUser), ""))
	f(user(list(strings.ToUpper(rulestest.CoreUser)), block(strings.ToUpper(rulestest.Enterprise))),
		user(list(strings.ToUpper(rulestest.CoreUser), strings.ToUpper(rulestest.Enterprise)), block(strings.ToUpper(rulestest.Enterprise))))
	for _, odd := range []string{`[]`, `null`, `7`, `""`, `{"a":1}`, `[null,7]`, `"` + rulestest.CoreUser + `"`} {
		f(user(odd, ""), user(list(rulestest.CoreUser), ""))
	}
	f(`{"userName":"a"}`, `{"userName":"a","schemas":`+list(rulestest.CoreUser)+`}`)
	f(`{"SCHEMAS" : [ "`+rulestest.CoreUser+`" ] }`, `{"SCHEMAS" : [ "`+rulestest.CoreUser+`" ] }`)
	f(`{"schemas":`+list(coreGroup, adscim)+`,"members":[]}`, `{"schemas":`+list(coreGroup)+`,"members":[]}`)
	// what stands below the URN of the core schema is no extension
	f(user(list(rulestest.CoreUser), block(rulestest.CoreUser)), user(list(rulestest.CoreUser), block(rulestest.CoreUser)))
}

func TestSchemasOfPatch(t *testing.T) {
	const op = `{"op":"add","path":"title","value":"a"}`
	f := func(in, want string) {
		t.Helper()
		rulestest.Sends(t, "normalize: [schemas]", "PATCH", in, want)
		rulestest.Sends(t, "normalize: [schemas]", "PATCH", want, want)
	}
	right := `{"schemas":` + rulestest.PatchSchemas + `,"Operations":[` + op + `]}`
	behind := `{"Operations":[` + op + `],"schemas":` + rulestest.PatchSchemas + `}`
	f(right, right)
	f(strings.ToUpper(right[:30])+right[30:], strings.ToUpper(right[:30])+right[30:])
	f(rulestest.PatchOf(op), behind)
	for _, wrong := range []string{`[]`, `null`, `["` + rulestest.CoreUser + `"]`, `["` + rulestest.PatchURN + `","` + rulestest.CoreUser + `"]`, `"` + rulestest.PatchURN + `"`, `[7]`} {
		in := strings.Replace(right, rulestest.PatchSchemas, wrong, 1)
		f(in, behind)
	}
	// among operations that an earlier rule has changed
	set := rulestest.Compile(t, rulestest.File("normalize: [op_case, schemas]"))
	r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+`{"schemas":[],"Operations":[{"op":"ADD","path":"title","value":"a"}]}`, "204")
	if r.Sent == nil || r.Sent.Body != behind {
		t.Errorf("%v, sent %+v", r.Err, r.Sent)
	}
}

func TestSchemasIsLinear(t *testing.T) {
	set, start := rulestest.Compile(t, rulestest.File("normalize: [schemas]")), time.Now()
	rulestest.Do(t, set, "POST /Users\n\n"+`{"schemas":[`+rulestest.Repeat(9_990, `"urn:a:%d"`)+`],`+rulestest.Repeat(30_000, `"urn:b:%d":{}`)+`}`, "204")
	rulestest.Do(t, set, "POST /Users\n\n"+`{"schemas":[`+rulestest.Repeat(9_990, `"urn:a:%d"`)+`],`+rulestest.Repeat(30_000, `"urn:a:%d":{"a":1}`)+`}`, "204")
	rulestest.Do(t, set, "POST /Users\n\n{"+rulestest.Repeat(30_000, `"urn:a:%d":{"a":1}`)+`}`, "204")
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}
