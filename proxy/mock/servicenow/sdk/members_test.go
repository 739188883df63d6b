package sdk

import (
	"testing"

	"scimshim/proxy/mock/kit/ordered"
)

// A remove of members with a value, as the library's build 5.0.0 has it: getRemoveMemberList and
// combinePathAndValue of PatchOperation.
func TestRemoveMembersByValue(t *testing.T) {
	f := func(value, want string) {
		t.Helper()
		group, err := ordered.Decode([]byte(`{"members":[{"value":"1"},{"value":"2"}]}`))
		if err != nil {
			t.Fatal(err)
		}
		body, err := ordered.Decode([]byte(`{"Operations":[{"op":"remove","path":"members","value":` + value + `}]}`))
		if err != nil {
			t.Fatal(err)
		}
		ops, err := Profiles["sdk5"].ParsePatch(body)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := ops[0].Apply(group); err != nil {
			got = err.Error()
		} else {
			got = string(ordered.Encode(group))
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", value, got, want)
		}
	}
	f(`[{"value":"1"}]`, `{"members":[{"value":"2"}]}`)
	f(`{"members":[{"value":"1","display":"a"}]}`, `{"members":[{"value":"2"}]}`)
	f(`[]`, `{"members":[{"value":"1"},{"value":"2"}]}`)
	f(`{"members":[]}`, `{"members":[{"value":"1"},{"value":"2"}]}`)
	const noList = "Could not extract a Member object list from the patch operation."
	f(`{"value":"1"}`, noList)
	f(`{"members":{"value":"1"}}`, noList)
	f(`"1"`, noList)
	f(`[{"display":"a"}]`, "The remove operation was formatted incorrectly because it did not contain a "+
		"Member object with a 'value' subfield set.")
}
