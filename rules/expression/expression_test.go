package expression

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// about compiles an expression about one value.
func about(t testing.TB, source string) *Expression {
	t.Helper()
	e, err := compileExpression(source, valueVariables{}, reflect.String, &expressionNames{})
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return e
}

func TestExpressionOfValue(t *testing.T) {
	f := func(source, value, want string) {
		t.Helper()
		got, err := about(t, source).ofValue(value)
		if err != nil || got != want {
			t.Errorf("%s of %q = %q, %v; want %q", source, value, got, err, want)
		}
	}
	f("value", "", "")
	f("lower(trim(value))", " Ada\t", "ada")
	f("upper(value)", "Zoë", "ZOË")
	f("cut(value, 3)", "Zoë Ω", "Zoë")
	f("cut(value, 0)", "Zoë", "")
	f("cut(value, 99)", "👩‍🚀", "👩‍🚀")
	f("cut(value, 1)", "👩‍🚀", "👩")
	f("len(value) > 3 ? cut(value, 3) : value", "Zoë", "Zoë")
	f(`before(value, "@")`, "ada@x@y", "ada")
	f(`before(value, "@")`, "ada", "ada")
	f(`after(value, "@")`, "ada@x@y", "x@y")
	f(`after(value, "@")`, "ada", "")
	f("local(value)", "ada@x@y", "ada@x")
	f("local(value)", "ada", "ada")
	f("domain(value)", "ada@x@y", "y")
	f(`domain(value) ?? "none"`, "ada", "none")
	f(`fallback(domain(value), "", "none")`, "ada", "none")
	f(`coalesce("", "")`, "ada", "")
	f(`value + "@" + "example.com"`, "ada", "ada@example.com")
	f(`digits(value)`, "+44 (20) ٣7", "44207")
	f(`guest(value)`, "ada_lind_example.com#EXT#@contoso.onmicrosoft.com", "ada_lind@example.com")
	f(`guest(value)`, "ada_example.com#ext#@contoso.onmicrosoft.com", "ada@example.com")
	f(`guest(value)`, "ada@example.com", "ada@example.com")
	f(`guest(value)`, "ada#EXT#@contoso.onmicrosoft.com", "ada#EXT#@contoso.onmicrosoft.com")
	f(`guest(value)`, "ßa_b.example#EXT#@t.example", "ßa@b.example")
	f(`replace(value, "[^a-z]+", "-")`, "a b  c", "a-b-c")
	f(`replace(value, '(\\d)x', '$1y')`, "1x2x", "1y2y")
	f(`replace(value, "", "-")`, "ab", "-a-b-")
	f(`value matches "^a" and not (value contains "z") ? "y" : "n"`, "ab", "y")
	f(`value in ["a", "b"] || value startsWith "c" ? "y" : "n"`, "b", "y")
	f(`if value == "a" { "y" } else { "n" }`, "a", "y")
}

