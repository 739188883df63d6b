package setup

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"scimshim/config/tree"
)

// Say writes an error, or each of its faults, one a line.
func Say(w io.Writer, err error) {
	var faults tree.Errors
	if !errors.As(err, &faults) {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(w, "scimshim:", strings.TrimSuffix(line, "\n"))
		}
		return
	}
	for _, f := range faults {
		fmt.Fprintln(w, Line(f.Pos, f.Msg))
	}
}

// Line returns the line about a place. A flag is a place without a line.
func Line(at tree.Position, msg string) string {
	if at.Line == 0 {
		return "scimshim: " + at.File + ": " + msg
	}
	return at.String() + ": " + msg
}
