package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/mock"
	"scimshim/rules"
)

// A front is the proxy as serve runs it, in this process.
type front struct {
	t          testing.TB
	url, admin string
	log        *logBuffer
	stop       context.CancelFunc
	ended      chan error
}

// A logBuffer keeps a log. Goroutines share it.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// serveFront serves what flags ask for, on ports that the system chooses.
func serveFront(t testing.TB, flags config.ServeFlags) *front {
	t.Helper()
	flags.Listen, flags.Admin = "127.0.0.1:0", "127.0.0.1:0"
	flags.Set = append(flags.Set, stated(flags.Rules, flags.Set)...)
	c, err := config.ForTarget(flags)
	if err != nil {
		t.Fatal(err)
	}
	c.Drain = time.Second // the proxy ends after a tenth of it at the earliest
	return serveConfig(t, c)
}

// stated returns, for --set, what the directories of the tests satisfy and packs must
// be told: the e-mail is the userName.
func stated(packs, sets []string) []string {
	var list []string
	for _, name := range packs {
		set := name + ".match_email="
		given := slices.ContainsFunc(sets, func(s string) bool { return strings.HasPrefix(s, set) })
		if source, ok := rules.Pack(name); ok && !given && strings.Contains(string(source.Data), "  match_email:\n") {
			list = append(list, set+"username")
		}
	}
	return list
}

// serveConfig serves a configuration until the test ends.
func serveConfig(t testing.TB, c *config.Config) *front {
	t.Helper()
	f := &front{t: t, log: &logBuffer{}, ended: make(chan error, 1)}
	level := new(slog.LevelVar)
	log := slog.New(slog.NewJSONHandler(f.log, &slog.HandlerOptions{Level: level}))
	s, err := newServer(func() (*config.Config, error) { return c, nil }, log, level, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	f.stop = stop
	f.url = "http://" + s.proxy.Addr().String() + c.Routes[0].Path
	f.admin = "http://" + s.proxy.AdminAddr().String()
	go func() { f.ended <- s.run(ctx, func() {}) }()
	t.Cleanup(func() {
		stop()
		if err := <-f.ended; err != nil {
			t.Errorf("the proxy ended with: %v", err)
		}
	})
	return f
}

// An ask is a request of a test. The zero value of a field is the usual one.
type ask struct {
	method, path, body string
	contentType        string
	authorization      string
	anonymous          bool // without authorization
}

// do sends a request and returns the status and the body of the answer.
func (f *front) do(a ask) (int, string) {
	f.t.Helper()
	if a.method == "" {
		a.method = http.MethodGet
	}
	req, err := http.NewRequest(a.method, f.url+a.path, strings.NewReader(a.body))
	if err != nil {
		f.t.Fatal(err)
	}
	if a.body != "" {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	if a.contentType != "" {
		req.Header.Set("Content-Type", a.contentType)
	}
	if a.authorization != "" {
		req.Header.Set("Authorization", a.authorization)
	}
	return f.send(req)
}

func (f *front) send(req *http.Request) (int, string) {
	f.t.Helper()
	client := http.Client{Timeout: servicetest.Patience, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// counted checks that the metrics have a line.
func (f *front) counted(line string) {
	f.t.Helper()
	req, err := http.NewRequest(http.MethodGet, f.admin+"/metrics", nil)
	if err != nil {
		f.t.Fatal(err)
	}
	if _, text := f.send(req); !strings.Contains(text, "\n"+line+"\n") {
		f.t.Errorf("the metrics do not have %s", line)
	}
}

// A strict is an imitated target with an HTTP server.
type strict struct {
	*mock.Target
	url string
}

func startMock(t testing.TB, name string, o mock.Options) *strict {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	o.BaseURL = "http://" + server.Listener.Addr().String()
	target, err := mock.New(name, o)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = target
	server.Start()
	t.Cleanup(server.Close)
	return &strict{target, o.BaseURL + target.Base()}
}

// filters returns the filters of the requests that arrived, and forgets them.
func (s *strict) filters() []string {
	var list []string
	for _, r := range s.Requests() {
		list = append(list, r.Query.Get("filter"))
	}
	s.Forget()
	return list
}
