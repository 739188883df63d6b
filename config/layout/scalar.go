package layout

import (
	"regexp"
	"strconv"
	"strings"
)

// notText are the plain scalars that YAML, or a reader of YAML 1.1, takes for something else
// than a text.
var notText = regexp.MustCompile(`^(?i:~|null|true|false|yes|no|on|off|y|n|[-+]?[0-9][0-9_]*(:[0-9]+)*|` +
	`[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)(e[-+]?[0-9]+)?|0[xob][0-9a-f_]+|[-+]?\.(inf|nan)|` +
	`[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|=|<<|)$`)

func isText(plain string) bool { return !notText.MatchString(plain) }

// isPlain reports whether a text can be written without quotes, in brackets or outside.
func isPlain(text string, flow bool) bool {
	switch {
	case text == "", strings.TrimSpace(text) != text, strings.ContainsAny(text, "\n\t"):
		return false
	case strings.Contains(text, ": "), strings.Contains(text, " #"), strings.HasSuffix(text, ":"):
		return false
	case flow && strings.ContainsAny(text, "[]{},"):
		return false
	case flow && strings.Contains(text, `:"`):
		return false
	case text == "---", text == "...":
		return false
	}
	switch text[0] {
	case '-', '?', ':':
		return len(text) > 1 && text[1] != ' ' && !(flow && strings.ContainsRune(",[]{}", rune(text[1])))
	}
	return !strings.ContainsRune("[]{},#&*!|>'\"%@`", rune(text[0]))
}

// scalar returns the text of a scalar, inside brackets or outside.
func (n *Node) scalar(flow bool) string {
	switch {
	case n.raw != "" && n.Style != Block:
		return n.raw
	case n.Style == Plain && (n.Value == "" || isPlain(n.Value, flow)):
		return n.Value
	case n.Style == Double || strings.ContainsFunc(n.Value, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return strconv.Quote(n.Value)
	}
	return "'" + strings.ReplaceAll(n.Value, "'", "''") + "'"
}

// Text returns a scalar that is a text, in quotes if it would be read as something else.
func Text(s string) *Node {
	n := &Node{Value: s}
	if !isText(s) {
		n.Style = Single
	}
	return n
}

// Word returns a scalar that is written without quotes, as a number or boolean.
func Word(s string) *Node { return &Node{Value: s} }
