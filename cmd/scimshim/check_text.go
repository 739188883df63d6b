package main

import (
	"fmt"
	"io"
	"slices"

	"scimshim/cmd/scimshim/remark"
	"scimshim/cmd/scimshim/setup"
	"scimshim/config/tree"
)

// write writes a report. It returns errBad if there is a fault.
func (r *report) write(w io.Writer, format remark.Format) error {
	if format == remark.Text {
		r.text(w, r.remarks(), isTerminal(w))
	} else if err := remark.Write(w, format, version(), r.remarks()); err != nil {
		return err
	}
	if len(r.faults) > 0 {
		return errBad
	}
	return nil
}

// remarks returns all that a report says.
func (r *report) remarks() []remark.Remark {
	return slices.Concat(remark.List(remark.Error, r.faults), remark.List(remark.Warning, r.doubts),
		remark.List(remark.Note, r.notes))
}

// text writes a report for people, with the lines that it is about if they are to be
// shown.
func (r *report) text(w io.Writer, list []remark.Remark, show bool) {
	for _, f := range list {
		msg := f.Message
		if f.Level != remark.Error {
			msg = string(f.Level) + ": " + msg
		}
		if show && f.Line > 0 {
			fmt.Fprint(w, tree.Errors{{Pos: f.Pos(), Msg: msg}}.Pretty(content))
		} else {
			fmt.Fprintln(w, setup.Line(f.Pos(), msg))
		}
	}
	counted := count(r.files, "file")
	if len(r.faults) == 0 {
		counted += ", " + count(r.rules, "rule")
	}
	fmt.Fprintf(w, "%s: %s, %s\n", counted, count(len(r.faults), "error"), count(len(r.doubts), "warning"))
}
