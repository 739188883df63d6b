package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"scimshim/config/tree"
)

// What the process exits with.
const (
	exitGood = iota
	exitBad
	exitMisused
)

// errBad ends a command that has already said what is bad.
var errBad = errors.New("what was checked is bad")

// A usageError is the error of a command that was called wrongly.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// usagef returns the error of a command that was called wrongly.
func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run runs a command line, says what went wrong, and returns the exit code.
func run(root *cobra.Command, args []string) int {
	began := false
	for _, c := range root.Commands() {
		work := c.RunE
		c.RunE = func(c *cobra.Command, args []string) error {
			began = true
			return work(c, args)
		}
	}
	root.SetArgs(args)
	called, err := root.ExecuteC()
	var usage usageError
	switch {
	case err == nil:
		return exitGood
	case errors.Is(err, errBad):
		return exitBad
	case errors.As(err, &usage) || !began: // Cobra refuses flags and arguments before the work begins
		sayFaults(root.ErrOrStderr(), fmt.Errorf("%w; see %s --help", err, called.CommandPath()))
		return exitMisused
	}
	sayFaults(root.ErrOrStderr(), err)
	return exitBad
}

// sayFaults writes an error, or each of its faults, one a line.
func sayFaults(w io.Writer, err error) {
	var faults tree.Errors
	if !errors.As(err, &faults) {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(w, "scimshim:", strings.TrimSuffix(line, "\n"))
		}
		return
	}
	for _, f := range faults {
		fmt.Fprintln(w, faultLine(f.Pos, f.Msg))
	}
}

// faultLine returns the line about a place.
func faultLine(at tree.Position, msg string) string {
	if at.Line == 0 {
		return "scimshim: " + at.File + ": " + msg
	}
	return at.String() + ": " + msg
}

// place returns a place as text. A flag is a place without a line.
func place(at tree.Position) string {
	if at.Line == 0 {
		return at.File
	}
	return at.String()
}
