package proxy

import (
	"log/slog"
	"slices"
	"time"
)

// logFields are the fields of the line of a request, beside slog's own.
var logFields = []string{
	"route", "method", "resource", "code", "target_status", "reason", "scim_type", "target_scim_type", "detail",
	"shape", "sent", "plan", "asks", "target_requests", "rules", "warrant", "unmatched", "unverified",
	"local",
	"ms", "target_ms", "request_id",
}

// LogFields returns the names of the fields that the line of a request may have. The
// caller may keep and change what it gets.
func LogFields() []string { return slices.Clone(logFields) }

// A logLine is the fields of the one line of a request. It holds nothing that names a
// person and no secret: no id, no value of a filter or a body, no word of the target's.
// Fields that say nothing are left out.
type logLine []slog.Attr

func (l *logLine) text(key, value string) {
	if value != "" {
		*l = append(*l, slog.String(key, value))
	}
}

func (l *logLine) number(key string, n int) {
	if n != 0 {
		*l = append(*l, slog.Int(key, n))
	}
}

func (l *logLine) duration(key string, d time.Duration) {
	*l = append(*l, slog.Float64(key, float64(d.Microseconds())/1000))
}

// flag writes a field that is true.
func (l *logLine) flag(key string) { *l = append(*l, slog.Bool(key, true)) }

// reset empties the line, and keeps its room.
func (l *logLine) reset() {
	clear(*l)
	*l = (*l)[:0]
}

// maxDetail bounds a sentence in the log, in bytes.
const maxDetail = 600

func shortened(text string) string {
	if len(text) <= maxDetail {
		return text
	}
	return text[:maxDetail] + "…"
}
