package log

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"testing"
	"time"

	"scimshim/proxy/secret"
)

// fields reads a line.
func fields(t *testing.T, line []byte) map[string]any {
	t.Helper()
	all := map[string]any{}
	if err := json.Unmarshal(line, &all); err != nil || line[len(line)-1] != '\n' {
		t.Fatalf("%v in %q", err, line)
	}
	return all
}

// A line says what slog says of the same fields, in the same form.
func TestLineIsAsSlogWritesIt(t *testing.T) {
	var l Line
	var out bytes.Buffer
	at := time.Date(2026, 3, 29, 1, 59, 59, 120_030_000, time.FixedZone("", 3600))
	for _, text := range []string{"Users", `a "b" \c`, "é\u2028\x00\x1f\n", "\xff<>&", "x\u007fy"} {
		for _, d := range []time.Duration{0, 999, time.Microsecond, 1500 * time.Microsecond, 10 * time.Microsecond,
			40 * time.Second, 123456789} {
			for _, n := range []int{-1, 200, 1 << 40} {
				out.Reset()
				r := slog.NewRecord(at, slog.LevelWarn, "request", 0)
				r.AddAttrs(slog.String("route", text), slog.Int("code", n),
					slog.Float64("ms", float64(d.Microseconds())/1000), slog.Bool("local", true),
					slog.String("request_id", "00ff"))
				if err := slog.NewJSONHandler(&out, nil).Handle(t.Context(), r); err != nil {
					t.Fatal(err)
				}
				l.Begin(at, slog.LevelWarn, nil)
				l.Text("route", text)
				l.Text("detail", "")
				l.Number("code", n)
				l.Number("unmatched", 0)
				l.Duration("ms", d)
				l.Flag("local")
				l.Own("request_id", "00ff")
				line := l.End()
				if is, want := fields(t, line), fields(t, out.Bytes()); !maps.Equal(is, want) {
					t.Errorf("got %s, want %s", line, &out)
				}
			}
		}
	}
}

// No text of a line holds a secret.
func TestLineHasNoSecret(t *testing.T) {
	var l Line
	l.Begin(time.Now(), slog.LevelInfo, secret.NewStriker(nil, []string{"canary-71b0d4"}))
	l.Text("shape", `Add title: "canary-71b0d4"`)
	l.Text("rules", "canary-71b0d4 changed")
	if line := l.End(); bytes.Contains(line, []byte("canary")) {
		t.Errorf("%s", line)
	}
}

// The lines that are wanted depend on their level, and on which requests may have one.
func TestWhichRequestsHaveALine(t *testing.T) {
	f := func(r *Requests, which Which, info, warn bool) {
		t.Helper()
		r.Limit(which)
		if i, w := r.Wants(slog.LevelInfo), r.Wants(slog.LevelWarn); i != info || w != warn {
			t.Errorf("of %v: %v and %v", which, i, w)
		}
	}
	r := NewRequests(io.Discard, slog.LevelInfo)
	f(r, All, true, true)
	f(r, Errors, false, true)
	f(r, None, false, false)
	f(r, All, true, true)
	f(NewRequests(io.Discard, slog.LevelWarn), All, false, true)
	f(NewRequests(io.Discard, slog.LevelError), All, false, false)
	f(nil, All, false, false)
}

// Once it has room, a line takes no memory.
func TestLineCosts(t *testing.T) {
	var l Line
	at := time.Now()
	r := NewRequests(io.Discard, slog.LevelInfo)
	n := testing.AllocsPerRun(100, func() {
		l.Begin(at, slog.LevelInfo, nil)
		l.Text("route", "scim")
		l.Number("code", 200)
		l.Duration("ms", 1234567)
		r.Write(l.End())
	})
	if n != 0 {
		t.Errorf("a line takes %v allocations", n)
	}
}
