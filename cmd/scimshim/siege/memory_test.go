//go:build siege

package siege

import (
	"bytes"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A burst is requests that are sent at once, each on a connection of its own.
type burst struct {
	requests [][]byte
	refused  bool // whether they may be refused for what they are, not only for how many they are
}

// send sends them, and waits until each is answered. One that is neither carried out nor answered with a 503
// that says when to try again fails the test.
func (b burst) send(t *testing.T, c *child) (lift func() string) {
	start := time.Now()
	var mu sync.Mutex
	statuses := map[string]int{}
	var all sync.WaitGroup
	for _, request := range b.requests {
		all.Go(func() {
			got := b.one(c, request)
			mu.Lock()
			defer mu.Unlock()
			statuses[got]++
		})
	}
	all.Wait()
	took := time.Since(start)
	return func() string {
		text := fmt.Sprintf("answered in %.1f s:", took.Seconds())
		for _, status := range slices.Sorted(maps.Keys(statuses)) {
			text += fmt.Sprintf(" %d × %s", statuses[status], status)
			good := status[0] == '2' || status == "503"
			if !good && !(b.refused && status[0] == '4') {
				t.Errorf("%d of %d requests of the load: %s", statuses[status], len(b.requests), status)
			}
		}
		return text
	}
}

// one sends a request and returns the status of its answer, or what went wrong.
func (b burst) one(c *child, request []byte) string {
	w, err := dialFrom(sameSource, c.addr, c.secure, 10*time.Second)
	if err != nil {
		return plainFault(err)
	}
	defer w.Close()
	r, err := w.askWhole(request, time.Minute)
	switch {
	case err != nil:
		return plainFault(err)
	case r.status == 503 && !r.retry:
		return "503 without Retry-After"
	}
	return fmt.Sprint(r.status)
}

// askWhole is ask for a request that may be answered before all of it was read.
func (w *wire) askWhole(request []byte, patience time.Duration) (reply, error) {
	w.SetDeadline(time.Now().Add(patience))
	sent := make(chan error, 1)
	go func() {
		_, err := w.Write(request)
		sent <- err
	}()
	r, err := w.read()
	if err != nil {
		w.Close()
	}
	w.SetDeadline(time.Now())
	<-sent
	return r, err
}

// Large bodies and large answers, as many at once as clients can send, fit into the memory; those that do not
// are answered with 503.
func TestSiegeMemory(t *testing.T) {
	const mega = 1 << 20
	target := startPeer(t, answerLargely(bigList(8*mega))).url()
	dense := startPeer(t, answerLargely(scimAnswer(200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],`+
		`"totalResults":1,"Resources":[{"id":"1","x":[`+filled("1", 8*mega-200)+`]}]}`))).url()
	posts := slices.Repeat([][]byte{writeRequest("POST", "/Groups", clientToken, bigGroup(mega))}, 64)
	lists := slices.Repeat([][]byte{getRequest("/Users", clientToken)}, 64)
	for _, s := range []struct {
		name   string
		load   func(*testing.T, *child) func() string
		long   bool
		target string
	}{
		{"64 POSTs of 1 MiB and 64 answers of 8 MiB", burst{requests: slices.Concat(posts, lists)}.send, false, target},
		{"64 answers of 4,000,000 values", burst{requests: lists}.send, false, dense},
		{"64 POSTs of 1 MiB", burst{requests: posts}.send, true, target},
		{"64 PATCHes of 1 MiB", burst{requests: slices.Repeat([][]byte{
			writeRequest("PATCH", "/Groups/1", clientToken, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],`+
				`"Operations":[{"op":"replace","value":`+bigGroup(mega-200)+`}]}`)}, 64)}.send, true, target},
		{"64 answers of 8 MiB", burst{requests: lists}.send, true, target},
		{"100 clients that do not read", func(t *testing.T, c *child) func() string { return deafClients(t, c, 100) },
			false, target},
	} {
		t.Run(s.name, func(t *testing.T) {
			left(t, s.long)
			scene{config: childConfig{target: s.target}, load: s.load, hold: time.Second}.play(t)
		})
	}
}

