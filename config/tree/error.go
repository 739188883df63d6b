package tree

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Position is a place in a file. Lines and columns count from 1;
// columns count characters, not bytes.
type Position struct {
	File         string
	Line, Column int
}

// String returns the position as file:line:column. Without a line it is that of
// what File names as a whole, such as a flag.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// compare orders positions by file, then line, then column.
func (p Position) compare(q Position) int {
	return cmp.Or(
		strings.Compare(p.File, q.File),
		cmp.Compare(p.Line, q.Line),
		cmp.Compare(p.Column, q.Column),
	)
}

// An Error is one fault of a file.
type Error struct {
	Pos Position
	Msg string // a lower-case sentence without a period
}

// Error returns the fault as file:line:column: sentence.
func (e Error) Error() string { return e.Pos.String() + ": " + e.Msg }

// Errors are the faults of one or more files, sorted by place.
type Errors []Error

// Error returns the faults, one a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i := range e {
		lines[i] = e[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the faults one by one, for errors.Is and errors.As.
func (e Errors) Unwrap() []error {
	list := make([]error, len(e))
	for i := range e {
		list[i] = e[i]
	}
	return list
}

// Err returns e as an error, which is nil if there is no fault.
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// sorted returns e by place, each fault once; it may reorder e.
// Faults of one place stay in the order in which they were noted.
func (e Errors) sorted() Errors {
	seen := make(map[Error]bool, len(e))
	e = slices.DeleteFunc(e, func(x Error) bool {
		again := seen[x]
		seen[x] = true
		return again
	})
	slices.SortStableFunc(e, func(a, b Error) int { return a.Pos.compare(b.Pos) })
	return e
}
