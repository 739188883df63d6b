// Package log writes the log: a Writer takes lines for a reader that may be slow or gone, a
// Line is the fields of the one line of a request, Struck is a log without secrets, and a
// Server takes what the HTTP servers would log. It knows log/slog and no request.
package log

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

// Fields returns the names of the fields that the line of a request may have. The
// caller may keep and change what it gets.
func Fields() []string { return slices.Clone(logFields) }

// A Line is the fields of the one line of a request. It holds nothing that names a
// person and no secret: no id, no value of a filter or a body, no word of the target's.
// Fields that say nothing are left out.
type Line []slog.Attr

// Text writes a field; an empty text is left out.
func (l *Line) Text(key, value string) {
	if value != "" {
		*l = append(*l, slog.String(key, value))
	}
}

// Number writes a field; 0 is left out.
func (l *Line) Number(key string, n int) {
	if n != 0 {
		*l = append(*l, slog.Int(key, n))
	}
}

// Duration writes a field in milliseconds.
func (l *Line) Duration(key string, d time.Duration) {
	*l = append(*l, slog.Float64(key, float64(d.Microseconds())/1000))
}

// Flag writes a field that is true.
func (l *Line) Flag(key string) { *l = append(*l, slog.Bool(key, true)) }

// Reset empties the line, and keeps its room.
func (l *Line) Reset() {
	clear(*l)
	*l = (*l)[:0]
}

// maxDetail bounds a sentence in the log, in bytes.
const maxDetail = 600

// Shortened returns a sentence as a line may hold it.
func Shortened(text string) string {
	if len(text) <= maxDetail {
		return text
	}
	return text[:maxDetail] + "…"
}
