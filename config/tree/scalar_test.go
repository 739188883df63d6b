package tree_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"scimshim/config/tree"
)

// A question asks a Node for its value.
type question func(n *tree.Node) any

// asks returns a function that checks what q gives for the value of a key, and its faults.
func asks(t *testing.T, q question) func(value string, want any, faults ...string) {
	return func(value string, want any, faults ...string) {
		t.Helper()
		var got any
		notes := read(t, "a: "+value+"\n", func(root *tree.Node) { got = q(root.Key("a")) })
		if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
			t.Errorf("%s: got %#v, want %#v", value, got, want)
		}
		for i := range faults {
			faults[i] = "1:4: " + faults[i]
		}
		if !slices.Equal(notes, faults) {
			t.Errorf("%s: faults %q, want %q", value, notes, faults)
		}
	}
}

func TestString(t *testing.T) {
	f := asks(t, func(n *tree.Node) any { return n.String() })
	f("b", "b")
	f("'b c'", "b c")
	f(`"é\n"`, "é\n")
	f("007", "007")
	f("1.10", "1.10")
	f("true", "true")
	f("no", "no")
	f("2026-01-02", "2026-01-02")
	f("''", "")
	f("'null'", "null")
	f("null", "", "expected a string, found nothing")
	f("~", "", "expected a string, found nothing")
	f("[b]", "", "expected a string, found a list")
	f("{b: c}", "", "expected a string, found a mapping")
	f("{value}", "", hole)
	f("{value: }", "", hole)
	f("{value, b}", "", "expected a string, found a mapping")
}

func TestNonEmpty(t *testing.T) {
	f := asks(t, func(n *tree.Node) any { return n.NonEmpty() })
	f("b", "b")
	f("''", "", "expected a non-empty string")
	f("null", "", "expected a string, found nothing")
}

func TestStrings(t *testing.T) {
	f := asks(t, func(n *tree.Node) any { return n.Strings() })
	f("b", []string{"b"})
	f("[b, 1, true]", []string{"b", "1", "true"})
	f("[]", []string(nil))
	f("null", []string(nil))
	f("{b: c}", []string(nil), "expected a list, found a mapping")
}

func TestBool(t *testing.T) {
	f := asks(t, func(n *tree.Node) any { return n.Bool() })
	f("true", true)
	f("False", false)
	f("TRUE", true)
	f("yes", false, "expected true or false")
	f("on", false, "expected true or false")
	f("no", false, "expected true or false")
	f("1", false, "expected true or false")
	f("'true'", false, "expected true or false without quotes")
	f("null", false, "expected true or false, found nothing")
	f("[true]", false, "expected true or false, found a list")
}

func TestInt(t *testing.T) {
	f := asks(t, func(n *tree.Node) any { return n.Int() })
	f("0", 0)
	f("-12", -12)
	f("007", 0, "expected a whole number")
	f("0x1F", 0, "expected a whole number")
	f("1_000", 0, "expected a whole number")
	f("+1", 0, "expected a whole number")
	f("1.5", 0, "expected a whole number")
	f("1e3", 0, "expected a whole number")
	f("99999999999999999999", 0, "expected a whole number")
	f("'1'", 0, "expected a whole number, found a string")
	f("true", 0, "expected a whole number, found true or false")
	f("null", 0, "expected a whole number, found nothing")

	g := asks(t, func(n *tree.Node) any { return n.IntIn(1, 10) })
	g("1", 1)
	g("10", 10)
	g("0", 0, "expected a whole number from 1 to 10")
	g("11", 0, "expected a whole number from 1 to 10")
	g("b", 0, "expected a whole number from 1 to 10, found a string")
}

func TestDuration(t *testing.T) {
	const want = "expected a duration such as 30s or 5m"
	f := asks(t, func(n *tree.Node) any { return n.Duration() })
	f("30s", 30*time.Second)
	f("'1m30s'", 90*time.Second)
	f("0s", time.Duration(0))
	f("30", time.Duration(0), "expected a duration with its unit: write 30s")
	f("0", time.Duration(0), "expected a duration with its unit: write 0s")
	f("1.5", time.Duration(0), "expected a duration with its unit: write 1.5s")
	f("007", time.Duration(0), want)
	f("-30s", time.Duration(0), want)
	f("soon", time.Duration(0), want)
	f("30 s", time.Duration(0), want)
	f("null", time.Duration(0), want+", found nothing")
	f("[1s]", time.Duration(0), want+", found a list")
}

func TestOneOf(t *testing.T) {
	const want = "expected one of: enforce, shadow, off"
	f := asks(t, func(n *tree.Node) any { return n.OneOf("enforce", "shadow", "off") })
	f("shadow", "shadow")
	f("off", "off")
	f("'off'", "off")
	f("of", "", `unknown word; did you mean "off"?`)
	f("Enforce", "", `unknown word; did you mean "enforce"?`)
	f("hunter2", "", want)
	f("[off]", "", "expected a string, found a list")
	f("null", "", "expected a string, found nothing")
}

func TestJSON(t *testing.T) {
	const want = "quote this value, or write the number as JSON does"
	f := asks(t, func(n *tree.Node) any { return n.JSON() })
	f("b", `"b"`)
	f(`"é \" < & \u0001"`, `"é \" < & \u0001"`)
	f("12345678901234567890.10", "12345678901234567890.10")
	f("-1e5", "-1e5")
	f("True", "true")
	f("'true'", `"true"`)
	f("yes", `"yes"`)
	f("null", "null")
	f("", "null")
	f("{}", "{}")
	f("[]", "[]")
	f("{b: [1, {z: ~, a: 'x'}], \"a\\\"\": }", `{"b":[1,{"z":null,"a":"x"}],"a\"":null}`)
	f("007", "null", want)
	f("+4712345678", "null", want)
	f("'+4712345678'", `"+4712345678"`)
	f("1.2.3.4", `"1.2.3.4"`)
	f("2026-01-02", `"2026-01-02"`)
}

func TestKind(t *testing.T) {
	f := asks(t, func(n *tree.Node) any {
		return fmt.Sprintln(n.Kind(), n.IsMap(), n.IsList(), n.IsScalar(), n.IsNull(), n.Quoted())
	})
	f("{b: c}", "a mapping true false false false false\n")
	f("[b]", "a list false true false false false\n")
	f("b", "a string false false true false false\n")
	f("'b'", "a string false false true false true\n")
	f(`"1"`, "a string false false true false true\n")
	f("|\n  b", "a string false false true false true\n")
	f(">\n  b", "a string false false true false true\n")
	f("1", "a number false false true false false\n")
	f("true", "true or false false false true false false\n")
	f("~", "nothing false false false true false\n")
}
