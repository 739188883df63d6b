package json

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"scimshim/rewrite/racetest"
)

func TestCheckAccepts(t *testing.T) {
	f := func(src string) {
		t.Helper()
		if err := Check(src); err != nil {
			t.Errorf("Check(%q): %v", src, err)
		}
	}

	for _, s := range []string{
		`true`, `false`, `null`, `0`, `-0`, `"a"`, `""`, `{}`, `[]`, " \t\r\n{ \t\r\n} \t\r\n", `[ ]`,
		`12345678901234567890`, `-1.5e+10`, `1E5`, `1e-400`, `0.0`, `0e0`, `10`, `-10.25`, `1e400`,
		`"\"\\\/\b\f\n\r\t\u0041\uFFFF\u00e9"`, `"\u0000"`, `"\ud83d\ude00"`, `"\uDBFF\uDFFF"`,
		`"é€😀"`, "\"\ufeff\"", "\"\u007f\u2028\"", `"\ufffd"`, "\"\ufffd\"", `"\\ud800"`, `"\\"`,
		`["\\","\""]`,
		`{"a":1,"b":2}`, `{ "a" : [ 1 , { "b" : null } ] , "c" : "d" }`, `[[],{},[{}]]`, `{"":1}`,
		`{"a":{"a":{"a":1}}}`, `[{"a":1},{"a":1}]`, `{"a":{"b":1},"b":{"a":1}}`,
		`{"k":1,"` + "\u212a" + `":2}`, `{"É":1,"é":2}`,
		`{"userName":1,"u` + "\u017f" + `erName":2}`, `{"[":1,"{":2}`, `{"@":1,"` + "`" + `":2}`,
		`{"a":1,"\u0062":2}`, `{"\u0061":1,"\\u0061":2}`,
		strings.Repeat("[", 32) + strings.Repeat("]", 32),
		strings.Repeat(`{"a":`, 31) + `{}` + strings.Repeat("}", 31),
		"[" + strings.Repeat(strings.Repeat("[", 31)+strings.Repeat("]", 31)+",", 3) + "1]",
		objectOf(16, "n%d"), objectOf(17, "n%d"), objectOf(5000, "n%d"),
	} {
		f(s)
	}
}

