package tree

import (
	"slices"
	"strings"
	"unicode"
)

// window is how many characters of a long line are shown on each side of a fault.
const window = 80

// Pretty returns the faults for a person at a terminal: each is followed by its line
// and a caret under its column. The function content gives the bytes of a file, nil if
// there are none to show; it is called once a file. The lines may hold secrets, so what
// is returned should not go to a log.
func (e Errors) Pretty(content func(file string) []byte) string {
	var b strings.Builder
	files := make(map[string]*source)
	for _, x := range e {
		s := files[x.Pos.File]
		if s == nil {
			s = newSource(x.Pos.File, content(x.Pos.File))
			files[x.Pos.File] = s
		}
		b.WriteString(x.Error())
		b.WriteByte('\n')
		b.WriteString(s.snippet(x.Pos))
	}
	return b.String()
}

// snippet returns the line of p and a line with a caret under it,
// nothing if the line is empty.
func (s *source) snippet(p Position) string {
	line := []rune(s.line(p.Line))
	if strings.TrimSpace(string(line)) == "" {
		return ""
	}
	col := min(max(p.Column-1, 0), len(line))
	start, end := max(0, col-window), min(len(line), col+window)
	line, col = slices.Clone(line[start:end]), col-start
	pad := make([]rune, col)
	for i, r := range line {
		if unicode.IsControl(r) && r != '\t' {
			line[i] = '.' // nothing in a file may steer the terminal
		}
		if i < col {
			pad[i] = ' '
			if r == '\t' {
				pad[i] = '\t'
			}
		}
	}
	return "    " + string(line) + "\n    " + string(pad) + "^\n"
}
