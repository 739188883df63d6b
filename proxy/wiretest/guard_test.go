package wiretest

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/guard"
	"scimshim/proxy/proxytest"
	"scimshim/rewrite/state"
)

// bounds has clients of the route make no more than so many changes of a sort within an hour.
func bounds(b map[guard.Sort]guard.Bound) func(*proxy.Options, *proxy.Route) {
	return func(_ *proxy.Options, r *proxy.Route) { r.Guard = &guard.Settings{Window: time.Hour, Bounds: b} }
}

// administer posts to the admin listener.
func administer(p *proxytest.Running, path string) (int, string) {
	p.T.Helper()
	resp, err := http.Post("http://"+p.AdminAddr().String()+path, "", nil)
	if err != nil {
		p.T.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body)
}

func deleteUser(i int) string {
	return proxytest.Head("DELETE", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n"
}

// count returns how many requests of a method the target took since the last look at it.
func count(lines []string, method string) (n int) {
	for _, line := range lines {
		if strings.HasPrefix(line, method+" ") {
			n++
		}
	}
	return n
}

// Requests at one time do not slip past the bound, others go on, and an administrator decides.
func TestGuard(t *testing.T) {
	to := proxytest.StartTarget(t, proxytest.AnswerSCIM)
	p := proxytest.Start(t, to.URL(), bounds(map[guard.Sort]guard.Bound{guard.Deletes: {Count: 20}}))
	var done, held atomic.Int64
	send := func(from, to int) {
		var all sync.WaitGroup
		for i := from; i < to; i++ {
			all.Go(func() {
				switch a := p.Ask(deleteUser(i)); a.Code {
				case 204:
					done.Add(1)
				case 429:
					held.Add(1)
				default:
					t.Errorf("%d %s", a.Code, a.Body)
				}
			})
		}
		all.Wait()
	}
	send(0, 60)
	if n := count(to.Lines(), "DELETE"); done.Load() != 20 || held.Load() != 40 || n != 20 {
		t.Fatalf("%d done, %d held, %d sent", done.Load(), held.Load(), n)
	}
	a := p.Ask(deleteUser(99))
	a.IsError(t, 429)
	if a.Header.Get("Retry-After") != "300" || !strings.Contains(a.Body, "deletes of the route test are held since ") ||
		!strings.Contains(a.Body, "more than 20 within 1h; other requests go on;") ||
		!strings.Contains(a.Body, "nothing was sent to the target") {
		t.Errorf("%v %s", a.Header, a.Body)
	}
	if a := p.Ask(getUser); a.Code != 200 {
		t.Errorf("another request: %d", a.Code)
	}
	p.Counts(`scimshim_guard_held{route="test",sort="deletes"} 1`)
	p.Counts(`scimshim_guard_changes_total{route="test",sort="deletes"} 20`)
	p.Counts(`scimshim_guard_refused_total{route="test",sort="deletes"} 41`)
	if !strings.Contains(p.Logs.String(), `"reason":"held"`) ||
		strings.Count(p.Logs.String(), `"msg":"changes are held until`) != 1 {
		t.Errorf("the log has\n%s", p.Logs)
	}
	if code, text := administer(p, "/-/guard/release?route=test"); code != 200 || text != "released: deletes of the route test\n" {
		t.Errorf("%d %s", code, text)
	}
	send(100, 130)
	if n := count(to.Lines(), "DELETE"); done.Load() != 40 || n != 20 {
		t.Errorf("%d done, %d sent", done.Load(), n)
	}
	if code, text := administer(p, "/-/guard/reject?route=test&for=24h"); code != 200 || text != "rejected: deletes of the route test\n" {
		t.Errorf("%d %s", code, text)
	}
	a = p.Ask(deleteUser(200))
	a.IsError(t, 403)
	if !strings.Contains(a.Body, "rejected by an administrator") || a.Header.Get("Retry-After") != "" {
		t.Errorf("%v %s", a.Header, a.Body)
	}
	p.Counts(`scimshim_guard_held{route="test",sort="deletes"} 0`)
}

func TestGuardAdmin(t *testing.T) {
	to := proxytest.StartTarget(t, proxytest.AnswerSCIM)
	p := proxytest.Start(t, to.URL(), bounds(map[guard.Sort]guard.Bound{guard.Deletes: {Count: 1}}))
	for _, of := range []struct {
		path string
		code int
		says string
	}{
		{"/-/guard/release", 404, "expected a route that has a guard: test"},
		{"/-/guard/release?route=other", 404, "expected a route that has a guard: test"},
		{"/-/guard/release?route=test", 409, "nothing is held of the route test"},
		{"/-/guard/reject?route=test", 409, "nothing is held of the route test"},
		{"/-/guard/reject?route=test&for=soon", 400, "for: expected a duration"},
		{"/-/guard/reject?route=test&for=-1h", 400, "for: expected a duration"},
		{"/-/guard/release?route=test&sort=creates", 400, "sort: expected one of"},
	} {
		if code, text := administer(p, of.path); code != of.code || !strings.Contains(text, of.says) {
			t.Errorf("%s: %d %s", of.path, code, text)
		}
	}
	code, text := p.Get("/-/guard")
	if code != 200 || !strings.Contains(text, `"route": "test"`) || strings.Contains(text, "hold") {
		t.Errorf("%d %s", code, text)
	}
}

// A hold is there after the rules are loaded anew, and in another process with the same state.
func TestGuardStays(t *testing.T) {
	to, kept := proxytest.StartTarget(t, proxytest.AnswerSCIM), state.NewMemory(state.Limits{Entries: 10, Bytes: 1 << 20})
	b := map[guard.Sort]guard.Bound{guard.Deletes: {Count: 1}}
	change := func(o *proxy.Options, r *proxy.Route) {
		o.State = kept
		bounds(b)(o, r)
	}
	p := proxytest.Start(t, to.URL(), change)
	p.Ask(deleteUser(1))
	p.Ask(deleteUser(2)).IsError(t, 429)
	r := proxytest.Route(to.URL())
	b[guard.Deletes] = guard.Bound{Count: 100}
	bounds(b)(nil, &r)
	p.Use(proxytest.Set(t, "second", r))
	p.Ask(deleteUser(3)).IsError(t, 429)
	proxytest.Start(t, to.URL(), change).Ask(deleteUser(4)).IsError(t, 429)
	if n := count(to.Lines(), "DELETE"); n != 1 {
		t.Errorf("%d were sent", n)
	}
}

// A target that refuses has nothing that counts; of one that fails nobody knows.
func TestGuardCountsWhatIsDone(t *testing.T) {
	for code, want := range map[int]int{404: 0, 409: 0, 500: 1, 204: 1} {
		to := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
			body := ""
			if code != 204 {
				body = fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d"}`, code)
			}
			io.WriteString(c, proxytest.HTTPAnswer(code, body))
			return true
		})
		p := proxytest.Start(t, to.URL(), bounds(map[guard.Sort]guard.Bound{guard.Deletes: {Count: 1}}))
		p.Ask(deleteUser(1))
		a := p.Ask(deleteUser(2))
		if held := a.Code == 429; held != (want == 1) {
			t.Errorf("after %d: %d %s", code, a.Code, a.Body)
		}
	}
}

