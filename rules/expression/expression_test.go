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
	e, err := (&reader{}).expression(source, aText)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return e
}

// aboutUser reads expressions about a user.
func aboutUser() *reader {
	return &reader{scope: &filter.Scope{Types: filter.Core(), Resource: "Users"}}
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
	f(`true or false and false ? "y" : "n"`, "", "y")
	f(`not false and false ? "y" : "n"`, "", "n")
	f(`"a" + value ?? "b" == "ab" ? "y" : "n"`, "", "y")
	f(`len(value) > 2 == true ? value not in ["Ada"] ? "1" : "2" : "3"`, "Ada", "2")
	f(`value | before("@") + "!" // of an address`, "ada@x", "ada!")
	f("'\\t\\x41\\101\\u0041\\u{41}\\U00000041' + \"\\\"\" + `\\``'`", "", "\tAAAAA\"\\`'")
	f(`cut(value, 0x1) + cut(value, 1_0) + cut(value, -0)`, "ab", "aab")
}

func TestExpressionFaults(t *testing.T) {
	f := func(source, want string) {
		t.Helper()
		_, err := (&reader{}).expression(source, aText)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", source, err, want)
		}
	}
	f("", "expected a text, a name or a function, found the end of the expression")
	f("lower(", "expected a text, a name or a function, found the end of the expression")
	f("lower(value", "expected , or ), found the end of the expression")
	f("lower(value, , value)", "expected a text, a name or a function, found ,")
	f("nobody(value)", "unknown name nobody")
	f("userName", "unknown name userName")
	f("lower(nobody)", "unknown name nobody")
	f("upper(lower(value) + trim(nobody))", "unknown name nobody")
	f("cut(value, value)", "cut takes a number here, not a text")
	f("cut(value, len(trim(value), 1))", "too many arguments for len, which takes 1")
	f("1", "expected a text, and this expression makes a number")
	f("lower(1)", "lower takes a text here, not a number")
	f(`value + 1`, "+ takes a text here, not a number")
	f(`value ?? 1`, "?? takes a text here, not a number")
	f(`lower()`, "not enough arguments for lower, which takes 1")
	f(`attr("userName")`, "unknown name attr")
	f(`value - value`, "unknown operator")
	f(`value ? "a" : "b"`, "a condition is true or false, and this is a text")
	f(`map(1..9, # + 1)`, "the character U+0023 '#' is not allowed")
	f(`all([1]) ? "a" : "b"`, "unknown name all")
	f(`let a = value; a`, "this is not allowed in expressions")
	f(`value[0]`, "a dot is allowed only")
	f(`value[0:1]`, "this is not allowed in expressions")
	f(`{"a": value}.a`, "this is not allowed in expressions")
	f(`nil`, "this is not allowed in expressions")
	f(`value; value`, "this is not allowed in expressions")
	f(`now().String()`, "a dot is allowed only")
	f(`$env.value`, "a dot is allowed only")
	f(`value + $env`, "unknown name $env")
	f(`["a"][0]`, "a dot is allowed only")
	f(`(true ? lower : upper)(value)`, "expected an operator or the end of the expression, found (")
	f(`lower(upper)`, "upper is a function; its arguments follow in parentheses")
	f(`"a"()`, "expected an operator or the end of the expression, found (")
	f(`replace(value, value, "x")`, "a quoted regular expression")
	f(`replace(value, "(", "x")`, "invalid regular expression: missing closing )")
	f(`replace(value, "a", "$1")`, "a group that match does not have")
	f(`replace(value, "a", "$a")`, "the number of a group")
	f(`replace(value, "a")`, "replace takes")
	f(`value matches value ? "a" : "b"`, "a quoted regular expression")
	f(`value matches "[" ? "a" : "b"`, "invalid regular expression")
	f(`true ? "a" : 1`, "both outcomes of a condition are of one type, and these are a text and a number")
	f(`value & value`, "unknown operator; expected one of +, ??, ==")
	f(`value = "a" ? "b" : "c"`, "unknown operator")
	f(`value ?? value + "a"`, "?? and + are not mixed; put one of them in parentheses")
	f(`1 < len(value) < 3 ? "a" : "b"`, "comparisons are not chained; join two with and")
	f(`not value == "a" ? "b" : "c"`, "not takes true or false here, not a text")
	f(`value == 1 ? "a" : "b"`, "== compares two values of one type, not a text and a number")
	f(`true < false ? "a" : "b"`, "< compares two texts or two numbers, not true or false and true or false")
	f(`value in "a" ? "b" : "c"`, `expected a list in brackets behind in, such as ["a", "b"]`)
	f(`value in ["a", 1] ? "b" : "c"`, "in looks for a text here, not for a number")
	f(`["a"] == ["a"] ? "b" : "c"`, "a list in brackets is allowed only behind in")
	f(`true ? : "a"`, "expected a value between ? and :, found :")
	f(`if true { "a"; } else { "b" }`, "this is not allowed in expressions")
	f(`cut(value, 1.5)`, "this is not allowed in expressions")
	f(`cut(value, 1e5)`, "no whole number")
	f(`cut(value, 99999999999999999999)`, "no whole number, or too large a one")
	f(`"a`, "this text has no end")
	f("\"a\nb\"", "this text does not end in its line")
	f(`"\q"`, "this escape is not known")
	f(`value /* a`, "this comment has no end")
	f("value + \"\xff\"", "not UTF-8")
	f(`value | "lower"`, "expected a function, found a text in quotes")
	f(strings.Repeat("(", 3000), "too long")
	f(strings.Repeat("value+", 300)+"value", "too many parts")
	f(strings.Repeat("(", 301)+"value", "nested too deeply")
	_, err := (&reader{}).expression(`lower("secret" "secret")`, aText)
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
	f(`to: 'cut(userName, title)'`, "f.yaml:1:20: cut takes a number here, not a text")
	f("to: |\n  lower(\n    nobody)\n", "f.yaml:3:5: unknown name nobody")
	f(`to: 'name'`, "f.yaml:1:6: unknown name name")
	f(`to: 'lower('`, "f.yaml:1:12: expected a text")
	f(`to: 'userName - title'`, "f.yaml:1:15: unknown operator")
	f(`to: 'lower("\q")'`, "f.yaml:1:13: this escape is not known")
	f(`to: '1'`, "f.yaml:1:5: expected a text, and this expression makes a number")
}

func TestExpressionOfResource(t *testing.T) {
	const resource = `{"userName":"ada","name":{"givenName":"Ada"},"active":true,"title":null,"NickName":"A\u0062",
		"emails":[{"type":"home","value":"h"},{"type":"WORK","value":"w"}],"room":7,"photos":[],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"26"},"department":"D"}}`
	f := func(source, want string) {
		t.Helper()
		e, err := aboutUser().expression(source, aText)
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

// An attribute that has the name of a function is an attribute, and the function is still one.
func TestExpressionNamedAsFunction(t *testing.T) {
	types, err := filter.Core().With([]filter.Added{{Resource: "Users", Path: filter.Path{Name: "digits"}}})
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{scope: &filter.Scope{Types: types, Resource: "Users"}}
	e, err := r.expression("digits + digits(title)", aText)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := e.OfTexts([]string{"a", "b1"}); got != "a1" || err != nil {
		t.Errorf("%v, %v", got, err)
	}
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
