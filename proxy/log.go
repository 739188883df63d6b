package proxy

import (
	"cmp"
	"context"
	"log/slog"
	"strings"
	"time"
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
