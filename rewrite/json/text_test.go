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

// What says that there is no value, in the ways that differ for a reason.
func TestEmpties(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		got := ""
		for _, is := range []struct {
			name string
			is   bool
		}{{"object ", IsObject(text)}, {"empty ", IsEmpty(text)}, {"nothing ", SaysNothing(text)}, {"blank ", IsBlank(text)}} {
			if is.is {
				got += is.name
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	f("", "")
	f("null", "nothing ")
	f(`""`, "nothing blank ")
	f(`" \n"`, "blank ")
	f(`" \u0020"`, "blank ")
	f(`" "`, "blank ")
	f("[]", "empty nothing ")
	f("{ }", "object empty nothing ")
	f("\n{}", "object ")
	f("[[]]", "")
	f(`{"a":null}`, "object ")
	f("false", "")
	f("0", "")
}

func TestBuilders(t *testing.T) {
	f := func(got, want string) {
		t.Helper()
		if got != want || Check(got) != nil {
			t.Errorf("%s, want %s", got, want)
		}
	}
	f(Object(), "{}")
	f(Object(Member{"a\n", "1"}, Member{"b", "[ ]"}), `{"a\n":1,"b":[ ]}`)
	f(Single(`"`, "null"), `{"\"":null}`)
	f(Array(), "[]")
	f(Array("1", `"a"`, "{}"), `[1,"a",{}]`)
}

func TestLookup(t *testing.T) {
	const text = ` {"a":{"B":[1],"c":null},"d":"x"}`
	f := func(want string, found bool, names ...string) {
		t.Helper()
		if got, ok := Lookup(text, names...); got != want || ok != found {
			t.Errorf("%q: %s %t, want %s %t", names, got, ok, want, found)
		}
	}
	f("[1]", true, "A", "b")
	f("[1]", true, "", "a", "", "b")
	f("null", false, "a", "c")
	f("", false, "a", "d")
	f("", false, "d", "a")
	f(`"x"`, true, "d")
	if got, ok := Lookup("7"); got != "7" || !ok {
		t.Errorf("no names: %s %t", got, ok)
	}
}

func TestLowerName(t *testing.T) {
	for name, want := range map[string]string{"": "", "abc": "abc", "aBC": "abc", "\u212aÄZ": "\u212aÄz"} {
		if got := LowerName(name); got != want || !SameName(name, want) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if SameName("k", "\u212a") || SameName("[", "{") || SameName("a", "ab") || !SameName("URN:x", "urn:X") {
		t.Error("names are compared by more or less than ASCII case")
	}
}