// One body of 1 MiB that costs much, 16 times, costs nobody else the answer.
func TestSiegeHostileBody(t *testing.T) {
	const mega = 1<<20 - 300
	patch := func(operations string) []byte {
		return writeRequest("PATCH", "/Users/1", clientToken,
			`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[`+operations+`]}`)
	}
	post := func(members string) []byte {
		return writeRequest("POST", "/Users", clientToken,
			`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a@example.com",`+members+`}`)
	}
	var names strings.Builder
	for i := 0; names.Len() < mega-40; i++ {
		fmt.Fprintf(&names, `"name%d":1,`, i)
	}
	for i, body := range []struct {
		name    string
		request []byte
	}{
		{"200,000 elements", post(`"emails":[` + filled(`"a"`, mega) + `]`)},
		{"60,000 members", post(names.String() + `"name":{}`)},
		{"nested deeply", post(`"x":` + strings.Repeat(`[`, mega/2) + strings.Repeat(`]`, mega/2))},
		{"12,000 operations", patch(filled(`{"op":"Add","path":"emails[type eq \"work\"].value","value":"a@example.com"}`, mega))},
		{"one operation with 100,000 values", patch(`{"op":"Remove","path":"emails","value":[` + filled(`{"value":1}`, mega) + `]}`)},
		{"a long path", patch(`{"op":"Replace","path":"emails[` + strings.Repeat(`type eq \"a\" or `, mega/18) + `type eq \"b\"].value","value":"a"}`)},
		{"a long string of escapes", post(`"displayName":"` + strings.Repeat(`\u0041`, mega/6-40) + `"`)},
	} {
		t.Run(body.name, func(t *testing.T) {
			left(t, i%3 != 0)
			load := burst{requests: slices.Repeat([][]byte{body.request}, 16), refused: true}
			scene{load: load.send, hold: 200 * time.Millisecond}.play(t)
		})
	}
}

// filled returns as many of a text, with commas between, as fit into a size.
func filled(text string, size int) string {
	return strings.Repeat(text+",", (size-len(text))/(len(text)+1)-3) + text
}

// answerLargely is answerPlainly for a service that has many users.
func answerLargely(list []byte) func(net.Conn, *asked) bool {
	return func(c net.Conn, q *asked) bool {
		if q.method != "GET" || !strings.HasPrefix(q.path, "/Users") || strings.HasPrefix(q.path, "/Users/") {
			return answerPlainly(c, q)
		}
		_, err := c.Write(list)
		return err == nil
	}
}

// bigList returns the answer with a list of hardly less than a size.
func bigList(size int) []byte {
	var b bytes.Buffer
	n := 0
	for ; b.Len() < size-3000; n++ {
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"%08d","userName":"u%d@example.com",`+
			`"active":true,"displayName":"%s"}`, n, n, strings.Repeat("Barbara Jensen ", 70))
	}
	return scimAnswer(200, fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":%d,`+
		`"startIndex":1,"itemsPerPage":%d,"Resources":[%s]}`, n, n, &b))
}

// bigGroup returns a group of hardly less than a size.
func bigGroup(size int) string {
	text := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Everybody","members":[`
	member := `{"value":"2819c223-7f76-453a-919d-413861904646","display":"` + strings.Repeat("Barbara Jensen ", 8) + `"}`
	return text + filled(member, size-len(text)-2) + `]}`
}

// deafClients ask for large answers and do not read them.
func deafClients(t *testing.T, c *child, n int) (lift func() string) {
	var open []net.Conn
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(sameSource)}}
	for range n {
		conn, err := d.Dial("tcp", c.addr)
		if err != nil {
			continue
		}
		conn.(*net.TCPConn).SetReadBuffer(4096)
		conn.Write(getRequest("/Users", clientToken))
		open = append(open, conn)
	}
	time.Sleep(5 * time.Second)
	return func() string {
		for _, c := range open {
			c.Close()
		}
		return fmt.Sprintf("%d connections", len(open))
	}
}
