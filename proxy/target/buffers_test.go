package target

import (
	"bufio"
	"io"
	"net"
	"net/url"
	"runtime"
	"testing"
	"time"
)

// What an idle connection to a target holds, with the target's end in this process: bytes of
// the heap and of what the runtime keeps for a socket.
func TestIdleConnHoldsLittle(t *testing.T) {
	const most, conns = 8 << 10, 100
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	egress, err := NewEgress(EgressSettings{Proxy: ProxyNone}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := NewPool(PoolSettings{Egress: egress, To: &url.URL{Scheme: "http", Host: ln.Addr().String()},
		MaxHeader: 32 << 10, Size: conns, Reuse: ReuseAlways, PoolEvents: PoolEvents{Stale: func() {}, Stray: func() {}}})
	defer p.Close()
	out := Request{Head: []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n")}
	read := func(br *bufio.Reader) (keep bool, err error) {
		_, err = br.Discard(br.Buffered())
		return true, err
	}
	before := held()
	var all []*Conn
	for range conns {
		c, err := p.Take(time.Now().Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
		peer, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer peer.Close()
		io.WriteString(peer, "HTTP/1.1 204 No Content\r\n\r\n")
		ok, err := c.Exchange(&out, read, time.Now().Add(time.Minute))
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	for _, c := range all {
		p.Give(c, true, time.Now())
	}
	if _, idle := p.Count(); idle != conns {
		t.Fatalf("%d are idle, want %d", idle, conns)
	}
	each := (held() - before) / conns
	t.Logf("%d bytes", each)
	if each > most {
		t.Errorf("a connection holds %d bytes, want %d at most", each, most)
	}
}

func held() int {
	runtime.GC()
	runtime.GC() // of what pools keep
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.OtherSys)
}
