package filter

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		e, err := Parse(in)
		if err != nil {
			t.Fatalf("Parse(%s): %v", in, err)
		}
		if got := String(e); got != want {
			t.Errorf("Parse(%s) is %s, want %s", in, got, want)
		}
	}
	f(`userName eq "bjensen"`, `userName eq "bjensen"`)
	f(`userName EQ "bjensen" AND title PR`, `userName eq "bjensen" and title pr`)
	f(`(((title pr)))`, `title pr`)
	f(`(a pr and b pr) and c pr`, `a pr and b pr and c pr`)
	f(`a pr or (b pr or c pr)`, `a pr or b pr or c pr`)
	f(`a pr or (b pr and c pr)`, `a pr or b pr and c pr`)
	f(`(a pr or b pr) and c pr`, `(a pr or b pr) and c pr`)
	f(`not(a pr)`, `not (a pr)`)
	f(`NOT (a pr or not (b pr))`, `not (a pr or not (b pr))`)
	f(`emails[type eq "work" and (a pr or b pr)]`, `emails[type eq "work" and (a pr or b pr)]`)
	f(`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "1"`,
		`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "1"`)
	f(`members.$ref eq "x"`, `members.$ref eq "x"`)

	// Literals stay as they were written.
	f(`n eq 12345678901234567890`, `n eq 12345678901234567890`)
	f(`n eq -1.10E+03`, `n eq -1.10E+03`)
	f(`a co "\u0007\/\"\ud83d\ude00é] and ("`, `a co "\u0007\/\"\ud83d\ude00é] and ("`)
	f(`a sw 1 or b co null or c gt true`, `a sw 1 or b co null or c gt true`)

	// Keywords are keywords only where one can stand.
	f(`not pr`, `not pr`)
	f(`pr pr and and eq "or"`, `pr pr and and eq "or"`)
	f(`nothing pr or order pr`, `nothing pr or order pr`)
}

func TestParseShape(t *testing.T) {
	e, err := Parse(`a eq "1" or b eq 2 and not (c[d pr])`)
	if err != nil {
		t.Fatal(err)
	}
	want := &Or{[]Expr{
		&Compare{Path{Name: "a"}, Eq, `"1"`},
		&And{[]Expr{
			&Compare{Path{Name: "b"}, Eq, `2`},
			&Not{&Has{Path{Name: "c"}, &Compare{Path: Path{Name: "d"}, Op: Pr}}},
		}},
	}}
	if !Equal(e, want) {
		t.Errorf("got %s, want %s", String(e), String(want))
	}
}

func TestParseErrors(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		_, err := Parse(in)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || err.Error() != want {
			t.Errorf("Parse(%s):\n got %v\nwant %s", in, err, want)
		}
	}
	f(``, `filter column 1: expected an attribute, not, or '(', found the end`)
	f(`userName is "x"`,
		`filter column 10: unknown operator "is"; expected one of eq, ne, co, sw, ew, gt, ge, lt, le, pr`)
	f(`userName`, `filter column 9: expected a space and an operator, found the end`)
	f(`userName eq joe`, `filter column 13: expected a JSON string in double quotes, `+
		`a number, true, false or null, found a word`)
	f(`é`, `filter column 1: expected an attribute, not, or '(', found a word`)
	f(`displayName eq "éé" or`,
		`filter column 23: expected a space and an attribute, not, or '(', found the end`)
	f(`emails[type eq "work"].value eq "x"`,
		`filter column 23: RFC 7644 has no comparison after ']'; expected and, or, or the end`)
	f(`emails[type eq "work"] eq "x"`,
		`filter column 24: RFC 7644 has no comparison after ']'; expected and, or, or the end`)
	f(`emails[type eq "work"`, `filter column 22: expected and, or, or ']', found the end`)
	f(`emails[a[b pr]]`, `filter column 9: a value path inside another; expected an operator`)
	f(`(a pr`, `filter column 6: expected and, or, or ')', found the end`)
	f(`a pr)`, `filter column 5: expected and, or, or the end of the filter, found ')'`)
	f(`not a pr`, `filter column 5: expected '(' after not, found a word`)
	f(` a pr`, `filter column 1: expected an attribute, found white space`)
	f(`a  pr`, `filter column 2: expected one space, found other white space`)
	f(`a+pr`, `filter column 2: expected a space and an operator, found '+'`)
	f(`a.b.c pr`, `filter column 4: expected at most two names in a path, such as name.familyName`)
	f(`a:b pr`, `filter column 1: expected a URN such as urn:example:schemas:User before the last colon`)
	f(`a eq "x`, `filter column 8: a string without its end; expected a closing quote`)
	f("a eq \"x\x00\"", `filter column 8: a control character in a string; expected it as an escape of JSON`)
	f("a eq \"x\xff\"", `filter column 8: bytes that are not UTF-8; expected a JSON string`)
	for _, escape := range []string{
		`\x`, `\u12`, `\u12g4`, `\ud800x`, `\ud800\u0041`, `\ud800\uffff`, `\udc00`,
	} {
		f(`a eq "`+escape+`"`, `filter column 7: not an escape of JSON; `+
			`expected \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits`)
	}
}

