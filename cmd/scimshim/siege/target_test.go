//go:build siege

package siege

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// hostileRoutes is how many targets a proxy has, and hostileRound how many exchanges it lives for: a proxy that
// has seen a target write what nobody asked for may be on its guard from then on, and the first time is what
// counts.
const hostileRoutes, hostileRound, hostileClients = 16, 10_000, 96

// A hostile target answers each request rightly, and then, in some of all cases, writes what nobody asked for,
// at once or a little later, or cuts its answer, or ends the connection without a word.
type hostile struct {
	share int             // percent of the answers
	did   []atomic.Uint32 // how often the write with a number was carried out
	next  atomic.Int64    // number of the next exchange

	refused, odd atomic.Int64 // answers of 5xx, and requests that the target did not understand
	mu           sync.Mutex
	wrong        []string
}

// Whatever a target writes, no client is told what is not so, and no write is carried out twice.
func TestSiegeHostileTarget(t *testing.T) {
	for _, share := range []int{25, 2} {
		t.Run(fmt.Sprintf("%d percent", share), func(t *testing.T) {
			h := &hostile{share: share, did: make([]atomic.Uint32, sized(hostileExchanges)/2)}
			start := time.Now()
			h.play(t)
			took := time.Since(start)
			doubled := 0
			for i := range h.did {
				if h.did[i].Load() > 1 {
					doubled++
				}
			}
			if len(h.wrong) > 0 || doubled > 0 || h.odd.Load() > 0 {
				t.Errorf("%d wrong answers, %d doubled writes, %d odd requests: %q", len(h.wrong), doubled, h.odd.Load(),
					firstFew(h.wrong))
			}
			row(t, "%d exchanges, %.0f a second: %d wrong, %d doubled, %d refused", len(h.did),
				float64(len(h.did))/took.Seconds(), len(h.wrong), doubled, h.refused.Load())
		})
	}
}

// play makes all exchanges, each round of them with a proxy of its own.
func (h *hostile) play(t *testing.T) {
	dir := t.TempDir()
	writeSecrets(t, dir)
	text := "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\ndrain: 1s\nroutes:\n"
	for i := range hostileRoutes {
		peer := startPeer(t, h.serve)
		text += strings.TrimPrefix(routeYAML(fmt.Sprintf("r%d", i), fmt.Sprintf("/r%d", i), peer.url(), ""), "routes:\n")
	}
	file := writeFile(t, dir, "scimshim.yaml", text)
	for end := 0; end < len(h.did); {
		end = min(end+hostileRound, len(h.did))
		c := startChild(t, childConfig{file: file})
		before := c.settled(t)
		var all sync.WaitGroup
		for range hostileClients {
			all.Go(func() { h.client(c, int64(end)) })
		}
		all.Wait()
		h.next.Store(int64(end))
		c.leavesNothing(t, before)
		if _, err := c.terminate(5 * time.Second); err != nil {
			t.Fatalf("the proxy ended with %v", err)
		}
		c.kill()
	}
}

// The kinds of requests, by number modulo their count. Users with an even number are there.
const (
	askForUser = iota
	askForName
	askToPatch
	askToCreate
	askToDelete
	askToPut
	hostileKinds
)

func kindOf(n int64) int64  { return n / 2 % hostileKinds }
func isThere(n int64) bool  { return n%2 == 0 || kindOf(n) > askForName }
func userOf(n int64) string { return "u" + strconv.FormatInt(n, 10) }

// client makes exchanges until their number reaches an end.
func (h *hostile) client(c *child, end int64) {
	var w *wire
	var request []byte
	for {
		n := h.next.Add(1) - 1
		if n >= end {
			if w != nil {
				w.Close()
			}
			return
		}
		if w == nil {
			var err error
			if w, err = dialFrom("", c.addr, false, 5*time.Second); err != nil {
				h.told(n, "a connection failed: "+plainFault(err))
				continue
			}
		}
		request = appendHostile(request[:0], n)
		r, err := w.ask(request, 40*time.Second)
		if err != nil {
			h.told(n, "no answer: "+plainFault(err))
		} else {
			h.judge(n, r)
		}
		if err != nil || r.closing {
			w.Close()
			w = nil
		}
	}
}

