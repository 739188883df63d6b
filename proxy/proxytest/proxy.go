// Package proxytest helps tests that go through a whole proxy: Start starts one in front of a
// Target, whose script says what it answers byte for byte; Running asks it as clients and as
// operators do. The kit knows nothing of the proxy but what package proxy exports.
package proxytest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/log"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
	"scimshim/rewrite"
)

// What the client and the target are shown, a list and a user.
const (
	ClientToken = "client-token-5b1c"
	TargetToken = "target-token-9f2e"
	ListBody    = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],` +
		`"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}`
	UserBody = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"barbara@example.com"}`
)

// A Running is a proxy that serves, and what it logs.
type Running struct {
	*proxy.Proxy
	T    *testing.T
	Logs *roomtest.Log
	Done chan error
}

// Route returns a route to a target, with one client.
func Route(to string) proxy.Route {
	return proxy.Route{
		Name: "test", Path: "/scim/v2", PublicURL: "https://scim.example.com/scim/v2",
		Target:  proxy.Target{URL: to, Credential: target.Bearer(secret.FromText(TargetToken)), Timeout: 5 * time.Second},
		Clients: []proxy.Client{{Name: "entra", Token: secret.FromText(ClientToken)}},
		Chain:   &rewrite.Chain{},
	}
}

// Start starts a proxy with one route, changed by the functions given.
func Start(t *testing.T, target string, change ...func(*proxy.Options, *proxy.Route)) *Running {
	t.Helper()
	r := Route(target)
	logs := &roomtest.Log{}
	o := proxy.Options{
		Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Version: "1.2.3",
		Log:      slog.New(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Requests: log.NewRequests(logs, slog.LevelDebug),
	}
	for _, f := range change {
		f(&o, &r)
	}
	p, err := proxy.New(o)
	if err != nil {
		t.Fatal(err)
	}
	p.Use(Set(t, "first", r))
	return Serve(t, p, logs)
}

// Serve has a proxy listen and serve until the test ends.
func Serve(t *testing.T, p *proxy.Proxy, logs *roomtest.Log) *Running {
	t.Helper()
	if err := p.Listen(); err != nil {
		t.Fatal(err)
	}
	run := &Running{Proxy: p, T: t, Logs: logs, Done: make(chan error, 1)}
	go func() { run.Done <- p.Serve() }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		p.Shutdown(ctx)
	})
	return run
}

// Set returns the Set of routes, with a hash.
func Set(t *testing.T, hash string, routes ...proxy.Route) *proxy.Set {
	t.Helper()
	s, err := proxy.NewSet(routes, proxy.SetInfo{Hash: hash, LoadedAt: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
