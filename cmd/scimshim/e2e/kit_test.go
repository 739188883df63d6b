package e2e

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service"
	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/log"
	"scimshim/proxy/roomtest"
)

// A front is the proxy as serve runs it, in this process.
type front struct {
	t          testing.TB
	url, admin string
	log        *roomtest.Log
	stop       context.CancelFunc
	ended      chan error
}

// serveFront serves what flags ask for, on ports that the system chooses.
func serveFront(t testing.TB, flags config.ServeFlags) *front {
	t.Helper()
	flags.Listen, flags.Admin = "127.0.0.1:0", "127.0.0.1:0"
	flags.Set = append(flags.Set, servicetest.Stated(flags.Rules, flags.Set)...)
	c, err := config.ForTarget(flags)
	if err != nil {
		t.Fatal(err)
	}
	c.Drain = time.Second // the proxy ends after a tenth of it at the earliest
	return serveConfig(t, c)
}

// serveConfig serves a configuration until the test ends.
func serveConfig(t testing.TB, c *config.Config) *front {
	t.Helper()
	f := &front{t: t, log: &roomtest.Log{}, ended: make(chan error, 1)}
	level := new(slog.LevelVar)
	to := slog.New(slog.NewJSONHandler(f.log, &slog.HandlerOptions{Level: level}))
	s, err := service.New(service.Options{
		Read: func() (*config.Config, error) { return c, nil }, Log: to, Level: level, Version: "devel",
		Requests: log.NewRequests(f.log, level),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	f.stop = stop
	f.url = "http://" + s.Addr().String() + c.Routes[0].Path
	f.admin = "http://" + s.AdminAddr().String()
	go func() { f.ended <- s.Run(ctx, func() {}) }()
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

// filters returns the filters of the requests that arrived, and forgets them.
func filters(s *servicetest.Target) []string {
	var list []string
	for _, r := range s.Requests() {
		list = append(list, r.Query.Get("filter"))
	}
	s.Forget()
	return list
}
