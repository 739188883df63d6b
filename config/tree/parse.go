package tree

import (
	"errors"
	"fmt"
	"strings"
)

// Parse returns what parse makes of the text of the scalar n. If parse returns an
// error, it is noted and Parse returns the zero value.
//
// If the error, or one that it wraps, has a method Col() int that tells the column
// inside the text, counted from 1 in characters, the fault is noted at that place of
// the file, and a "column 3: " in front of the error's sentence is left out.
func Parse[T any](n *Node, parse func(string) (T, error)) T {
	var zero T
	s, ok := n.scalar()
	if !ok {
		return zero
	}
	v, err := parse(s)
	if err == nil {
		return v
	}
	var c interface{ Col() int }
	if !errors.As(err, &c) || c.Col() < 1 {
		n.Errorf("%s", err.Error())
		return zero
	}
	msg := err.Error()
	if _, sentence, ok := strings.Cut(msg, fmt.Sprintf("column %d: ", c.Col())); ok {
		msg = sentence
	}
	n.ErrorAt(c.Col()-1, "%s", msg)
	return zero
}
