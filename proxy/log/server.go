package log

import (
	"cmp"
	"log"
	"log/slog"
	"strings"

	"scimshim/proxy/fault"
)

// A Server is the Logger of the HTTP server. The server's own lines quote
// requests, tokens included, so only the class of the error is kept.
type Server struct{ log *slog.Logger }

// NewServer returns the Logger of an HTTP server that logs to another one.
func NewServer(log *slog.Logger) Server { return Server{log} }

// Std returns the Server as net/http wants it.
func (f Server) Std() *log.Logger { return log.New(f, "", 0) }

// Printf logs the class of the error among args.
func (f Server) Printf(format string, args ...any) {
	if strings.Contains(format, "Concurrency") {
		f.log.Warn("too many connections, new ones are closed")
		return
	}
	for _, a := range args {
		if err, ok := a.(error); ok {
			f.log.Debug("connection ended", "fault", cmp.Or(fault.Known(err).Text, fault.Malformed))
			return
		}
	}
	f.log.Warn("error in the HTTP server")
}

// Write drops the text that a standard logger would print, for the same
// reason, and logs that there was one.
func (f Server) Write(p []byte) (int, error) {
	f.log.Debug("error in the admin server")
	return len(p), nil
}
