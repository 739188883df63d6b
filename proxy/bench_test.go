package proxy

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"testing"
)

// What the proxy does to a request's header, path and query, without the
// network.
func BenchmarkRequestHead(b *testing.B) {
	raw := []byte("Host: scim.example.com\r\nAuthorization: Bearer " + testToken + "\r\n" +
		"Accept: application/scim+json\r\nUser-Agent: x\r\nContent-Type: application/scim+json\r\n\r\n")
	uri := []byte("/scim/v2/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22barbara%40example.com%22")
	s := testServing(b)
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		h, r := readHeader(raw)
		p, r2 := s.locate(uri)
		q, r3 := readQuery(nil, p.query, 8<<10)
		if r != nil || r2 != nil || r3 != nil || !admits(p.lane.Clients, h.value[authorization]) {
			b.Fatal("refused")
		}
		buf = appendQuery(buf[:0], q)
	}
	if !bytes.HasPrefix(buf, []byte("?filter=emails%5B")) {
		b.Fatalf("%s", buf)
	}
}

// A bin is a writer from which nothing comes back; slog knows io.Discard, and makes no
// lines for it.
type bin struct{}

func (bin) Write(p []byte) (int, error) { return len(p), nil }

// A whole request over two real connections. The client and the target are counted in.
// With a log that is off, and with one whose lines are made and go nowhere.
func BenchmarkExchange(b *testing.B) {
	b.Run("no log", func(b *testing.B) { benchmarkExchange(b, slog.DiscardHandler) })
	b.Run("log", func(b *testing.B) { benchmarkExchange(b, slog.NewJSONHandler(bin{}, nil)) })
}

func benchmarkExchange(b *testing.B, log slog.Handler) {
	body := httpAnswer(200, listBody)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	go answerForEver(ln, body)
	p, err := New(Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Log: slog.New(log)})
	if err != nil {
		b.Fatal(err)
	}
	set, err := NewSet([]Route{testRoute("http://" + ln.Addr().String() + "/scim")}, SetInfo{})
	if err != nil {
		b.Fatal(err)
	}
	p.Use(set)
	p.passTrial()
	if err := p.Listen(); err != nil {
		b.Fatal(err)
	}
	go p.Serve()
	defer p.servers.public.Close()
	c, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	request := []byte(head("GET", "/scim/v2/Users?filter=userName+eq+%22barbara%40example.com%22") + "\r\n")
	buf := make([]byte, 4096)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Write(request); err != nil {
			b.Fatal(err)
		}
		if n, err := c.Read(buf); err != nil || !bytes.HasPrefix(buf[:n], []byte("HTTP/1.1 200")) {
			b.Fatalf("%s, %v", buf[:n], err)
		}
	}
}

// answerForEver answers each read with the same bytes.
func answerForEver(ln net.Listener, body string) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			buf := make([]byte, 4096)
			for {
				if _, err := c.Read(buf); err != nil {
					return
				}
				io.WriteString(c, body)
			}
		}()
	}
}