func TestCheckRefuses(t *testing.T) {
	f := func(src string, offset int, want string) {
		t.Helper()
		err := Check(src)
		var fault *Error
		if !errors.As(err, &fault) {
			t.Errorf("Check(%.60q) = %v, want a Error with %q", src, err, want)
			return
		}
		if fault.Offset != offset || !strings.Contains(fault.Msg, want) {
			t.Errorf("Check(%.60q): offset %d: %s; want offset %d: %s",
				src, fault.Offset, fault.Msg, offset, want)
		}
	}

	// duplicate names: exact, by escape, by case, in few and in many
	f(`{"active":true,"active":false}`, 15, `member "active" stands twice`)
	f(`{"active":true,"\u0061ctive":false}`, 15, `member "active" stands twice`)
	f(`{"\u0061ctive":true,"active":false}`, 20, `member "active" stands twice`)
	f(`{"active":true,"ACTIVE":false}`, 15, `member "ACTIVE" stands twice`)
	f(`{"active":true,"\u0041CTIVE":false}`, 15, `member "ACTIVE" stands twice`)
	f(`{"x":[{"y":{"a":1,"b":2,"A":3}}]}`, 24, `member "A" stands twice`)
	f(`{"a":{"a":1},"A":{}}`, 13, `member "A" stands twice`)
	f(`{"":1,"":2}`, 6, "a member stands twice")
	f(`{"Babs Jensen":1,"babs jensen":2}`, 17, "a member stands twice")
	f(`{"`+strings.Repeat("a", 101)+`":1,"`+strings.Repeat("A", 101)+`":1}`, 107, "a member stands twice")
	f(`{"urn:x:2.0:User":1,"URN:X:2.0:USER":1}`, 20, `member "URN:X:2.0:USER" stands twice`)
	f(`{"é":1,"\u00e9":1}`, 8, "a member stands twice")
	f(`{"😀":1,"\ud83d\ude00":1}`, 10, "a member stands twice")
	many := objectOf(5000, "n%d")
	f(many[:len(many)-1]+`,"N7":0}`, len(many)-1+1, `member "N7" stands twice`)
	many = objectOf(16, "n%d")
	f(many[:len(many)-1]+`,"N15":0}`, len(many)-1+1, `member "N15" stands twice`)

	// bytes that are not UTF-8
	f("{\"a\":\"\xff\"}", 6, "invalid UTF-8")
	f("\"é\xc0\xae\"", 3, "invalid UTF-8")
	f("\"\xe0\x80\xaf\"", 1, "invalid UTF-8")
	f("\"\xed\xa0\x80\"", 1, "invalid UTF-8")
	f("\"\xf4\x90\x80\x80\"", 1, "invalid UTF-8")
	f("\"\xe2\x82\"", 1, "invalid UTF-8")
	f("{}\x80", 2, "invalid UTF-8")
	f("{\"\xff\":1}", 2, "invalid UTF-8")
	f("\ufeff{}", 0, "byte order mark")
	f("{}\ufeff", 2, "expected the end of the body")

	// strings
	f(`"\ud800"`, 1, "half of a surrogate pair")
	f(`"\udc00"`, 1, "half of a surrogate pair")
	f(`"\udc00\ud800"`, 1, "half of a surrogate pair")
	f(`"\ud800\ud800"`, 1, "half of a surrogate pair")
	f(`"\ud800\u0041"`, 1, "half of a surrogate pair")
	f(`"\ud800x"`, 1, "half of a surrogate pair")
	f(`"\ud800\n"`, 1, "half of a surrogate pair")
	f(`"\ud800\u`, 1, "half of a surrogate pair")
	f(`"\ud83d\ude00\ud83d"`, 13, "half of a surrogate pair")
	f("\"a\nb\"", 2, "control character")
	f("\"a\x00b\"", 2, "control character")
	f("\"\x1f\"", 1, "control character")
	f("\"\t\"", 1, "control character")
	f("{\"a\nb\":1}", 3, "control character")
	f(`"\x41"`, 1, "unknown escape")
	f(`"\'"`, 1, "unknown escape")
	f(`"\U0041"`, 1, "unknown escape")
	f("\"\\\x00\"", 1, "unknown escape")
	f(`"\`, 1, "unknown escape")
	f(`"\u00g0"`, 1, "four hexadecimal digits")
	f(`"\u004"`, 1, "four hexadecimal digits")
	f(`"\u`, 1, "four hexadecimal digits")
	f(`"\u+041"`, 1, "four hexadecimal digits")
	f(`"abc`, 0, "without an end")
	f(`"abc\"`, 0, "without an end")
	f(`{'a':1}`, 1, "expected a member name in double quotes")

	// numbers and words
	f(`NaN`, 0, "expected a value")
	f(`Infinity`, 0, "expected a value")
	f(`-Infinity`, 1, "expected a digit after -")
	f(`+1`, 0, "expected a value")
	f(`.5`, 0, "expected a value")
	f(`010`, 0, "leading zero")
	f(`-01`, 1, "leading zero")
	f(`-`, 1, "expected a digit after -")
	f(`[-]`, 2, "expected a digit after -")
	f(`1.`, 2, "expected a digit after the decimal point")
	f(`1.e5`, 2, "expected a digit after the decimal point")
	f(`1e`, 2, "expected a digit in the exponent")
	f(`1e+`, 3, "expected a digit in the exponent")
	f(`0x10`, 1, "expected the end of the body")
	f(`1_000`, 1, "expected the end of the body")
	f(`True`, 0, "expected a value")
	f(`tru`, 0, "expected a value")
	f(`nul`, 0, "expected a value")
	f(`truex`, 4, "expected the end of the body")
	f(`undefined`, 0, "expected a value")

	// structure
	f(``, 0, "empty body")
	f(" \n", 2, "empty body")
	f(`{"active":true}x`, 15, "expected the end of the body")
	f(`{}{}`, 2, "expected the end of the body")
	f("{}\x00", 2, "expected the end of the body")
	f("{}\n]", 3, "expected the end of the body")
	f(`{`, 1, "expected a member name")
	f(`{"a"`, 4, "expected : after")
	f(`{"a":`, 5, "expected a value")
	f(`{"a":1`, 6, "expected , or }")
	f(`{"a":1,`, 7, "expected a member name")
	f(`{"a":1,}`, 7, "expected a member name")
	f(`{,}`, 1, "expected a member name")
	f(`{"a" 1}`, 5, "expected : after")
	f(`{"a":1 "b":2}`, 7, "expected , or }")
	f(`{"a":1]`, 6, "expected , or }")
	f(`{a:1}`, 1, "expected a member name")
	f(`{1:1}`, 1, "expected a member name")
	f(`[`, 1, "expected a value")
	f(`[1`, 2, "expected , or ]")
	f(`[1,]`, 3, "expected a value")
	f(`[,1]`, 1, "expected a value")
	f(`[1 2]`, 3, "expected , or ]")
	f(`[1}`, 2, "expected , or ]")
	f(`]`, 0, "expected a value")
	f(`/**/{}`, 0, "expected a value")
	f("[1,\u00a01]", 3, "expected a value")
	f("\v{}", 0, "expected a value")
	f(strings.Repeat("[", 33)+strings.Repeat("]", 33), 32, "at most 32 levels")
	f(strings.Repeat(`{"a":`, 33)+`1`+strings.Repeat("}", 33), 160, "at most 32 levels")
	f(strings.Repeat("[", 20000), 32, "at most 32 levels")
}

func TestErrorText(t *testing.T) {
	f := func(src, want string) {
		t.Helper()
		if err := Check(src); err == nil || err.Error() != want {
			t.Errorf("Check(%q) = %v, want %s", src, err, want)
		}
	}
	f("{\n \"active\": true,\n \"é\": 1, \"active\": 2}",
		`body line 3 column 10: member "active" stands twice in one object, expected once in any case`)
	f("[1,\r\n2\r\n", "body line 3 column 1: expected , or ] after an element")
	f(`"secret`, "body line 1 column 1: string without an end, expected a closing double quote")
}

// A value must not come out in an error, wherever the text ends.
func TestErrorsQuoteNoValues(t *testing.T) {
	leak := regexp.MustCompile(`(?i)zq7|7788`)
	const src = `{"password":"Zq7","x":{"y":["Zq7",7788],"Zq7 Zq7":1,"zq7 zq7":2}}`
	for i := range src {
		for _, s := range []string{src[:i], src[:i] + "\xff" + src[i:], src[:i] + "?" + src[i:], src} {
			err := Check(s)
			if err != nil && leak.MatchString(err.Error()) {
				t.Fatalf("Check(%q): %v", s, err)
			}
		}
	}
}

// Every byte at every place of a string, as several bytes are taken at once.
func TestCheckStringBytes(t *testing.T) {
	for b := range 256 {
		for at := range 20 {
			text := []byte(`"` + strings.Repeat("x", 20) + `"`)
			text[1+at] = byte(b)
			want := json.Valid(text) && utf8.Valid(text)
			if err := Check(string(text)); (err == nil) != want {
				t.Errorf("Check(%q) = %v", text, err)
			}
		}
	}
}

// Each doubling of the names may double the time, not square it: 200,000 of
// them compared with one another would take minutes.
func TestCheckManyNames(t *testing.T) {
	racetest.SkipCost(t)
	long := strings.Repeat("x", 64)
	for _, format := range []string{"n%d", "%d" + long, long + "%06d", `\u006e%d`} {
		if err := Check(objectOf(200_000, format)); err != nil {
			t.Error(err)
		}
	}
}

func TestCheckAllocs(t *testing.T) {
	if racetest.On || poisoned {
		t.Skip("the race detector makes pools allocate, and what is spoilt is not used again")
	}
	escapes := `{"a":"\u0041\n","b":["\""]}`
	for _, src := range []string{patchBody(), listBody(50), objectOf(500, "n%d"), escapes} {
		if n := testing.AllocsPerRun(100, func() { _ = Check(src) }); n != 0 {
			t.Errorf("%.40s: %v allocations", src, n)
		}
	}
}

// A tape in the pool must not hold on to a body, good or bad, nor must what it was read with.
func TestTapeForgets(t *testing.T) {
	for _, src := range []string{`{"a":{"b":1},"c":2}`, `{"a":{"b":1,"B":2}}`, `{"a":{"b":`} {
		tape := &Tape{}
		tape.begin(src, nil)
		c := tape.checker
		tape.document()
		tape.end()
		tape.Forget()
		for _, n := range c.others[:cap(c.others)] {
			if n.text != "" {
				t.Errorf("%s: name %q is kept", src, n.text)
			}
		}
		if tape.text != "" || len(tape.nodes) > 0 || tape.checker != nil || c.fault != nil {
			t.Errorf("%s: %+v is kept", src, tape)
		}
	}
}

// The tape of a long text has as much room as it needs, or as most texts of its length do,
// whatever it is of.
func TestRoomOfTape(t *testing.T) {
	for roomsOfNodes.free.Get() != nil { // of what other tests read
	}
	for _, element := range []string{"1", `{"a":12}`, `{"a":[{},[]]}`, `{"value":"12345"}`, `"a,b[{"`} {
		text := "[" + strings.Repeat(element+",", 4*longText/(len(element)+1)) + element + "]"
		tape := new(Tape)
		if err := tape.Read(text, nil); err != nil {
			t.Fatal(err)
		}
		most := MostValues(text)
		if len(tape.nodes) > most {
			t.Errorf("%s: %d values, more than %d", element, len(tape.nodes), most)
		}
		if cap(tape.nodes) > max(most, len(text)/bytesOfNode)*11/10 {
			t.Errorf("%s: %d values have room for %d", element, len(tape.nodes), cap(tape.nodes))
		}
	}
}
