package proxy_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"testing"

	"scimshim/proxy/proxytest"
)

// What large bodies took is garbage when their replies have left, also where connections
// stay open: neither they nor what is kept for later requests hold on to it (P5).
func TestLargeBuffersAreReleased(t *testing.T) {
	list := proxytest.HTTPAnswer(200, largeUser(4<<20))
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		r.Text = ""
		if r.Method == "GET" {
			io.WriteString(c, list)
		} else {
			io.WriteString(c, proxytest.HTTPAnswer(201, largeUser(0)))
		}
		return true
	})
	p := proxytest.Start(t, target.URL())
	post := proxytest.WithBody("POST", "/scim/v2/Users", newUser(900_000))
	p.Ask(post)
	returned(p)
	target.Took()
	before := heapInUse()
	var conns []net.Conn
	for range 8 {
		c := p.Dial(post)
		readOne(t, c, 201)
		io.WriteString(c, proxytest.Head("GET", "/scim/v2/Users/1")+"\r\n")
		readOne(t, c, 200)
		conns = append(conns, c)
	}
	returned(p)
	target.Took()
	if grown := heapInUse() - before; grown > 4<<20 {
		t.Errorf("%d bytes more are in use after %d large bodies and answers", grown, len(conns))
	}
}

// readOne reads an answer, and nothing of its body is kept.
func readOne(t *testing.T, c net.Conn, code int) {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != code {
		t.Fatalf("%s, %d bytes, %v", fmt.Sprint(resp.Status), n, err)
	}
}

func heapInUse() int64 {
	runtime.GC() // once, which pools outlive
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}
