//go:build siege

package siege

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// endDrain is how long the requests of a proxy that is told to end may go on.
const endDrain = 2 * time.Second

// An ending is a proxy that is told to end while clients write, and others say nothing or half of what they
// would say.
type ending struct {
	done, told [4096]atomic.Bool // whether a write was carried out, and its client told so
	next       atomic.Int64
	unheard    atomic.Int64 // requests on new connections that nobody took up: they may be sent elsewhere
	mu         sync.Mutex
	faults     []string
}

// A proxy that is told to end loses no request that it took, and ends in time, with 0.
func TestSiegeEnd(t *testing.T) {
	var mu sync.Mutex
	var took []float64
	writes, lost, unheard := 0, 0, int64(0)
	ends := sized(endTimes)
	atOnce(ends, 4, func(int) {
		e := new(ending)
		ms := e.play(t)
		n, l := e.count()
		mu.Lock()
		defer mu.Unlock()
		took, writes, lost, unheard = append(took, ms), writes+n, lost+l, unheard+e.unheard.Load()
		for _, f := range e.faults {
			t.Error(f)
		}
	})
	if lost > 0 {
		t.Errorf("%d writes were carried out, and their clients not told", lost)
	}
	row(t, "%d ends, %d writes: %d lost, %d not taken up; ended after %.0f/%.0f ms of %d", ends, writes, lost,
		unheard, quantile(took, .5), quantile(took, 1), endDrain.Milliseconds())
}

// count returns how many writes were carried out, and of how many the client does not know.
func (e *ending) count() (writes, lost int) {
	for i := range e.done {
		if e.done[i].Load() {
			writes++
			if !e.told[i].Load() {
				lost++
			}
		}
	}
	return writes, lost
}

// play plays one end, and returns how many milliseconds it took.
func (e *ending) play(t *testing.T) float64 {
	target := startPeer(t, e.serve)
	c := startChild(t, childConfig{target: target.url(), drain: endDrain})
	defer c.kill()
	for i := range 48 {
		w, err := dialFrom("", c.addr, false, answerTime)
		if err != nil {
			continue
		}
		defer w.Close()
		switch i % 3 {
		case 1:
			w.Write([]byte("GET /scim/v2/Users HTTP/1.1\r\nHost: scim.exam"))
		case 2:
			w.Write([]byte(requestHead("POST", "/Users", clientToken) + "Content-Length: 100\r\n\r\n{\"userName\""))
		}
	}
	var clients sync.WaitGroup
	for i := range 16 {
		clients.Go(func() { e.client(c, i%4 > 0) })
	}
	time.Sleep(time.Duration(50+rand.IntN(100)) * time.Millisecond)
	took, err := c.terminate(15 * time.Second)
	clients.Wait()
	if err != nil {
		e.fault("the process ended with %v", err)
	}
	if took > endDrain+answerTime {
		e.fault("the process ended after %v", took)
	}
	return float64(took.Milliseconds())
}

// client writes until nobody takes up its connections, on one connection as long as that is kept or on one each.
func (e *ending) client(c *child, keep bool) {
	var w *wire
	for {
		kept := w != nil
		if !kept {
			var err error
			if w, err = dialFrom("", c.addr, false, answerTime); err != nil {
				return
			}
		}
		n := e.next.Add(1) - 1
		if n >= int64(len(e.done)) {
			w.Close()
			return
		}
		body := fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"u%d","active":true}`, n)
		r, err := w.ask(writeRequest("POST", "/Users", clientToken, body), 10*time.Second)
		switch {
		case err == nil && r.status == 201:
			e.told[n].Store(true)
		case err == nil && r.status == 503 && !e.done[n].Load():
		case err == nil:
			e.fault("a write was answered with %d: %.100s", r.status, r.body)
		case kept:
			e.fault("on a connection that was to be kept there was no answer: %s", plainFault(err))
		case !e.done[n].Load():
			e.unheard.Add(1)
		}
		if err != nil {
			w.Close()
			return
		}
		if r.closing || !keep {
			w.Close()
			w = nil
		}
	}
}

func (e *ending) fault(format string, args ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults = append(e.faults, fmt.Sprintf(format, args...))
}

// serve carries out a write, which takes a moment.
func (e *ending) serve(c net.Conn, q *asked) bool {
	n, ok := numberOf(q)
	if !ok || !bytes.HasPrefix(q.body, []byte("{")) {
		return false
	}
	e.done[n].Store(true)
	time.Sleep(time.Duration(rand.IntN(10)) * time.Millisecond)
	return answerPlainly(c, q)
}