// appendHostile appends the request with a number.
func appendHostile(b []byte, n int64) []byte {
	const user = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"%[1]s","active":true}`
	id, body := userOf(n), ""
	method, path := "GET", "/Users/"+id
	switch kindOf(n) {
	case askForName:
		path = "/Users?filter=userName%20eq%20%22" + id + "%22"
	case askToPatch:
		method = "PATCH"
		body = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace",` +
			`"path":"displayName","value":"` + id + `"}]}`
	case askToCreate:
		method, path, body = "POST", "/Users", fmt.Sprintf(user, id)
	case askToDelete:
		method = "DELETE"
	case askToPut:
		method, body = "PUT", `{"id":"`+id+`",`+fmt.Sprintf(user, id)[1:]
	}
	b = fmt.Appendf(b, "%s /r%d%s HTTP/1.1\r\nHost: scim.example.com\r\nAuthorization: Bearer %s\r\n", method,
		n/hostileKinds%hostileRoutes, path, clientToken)
	if body != "" {
		b = fmt.Appendf(b, "Content-Type: application/scim+json\r\nContent-Length: %d\r\n", len(body))
	}
	return append(append(b, "\r\n"...), body...)
}

// judge holds the answer to a request against what is there, and what the target did.
func (h *hostile) judge(n int64, r reply) {
	if r.status >= 500 {
		h.refused.Add(1)
		return
	}
	id, kind := userOf(n), kindOf(n)
	names := bytes.Contains(r.body, []byte(`"id":"`+id+`"`))
	done := h.did[n].Load() == 1
	right := false
	switch kind {
	case askForUser:
		right = isThere(n) && r.status == 200 && names || !isThere(n) && r.status == 404
	case askForName:
		right = r.status == 200 && (isThere(n) && names || !isThere(n) && bytes.Contains(r.body, []byte(`"totalResults":0`)))
	case askToPatch, askToDelete:
		right = r.status == 204 && done
	case askToCreate:
		right = r.status == 201 && names && done
	case askToPut:
		right = r.status == 200 && names && done
	}
	if !right {
		h.told(n, fmt.Sprintf("kind %d, there %v, done %v: %d naming it %v", kind, isThere(n), done, r.status, names))
	}
}

// told notes a wrong answer.
func (h *hostile) told(_ int64, what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wrong = append(h.wrong, what)
}

// serve answers a request.
func (h *hostile) serve(c net.Conn, q *asked) bool {
	n, ok := numberOf(q)
	if !ok || n >= int64(len(h.did)) {
		h.odd.Add(1)
		return false
	}
	if rand.IntN(100) >= h.share {
		_, err := c.Write(h.answer(n, q.body))
		return err == nil
	}
	switch rand.IntN(6) {
	case 0: // at once
		c.Write(append(h.answer(n, q.body), strayBytes()...))
	case 1, 2: // late
		c.Write(h.answer(n, q.body))
		time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
		c.Write(strayBytes())
	case 3: // late, and the end
		c.Write(h.answer(n, q.body))
		time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
		c.Write([]byte("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
		return false
	case 4: // the end without a word
		c.Write(h.answer(n, q.body))
		return false
	case 5: // cut, perhaps to nothing
		a := h.answer(n, q.body)
		c.Write(a[:rand.IntN(len(a))])
		return false
	}
	return true
}

// numberOf returns the number of the exchange that a request is of.
func numberOf(q *asked) (int64, bool) {
	text := q.path
	if q.method == "POST" {
		text = string(q.body)
	} else if decoded, err := url.QueryUnescape(text); err == nil {
		text = decoded
	}
	for _, before := range []string{`/Users/u`, `userName eq "u`, `"userName":"u`} {
		if _, rest, ok := strings.Cut(text, before); ok {
			end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
			if end < 0 {
				end = len(rest)
			}
			n, err := strconv.ParseInt(rest[:end], 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}

// answer carries out the request with a number and returns the right answer.
func (h *hostile) answer(n int64, body []byte) []byte {
	const gone = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"nobody"}`
	id := userOf(n)
	user := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"` + id + `","userName":"` + id + `","active":true}`
	kind := kindOf(n)
	if kind > askForName {
		h.did[n].Add(1)
	}
	switch {
	case kind == askForUser && !isThere(n):
		return scimAnswer(404, gone)
	case kind == askForName && isThere(n):
		return scimAnswer(200, scimList(user))
	case kind == askForName:
		return scimAnswer(200, scimList(""))
	case kind == askToCreate:
		return scimAnswer(201, user)
	case kind == askToPatch, kind == askToDelete:
		return scimAnswer(204, "")
	}
	return scimAnswer(200, user)
}

// strayBytes returns what a client would believe if it were told.
func strayBytes() []byte {
	const fault = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","detail":"no"}`
	switch rand.IntN(7) {
	case 0:
		return scimAnswer(200, scimList(""))
	case 1:
		return scimAnswer(404, fmt.Sprintf(fault, 404))
	case 2:
		return scimAnswer(204, "")
	case 3:
		return scimAnswer(409, fmt.Sprintf(fault, 409))
	case 4:
		return scimAnswer(201, `{"id":"stray","userName":"stray"}`)
	case 5:
		return []byte("\r\n")
	}
	return []byte("H")
}