func TestExpressionFaults(t *testing.T) {
	f := func(source, want string) {
		t.Helper()
		_, err := compileExpression(source, valueVariables{}, reflect.String, &expressionNames{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", source, err, want)
		}
	}
	f("", "unexpected token EOF")
	f("lower(", "unexpected token EOF")
	f("nobody(value)", "unknown name nobody")
	f("userName", "unknown name userName")
	f("lower(nobody)", "unknown name nobody")
	f("upper(lower(value) + trim(nobody))", "unknown name nobody")
	f("cut(value, value)", "cannot use string as argument")
	f("cut(value, len(trim(value), 1))", "too many arguments")
	f("1", "expected string, but got int")
	f("lower(1)", "cannot use int as argument")
	f(`value + 1`, "cannot use int as argument")
	f(`value ?? 1`, "cannot use int as argument")
	f(`lower()`, "not enough arguments")
	f(`attr("userName")`, "unknown name attr")
	f(`value - value`, "unknown operator")
	f(`value ? "a" : "b"`, "non-bool")
	f(`map(1..9, # + 1)`, "")
	f(`all([1], # > 0) ? "a" : "b"`, "")
	f(`let a = value; a`, "this is not allowed in expressions")
	f(`value[0]`, "a dot is allowed only")
	f(`value[0:1]`, "this is not allowed in expressions")
	f(`{"a": value}.a`, "this is not allowed in expressions")
	f(`nil`, "this is not allowed in expressions")
	f(`value; value`, "this is not allowed in expressions")
	f(`now().String()`, "")
	f(`$env.value`, "")
	f(`["a"][0]`, "a dot is allowed only")
	f(`(true ? lower : upper)(value)`, "unexpected token")
	f(`lower(upper)`, "cannot use func")
	f(`"a"()`, "")
	f(`replace(value, value, "x")`, "a quoted regular expression")
	f(`replace(value, "(", "x")`, "invalid regular expression: missing closing )")
	f(`replace(value, "a", "$1")`, "a group that match does not have")
	f(`replace(value, "a", "$a")`, "the number of a group")
	f(`replace(value, "a")`, "replace takes")
	f(`value matches value ? "a" : "b"`, "a quoted regular expression")
	f(`value matches "[" ? "a" : "b"`, "invalid regular expression")
	f(`true ? "a" : 1`, "expected string, but got")
	f(strings.Repeat("(", 3000), "too long")
	f(strings.Repeat("value+", 400)+"value", "")
	_, err := compileExpression(`lower("secret" "secret")`, valueVariables{}, reflect.String, &expressionNames{})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("quotes a text of the expression: %v", err)
	}
}

// A fault is noted at its character of the file.
func TestExpressionPlace(t *testing.T) {
	f := func(yaml, want string) {
		t.Helper()
		b := &kind.Build{Types: filter.Core()}
		err := tree.Read("f.yaml", []byte(yaml), func(root *tree.Node) {
			Read(b, root.Key("to"), reflect.String)
		})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\n%v, want %s", yaml, err, want)
		}
	}
	f(`to: 'lower(nobody)'`, "f.yaml:1:12: unknown name nobody")
	f(`to: 'name.nobody'`, "f.yaml:1:6: unknown attribute name.nobody")
	f(`to: 'lower(emails)'`, "f.yaml:1:12: this attribute has several values")
	f(`to: 'lower(attr("emails.value"))'`, "f.yaml:1:17: this attribute has several values")
	f(`to: 'attr("emails[type eq work]")'`, "f.yaml:1:27: ")
	f(`to: 'attr("name")'`, "f.yaml:1:11: this attribute has several values")
	f(`to: 'attr(userName)'`, "f.yaml:1:6: attr takes the path")
	f(`to: attr("a b")`, "f.yaml:1:13: ")
	f(`to: 'cut(userName, title)'`, "f.yaml:1:20: cannot use string as argument")
	f("to: |\n  lower(\n    nobody)\n", "f.yaml:3:5: unknown name nobody")
	f(`to: 'name'`, "f.yaml:1:6: unknown name name")
	f(`to: '1'`, "f.yaml:1:5: expected string, but got int")
}

func TestExpressionOfResource(t *testing.T) {
	const resource = `{"userName":"ada","name":{"givenName":"Ada"},"active":true,"title":null,"NickName":"A\u0062",
		"emails":[{"type":"home","value":"h"},{"type":"WORK","value":"w"}],"room":7,"photos":[],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"26"},"department":"D"}}`
	f := func(source, want string) {
		t.Helper()
		names := &expressionNames{scope: &filter.Scope{Types: filter.Core(), Resource: "Users"}}
		e, err := compileExpression(source, resourceVariables{}, reflect.String, names)
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		m := &rewrite.Message{Method: "POST", Resource: "Users", Body: resource}
		inChain(t, m, func(m *rewrite.Message) {
			if got, err := e.OfResource(m, m.Get(filter.Path{})); err != nil || got != want {
				t.Errorf("%s = %v, %v; want %q", source, got, err, want)
			}
		})
	}
	f("userName", "ada")
	f("USERNAME + nickName", "adaAb")
	f("name.givenName + name.familyName", "Ada")
	f(`attr("name.formatted") ?? userName`, "ada")
	f(`attr("emails[type eq \"work\"].value")`, "w")
	f(`attr('emails[type eq "other"].value') ?? title ?? "-"`, "-")
	f(`attr("urn:ietf:params:scim:schemas:core:2.0:User:userName")`, "ada")
	f(`attr("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department")`, "D")
	f(`attr("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value")`, "26")
	f(`attr("room") + attr("nothing") + attr("name.nothing") + (active == "true" ? "!" : "")`, "7!")
	f(`attr("undeclared.path")`, "")
	f(`name?.givenName`, "Ada")
}

