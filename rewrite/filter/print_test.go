package filter

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

func TestPrint(t *testing.T) {
	a := &Compare{Path: Path{Name: "a"}, Op: Pr}
	b := &Compare{Path{"urn:x:y", "B", "c"}, Eq, `"1\u0041"`}
	f := func(e Expr, want string) {
		t.Helper()
		if got := String(e); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := string(e.Append([]byte("filter="))); got != "filter="+want {
			t.Errorf("appended: got %s, want filter=%s", got, want)
		}
	}
	f(a, `a pr`)
	f(b, `urn:x:y:B.c eq "1\u0041"`)
	f(&Has{Path{Name: "l"}, &Or{[]Expr{a, b}}}, `l[a pr or urn:x:y:B.c eq "1\u0041"]`)
	f(&Select{Path{Name: "l"}, a, "s", Eq, "1"}, `l[a pr].s eq 1`)
	f(&Select{Path{Name: "l"}, a, "s", Pr, ""}, `l[a pr].s pr`)
	f(&Select{Path{Name: "l"}, a, "", Eq, "1"}, `l[a pr] eq 1`)
	f(&Not{a}, `not (a pr)`)
	f(&Not{&Not{&Or{[]Expr{a, a}}}}, `not (not (a pr or a pr))`)
	f(&And{[]Expr{&Or{[]Expr{a, a}}, &Not{a}, a}}, `(a pr or a pr) and not (a pr) and a pr`)
	f(&Or{[]Expr{&And{[]Expr{a, a}}, a}}, `a pr and a pr or a pr`)
	f(Const(true), `true`)
	f(Const(false), `false`)
}

func TestQuote(t *testing.T) {
	f := func(in string, want Literal) {
		t.Helper()
		if got := Quote(in); got != want {
			t.Errorf("Quote(%q) is %s, want %s", in, got, want)
		}
	}
	f("", `""`)
	f(`a"b\c`, `"a\"b\\c"`)
	f("\x00\n\x1f", `"\u0000\u000a\u001f"`)
	f("\x7fé日😀</\u2028", "\"\x7fé日😀</\u2028\"")
	f("a\xff\xfeb", "\"a\uFFFDb\"")
	f("\xed\xa0\x80", "\"\uFFFD\"")
}

func TestLiteral(t *testing.T) {
	f := func(l Literal, kind Kind, text string, ok bool) {
		t.Helper()
		gotText, gotOK := l.Text()
		if l.Kind() != kind || gotText != text || gotOK != ok {
			t.Errorf("%s: got kind %d, text %q, %t", l, l.Kind(), gotText, gotOK)
		}
	}
	f(`"x"`, KindString, "x", true)
	f(`""`, KindString, "", true)
	f(`"\"\\\/\b\u00e9\ud83d\ude00"`, KindString, "\"\\/\bé😀", true)
	f(`-1`, KindNumber, "", false)
	f(`true`, KindBool, "", false)
	f(`false`, KindBool, "", false)
	f(`null`, KindNull, "", false)
	f(``, KindNone, "", false)
	f(`"`, KindString, "", false)
	f(`"\"`, KindString, "", false)
}

// FuzzQuote compares what Quote makes with another reader of JSON.
func FuzzQuote(f *testing.F) {
	f.Add(`x" or "1" eq "1`)
	f.Add("\\\" \x00 é \xff \u2028")
	f.Fuzz(func(t *testing.T, text string) {
		l := Quote(text)
		var decoded string
		if err := json.Unmarshal([]byte(l), &decoded); err != nil {
			t.Fatalf("Quote(%q) is %s: %v", text, l, err)
		}
		if got, ok := l.Text(); !ok || got != decoded {
			t.Errorf("Text of %s is %q, %t; want %q", l, got, ok, decoded)
		}
		if utf8.ValidString(text) && decoded != text {
			t.Errorf("Quote(%q) denotes %q", text, decoded)
		}
	})
}
