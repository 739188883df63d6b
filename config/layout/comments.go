package layout

import (
	"cmp"
	"slices"
	"strings"
)

// A comment is one of the file.
type comment struct {
	text   string
	start  int
	line   int
	column int
	behind bool // whether something stands on the line before it
	flow   *Node
}

// findComments finds the comments, and the ends of what is in brackets.
func (r *reader) findComments() {
	var open []*Node
	for i := 0; i < len(r.text); i++ {
		if end, ok := r.skip[i]; ok && end > i {
			i = end - 1
			continue
		}
		switch c := r.text[i]; {
		case r.flows[i] != nil && (c == '[' || c == '{'):
			open = append(open, r.flows[i])
		case len(open) > 0 && (c == ']' || c == '}'):
			open[len(open)-1].end = i
			open = open[:len(open)-1]
		case c == '#' && (i == 0 || strings.ContainsRune(" \t\n", rune(r.text[i-1]))):
			i = r.comment(i, open) - 1
		}
	}
}

// comment notes the comment at a place, and returns its end.
func (r *reader) comment(at int, open []*Node) int {
	line := r.lineOf(at)
	before := r.text[r.lines[line-1]:at]
	text := r.text[at : r.lines[line-1]+len(r.lineAt(line))]
	c := comment{text: strings.TrimRight(text, " \t"), start: at, line: line, column: len(before) + 1}
	c.behind = strings.TrimSpace(before) != ""
	if len(open) > 0 {
		c.flow = open[len(open)-1]
	}
	r.comments = append(r.comments, c)
	return at + len(text)
}

// attach gives each comment to an entry, and notes the empty lines between entries.
func (r *reader) attach() {
	heads := map[*Entry]int{} // the line of the first comment above each
	for i := 0; i < len(r.comments); {
		c := r.comments[i]
		if c.behind {
			e := r.before(c)
			e.Trail = strings.TrimSpace(e.Trail + " " + c.text)
			i++
			continue
		}
		next := r.after(c)
		end := i + r.together(r.comments[i:], next)
		e := r.above(c, next)
		switch {
		case e != nil:
			r.below(e, r.comments[i:end])
		case next != nil:
			if _, ok := heads[next]; !ok {
				heads[next] = c.line
			}
			r.heads(next, r.comments[i:end])
		}
		i = end
	}
	for _, e := range r.entries {
		line, ok := heads[e]
		if !ok {
			line = e.Line
		}
		e.Blank = r.isBlank(line - 1)
	}
}

// together returns how many comments stand on lines of their own, one below the other, up to
// the next entry.
func (r *reader) together(list []comment, next *Entry) int {
	for i, c := range list {
		if c.behind || c.column != list[0].column || r.after(c) != next {
			return i
		}
	}
	return len(list)
}

// below puts comments below an entry.
func (r *reader) below(e *Entry, list []comment) {
	if len(e.Foot) > 0 || r.isBlank(list[0].line-1) {
		e.Foot = append(e.Foot, "")
	}
	e.Foot = append(e.Foot, r.linesOf(list)...)
}

// heads puts comments above an entry.
func (r *reader) heads(e *Entry, list []comment) {
	if len(e.Head) > 0 && r.isBlank(list[0].line-1) && e.Head[len(e.Head)-1] != "" {
		e.Head = append(e.Head, "")
	}
	e.Head = append(e.Head, r.linesOf(list)...)
	if r.isBlank(list[len(list)-1].line + 1) {
		e.Head = append(e.Head, "")
	}
}

// linesOf returns comments with empty lines where the file has some.
func (r *reader) linesOf(list []comment) []string {
	var lines []string
	for i, c := range list {
		if i > 0 && c.line > list[i-1].line+1 {
			lines = append(lines, "")
		}
		lines = append(lines, c.text)
	}
	return lines
}

func (r *reader) isBlank(line int) bool {
	return line >= 1 && line <= len(r.lines) && strings.TrimSpace(r.lineAt(line)) == ""
}

// passed returns the entries that begin before a comment.
func (r *reader) passed(c comment) []*Entry {
	i, _ := slices.BinarySearchFunc(r.entries, c.start, func(e *Entry, at int) int { return cmp.Compare(e.start, at) })
	return r.entries[:i]
}

// before returns the entry that a comment stands behind: the last one in the same brackets,
// or outside all.
func (r *reader) before(c comment) *Entry {
	for _, e := range slices.Backward(r.passed(c)) {
		if e.block || c.flow != nil && e.start > c.flow.start {
			return e
		}
	}
	return r.entries[0]
}

// after returns the entry that comes next, nil at the end of the file.
func (r *reader) after(c comment) *Entry {
	if i := len(r.passed(c)); i < len(r.entries) {
		return r.entries[i]
	}
	return nil
}

// above returns the entry that a comment belongs to which is indented more than what comes
// next: the last one that is indented no more than the comment, nil if there is none.
func (r *reader) above(c comment, next *Entry) *Entry {
	if c.flow != nil || next != nil && (!next.block || c.column <= next.Column) {
		return nil
	}
	for _, e := range slices.Backward(r.passed(c)) {
		switch {
		case !e.block || e.Column > c.column:
		case next != nil && e.Column <= next.Column:
			return nil // then it is above what comes next
		default:
			return e
		}
	}
	return nil
}
