package proxy_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/target"
)

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
	body := proxytest.HTTPAnswer(200, proxytest.ListBody)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	go answerForEver(ln, body)
	p, err := proxy.New(proxy.Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Log: slog.New(log)})
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
