package proxy

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"testing"
)

// What large bodies took is garbage when their replies have left, also where connections
// stay open: neither they nor what is kept for later requests hold on to it (P5).
func TestLargeBuffersAreReleased(t *testing.T) {
	list := httpAnswer(200, largeUser(4<<20))
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		r.body = ""
		if r.Method == "GET" {
			io.WriteString(c, list)
		} else {
			io.WriteString(c, httpAnswer(201, largeUser(0)))
		}
		return true
	})
	p := startProxy(t, target.url())
	post := withBody("POST", "/scim/v2/Users", newUser(900_000))
	p.ask(post)
	p.returned()
	target.took()
	before := heapInUse()
	var conns []net.Conn
	for range 8 {
		c := p.dial(post)
		readOne(t, c, 201)
		io.WriteString(c, head("GET", "/scim/v2/Users/1")+"\r\n")
		readOne(t, c, 200)
		conns = append(conns, c)
	}
	p.returned()
	target.took()
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
