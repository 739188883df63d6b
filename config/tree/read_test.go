package tree_test

import (
	"errors"
	"strings"
	"testing"

	"scimshim/config/tree"
)

// readAll reads a file of the shape that the tests here share:
// it asks for every kind of value there is.
func readAll(root *tree.Node) {
	for _, n := range root.Key("rules").All() {
		_ = n.Need("name").NonEmpty()
		_ = n.Key("mode").OneOf("enforce", "shadow", "off")
		if m := n.Key("rename"); m != nil {
			_ = m.Need("from").String()
			_ = m.Need("to").String()
			m.Rest()
		}
		n.Rest()
	}
	_ = root.Key("text").String()
	_ = root.Key("words").Strings()
	_ = root.Key("flag").Bool()
	_ = root.Key("count").Int()
	_ = root.Key("port").IntIn(1, 65535)
	_ = root.Key("share").String()
	_ = root.Key("timeout").Duration()
	_ = root.Key("set").JSON()
	root.Rest()
}

// faults returns the lines of err, each without the name of the file.
func faults(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	lines := strings.Split(err.Error(), "\n")
	for i, line := range lines {
		rest, ok := strings.CutPrefix(line, "r.yaml:")
		if !ok {
			t.Errorf("fault without its file: %q", line)
		}
		lines[i] = rest
	}
	return lines
}

// compare fails the test if err does not have exactly these faults, in this order.
func compare(t *testing.T, data string, err error, want []string) {
	t.Helper()
	got, w := strings.Join(faults(t, err), "\n"), strings.Join(want, "\n")
	if got != w {
		t.Errorf("%.200q\n got: %s\nwant: %s", data, got, w)
	}
}

const (
	anchors  = "anchors (&) and aliases (*) are not supported; write the value out, or quote it if it is text"
	tags     = "tags (words that start with !) are not supported; quote the value if it is text"
	tab      = "tab before a key or value; indent with spaces"
	colon    = `unexpected colon; quote a value with ": " in it, or check the indentation and the line above`
	hole     = "quote this filter: in YAML an unquoted { starts a mapping"
	brackets = "quote a value that has brackets or braces in it"
	deep     = "more than 64 nested lists and mappings"
	keys     = "count, flag, port, rules, set, share, text, timeout, words"
)

func TestReadTakes(t *testing.T) {
	for _, data := range []string{
		"text: a",
		"\ufefftext: a\r\nflag: true\r\n",
		"# comment\n---\ntext: a # more\n...\n",
		"{text: a, words: [a, b], flag: false}",
		"text: emails[type eq \"work\"].value eq {value}",
		"text: 'emails[type eq {type}].value eq {value}'",
		"text: |\n  two\n  lines\n",
		"text: 12\nwords: one\ncount: -3\nport: 65535\nshare: 1.5e3\ntimeout: 1m30s",
		"rules:\nset:\nwords:",
		"rules:\n- name: a\n  mode: \"off\"\n- name: true\n",
		"set: {a: [1, null, ~], b: {c: d}}",
		"text: " + `"\x00\u2028\uFEFF"`,
		"text: yes",
	} {
		compare(t, data, tree.Read("r.yaml", []byte(data), readAll), nil)
	}
}

