package proxy_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/log"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/target"
)

// A whole request over two real connections. The client and the target are counted in.
// Without lines of requests, and with lines that are made and go nowhere.
func BenchmarkExchange(b *testing.B) {
	b.Run("no log", func(b *testing.B) { benchmarkExchange(b, nil) })
	b.Run("log", func(b *testing.B) { benchmarkExchange(b, log.NewRequests(io.Discard, slog.LevelInfo)) })
}

func benchmarkExchange(b *testing.B, lines *log.Requests) {
	body := proxytest.HTTPAnswer(200, proxytest.ListBody)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	go answerForEver(ln, body)
	p, err := proxy.New(proxy.Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler),
		Requests: lines})
	if err != nil {
		b.Fatal(err)
	}
	route := proxytest.Route("http://" + ln.Addr().String() + "/scim")
	route.Target.Reuse = target.ReuseAlways
	set, err := proxy.NewSet([]proxy.Route{route}, proxy.SetInfo{})
	if err != nil {
		b.Fatal(err)
	}
	p.Use(set)
	if err := p.Listen(); err != nil {
		b.Fatal(err)
	}
	go p.Serve()
	defer p.Public().Close()
	c, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	request := []byte(proxytest.Head("GET", "/scim/v2/Users?filter=userName+eq+%22barbara%40example.com%22") + "\r\n")
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
