package target

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"time"

	"scimshim/proxy/fault"
)

// echoed returns a connection to a peer that sends everything back, and what reads from it.
func echoed(t testing.TB) (*Conn, net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	peer, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); peer.Close() })
	return &Conn{Conn: c, socket: newSocket(c), room: newBufferRoom(4 << 10), uses: 1}, peer
}

const aGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

// readAll reads what there is, as the answer.
func readAll(br *bufio.Reader) (keep bool, err error) {
	_, err = br.Discard(br.Buffered())
	return true, err
}

// A request that is longer than the system takes at once is sent all the same, and its answer
// is read, however it comes.
func TestAskInPieces(t *testing.T) {
	c, peer := echoed(t)
	long := strings.Repeat("x", 8<<20)
	got := make(chan int)
	go func() {
		time.Sleep(20 * time.Millisecond) // until the system has no more room
		all, buf := 0, make([]byte, 64<<10)
		for all < len(long) {
			n, err := peer.Read(buf)
			if all += n; err != nil {
				break
			}
		}
		peer.Write([]byte("HTTP/1.1 204 No Content\r\n\r\n"))
		got <- all
	}()
	ok, err := c.Exchange(&Request{Head: []byte(long)}, readAll, time.Now().Add(10*time.Second))
	if n := <-got; !ok || err != nil || n != len(long) || c.sent != n {
		t.Errorf("%v, %v: the target has %d bytes of %d, %d count as sent", ok, err, n, len(long), c.sent)
	}
}

// What ends the wait for an answer is said, with what was sent by then: the deadline, one that
// had passed before, and the end of the connection.
func TestAskInVain(t *testing.T) {
	f := func(name string, before func(c *Conn, peer net.Conn), in time.Duration, sent int, timeout bool) {
		t.Run(name, func(t *testing.T) {
			c, peer := echoed(t)
			before(c, peer)
			_, err := c.Exchange(&Request{Head: []byte(aGet)}, readAll, time.Now().Add(in))
			if err == nil || fault.IsTimeout(err) != timeout || c.sent != sent {
				t.Errorf("%v, %d bytes were sent; want a timeout: %v, %d bytes", err, c.sent, timeout, sent)
			}
		})
	}
	f("deadline", func(*Conn, net.Conn) {}, 30*time.Millisecond, len(aGet), true)
	f("passed", func(*Conn, net.Conn) {}, -time.Second, 0, true)
	f("ended meanwhile", func(_ *Conn, peer net.Conn) {
		go func() {
			peer.Read(make([]byte, 100))
			peer.Close()
		}()
	}, 10*time.Second, len(aGet), false)
	f("reset", func(_ *Conn, peer net.Conn) {
		peer.(*net.TCPConn).SetLinger(0)
		peer.Close()
		time.Sleep(10 * time.Millisecond)
	}, 10*time.Second, 0, false)
	f("closed here", func(c *Conn, _ net.Conn) { c.Close() }, 10*time.Second, 0, false)
}

// An exchange whose request and wait are one, and one that tries to read the answer first.
func BenchmarkAsk(b *testing.B) {
	for _, way := range []string{"one", "two"} {
		b.Run(way, func(b *testing.B) {
			c, peer := echoed(b)
			c.sealed = way == "two"
			go func() {
				buf := make([]byte, 4096)
				for {
					n, err := peer.Read(buf)
					if err != nil {
						return
					}
					peer.Write(buf[:n])
				}
			}()
			out, end := &Request{Head: []byte(aGet)}, time.Now().Add(time.Hour)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Exchange(out, readAll, end); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