func TestReadSyntax(t *testing.T) {
	f := func(data string, want ...string) {
		t.Helper()
		compare(t, data, tree.Read("r.yaml", []byte(data), readAll), want)
	}
	f("", "1:1: the file is empty; expected a mapping")
	f("\ufeff", "1:1: the file is empty; expected a mapping")
	f("# only\n# comments\n", "1:1: the file is empty; expected a mapping")
	f("---", "1:4: expected a mapping at the top of the file, found nothing")
	f("- a\n", "1:1: expected a mapping at the top of the file, found a list")
	f("\n  some words\n", "2:3: expected a mapping at the top of the file, found a string")
	f("text: a\nwords:\n- [", "3:4: expected a value")
	f("12", "1:1: expected a mapping at the top of the file, found a number")
	f("text: a\n---\nflag: x\n", "2:1: a second document; write one file for each document")
	f("text: a\n---\n", "2:1: a second document; write one file for each document")
	f("text: a\n...\n[", "3:2: expected a value")
	f("\ttext: a", "1:1: "+tab)
	f("rules:\n\t- name: a\n", "2:1: "+tab)
	f("text: |\n\tx\n", "2:1: "+tab)
	f("text: a: b", "1:8: "+colon)
	f("text\nflag: true", "2:5: "+colon)
	f("text: a\n  flag: true", "2:7: "+colon)
	f("text: - a", "1:7: a list cannot start here; put - on a line of its own")
	f("text: a\n- b\n", "2:1: expected a key; check the indentation")
	f(" text: a\nflag: true",
		"2:1: unexpected text at the start of a line; check the indentation of the lines above")
	f("rules: [a\ntext: x", "2:5: expected , or ]; "+brackets+" (the list starts at line 1, column 8)")
	f("rules: {a: b\ntext: x", "2:5: expected , or }; "+brackets+" (the mapping starts at line 1, column 8)")
	f("set: {match: emails[type eq 1].value, to: x}",
		"1:20: expected , or }; "+brackets+" (the mapping starts at line 1, column 6)")
	f("words: [a,,b]", "1:11: expected a value")
	f("text: }", "1:7: expected a value")
	f("rules:\n- a\nx", "3:1: expected : after this key")
	f("words:\n  - a\n  b: c", "3:3: expected - and the next item; check the indentation")
	f(`text: "abc`, "1:7: this quote is not closed")
	f("flag: true\ntext: 'abc\n", "2:7: this quote is not closed")
	f(`text: "a\q"`, `1:9: unknown escape; write \\ for a backslash, or use single quotes`)
	f(`text: "emails" eq {value}`, "1:16: text after a quoted value; quote the whole value")
	f("text: @a", "1:7: quote this value: in YAML a value cannot start with @")
	f("text: `a`", "1:7: quote this value: in YAML a value cannot start with `")
	f("text: %a", "1:7: quote this value: in YAML a value cannot start with %")
	f("text: |x", "1:8: expected the end of the line")
	f("%YAML 3.0\n---\na: b", "1:1: not YAML: found incompatible YAML document")
	f("é: ü\ntext: {é: ñ} x", "2:7: "+hole)
	f("text: {value} eq \"x\"", "1:7: "+hole)
	f("text: {a: {b}} eq 1", "1:7: "+hole)
	f("text: [type eq \"work\"] x", "1:7: quote this value: in YAML an unquoted [ starts a list")
	f("text: [a,\n  b] x", "2:4: quote this value: in YAML an unquoted [ starts a list")
}

func TestReadLimits(t *testing.T) {
	f := func(data string, want ...string) {
		t.Helper()
		compare(t, data, tree.Read("r.yaml", []byte(data), readAll), want)
	}
	f("text: "+strings.Repeat("x", 2<<20), "1:1: the file is larger than 1 MiB")
	f("text: " + strings.Repeat("x", 1<<20-6))
	f("set: " + strings.Repeat("[", 63) + strings.Repeat("]", 63))
	f("set: "+strings.Repeat("[", 64)+strings.Repeat("]", 64), "1:69: "+deep)
	f("set: "+strings.Repeat("[", 9999)+strings.Repeat("]", 9999), "1:69: "+deep)
	f("set: "+strings.Repeat("[", 10_001)+strings.Repeat("]", 10_001), "1:10006: "+deep)
	f("rules: "+strings.Repeat("{a: ", 10_000), "1:40008: expected a value")
	f("set:\n  "+strings.Repeat("- ", 9_000)+"a", "2:129: "+deep)
	f("text: &x a\nset: *x\n", "1:7: "+anchors, "2:6: "+anchors)
	f("set: &a [*a]", "1:6: "+anchors)
	f("text: *nobody", "1:7: "+anchors)
	f("&a text: a", "1:1: "+anchors)
	f("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
		"1:1: unknown key \"a\"; expected one of: "+keys, "1:4: "+anchors,
		"2:1: unknown key \"b\"; expected one of: "+keys, "2:4: "+anchors,
		"3:1: unknown key \"c\"; expected one of: "+keys, "3:4: "+anchors)
	f("<<: {text: a}\n", "1:1: merge keys (<<) are not supported; write the keys out")
	f("rules:\n- <<: [a]\n  name: b\n", "2:3: merge keys (<<) are not supported; write the keys out")
	f("'<<': a\n", "1:1: unknown key; expected one of: "+keys)
	f("text: !!str a", "1:7: "+tags)
	f("text: !secret a", "1:7: "+tags)
	f("text: ! a", "1:7: "+tags)
	f("[a]: b", "1:1: expected a name as key, found a list or a mapping")
	f("text: a\n\"text\": b\ntext: c\n",
		`2:1: duplicate key "text"; the first is at line 1, column 1`,
		`3:1: duplicate key "text"; the first is at line 1, column 1`)
	f("rules: [{name: a, name: b}]", `1:19: duplicate key "name"; the first is at line 1, column 10`)
	f("set: {a b: 1, a b: 2}", "1:15: duplicate key; the first is at line 1, column 7")
	f("text: a\x00", "1:8: control character U+0000; in double quotes write \\x00")
	f("text: \x1b[31m", "1:7: control character U+001B; in double quotes write \\x1B")
	f("text: a\nwords: é\u2028", "2:9: invisible character U+2028; in double quotes write \\u2028")
	f("text: a\ufeff", "1:8: invisible character U+FEFF; in double quotes write \\uFEFF")
	f("flag: true\r\ntext: é\xff", "2:8: the file is not UTF-8 text")
	f("\xff\xfet\x00", "1:1: the file is not UTF-8 text")
	f("text: \ufffd")
}