// looking is a rule that looks at requests.
type looking struct {
	kind.RequestOnly
	f func(*rewrite.Message)
}

func (l looking) Request(m *rewrite.Message) error {
	l.f(m)
	return nil
}

// inChain calls f with a message that is in a chain.
func inChain(t testing.TB, m *rewrite.Message, f func(*rewrite.Message)) {
	t.Helper()
	var trace rewrite.Trace
	chain := &rewrite.Chain{Steps: []rewrite.Step{{Name: "t/f", Rule: looking{f: f}}}}
	unanswered := errors.New("nobody is asked")
	err := chain.Do(m, &trace, func(*rewrite.Message) error { return unanswered })
	if !errors.Is(err, unanswered) {
		t.Fatal(err)
	}
}

// What runs out of bounds is an error with a sentence, and no panic.
func TestExpressionBounds(t *testing.T) {
	f := func(source, value, want string) {
		t.Helper()
		text, err := about(t, source).ofValue(value)
		if err == nil || err.Error() != want || text != "" {
			t.Errorf("%s: %d bytes, %v; want %s", source, len(text), err, want)
		}
	}
	long := strings.Repeat("x", maxText-1)
	f("value + value", long, "the text becomes too long")
	f(`replace(value, "x", "$0$0")`, long, "the text becomes too long")
	f(`replace(value, "y", "")`, long+"xx", "the text becomes too long")
	f(`cut(value, len(value) > 0 ? -1 : 0)`, "x", "cut takes a number of characters, which must not be negative")
	if text, err := about(t, "lower(value)").ofValue(long + long); err != nil || len(text) != 2*len(long) {
		t.Errorf("a long value: %v", err)
	}
}

// One expression serves many goroutines.
func TestExpressionConcurrent(t *testing.T) {
	e := about(t, `lower(value) + "@" + replace(value, "[a-m]", "-")`)
	done := make(chan string)
	for range 8 {
		go func() {
			for range 500 {
				if got, err := e.ofValue("Ada"); err != nil || got != "ada@A--" {
					done <- got
					return
				}
			}
			done <- ""
		}()
	}
	for range 8 {
		if got := <-done; got != "" {
			t.Errorf("got %q", got)
		}
	}
}

// No expression ends the process, neither when it is read nor when it runs.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		`lower(trim(value))`, `replace(value, "(a)|b", "$1") + cut(value, 3)`, `value in ["a"] ? "b" : value ?? "c"`,
		`attr("emails[type eq \"work\"].value") ?? userName`, `name.givenName matches "^a"`, `let a = [1..9]; map(a, #)`,
		`if a {b} else {c}`, "`", `value | lower()`, `{a: 1}?.a`, `b"a"`, `not not true ? "a" : "b"`,
	} {
		f.Add(seed, "Zoë@example.com")
	}
	scope := &filter.Scope{Types: filter.Core(), Resource: "Users"}
	f.Fuzz(func(t *testing.T, source, value string) {
		if e, err := compileExpression(source, valueVariables{}, reflect.String, &expressionNames{}); err == nil {
			if text, err := e.ofValue(value); err == nil && len(text) > maxText+4*len(value)+len(source) {
				t.Errorf("%q of %q: %d bytes", source, value, len(text))
			}
		}
		e, err := compileExpression(source, resourceVariables{}, reflect.String, &expressionNames{scope: scope})
		if err == nil {
			_, _ = e.run(resourceVariables{Slots: make([]string, len(e.Reads))})
		}
	})
}
