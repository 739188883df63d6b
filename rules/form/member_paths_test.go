package form_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

func TestMemberAdd(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = rulestest.PatchOf(want)
			rulestest.Sends(t, "normalize: [member_paths]", "PATCH", want, want)
		}
		rulestest.Sends(t, "normalize: [member_paths]", "PATCH", rulestest.PatchOf(in), want)
	}
	const one = `{"op":"add","path":"members","value":[{"value":"7"}]}`
	f(`{"op":"add","path":"members[value eq \"7\"]"}`, one)
	f(`{"op":"add","path":"members[value eq \"7\"]","value":null}`, one)
	f(`{"op":"add","path":"members[value eq \"7\"]","value":{}}`, one)
	f(`{"op":"add","path":"members[value eq \"7\"]","value":{"value":"\u0037"}}`, one)
	f(`{"op":"Add","path":"Members[Value eq \"7\" and type eq \"User\"]","value":{"display":"x","TYPE":"User","$ref":null}}`,
		`{"op":"Add","path":"Members","value":[{"Value":"7","type":"User","display":"x","$ref":null}]}`)
	f(`{"op":"add","path":"members[value eq \"a\\\"b\"]"}`, `{"op":"add","path":"members","value":[{"value":"a\"b"}]}`)
	f(`{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:Group:members[value eq \"7\"]"}`, one)
	f(`{"op":"add","path":"members[value eq \"7\"]","value":{"value":"8"}}`, "refused")
	f(`{"op":"add","path":"members[value eq \"7\"]","value":{"Value":null}}`, "refused")
	f(`{"op":"add","path":"members[value eq \"7\" and type eq \"User\"]","value":{"type":"Group"}}`, "refused")
	for _, left := range []string{
		`{"op":"add","path":"members[value eq \"7\" or value eq \"8\"]"}`, `{"op":"add","path":"members[value ne \"7\"]"}`,
		`{"op":"add","path":"members[value eq \"7\" and value eq \"8\"]"}`, `{"op":"add","path":"members[type eq \"User\"]","value":{"value":"7"}}`,
		`{"op":"add","path":"members[value eq null]"}`, `{"op":"add","path":"members[not (value eq \"7\")]"}`,
		`{"op":"add","path":"members[value eq \"7\"].display","value":"x"}`, `{"op":"add","path":"members[value eq \"7\"]","value":"7"}`,
		`{"op":"add","path":"members[value eq \"7\"]","value":[{"value":"7"}]}`, `{"op":"replace","path":"members[value eq \"7\"]","value":{}}`,
		`{"op":"remove","path":"members[value eq \"7\"]"}`, `{"op":"add","path":"x[value eq \"members\"]"}`, `{"op":"add","path":"members"}`,
	} {
		f(left, left)
	}
	long := strings.ReplaceAll(rulestest.Repeat(1000, `{"op":"add","path":"members[value eq '%d']"}`), "'", `\"`)
	f(long, rulestest.Repeat(1000, `{"op":"add","path":"members","value":[{"value":"%d"}]}`))
}
