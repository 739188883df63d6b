package proxy

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
)

// A faultLog is the Logger of the HTTP server. The server's own lines quote
// requests, tokens included, so only the class of the error is kept.
type faultLog struct{ log *slog.Logger }

// Printf logs the class of the error among args.
func (f faultLog) Printf(format string, args ...any) {
	if strings.Contains(format, "Concurrency") {
		f.log.Warn("too many connections, new ones are closed")
		return
	}
	for _, a := range args {
		if err, ok := a.(error); ok {
			f.log.Debug("connection ended", "fault", faultOf(err))
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

// log writes the one line of a request. What names a person or a secret is not
// in it: no query, id, body or field.
func (p *Proxy) log(x *exchange) {
	log := p.options.Log
	if !log.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	route, reason := noRoute, ""
	if x.lane != nil {
		route = x.lane.Name
	}
	if x.refusal != nil {
		reason = string(x.refusal.Reason)
	}
	log.LogAttrs(context.Background(), slog.LevelInfo, "request",
		slog.String("route", route),
		slog.String("method", x.methodLabel()),
		slog.String("resource", x.resourceLabel()),
		slog.Int("code", x.ctx.Response.StatusCode()),
		slog.Float64("ms", milliseconds(time.Since(x.start))),
		slog.Float64("target_ms", milliseconds(x.targetTime)),
		slog.String("reason", reason),
		slog.String("request_id", x.id))
	if plan := x.trace.Asked; plan != nil && x.traced {
		log.Debug("plan", "request_id", x.id, "how", x.trace.Plan, "asked", plan.Shape(),
			"unmatched", x.trace.Unmatched)
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// faultOf returns the class of an error: a few words out of a closed set,
// never the error's text, which may quote a message.
func faultOf(err error) string {
	var (
		small *fasthttp.ErrSmallBuffer
		chunk *fasthttp.ErrBrokenChunk
		dns   *net.DNSError
		hand  *handshakeError
	)
	switch {
	case isTimeout(err):
		return "time-out"
	case errors.As(err, &dns):
		return "name not found"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return "connection closed"
	case errors.As(err, &hand):
		return "TLS"
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return "body too large"
	case errors.As(err, &small):
		return "header too large"
	case errors.As(err, &chunk):
		return "broken chunk"
	case errors.Is(err, os.ErrNotExist):
		return "no such file"
	case errors.Is(err, fs.ErrPermission):
		return "no permission"
	}
	return "a fault without a name"
}
