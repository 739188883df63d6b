package layout_test

import (
	"strings"
	"testing"

	"scimshim/config/layout"
)

func TestFormat(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		got, err := layout.Format("own.yaml", []byte(text))
		if err != nil || string(got) != want {
			t.Errorf("%v\n%s\ngot\n%s\nwant\n%s", err, text, got, want)
		}
		again, err := layout.Format("own.yaml", []byte(want))
		if err != nil || string(again) != want {
			t.Errorf("%v, a second time\n%s", err, again)
		}
	}
	long := strings.Repeat("x", 50)

	// Space.
	f("a:   1\n\n\n\nb:\n    c: 2\n", "a: 1\n\nb:\n  c: 2\n")
	f("\n\na: 1\n\n", "a: 1\n")
	f("a:\n\n  b: 1\n", "a:\n  b: 1\n")
	f("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n")
	f("\ufeffa: 1", "a: 1\n")
	f("a:\nb: ~\n", "a:\nb: ~\n")
	f("---\na: 1\n", "a: 1\n")

	// Lists.
	f("a:\n- 1\n-   - 2\n    - 3\n-  b: 4\n   c: 5\n", "a:\n  - 1\n  - - 2\n    - 3\n  - b: 4\n    c: 5\n")
	f("a:\n-\n  b: 4\n-\n- c\n", "a:\n  - b: 4\n  -\n  - c\n")

	// Brackets.
	f("a: [ 1,2 , {b: c} ]\n", "a: [1, 2, {b: c}]\n")
	f("a: {}\nb: [ ]\n", "a: {}\nb: []\n")
	f("{a: 1, b: [2]}", "{a: 1, b: [2]}\n")
	f("a: ["+long+", "+long+", "+long+"]\n", "a: ["+long+", "+long+",\n    "+long+"]\n")
	f("a: [{b: "+long+"}, {b: "+long+", c: "+long+"}]\n",
		"a:\n  - {b: "+long+"}\n  - {b: "+long+", c: "+long+"}\n")
	f("a: {b: "+long+", c: "+long+", d: "+long+"}\n", "a: {b: "+long+", c: "+long+",\n    d: "+long+"}\n")
	f("a: {b: c, d: "+long+long+long+"}\n", "a:\n  b: c\n  d: "+long+long+long+"\n")
	f("a: {b: , c}\n", "a: {b: , c: }\n")
	f("a: [b: 1, 'c']\n", "a: [{b: 1}, 'c']\n")

	// Scalars.
	f("a: 'it''s # no comment'\nb: \"\\\"# \\u00e4\"\n'c': 1\n", "a: 'it''s # no comment'\nb: \"\\\"# \\u00e4\"\n'c': 1\n")
	f("a: \"one\n  two\"\nb: one\n  two\n", "a: \"one two\"\nb: one two\n")
	f("a: >-\n      one # no comment\n\n        two\n      three\n\nb: |+\n  one\n\nc: |2\n     one\n", ""+
		"a: >-\n  one # no comment\n\n    two\n  three\n\nb: |+\n  one\n\nc: |2\n     one\n")
	f("a:\n- |\n one\n- >\n two\n", "a:\n  - |\n    one\n  - >\n    two\n")
	f("ä: {\"ö\": [\"ü\", ß]} # é\n", "ä: {\"ö\": [\"ü\", ß]} # é\n")
	f("a: ${b}\n", "a: ${b}\n")
}

func TestFormatComments(t *testing.T) {
	f := func(text string) {
		t.Helper()
		got, err := layout.Format("own.yaml", []byte(text))
		if err != nil || string(got) != text {
			t.Errorf("%v\n%s\nbecomes\n%s", err, text, got)
		}
	}
	f("# one\n\n# two\n\na: 1\n")
	f("# one\na: 1 # two\n# three\nb: 2\n# four\n")
	f("a: 1\n\n# two\n\n# three\n")
	f("a: # one\n  b: # two\n    c: 1 # three\n")
	f("a:\n  # one\n  b: 1\n  # c: 2\n\n  # d: 3\nb: 2\n")
	f("a:\n  - b: 1 # one\n    # two\n    c: 2\n  # three\n  - d: 3\n  # - e: 4\nb: 2\n")
	f("a: >- # one\n  # two\nb: 1 # three\n")
	f("a:\n  - # one\n    b: 1\n")
	f("a:\n  - [1, 2] # one\n  - {b: 1} # two\n")
	f("a: 'b' # one\nc: \"d\" # two\ne: f#g\n")
	f("a:\n  b:\n    c: 1\n    # one\n  # two\n  d: 2\n# three\ne: 3\n")
}

// A comment inside brackets takes them apart.
func TestFormatCommentsInBrackets(t *testing.T) {
	text := "a: [b, # one\n    # two\n    c]\nd: {e: 1, # three\n    f: 2} # four\n"
	want := "a:\n  - b # one\n  # two\n  - c\nd: # four\n  e: 1 # three\n  f: 2\n"
	got, err := layout.Format("own.yaml", []byte(text))
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestFormatRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                "own.yaml:1:1: the file is empty; expected a mapping",
		"a: [":            "own.yaml:1:5: expected a value",
		"- a":             "own.yaml:1:1: expected a mapping at the top of the file, found a list",
		"a: &b 1\nc: *b":  "own.yaml:1:4: anchors (&) and aliases (*) are not supported; write the value out, or quote it if it is text",
		"a: 1\n---\nb: 1": "own.yaml:2:1: a second document; write one file for each document",
	} {
		_, err := layout.Format("own.yaml", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
