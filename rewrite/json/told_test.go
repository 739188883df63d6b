package json

import (
	"slices"
	"testing"
)

// EachTold meets what is told of single members, and says whether that is all.
func TestEachTold(t *testing.T) {
	const told, other = 1, 2
	names := NewNames([]string{"flag", "parts", "list", "own", "urn:x", "free"})
	flag := &Form{Name: "flag", Known: true, Misnamed: other, Kinds: Kinds{String: told, Number: told, Array: told, Object: told}}
	parts := &Form{Name: "parts", Members: make([]*Form, 7), Unknown: other, Kinds: Kinds{Array: told}}
	parts.Members[names.ID("flag")] = flag
	object := &Form{Members: make([]*Form, 7), Unknown: other, Path: told | other, Kinds: Kinds{Array: told}}
	object.Members[names.ID("flag")] = flag
	object.Members[names.ID("parts")] = parts
	object.Members[names.ID("list")] = &Form{Name: "list", Elements: parts}
	object.Members[names.ID("own")] = &Form{Name: "own", Always: told}
	object.Members[names.ID("urn:x")] = &Form{Name: "urn:x", Misnamed: told}
	object.Members[names.ID("free")] = &Form{Name: "free", Nothing: told}
	object.Ready()

	f := func(text string, all bool, want ...string) {
		t.Helper()
		var tape Tape
		tape.mustRead(text, names)
		var met []string
		got := tape.Root().EachTold(object, told, func(v Value) bool {
			met = append(met, v.Text())
			return v.Text() != `"end"`
		})
		if got != all || !slices.Equal(met, want) {
			t.Errorf("%s: %v, %q; want %v, %q", text, got, met, all, want)
		}
		if all && len(want) == 0 != (tape.Root().Against(object, Nothings{})&told == 0) {
			t.Errorf("%s: Against tells something else", text)
		}
	}
	f(`{}`, true)
	f(`{"flag":true,"other":[{"flag":"a"}],"parts":{"flag":false,"free":"a"},"list":[1,{"flag":null}]}`, true)
	f(`{"flag":"a","parts":{"other":1,"flag":7},"list":["b",{"Flag":"\u0061"},{"flag":true}]}`, true, `"a"`, `7`, `"\u0061"`)
	f(`{"flag":"a","parts":{"flag":"end"},"list":[{"flag":"b"}]}`, false, `"a"`, `"end"`)
	f(`{"flag":"a","list":[{"flag":[]}]}`, false, `"a"`)
	f(`{"flag":"a","parts":[]}`, false, `"a"`)
	f(`{"flag":"a","list":[[]]}`, false, `"a"`)
	f(`{"flag":"a","own":1}`, false, `"a"`)
	f(`{"urn:x":1,"free":"a"}`, true)
	f(`{"URN:x":1}`, false)
	f(`{"free":""}`, false)
	f(`{"a.b":1}`, false)
	f(`[]`, false)
	f(`7`, true)
	if !(Value{}).EachTold(object, told, nil) {
		t.Error("something of no value")
	}
}