// All the faults of a file come in one run and in the order of the file,
// whatever the order in which they were found.
func TestReadAllFaults(t *testing.T) {
	data := "extra: 1\r\n" +
		"timeout: 30\r\n" +
		"rules:\r\n" +
		"  - {nam: é, rename: {from: a, too: b}}\r\n" +
		"  - {name: \"\", mode: shadwo}\r\n" +
		"  - text\r\n" +
		"count: x\r\n" +
		"text: &x x\r\n"
	compare(t, data, tree.Read("r.yaml", []byte(data), readAll), []string{
		`1:1: unknown key "extra"; expected one of: ` + keys,
		`2:10: expected a duration with its unit: write 30s`,
		`4:5: missing "name"`,
		`4:6: unknown key "nam"; did you mean "name"?`,
		`4:22: missing "to"`,
		`4:32: unknown key "too"; did you mean "to"?`,
		`5:12: expected a non-empty string`,
		`5:22: unknown word; did you mean "shadow"?`,
		`6:5: expected a mapping, found a string`,
		`7:8: expected a whole number, found a string`,
		`8:7: ` + anchors,
	})
}

func TestReadTooManyFaults(t *testing.T) {
	data := "words:\n" + strings.Repeat("- {a: b}\n", 1000)
	got := faults(t, tree.Read("r.yaml", []byte(data), readAll))
	if len(got) != 201 {
		t.Fatalf("%d faults, want 200 and a last one", len(got))
	}
	want := "202:3: too many errors; the remaining ones are not shown"
	if got[200] != want {
		t.Errorf("the last is %q, want %q", got[200], want)
	}
}

func TestErrors(t *testing.T) {
	err := tree.Read("r.yaml", []byte("text: [a]\nflag: 1\n"), readAll)
	var first tree.Error
	if !errors.As(err, &first) || first.Pos != (tree.Position{File: "r.yaml", Line: 1, Column: 7}) {
		t.Errorf("errors.As gave %+v", first)
	}
	var all tree.Errors
	if !errors.As(err, &all) || len(all) != 2 {
		t.Errorf("errors.As gave %d faults, want 2", len(all))
	}
	if err := all[:0].Err(); err != nil {
		t.Errorf("no faults are the error %v", err)
	}
}

// A fault is one line, even if the error of a parser has more.
func TestErrorIsOneLine(t *testing.T) {
	data := "text: a"
	err := tree.Read("r.yaml", []byte(data), func(root *tree.Node) {
		root.Key("text").Errorf("%v", errors.Join(errors.New("one"), errors.New("two")))
	})
	compare(t, data, err, []string{"1:7: one; two"})
}

// A file is read as often as one asks, each time with the options of that time, and each time
// its faults are told.
func TestParsedIsReadAgain(t *testing.T) {
	f := tree.Parsed("r.yaml", []byte("text: ${a}\nflag: 1\n"))
	for _, value := range []string{"x", "y"} {
		got := ""
		err := f.Read(tree.Options{Expand: func(string) (string, bool) { return value, true }}, func(root *tree.Node) {
			got = root.Key("text").String()
			_ = root.Key("flag").Bool()
			root.Rest()
		})
		if got != value {
			t.Errorf("the text is %q, not %q", got, value)
		}
		compare(t, value, err, []string{"2:7: expected true or false"})
	}
	broken := tree.Parsed("r.yaml", []byte("text: 'x\n"))
	first, again := broken.Read(tree.Options{}, nil), broken.Read(tree.Options{}, nil)
	if first == nil || again == nil || first.Error() != again.Error() {
		t.Errorf("what is no YAML is told as %v, and then as %v", first, again)
	}
}
