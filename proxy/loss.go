package proxy

import (
	"errors"
	"strings"
)

// A LossError is the error of a reload that would lose part of what is in force, as a
// file does that is cut or half written. It is carried out when it is asked for twice.
type LossError struct{ Losses []string }

// Error says what would be lost, one a line, and how to have it nonetheless.
func (e *LossError) Error() string {
	return "these would be lost:\n  " + strings.Join(e.Losses, "\n  ") +
		"\nif that is meant, ask again: POST /-/reload?force=true, or SIGHUP a second time"
}

func isLoss(err error) bool {
	var loss *LossError
	return errors.As(err, &loss)
}
