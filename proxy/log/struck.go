package log

import (
	"context"
	"log/slog"

	"scimshim/proxy/secret"
)

// A struck is a log in which no secret in use is written, wherever the words of a line
// came from.
type struck struct {
	slog.Handler
	striker func() *secret.Striker // of the secrets in use now; nil for none
}

// Struck returns a log without the secrets that striker knows, which is asked for
// each line and may return nil.
func Struck(to slog.Handler, striker func() *secret.Striker) slog.Handler {
	return struck{to, striker}
}

// Handle writes a line without secrets.
func (s struck) Handle(ctx context.Context, r slog.Record) error {
	k := s.striker()
	if k == nil {
		return s.Handler.Handle(ctx, r)
	}
	message, clean := k.Strike(r.Message), true
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

func (s struck) WithAttrs(all []slog.Attr) slog.Handler {
	return struck{s.Handler.WithAttrs(all), s.striker}
}

func (s struck) WithGroup(name string) slog.Handler {
	return struck{s.Handler.WithGroup(name), s.striker}
}

// withoutSecrets returns an attribute without secrets, and whether it had one.
func withoutSecrets(k *secret.Striker, a slog.Attr) (without slog.Attr, struck bool) {
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
	is := k.Strike(text)
	if is == text {
		return a, false
	}
	return slog.String(a.Key, is), true
}
