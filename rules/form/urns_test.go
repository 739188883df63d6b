package form_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// A key of a body that is the path of an extension's attribute moves into the
// object of the extension.
func TestURNFlat(t *testing.T) {
	const text = "normalize: [urns]"
	f := func(in, want string) {
		t.Helper()
		for _, method := range []string{"POST", "PUT"} {
			rulestest.Sends(t, text, method, in, want)
			if want != "refused" {
				rulestest.Sends(t, text, method, want, want)
			}
		}
	}
	const urn = rulestest.Enterprise
	f(`{"userName":"a","`+urn+`:department":"x"}`, `{"userName":"a","`+urn+`":{"department":"x"}}`)
	f(`{"`+urn+`:department":"x","title":"b","`+urn+`:manager":{"value":"1"}}`,
		`{"title":"b","`+urn+`":{"department":"x","manager":{"value":"1"}}}`)
	f(`{"`+urn+`":{"division":"y"},"`+urn+`.Department":"x"}`, `{"`+urn+`":{"division":"y","Department":"x"}}`)
	f(`{"`+urn+`:department":"x","division":"y"}`, `{"`+urn+`":{"department":"x","division":"y"}}`)
	f(`{"`+urn+`:department":"x","department":"y"}`, "refused")
	f(`{"`+urn+`":{"department":"x"},"`+urn+`:Department":"y"}`, "refused")
	f(`{"`+urn+`":"x","`+urn+`:department":"y"}`, "refused")
	same := func(in string) { t.Helper(); f(in, in) }
	same(`{"` + urn + `:unheardOf":"x"}`)
	same(`{"urn:example:2.0:User:region":"x"}`)
	same(`{"` + urn + `:manager.value":"x"}`)
	rulestest.Sends(t, "normalize: [{urns: [core, bare]}]", "PUT", `{"`+urn+`:department":"x"}`, `{"`+urn+`:department":"x"}`)
	const op = `{"Operations":[{"op":"add","value":{"` + urn + `:department":"x"}}]}`
	rulestest.Sends(t, text, "PATCH", op, op)
}
