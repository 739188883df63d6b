package proxy

import (
	"context"
	"log/slog"
)

// A struckLog is a log in which no secret in use is written, wherever the words of a line
// came from.
type struckLog struct {
	slog.Handler
	striker func() *striker // of the secrets in use now; nil for none
}

// newStruckLog returns a log without the secrets that striker knows, which is asked for
// each line and may return nil.
func newStruckLog(to slog.Handler, striker func() *striker) slog.Handler {
	return struckLog{to, striker}
}

// Handle writes a line without secrets.
func (s struckLog) Handle(ctx context.Context, r slog.Record) error {
	k := s.striker()
	if k == nil {
		return s.Handler.Handle(ctx, r)
	}
	message, clean := k.strike(r.Message), true
	r.Attrs(func(a slog.Attr) bool {
		_, struck := withoutSecrets(k, a)
		clean = !struck
		return clean
	})
	if clean && message == r.Message {
		return s.Handler.Handle(ctx, r)
	}
	other := slog.NewRecord(r.Time, r.Level, message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		a, _ = withoutSecrets(k, a)
		other.AddAttrs(a)
		return true
	})
	return s.Handler.Handle(ctx, other)
}

func (s struckLog) WithAttrs(all []slog.Attr) slog.Handler {
	return struckLog{s.Handler.WithAttrs(all), s.striker}
}

func (s struckLog) WithGroup(name string) slog.Handler {
	return struckLog{s.Handler.WithGroup(name), s.striker}
}

// withoutSecrets returns an attribute without secrets, and whether it had one.
func withoutSecrets(k *striker, a slog.Attr) (without slog.Attr, struck bool) {
	text := ""
	switch a.Value.Kind() {
	case slog.KindString:
		text = a.Value.String()
	case slog.KindAny:
		err, ok := a.Value.Any().(error)
		if !ok {
			return a, false
		}
		text = err.Error()
	default: // numbers and times
		return a, false
	}
	is := k.strike(text)
	if is == text {
		return a, false
	}
	return slog.String(a.Key, is), true
}
