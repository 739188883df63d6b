package tree

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// inside returns the place of the character at an offset of the text of n,
// or that of n if it cannot be told.
func (n *Node) inside(offset int) Position {
	if offset < 0 || n.kind == mapping || n.kind == list {
		return n.pos
	}
	return n.place(n.unexpanded(offset))
}

// place returns the place of the character at an offset of the literal text of n,
// or that of n if it cannot be told.
func (n *Node) place(offset int) Position {
	value := []rune(n.literal)
	if offset > len(value) {
		return n.pos
	}
	if n.style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return n.inBlock(value, offset)
	}
	w := walker{src: n.src, style: n.style}
	w.open(n.pos)
	for _, r := range value[:offset] {
		if !w.step(r) {
			return n.pos
		}
	}
	return n.src.at(w.line, w.col+1)
}

// inBlock is place for a block of text. A line of a literal block ends a line of the
// file, so what comes before it is the indentation. Of a folded block only the
// first line is told.
func (n *Node) inBlock(value []rune, offset int) Position {
	end := len(value)
	for end > 0 && value[end-1] == '\n' {
		end--
	}
	offset = min(offset, end)
	start, row := 0, 0
	for i, r := range value[:offset] {
		if r == '\n' {
			start, row = i+1, row+1
		}
	}
	content := string(value[start:end])
	content, _, _ = strings.Cut(content, "\n")
	line := n.src.line(n.pos.Line + 1 + row)
	if n.style&yaml.FoldedStyle != 0 {
		first := strings.TrimLeft(line, " ")
		if row > 0 || !strings.HasPrefix(content, first) || offset > len([]rune(first)) {
			return n.pos
		}
		content = first
	}
	if !strings.HasSuffix(line, content) {
		return n.pos
	}
	indent := len([]rune(line)) - len([]rune(content))
	return n.src.at(n.pos.Line+1+row, indent+offset-start+1)
}

// A walker goes through the source of a plain or quoted scalar,
// a character of its value at a time.
type walker struct {
	src   *source
	style yaml.Style
	line  int    // counted from 1
	col   int    // counted from 0, in characters
	runes []rune // of the line
	owed  int    // line ends of the value that were passed already
}

// open goes to the first character of the scalar that starts at p.
func (w *walker) open(p Position) {
	w.line, w.col = p.Line, p.Column-1
	w.runes = w.src.characters(p.Line)
	if w.style != 0 {
		w.col++
	}
}

// step passes what stands for the character r of the value.
// It returns false if the source does not match.
func (w *walker) step(r rune) bool {
	if w.owed > 0 {
		w.owed--
		return r == '\n'
	}
	if w.col > len(w.runes) {
		return false
	}
	rest := w.runes[w.col:]
	if !slices.ContainsFunc(rest, func(r rune) bool { return r != ' ' && r != '\t' }) {
		return w.fold(r)
	}
	switch {
	case w.style == yaml.DoubleQuotedStyle && rest[0] == '\\':
		w.col += escapeLen(rest)
		return w.col <= len(w.runes)
	case w.style == yaml.SingleQuotedStyle && rest[0] == '\'':
		w.col += len("''")
		return r == '\''
	}
	w.col++
	return rest[0] == r
}

// fold passes the end of a line inside a scalar: one is a space,
// and each empty line after it a line end.
func (w *walker) fold(r rune) bool {
	empty := -1
	for {
		w.line++
		empty++
		w.runes = w.src.characters(w.line)
		w.col = slices.IndexFunc(w.runes, func(r rune) bool { return r != ' ' && r != '\t' })
		if w.col >= 0 {
			break
		}
		if w.line > len(w.src.lines) {
			return false
		}
	}
	if empty == 0 {
		return r == ' '
	}
	w.owed = empty - 1
	return r == '\n'
}

// escapeLen returns how many characters the escape at the start of r takes.
func escapeLen(r []rune) int {
	if len(r) < 2 {
		return len(r) + 1 // an escaped line end, which step does not follow
	}
	switch r[1] {
	case 'x':
		return len(`\x00`)
	case 'u':
		return len(`\u0000`)
	case 'U':
		return len(`\U00000000`)
	}
	return len(`\n`)
}
