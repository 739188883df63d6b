package cases

import (
	"fmt"
	"strings"
)

// diffContext is how many equal lines a diff shows around a change.
const diffContext = 3

// Diff returns what makes one text of another, in the unified format, without
// the names of files; empty if they are equal. It takes time and memory by the
// product of the numbers of lines, and so is for texts that people write.
func Diff(from, to string) string {
	if from == to {
		return ""
	}
	edits := editLines(strings.SplitAfter(from, "\n"), strings.SplitAfter(to, "\n"))
	var b strings.Builder
	for start := 0; start < len(edits); {
		first, end := hunk(edits, start)
		if first == end {
			break
		}
		b.WriteString(hunkHead(edits[:first], edits[first:end]))
		for _, e := range edits[first:end] {
			fmt.Fprintf(&b, "%c%s\n", e.sign, strings.TrimSuffix(e.line, "\n"))
		}
		start = end
	}
	return b.String()
}

// FirstChange returns the first line of a text, counted from 1, that another does not
// have there.
func FirstChange(text, other string) int {
	a, b := strings.Split(text, "\n"), strings.Split(other, "\n")
	for i := range a {
		if i == len(b) || a[i] != b[i] {
			return i + 1
		}
	}
	return len(a)
}

// An edit is a line that stays (' '), goes ('-') or comes ('+').
type edit struct {
	sign byte
	line string
}

// editLines turns one list of lines into another, by their longest common
// subsequence.
func editLines(a, b []string) []edit {
	common := make([][]int, len(a)+1) // of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	var edits []edit
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			edits = append(edits, edit{' ', a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			edits = append(edits, edit{'-', a[i]})
			i++
		default:
			edits = append(edits, edit{'+', b[j]})
			j++
		}
	}
	return trimEnd(edits)
}

// trimEnd takes off the empty line that a text ends with after its last line
// feed.
func trimEnd(edits []edit) []edit {
	if n := len(edits); n > 0 && edits[n-1] == (edit{' ', ""}) {
		return edits[:n-1]
	}
	return edits
}

// hunk returns the next changes from start on that lie close together, with the
// lines around them. There is none if first equals end.
func hunk(edits []edit, start int) (first, end int) {
	first, end = len(edits), len(edits)
	last := -1
	for i := start; i < len(edits); i++ {
		switch {
		case edits[i].sign != ' ' && last < 0:
			first, last = max(start, i-diffContext), i
		case edits[i].sign != ' ':
			last = i
		case last >= 0 && i-last > 2*diffContext:
			return first, last + diffContext + 1
		}
	}
	if last >= 0 {
		end = min(len(edits), last+diffContext+1)
	}
	return first, end
}

// hunkHead says which lines a hunk is of, after those before it.
func hunkHead(before, in []edit) string {
	a, b := sides(before)
	n, m := sides(in)
	return fmt.Sprintf("@@ -%d,%d +%d,%d @@\n", a+1, n, b+1, m)
}

// sides counts the lines of both texts.
func sides(edits []edit) (from, to int) {
	for _, e := range edits {
		if e.sign != '+' {
			from++
		}
		if e.sign != '-' {
			to++
		}
	}
	return from, to
}
