package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/setup"
)

// What the process exits with.
const (
	exitGood = iota
	exitBad
	exitMisused
)

// errBad ends a command that has already said what is bad.
var errBad = errors.New("what was checked is invalid")

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
		setup.Say(root.ErrOrStderr(), fmt.Errorf("%w; see %s --help", err, called.CommandPath()))
		return exitMisused
	}
	setup.Say(root.ErrOrStderr(), err)
	return exitBad
}
