//go:build siege

package siege

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// A flood opens connections and keeps them: on each, bytes are sent, and a reply is awaited if one must come.
type flood struct {
	conns   int
	send    string
	replies bool
	admin   bool             // whether they go to the admin listener
	secure  bool             // whether they shake hands before they send
	source  func(int) string // nil for that of the good client
	most    int              // MiB, as of a scene
}

// open opens the connections. That some are refused is what they are for.
func (f flood) open(t *testing.T, c *child) (lift func() string) {
	var mu sync.Mutex
	var open []*wire
	addr := c.addr
	if f.admin {
		addr = c.admin
	}
	start := time.Now()
	atOnce(f.conns, 64, func(i int) {
		source := sameSource
		if f.source != nil {
			source = f.source(i)
		}
		w, err := dialFrom(source, addr, f.secure, time.Second)
		if err != nil {
			return
		}
		w.SetDeadline(time.Now().Add(2 * time.Second))
		if _, err := w.Write([]byte(f.send)); err == nil && f.replies {
			w.read()
		}
		mu.Lock()
		defer mu.Unlock()
		open = append(open, w)
	})
	took := time.Since(start)
	return func() string {
		for _, w := range open {
			w.Close()
		}
		return fmt.Sprintf("%d connections in %.1f s", len(open), took.Seconds())
	}
}

// Connections that do nothing, or nothing that is of use, keep nobody from being served.
func TestSiegeFlood(t *testing.T) {
	n := *floodConns
	few := n / 5 * 2 // of those that take much time each
	stranger := string(getRequest("/Users/1", "a-token-that-nobody-has"))
	half := func(token string) string {
		return requestHead("POST", "/Users", token) + "Content-Type: application/scim+json\r\nContent-Length: 65536\r\n\r\n" +
			fmt.Sprintf("%-3072s", `{"userName":"`)
	}
	for _, f := range []struct {
		name string
		flood
		config childConfig
		long   bool
	}{
		{"silent", flood{conns: n}, childConfig{}, false},
		{"silent, from many addresses", flood{conns: n, source: manySources}, childConfig{}, true},
		{"silent, at TLS", flood{conns: n + 1}, childConfig{tls: true}, false},
		{"after a 401", flood{conns: n, send: stranger, replies: true}, childConfig{}, true},
		{"idle, from many addresses", flood{conns: n - 6, send: string(getRequest("/Users/1", clientToken)), replies: true,
			source: manySources, most: 160}, childConfig{}, false},
		{"after a 401, from many addresses", flood{conns: n, send: stranger, replies: true, source: manySources},
			childConfig{}, false},
		{"half bodies of strangers", flood{conns: few - 6, send: half("a-token-that-nobody-has"), source: manySources},
			childConfig{}, true},
		{"half bodies", flood{conns: few - 6, send: half(clientToken)}, childConfig{}, false},
		{"files used up", flood{conns: 4200}, childConfig{files: 4096}, true},
		{"files used up, from many addresses", flood{conns: 1500, source: manySources}, childConfig{files: 1024}, false},
		{"files used up by the admin listener", flood{conns: 1500, admin: true}, childConfig{files: 1024}, false},
	} {
		t.Run(f.name, func(t *testing.T) {
			left(t, f.long)
			scene{config: f.config, load: f.open, hold: 2 * time.Second, most: f.most}.play(t)
		})
	}
}
