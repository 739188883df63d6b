package json

import (
	"slices"
	"testing"
)

func TestElementsAndMembers(t *testing.T) {
	elements := func(text string, want ...string) {
		t.Helper()
		if got := slices.Collect(Elements(text)); !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
	elements("")
	elements("null")
	elements("[]")
	elements(`[ 1 , {"a":[2]},"]" ]`, "1", `{"a":[2]}`, `"]"`)
	elements(`{"a":1}`, `{"a":1}`)
	elements(`"a"`, `"a"`)
	members := func(text string, want ...Member) {
		t.Helper()
		if got := slices.Collect(Members(text)); !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
	members("")
	members("7")
	members("[1]")
	members("{}")
	members(`{ "\u0061" : 1 , "b":{"c":2}}`, Member{"a", "1"}, Member{"b", `{"c":2}`})
	for range Elements("[1,2]") {
		break
	}
	for range Members(`{"a":1,"b":2}`) {
		break
	}
}