// The target is asked once how many users it has, and of a bulk each operation counts.
func TestGuardShare(t *testing.T) {
	to := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		if r.Method == "GET" && r.URL.Query().Get("count") == "1" {
			io.WriteString(c, proxytest.HTTPAnswer(200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":40}`))
			return true
		}
		return proxytest.AnswerSCIM(c, r)
	})
	p := proxytest.Start(t, to.URL(), bounds(map[guard.Sort]guard.Bound{guard.Deletes: {Count: 20, Share: 0.05}}))
	a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Bulk", `{"Operations":[{"method":"DELETE","path":"/Users/1"},`+
		`{"method":"DELETE","path":"/Users/1"},{"method":"DELETE","path":"/Users/2"},{"method":"DELETE","path":"/Users/3"}]}`))
	if strings.Count(a.Body, `"status":"204"`) != 3 || strings.Count(a.Body, `held since`) != 1 {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	if lines := to.Lines(); count(lines, "GET") != 1 || count(lines, "DELETE") != 3 {
		t.Errorf("the target was asked %q", lines)
	}
}

// To know which members a PUT removes, the group is read; what is not known is not sent.
func TestGuardReadsGroup(t *testing.T) {
	const group = `{"id":"g","members":[{"value":"1"},{"value":"2"},{"value":"3"}]}`
	for _, of := range []struct {
		answer string // to the question for the group
		body   string
		code   int
		puts   int
	}{
		{proxytest.HTTPAnswer(200, group), `{"members":[{"value":"1"},{"value":"2"}]}`, 200, 1},
		{proxytest.HTTPAnswer(200, group), `{"members":[{"value":"9"}]}`, 429, 0},
		{proxytest.HTTPAnswer(200, `{"id":"g"}`), `{"members":[]}`, 200, 1},
		{proxytest.HTTPAnswer(404, `{"status":"404"}`), `{"members":[]}`, 200, 1},
		{proxytest.HTTPAnswer(403, `{"status":"403"}`), `{"members":[]}`, 200, 1},
		{proxytest.HTTPAnswer(200, `{"id":"h"}`), `{"members":[]}`, 503, 0},
		{proxytest.HTTPAnswer(200, `no JSON`), `{"members":[]}`, 503, 0},
		{proxytest.HTTPAnswer(500, `{"status":"500"}`), `{"members":[]}`, 503, 0},
		{proxytest.HTTPAnswer(429, `{"status":"429"}`), `{"members":[]}`, 503, 0},
		{"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{", `{"members":[]}`, 502, 0},
	} {
		to := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
			if r.Method == "GET" {
				io.WriteString(c, of.answer)
				return !strings.HasSuffix(of.answer, "\n{")
			}
			return proxytest.AnswerSCIM(c, r)
		})
		p := proxytest.Start(t, to.URL(), bounds(map[guard.Sort]guard.Bound{guard.Removals: {Count: 2}}))
		a := p.Ask(proxytest.WithBody("PUT", "/scim/v2/Groups/g", of.body))
		if n := count(to.Lines(), "PUT"); a.Code != of.code || n != of.puts {
			t.Errorf("%q: %d %s, and %d were sent", of.answer, a.Code, a.Body, n)
		}
	}
}
