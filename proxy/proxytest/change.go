package proxytest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/log"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/target"
)

// Reuse sets how connections are used.
func Reuse(how target.Reuse) func(*proxy.Options, *proxy.Route) {
	return func(_ *proxy.Options, r *proxy.Route) { r.Target.Reuse = how }
}

// Listening returns a proxy that listens and does not serve yet.
func Listening(t *testing.T, target string, change ...func(*proxy.Options, *proxy.Route)) *Running {
	t.Helper()
	r, logs := Route(target), &roomtest.Log{}
	o := proxy.Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Log: slog.New(slog.NewJSONHandler(logs, nil)),
		Requests: log.NewRequests(logs, slog.LevelInfo)}
	for _, f := range change {
		f(&o, &r)
	}
	p, err := proxy.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Listen(); err != nil {
		t.Fatal(err)
	}
	p.Use(Set(t, "first", r))
	return &Running{Proxy: p, T: t, Logs: logs, Done: make(chan error, 1)}
}

// Begin has a proxy of Listening serve until the test ends.
func (r *Running) Begin() {
	go func() { r.Done <- r.Serve() }()
	r.T.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		r.Shutdown(ctx)
	})
}

// Egress sets the way out of the route.
func Egress(t *testing.T, s target.EgressSettings) func(*proxy.Options, *proxy.Route) {
	return func(o *proxy.Options, r *proxy.Route) {
		e, err := target.NewEgress(s, o.Log)
		if err != nil {
			t.Fatal(err)
		}
		r.Target.Egress = e
	}
}
