package tree_test

import (
	"fmt"
	"slices"
	"testing"

	"scimshim/config/tree"
)

var variables = map[string]string{
	"HOST": "scim.example.com", "PORT": "8080", "FLAG": "true", "EMPTY": "", "NULL": "null",
	"LOOP": "${HOST} $$", "BRACES": "{a: b}", "ZEROS": "007", "TIME": "30s", "É": "x", "BANG": "a!b",
}

// expand reads data with the variables above, and returns the faults noted by f.
func expand(t *testing.T, data string, f func(root *tree.Node)) []string {
	t.Helper()
	o := tree.Options{Expand: func(name string) (string, bool) {
		value, ok := variables[name]
		return value, ok
	}}
	return faults(t, tree.ReadWith("r.yaml", []byte(data), o, f))
}

func TestExpand(t *testing.T) {
	f := func(value, want string, expanded bool) {
		t.Helper()
		got := expand(t, "a: "+value, func(root *tree.Node) {
			n := root.Key("a")
			if n.JSON() != want || n.Expanded() != expanded {
				t.Errorf("%s: got %s (expanded: %v), want %s", value, n.JSON(), n.Expanded(), want)
			}
		})
		if got != nil {
			t.Errorf("%s: faults %q", value, got)
		}
	}
	f("https://${HOST}:${PORT}/", `"https://scim.example.com:8080/"`, true)
	f("${PORT}", "8080", true)
	f("'${PORT}'", "8080", true)
	f("${PORT}0", `"80800"`, true)
	f("{b: \"${FLAG}\"}", `{"b":true}`, false)
	f("${FLAG}", "true", true)
	f("${EMPTY}", `""`, true)
	f("${NULL}", `"null"`, true)
	f("${ZEROS}", `"007"`, true)
	f("${BRACES}", `"{a: b}"`, true)
	f("${LOOP}", `"${HOST} $$"`, true)
	f("$${HOST}", `"${HOST}"`, false)
	f("$$$${x", `"$${x"`, false)
	f("$$${PORT}", `"$8080"`, true)
	f("$ref", `"$ref"`, false)
	f("cost $", `"cost $"`, false)
	f("12", "12", false)
	f("{'${HOST}': 1}", `{"${HOST}":1}`, false)
}

func TestExpandFaults(t *testing.T) {
	const odd = "expected a variable such as ${NAME}; write $$ for a dollar sign"
	f := func(data string, want ...string) {
		t.Helper()
		got := expand(t, data, func(root *tree.Node) { _ = root.Key("a").Bool() })
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", data, got, want)
		}
	}
	f("a: ${NONE}", "1:4: ${NONE} has no value")
	f("a: x${HOST}y${NONE}", "1:13: ${NONE} has no value")
	f("a: \"\\u0041 $$ ${NONE} ${ALSO}\"", "1:15: ${NONE} has no value", "1:23: ${ALSO} has no value")
	f("b:\n  - |\n    x\n    ${NONE}\n", "4:5: ${NONE} has no value")
	f("a: ${}", "1:4: "+odd)
	f("a: ${no name}", "1:4: "+odd)
	f("a: x ${HOST", "1:6: "+odd)
	f("a: ${É}", "1:4: "+odd)
	f("a: ${HOST}", "1:4: expected true or false")
	f("a: ${PORT}", "1:4: expected true or false")
	f("a: ${FLAG}")
}

// Without the option a dollar sign is a character like any other.
func TestExpandOff(t *testing.T) {
	got := read(t, "a: ${PORT} $$", func(root *tree.Node) {
		n := root.Key("a")
		if n.String() != "${PORT} $$" || n.Expanded() {
			t.Errorf("expanded to %q", n.String())
		}
	})
	if got != nil {
		t.Errorf("faults %q", got)
	}
}

func TestExpandLiteral(t *testing.T) {
	expand(t, "a: 'it''s ${HOST}'", func(root *tree.Node) {
		if got := root.Key("a").Literal(); got != "it's ${HOST}" {
			t.Errorf("the literal text is %q", got)
		}
	})
}

// Values of variables may be secrets: the cure for a bare number does not repeat them.
func TestExpandSecret(t *testing.T) {
	got := expand(t, "a: ${PORT}", func(root *tree.Node) { root.Key("a").Duration() })
	want := []string{"1:4: expected a duration such as 30s or 5m"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A place in the expanded text is that of the same character in the file,
// and within the value of a variable that of the variable.
func TestExpandPlace(t *testing.T) {
	f := func(value string, column int) {
		t.Helper()
		got := expand(t, "a: "+value, func(root *tree.Node) { tree.Parse(root.Key("a"), refuseBang) })
		want := []string{fmt.Sprintf("1:%d: no !", column)}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
	f("b!", 5)
	f("${HOST}!", 11)
	f("b!${HOST}", 5)
	f("${HOST}${EMPTY}$$!", 21)
	f(`"\u0041${PORT} \"!"`, 21)
	f("x ${BANG} y", 6)
	f("$$ x ${BANG}", 9)
}
