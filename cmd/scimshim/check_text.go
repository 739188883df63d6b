package main

import (
	"fmt"
	"io"
	"slices"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config/tree"
)

// write writes a report. It returns errBad if there is a fault.
func (r *report) write(w io.Writer, format reportFormat) error {
	if format == formatText {
		r.text(w, r.remarks(), isTerminal(w))
	} else if err := writeRemarks(w, format, r.remarks()); err != nil {
		return err
	}
	if len(r.faults) > 0 {
		return errBad
	}
	return nil
}

// remarks returns all that a report says.
func (r *report) remarks() []remark {
	return slices.Concat(remarks(levelError, r.faults), remarks(levelWarning, r.doubts), remarks(levelNote, r.notes))
}

// text writes a report for people, with the lines that it is about if they are to be
// shown.
func (r *report) text(w io.Writer, list []remark, show bool) {
	for _, f := range list {
		msg := f.Message
		if f.Level != levelError {
			msg = string(f.Level) + ": " + msg
		}
		if show && f.Line > 0 {
			fmt.Fprint(w, tree.Errors{{Pos: f.pos(), Msg: msg}}.Pretty(content))
		} else {
			fmt.Fprintln(w, setup.Line(f.pos(), msg))
		}
	}
	counted := count(r.files, "file")
	if len(r.faults) == 0 {
		counted += ", " + count(r.rules, "rule")
	}
	fmt.Fprintf(w, "%s: %s, %s\n", counted, count(len(r.faults), "error"), count(len(r.doubts), "warning"))
}
