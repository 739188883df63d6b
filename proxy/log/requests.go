package log

import (
	"io"
	"log/slog"
	"sync/atomic"
)

// A Which says which requests have a line.
type Which int32

// The requests that may have a line.
const (
	All    Which = iota // each one
	Errors              // those that failed: of which the line is a warning at least
	None
)

// Requests take the lines of requests. Methods may be called by many goroutines, on nil as
// well, which takes none.
type Requests struct {
	to    io.Writer
	level slog.Leveler
	which atomic.Int32
}

// NewRequests returns what writes lines from a level on to a Writer that takes a line at a
// time.
func NewRequests(to io.Writer, level slog.Leveler) *Requests {
	return &Requests{to: to, level: level}
}

// Limit sets which requests have a line from now on.
func (r *Requests) Limit(to Which) {
	if r != nil {
		r.which.Store(int32(to))
	}
}

// Wants reports whether a request has a line, the level of which is given.
func (r *Requests) Wants(level slog.Level) bool {
	if r == nil || level < r.level.Level() {
		return false
	}
	switch Which(r.which.Load()) {
	case Errors:
		return level >= slog.LevelWarn
	case None:
		return false
	}
	return true
}

// Shapes reports whether the line of a request says how what was asked looks, which takes the
// time to read it again: where it failed, and where lines for debugging are wanted.
func (r *Requests) Shapes(level slog.Level) bool {
	return level > slog.LevelInfo || r.level.Level() <= slog.LevelDebug
}

// Write writes a line. It is lost if the Writer cannot take it.
func (r *Requests) Write(line []byte) { _, _ = r.to.Write(line) }
