package json

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"scimshim/rewrite/racetest"
)

func FuzzCheck(f *testing.F) {
	for _, s := range checkSeeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) { checkAgainstModel(t, src) })
}

// Bodies with a few faults of every kind come out as encoding/json and the
// model below see them.
func TestCheckModel(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	seeds := checkSeeds()
	for i := range racetest.Often(200_000) {
		src := seeds[i%len(seeds)]
		if i%3 == 0 {
			src = randomJSON(rnd, 3)
		}
		checkAgainstModel(t, mutate(rnd, src))
		if t.Failed() {
			return
		}
	}
}

func checkAgainstModel(t *testing.T, src string) {
	t.Helper()
	err := Check(src)
	why := modelFault(src)
	if (err != nil) != (why != "") {
		t.Errorf("Check(%q) = %v, the model finds %q", src, err, why)
	}
	if fault, ok := err.(*Error); ok && (fault.Offset > len(src) || fault.Line < 1 || fault.Column < 1) {
		t.Errorf("Check(%q): place %+v", src, fault)
	}
	if err == nil {
		checkReaders(t, src)
	}
}

// modelFault does by other means what Check does: it says what is wrong
// with src, or nothing.
func modelFault(src string) string {
	switch {
	case !json.Valid([]byte(src)):
		return "syntax"
	case !utf8.ValidString(src):
		return "UTF-8"
	case loneSurrogate(src):
		return "surrogate"
	}
	return modelTree(json.NewDecoder(strings.NewReader(src)))
}

var (
	pair = regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
	half = regexp.MustCompile(`\\u[dD][89a-fA-F]`)
)

func loneSurrogate(src string) bool {
	src = strings.ReplaceAll(src, `\\`, "x")
	return half.MatchString(pair.ReplaceAllString(src, "x"))
}

// modelTree looks for equal names and for depth in the tokens of a decoder.
func modelTree(d *json.Decoder) string {
	type level struct {
		names map[string]bool // nil in an array
		value bool            // the next token is a value
	}
	var stack []level
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return ""
		}
		if n := len(stack); n > 0 && stack[n-1].names != nil {
			if key, ok := tok.(string); ok && !stack[n-1].value {
				key = asciiLower(key)
				if stack[n-1].names[key] {
					return "duplicate"
				}
				stack[n-1].names[key] = true
				stack[n-1].value = true
				continue
			}
			stack[n-1].value = false
		}
		switch tok {
		case json.Delim('{'):
			stack = append(stack, level{names: map[string]bool{}})
		case json.Delim('['):
			stack = append(stack, level{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
		if len(stack) > 32 {
			return "depth"
		}
	}
}

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 32
		}
		return r
	}, s)
}

// checkReaders compares the iterators with encoding/json on a checked text.
func checkReaders(t *testing.T, src string) {
	t.Helper()
	if end := skip(src, 0); strings.TrimRight(src[end:], " \t\r\n") != "" {
		t.Errorf("Skip(%q) = %d", src, end)
	}
	var list []json.RawMessage
	if strings.TrimLeft(src, " \t\r\n")[0] == '[' {
		must(t, json.Unmarshal([]byte(src), &list))
	}
	for start, end := range elementsAt(src, 0) {
		if len(list) == 0 || string(list[0]) != src[start:end] {
			t.Fatalf("elementsAt(%q): %q", src, src[start:end])
		}
		list = list[1:]
	}
	object := map[string]json.RawMessage{}
	if strings.TrimLeft(src, " \t\r\n")[0] == '{' {
		must(t, json.Unmarshal([]byte(src), &object))
	}
	for m := range membersAt(src, 0) {
		if raw, ok := object[m.name]; !ok || string(raw) != src[m.start:m.end] {
			t.Fatalf("membersAt(%q): %q %q", src, m.name, src[m.start:m.end])
		}
		delete(object, m.name)
		checkString(t, src[m.start:m.end])
	}
	if len(list)+len(object) > 0 {
		t.Errorf("%q: not all was gone through", src)
	}
}

func checkString(t *testing.T, raw string) {
	t.Helper()
	if raw[0] != '"' {
		return
	}
	var want string
	must(t, json.Unmarshal([]byte(raw), &want))
	if got := Decode(raw); got != want {
		t.Errorf("Decode(%s) = %q, want %q", raw, got, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func checkSeeds() []string {
	return []string{
		`{"active":true,"active":false}`, `{"active":true,"\u0061ctive":false}`,
		`{"active":true,"ACTIVE":false}`, "\"\xff\"", "\"\xc0\xae\"", `"\ud800"`, "\ufeff{}",
		`12345678901234567890`, "\"\n\"", `{"active":true}x`, `NaN`, `+1`, `.5`, `010`,
		strings.Repeat("[", 33) + strings.Repeat("]", 33),
		`["\ud83d\ude00","\\ud800","\"\\\/\b\f\n\r\t"]`, `{"a":[1,{"b":null,"A":-0.5e+3}],"B":{"b":""}}`,
		objectOf(20, "n%d"), patchBody(), listBody(2),
	}
}

// randomJSON returns a value with escapes, space, and now and then a name that
// stands twice.
func randomJSON(rnd *rand.Rand, depth int) string {
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	space := func() string { return pick("", "", "", " ", "\n\t", "\r\n") }
	var items []string
	switch kind := rnd.IntN(10); {
	case depth > 0 && kind < 5:
		for i := range rnd.IntN(6) {
			key := pick(`a`, `B`, `\u0063`, `d.e`, `urn:x:2.0:U`, `é`, `\"`, `\\`)
			key += pick("", "", fmt.Sprint(i))
			items = append(items, space()+`"`+key+`"`+space()+":"+space()+randomJSON(rnd, depth-1)+space())
		}
		return "{" + strings.Join(items, ",") + "}"
	case depth > 0 && kind < 8:
		for range rnd.IntN(4) {
			items = append(items, space()+randomJSON(rnd, depth-1)+space())
		}
		return "[" + space() + strings.Join(items, ",") + "]"
	}
	return pick(`true`, `false`, `null`, `0`, `-1.50e+7`, `12345678901234567890`, `""`, `"x"`, `"],}"`,
		`"\\"`, `"a\"b"`, `"\ud83d\ude00"`, `"é€😀"`, `"\u0000\/\n"`)
}

// mutate makes none, one or two small changes.
func mutate(rnd *rand.Rand, src string) string {
	scraps := []string{
		`"`, `\`, `{`, `}`, `[`, `]`, `,`, `:`, `0`, `-`, `.`, `e`, `+`, `A`, "\n", "\x00", "\xff",
		"\xed\xa0\x80", `\u`, `\ud83d`, `\ude00`, `\u0061`, `"a":1,`, `,"A":2`, `true`, "\ufeff",
		"\u212a", " ",
	}
	for range rnd.IntN(3) {
		at := rnd.IntN(len(src) + 1)
		end := min(len(src), at+rnd.IntN(3))
		if rnd.IntN(3) > 0 {
			end = at
		}
		src = src[:at] + scraps[rnd.IntN(len(scraps))] + src[end:]
	}
	return src
}
