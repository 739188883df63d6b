package demo

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/proxy"
	"scimshim/proxy/mock"
	"scimshim/rules"
)

// A stage is a strict target with an HTTP server of its own, alone or with the
// proxy before it.
type stage struct {
	target *mock.Target
	base   string // the URL that Entra is given
	client *http.Client
	tally  *tally // of what the rules did; nil without the proxy
	closed []func()
}

// demoTimeout bounds each exchange of the demo, and the end of its servers.
const demoTimeout = 5 * time.Second

// A resource is what a target holds, by the endpoint that shows it.
type resource struct{ endpoint, body string }

// newStage starts a target which holds something already.
func newStage(name string, before []resource) (*stage, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	host := "http://" + listener.Addr().String()
	// The oldest library that ServiceNow may be built on is the strictest, and its own words say the most.
	t, err := mock.New(name, mock.Options{BaseURL: host, Profile: "sdk230", SDKDetail: true})
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: t, ReadHeaderTimeout: demoTimeout}
	go func() { _ = server.Serve(listener) }() // it ends with the stage
	s := &stage{target: t, base: host + t.Base(), client: loopback()}
	s.closed = append(s.closed, func() { _ = server.Close() })
	for _, r := range before {
		s.put(r)
	}
	return s, nil
}

// put puts a resource into the target, past its checks, and returns the id.
func (s *stage) put(r resource) string {
	id, err := s.target.Seed(r.endpoint, r.body)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return id
}

// loopback returns a client that no proxy of the environment comes before.
func loopback() *http.Client {
	return &http.Client{Transport: &http.Transport{}, Timeout: demoTimeout}
}

// shield puts the proxy, with the rules of a set, before the target.
func (s *stage) shield(set *rules.Set) error {
	p, err := proxy.New(proxy.Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", DrainTimeout: demoTimeout / 50,
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	if err := p.Listen(); err != nil {
		return err
	}
	const path = "/scim/v2"
	public := "http://" + p.Addr().String() + path
	routes, err := proxy.NewSet([]proxy.Route{{Name: "demo", Path: path, PublicURL: public, NoClientAuth: true,
		Target: proxy.Target{URL: s.base}, Chain: set.Chain}}, proxy.SetInfo{Hash: set.Hash, LoadedAt: time.Now()})
	if err != nil {
		return err
	}
	p.Use(routes)
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = p.Serve() // it ends with the demo
	}()
	s.base, s.tally = public, &tally{client: s.client, url: "http://" + p.AdminAddr().String() + "/metrics", set: set}
	s.closed = append(s.closed, func() {
		ctx, cancel := context.WithTimeout(context.Background(), demoTimeout)
		defer cancel()
		_ = p.Shutdown(ctx) // an error at the end of the demo does not matter
		<-served
	})
	return nil
}

// close ends the servers, the proxy's first.
func (s *stage) close() {
	s.client.CloseIdleConnections()
	for i := len(s.closed) - 1; i >= 0; i-- {
		s.closed[i]()
	}
}

// An exchange is a request and what came of it.
type exchange struct {
	request cycle.Request
	seen    []cycle.Request // what reached the target
	rules   []string        // the rules that changed the request or its answer
	status  int
	body    string
}

// send sends a request as Entra does.
func (s *stage) send(r cycle.Request) (*exchange, error) {
	s.target.Forget()
	before, err := s.tally.count()
	if err != nil {
		return nil, err
	}
	req, err := r.HTTP(s.base)
	if err != nil {
		return nil, err
	}
	answer, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	after, err := s.tally.count()
	return &exchange{request: r, seen: s.seen(), status: answer.StatusCode, body: string(body),
		rules: s.tally.rose(before, after)}, err
}

// seen returns the requests that reached the target.
func (s *stage) seen() []cycle.Request {
	var list []cycle.Request
	for _, q := range s.target.Requests() {
		list = append(list, cycle.Request{Method: q.Method, Path: strings.TrimPrefix(q.Path, s.target.Base()),
			Query: q.RawQuery, Body: q.Body})
	}
	return list
}

// readDirectory reads what is in a target from its store, and not by SCIM.
func readDirectory(t *mock.Target) cycle.Directory {
	d, err := cycle.ReadDirectory(t.All)
	if err != nil {
		panic("BUG: the target: " + err.Error())
	}
	return d
}
