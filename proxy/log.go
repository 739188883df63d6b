package proxy

import (
	"cmp"
	"log"
	"log/slog"
	"strings"
)

// A faultLog is the Logger of the HTTP server. The server's own lines quote
// requests, tokens included, so only the class of the error is kept.
type faultLog struct{ log *slog.Logger }

// newFaultLog returns the Logger of an HTTP server that logs to another one.
func newFaultLog(log *slog.Logger) faultLog { return faultLog{log} }

// std returns the faultLog as net/http wants it.
func (f faultLog) std() *log.Logger { return log.New(f, "", 0) }

// Printf logs the class of the error among args.
func (f faultLog) Printf(format string, args ...any) {
	if strings.Contains(format, "Concurrency") {
		f.log.Warn("too many connections, new ones are closed")
		return
	}
	for _, a := range args {
		if err, ok := a.(error); ok {
			f.log.Debug("connection ended", "fault", cmp.Or(knownFault(err).name, malformed))
			return
		}
	}
	f.log.Warn("the HTTP server reports a fault")
}

// Write drops the text that a standard logger would print, for the same
// reason, and logs that there was one.
func (f faultLog) Write(p []byte) (int, error) {
	f.log.Debug("the admin server reports a fault")
	return len(p), nil
}
