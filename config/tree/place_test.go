package tree_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimshim/config/tree"
)

// A columnError is an error that knows its column, as those of a parser do.
type columnError struct{ column int }

func (e columnError) Error() string { return fmt.Sprintf("path column %d: no !", e.column) }
func (e columnError) Col() int      { return e.column }

// refuseBang is a parser that takes no exclamation mark.
func refuseBang(s string) (string, error) {
	before, _, bang := strings.Cut(s, "!")
	if bang {
		return s, fmt.Errorf("here: %w", columnError{len([]rune(before)) + 1})
	}
	return "parsed " + s, nil
}

// TestParsePlace marks the place of the fault by an exclamation mark, which is
// found again in the text of the file.
func TestParsePlace(t *testing.T) {
	f := func(data string) {
		t.Helper()
		before, _, ok := strings.Cut(data, "!")
		if !ok {
			t.Fatalf("%q has no mark", data)
		}
		lines := strings.Split(strings.TrimPrefix(before, "\ufeff"), "\n")
		column := len([]rune(lines[len(lines)-1])) + 1
		place(t, data, len(lines), column)
	}
	f("a: b!\n")
	f("a: b c!d\n")
	f("\ufeffa: é ü 😀!x\n")
	f("é: {ü: ñ}\r\na:   b!c\r\nz: x\r\n")
	f("a: b\n   c!d\n")
	f("a: b  \n\n\n   c d!\n")
	f("a: b\n\n\n\n  \t c!\n\n")
	f("a: 'b!'\n")
	f("a: 'it''s ''''!'\n")
	f("a: 'it\n\n  is ''!'\n")
	f("a: '  !'\n")
	f(`a: "!"` + "\n")
	f(`a: "type eq \"work\" !"` + "\n")
	f(`a: "\x41\u00e9\U0001F600\t\\\/\"\ !"` + "\n")
	f("a: \"b\\n\n  \n  c!\"\n")
	f("a: |\n  b\n  c!\n")
	f("a: |-\n  b\n\n    c\n   d!\nz: x\n")
	f("a: |+ # comment\n\n\n  é!\n\n\nz: x\n")
	f("a: |2\n    b!\n")
	f("a: >\n  b c!d\n")
	f("a: >-\n  b c!d\n  e\n")
	f("z: [x, {y: z}]\na: b!\n")
	f("{z: x, a: b!}\n")
}

// What cannot be told is noted at the start of the scalar.
func TestParsePlaceUnknown(t *testing.T) {
	place(t, "a: >\n  b\n  c!\n", 1, 4)
	place(t, "a: >\n\n  b!\n", 1, 4)
	place(t, "a: \"b\\\n  c!\"\n", 1, 4)
}

// place checks where a fault at the exclamation mark in the value of a is noted.
func place(t *testing.T, data string, line, column int) {
	t.Helper()
	got := read(t, data, func(root *tree.Node) { tree.Parse(root.Key("a"), refuseBang) })
	want := fmt.Sprintf("%d:%d: no !", line, column)
	if len(got) != 1 || got[0] != want {
		t.Errorf("%q: got %q, want %q", data, got, want)
	}
}

func TestParse(t *testing.T) {
	f := asks(t, func(n *tree.Node) any { return tree.Parse(n, refuseBang) })
	f("b", "parsed b")
	f("1", "parsed 1")
	f("[b]", "", "expected a string, found a list")
	f("{b} ", "", hole)
	f("null", "", "expected a string, found nothing")

	plain := func(string) (int, error) { return 7, errors.New("no number") }
	asks(t, func(n *tree.Node) any { return tree.Parse(n, plain) })("b", 0, "no number")
	odd := func(string) (int, error) { return 7, columnError{0} }
	asks(t, func(n *tree.Node) any { return tree.Parse(n, odd) })("b", 0, "path column 0: no !")
	far := func(string) (int, error) { return 7, columnError{99} }
	asks(t, func(n *tree.Node) any { return tree.Parse(n, far) })("b", 0, "no !")
}

func TestErrorAt(t *testing.T) {
	got := read(t, "a: 'x''y'\nb: [c]\n", func(root *tree.Node) {
		for offset := range 5 {
			root.Key("a").ErrorAt(offset, "%d", offset)
		}
		root.Key("a").ErrorAt(-1, "before")
		root.Key("b").ErrorAt(1, "list")
	})
	want := []string{"1:4: 4", "1:4: before", "1:5: 0", "1:6: 1", "1:8: 2", "1:9: 3", "2:4: list"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
