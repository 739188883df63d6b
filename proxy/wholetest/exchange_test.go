// Package wholetest measures whole exchanges: the bytes of a client's request through the proxy to a
// target and its answer back, over real connections in one process. Client and target allocate nothing.
package wholetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/head"
	"scimshim/proxy/log"
	"scimshim/proxy/target"
	"scimshim/rules/workload"
)

// A round is an exchange as it is on the wires.
type round struct {
	request, answer []byte
	shown           string // the body that the client must be shown; empty for any
}

// A whole is a proxy with a client and a target, which take exchanges of a workload in turn.
type whole struct {
	rounds []round
	next   int
	answer atomic.Pointer[[]byte] // what the target answers next

	client net.Conn
	buf    []byte
}

// start starts a proxy with a chain for n exchanges of a workload.
func start(t testing.TB, c workload.Chain, w workload.Workload, n int) *whole {
	t.Helper()
	x := &whole{buf: make([]byte, 1<<20)}
	for _, e := range w.Ring(n) {
		x.rounds = append(x.rounds, roundOf(e, c.Name == "entra"))
	}
	ln := listen(t)
	go x.serveTarget(ln)
	p, err := proxy.New(proxy.Options{
		Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler), Memory: 256 << 20,
		Requests: log.NewRequests(io.Discard, slog.LevelInfo),
	})
	if err != nil {
		t.Fatal(err)
	}
	set, err := proxy.NewSet([]proxy.Route{{
		Name: "scim", Path: "/scim/v2", NoClientAuth: true, Chain: c.Set(t, w).Chain,
		Target: proxy.Target{URL: "http://" + ln.Addr().String() + "/scim/v2", Credential: target.Pass(),
			Reuse: target.ReuseAlways},
	}}, proxy.SetInfo{})
	if err != nil {
		t.Fatal(err)
	}
	p.Use(set)
	if err := p.Listen(); err != nil {
		t.Fatal(err)
	}
	go p.Serve()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		p.Shutdown(ctx)
	})
	if x.client, err = net.Dial("tcp", p.Addr().String()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.client.Close() })
	return x
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

// roundOf returns an exchange as the load harness has it on the wires.
func roundOf(e workload.Exchange, shown bool) round {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s /scim/v2/%s", e.Method, e.Resource)
	if e.ID != "" {
		b.WriteString("/" + e.ID)
	}
	b.Write(head.AppendQuery(nil, e.Query))
	b.WriteString(" HTTP/1.1\r\nHost: scim.target.example\r\nUser-Agent: Microsoft-Azure-AD-Provisioning/1.0\r\n" +
		"Accept: application/scim+json\r\nAuthorization: Bearer " + strings.Repeat("QUJDREVGR0hJSktM", 36) + "\r\n" +
		"x-ms-client-request-id: 0f5ab2a1-0c5e-4e2c-9c61-3a0f3a9c7d11\r\n")
	if e.Body != "" {
		fmt.Fprintf(&b, "Content-Type: application/scim+json; charset=utf-8\r\nContent-Length: %d\r\n", len(e.Body))
	}
	b.WriteString("\r\n" + e.Body)
	r := round{request: b.Bytes()}
	if shown {
		r.shown = e.Shown
	}
	if e.Answer == "" {
		r.answer = fmt.Appendf(nil, "HTTP/1.1 %d X\r\n\r\n", e.Status)
	} else {
		r.answer = fmt.Appendf(nil, "HTTP/1.1 %d X\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n%s",
			e.Status, len(e.Answer), e.Answer)
	}
	return r
}

// serveTarget answers each request with what is due.
func (x *whole) serveTarget(ln net.Listener) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			buf := make([]byte, 1<<20)
			for {
				if _, err := readMessage(c, buf); err != nil {
					return
				}
				if _, err := c.Write(*x.answer.Load()); err != nil {
					return
				}
			}
		}()
	}
}

// turn takes each exchange to the target and back.
func (x *whole) turn(t testing.TB) {
	for range x.rounds {
		x.do(t)
	}
}

// do takes the next exchange to the target and back.
func (x *whole) do(t testing.TB) {
	r := &x.rounds[x.next]
	x.next = (x.next + 1) % len(x.rounds)
	x.answer.Store(&r.answer)
	if _, err := x.client.Write(r.request); err != nil {
		t.Fatal(err)
	}
	got, err := readMessage(x.client, x.buf)
	if err != nil || got[len("HTTP/1.1 ")] != '2' || r.shown != "" && !endsWith(got, r.shown) {
		t.Fatalf("%s: %v", got, err)
	}
}

func endsWith(b []byte, text string) bool {
	return len(b) > len(text) && string(b[len(b)-len(text):]) == text
}

// readMessage reads a request or an answer, the body of which has its length beside it.
func readMessage(c net.Conn, buf []byte) ([]byte, error) {
	for n, size := 0, -1; ; {
		m, err := c.Read(buf[n:])
		if n += m; err != nil {
			return buf[:n], err
		}
		if end := bytes.Index(buf[:n], []byte("\r\n\r\n")); size < 0 && end >= 0 {
			size = end + 4 + lengthIn(buf[:end])
		}
		if n == size {
			return buf[:n], nil
		}
	}
}

// lengthIn returns the Content-Length that a header names; 0 for none.
func lengthIn(head []byte) int {
	_, rest, _ := bytes.Cut(head, []byte("\r\nContent-Length: "))
	n := 0
	for _, c := range rest {
		if c == '\r' {
			break
		}
		n = 10*n + int(c-'0')
	}
	return n
}