func TestNumbers(t *testing.T) {
	f := func(number string, want bool) {
		t.Helper()
		if _, err := Parse("a eq " + number); (err == nil) != want {
			t.Errorf("%s is a number: got %v, want %t", number, err, want)
		}
		if json.Valid([]byte(number)) != want {
			t.Errorf("%s is a number of JSON: want %t", number, want)
		}
	}
	for _, number := range []string{"0", "-0", "10", "0.5", "1.00", "-12.5e7", "0e0", "1E+03", "1e-3"} {
		f(number, true)
	}
	for _, word := range []string{
		"01", "-", "+1", ".5", "1.", "1.e3", "1e", "1e+", "1x", "1.5x", "0x10", "1e3x", "--1", "NaN",
	} {
		f(word, false)
	}
}

// TestErrorsHideValues puts a secret wherever a client may leave a value.
func TestErrorsHideValues(t *testing.T) {
	for _, in := range []string{
		`userName eq anna.lind`, `userName anna.lind eq "x"`, `anna.lind`, `anna.lind@example.com`,
		`userName eq "anna.lind`, `userName eq "x" anna.lind`, `a[b eq anna.lind]`, `userName eq 'anna.lind'`,
		`(a eq "x" anna.lind)`, `anna.lind.x pr`, `anna.lind: pr`, `a eq "\anna.lind"`, `not anna.lind`,
		`a[b pr].anna.lind pr`, `a eq {anna.lind}`, `a+anna.lind`, `a lind-007 "x"`, `a lind007`, `a "lind"`,
	} {
		for _, allow := range []Lenience{0, All &^ Unquoted, All} {
			_, _, err := ParseLenient(in, allow)
			if err != nil && (strings.Contains(err.Error(), "anna") || strings.Contains(err.Error(), "lind")) {
				t.Errorf("ParseLenient(%s): the error repeats the value: %v", in, err)
			}
		}
	}
}

// TestLimits reads texts that are too large, or large in a way that would be
// slow to read for a parser that looks ahead too far.
func TestLimits(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		start := time.Now()
		_, _, err := ParseLenient(in, All)
		_, _, targetErr := ParseTargetLenient(in, All)
		if took := time.Since(start); took > time.Second {
			t.Errorf("%.20s...: took %v", in, took)
		}
		if got := "none"; (err == nil) != (want == got) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%.20s...: got error %v, want %s", in, err, want)
		}
		if targetErr == nil {
			t.Errorf("%.20s... is read as a path", in)
		}
	}
	terms := func(n int) string { return strings.Repeat("a pr or ", n-1) + "a pr" }
	nested := func(n int) string { return strings.Repeat("not (", n) + "a pr" + strings.Repeat(")", n) }
	f(terms(MaxTerms), "none")
	f(terms(MaxTerms+1), "too many comparisons; expected at most 256")
	f(nested(MaxDepth), "none")
	f(nested(MaxDepth+1), "brackets too deep; expected at most 32 inside one another")
	f(strings.Repeat("(a pr) or ", MaxDepth)+"(a pr)", "none")
	f(strings.Repeat("(", MaxLen), "brackets too deep")
	f(`a eq "`+strings.Repeat("x", MaxLen-7)+`"`, "none")
	f(`a eq "`+strings.Repeat("x", MaxLen-6)+`"`, "too long; expected at most 8192 bytes")
	f(strings.Repeat("(", 10_000), "too long")
	f(strings.Repeat(`a eq "`, 1<<20/6), "too long")
	f(`a eq "`+strings.Repeat(`x"y" or `, MaxLen/8-1), "may end the string")
	f(`a eq "`+strings.Repeat(`" `, MaxLen/2-4)+"]", "found ']'")
	f(`a eq "`+strings.Repeat(`"x`, MaxLen/2-4), "expected")
	f("a"+strings.Repeat(" ", MaxLen-5)+"eq x", "none")
}

func TestParseHoles(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		e, err := ParseHoles(in)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = String(e)
		}
		if got != want {
			t.Errorf("ParseHoles(%s):\n got %s\nwant %s", in, got, want)
		}
	}
	f(`userName eq {value}`, `userName eq {value}`)
	f(`{path:attr} {op:op} {v_1} or a pr`, `{path:attr} {op:op} {v_1} or a pr`)
	f(`emails[type eq {type}].value {op:op} {value}`, `emails[type eq {type}].value {op:op} {value}`)
	f(`{list:attr}[type eq {type}] {op:op} {value}`, `{list:attr}[type eq {type}] {op:op} {value}`)
	f(`userName eq {Value}`, `filter column 13: expected a hole such as {name} with a name of a-z, 0-9 and _`)
	f(`userName eq {a:attr}`, `filter column 13: expected a hole such as {name} with a name of a-z, 0-9 and _`)
	f(`{a} eq "x"`, `filter column 1: expected a hole such as {name:attr} with a name of a-z, 0-9 and _`)
	f(`a {op} "x"`, `filter column 3: expected a hole such as {name:op} with a name of a-z, 0-9 and _`)
	f(`userName eq {value`, `filter column 13: expected a hole such as {name} with a name of a-z, 0-9 and _`)
	f(`userName eq {value}x`, `filter column 20: expected and, or, or the end of the filter, found a word`)
	if _, err := Parse(`userName eq {value}`); err == nil {
		t.Error("Parse reads a hole")
	}
}
