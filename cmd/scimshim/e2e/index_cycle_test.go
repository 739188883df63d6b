package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service/servicetest"
)

// cycleUsers and cycleNew are the users of an initial cycle, and how many of them
// the target does not have yet.
const (
	cycleUsers = 10_000
	cycleNew   = 50
)

// fastIndex is an index that is built without regard for the target, to be added to
// the pack atlassian.
const fastIndex = `name: fast
overrides:
  - step: atlassian/users.queries.index
    with: {queries: {index: {attributes: [emails.value], sole_process: true, rate: 1000, page_size: 1000}}}
`

// indexedFront serves a target that has many users.
func indexedFront(t testing.TB, target *servicetest.Target) *front {
	t.Helper()
	file := filepath.Join(t.TempDir(), "fast.yaml")
	if err := os.WriteFile(file, []byte(fastIndex), 0o600); err != nil {
		t.Fatal(err)
	}
	return serveFront(t, indexedFlags(t, target.URL, file))
}

// An asker is a client that keeps its connection.
type asker struct {
	t      testing.TB
	url    string
	client http.Client
}

func (f *front) asker() *asker {
	return &asker{t: f.t, url: f.url, client: http.Client{Timeout: servicetest.Patience, Transport: &http.Transport{}}}
}

// do sends a request and returns whether the answer has the status and the text.
func (a *asker) do(method, path, body string, status int, text string) bool {
	req, err := http.NewRequest(method, a.url+path, strings.NewReader(body))
	if err != nil {
		a.t.Error(err)
		return false
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	resp, err := a.client.Do(req)
	if err != nil {
		a.t.Error(err)
		return false
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status || !strings.Contains(string(answer), text) {
		a.t.Errorf("%s %s: %d %s %v", method, path, resp.StatusCode, answer, err)
		return false
	}
	return true
}

// each lets four clients do f for the numbers below n.
func each(f *front, n int, do func(a *asker, i int) bool) {
	var all sync.WaitGroup
	for c := range 4 {
		all.Go(func() {
			a := f.asker()
			defer a.client.CloseIdleConnections()
			for i := c; i < n; i += 4 {
				if !do(a, i) {
					return
				}
			}
		})
	}
	all.Wait()
}

// TestIndexedCycle is the initial cycle of Entra: each user is asked for by e-mail,
// and created if there is none. It costs the target one request a user, the walk
// apart.
func TestIndexedCycle(t *testing.T) {
	t.Parallel()
	target := seededMock(t, cycleUsers-cycleNew)
	proxy := indexedFront(t, target)
	proxy.complete()
	target.Forget()
	each(proxy, cycleUsers, func(a *asker, i int) bool {
		if i < cycleUsers-cycleNew {
			return a.do("GET", byMail(mailOfUser(i)), "", 200, fmt.Sprintf(`"id":"id-%d"`, i))
		}
		body := strings.Replace(atlassianUser(i), fmt.Sprintf(`"id":"id-%d",`, i), "", 1)
		return a.do("GET", byMail(mailOfUser(i)), "", 200, `"totalResults":0`) &&
			a.do("POST", "/Users", body, 201, mailOfUser(i))
	})
	requests := len(target.Take())
	t.Logf("%d requests for %d users", requests, cycleUsers)
	if requests > cycleUsers*105/100 {
		t.Errorf("%d requests for %d users", requests, cycleUsers)
	}
	if n := len(target.All("Users")); n != cycleUsers {
		t.Errorf("the target has %d users", n)
	}
}

// BenchmarkIndex100k builds the index of 100,000 users of Atlassian's double through
// the proxy, says what it takes, and matches users with it.
func BenchmarkIndex100k(b *testing.B) {
	const users = 100_000
	target := seededMock(b, users)
	var proxy *front
	b.Run("build", func(b *testing.B) {
		target.Forget()
		for range b.N {
			proxy = indexedFront(b, target)
			waitLong(b, func() bool { return strings.Contains(proxy.ready(), ": complete, ") })
		}
		b.StopTimer()
		bytes := proxy.gauge("scimshim_index_bytes")
		if bytes > 64<<20 {
			b.Errorf("the index takes %.0f bytes, more than 64 MiB", bytes)
		}
		b.ReportMetric(bytes/users, "bytes/user")
		b.ReportMetric(proxy.gauge("scimshim_index_age_seconds"), "stale-s")
		b.ReportMetric(float64(len(target.Take()))/float64(b.N), "target-requests/op")
	})
	proxy = indexedFront(b, target)
	waitLong(b, func() bool { return strings.Contains(proxy.ready(), ": complete, ") })
	b.Run("hit", func(b *testing.B) {
		lookUps(b, proxy, target, func(i int) string { return mailOfUser(i * 7919 % users) })
	})
	b.Run("miss", func(b *testing.B) {
		lookUps(b, proxy, target, func(i int) string { return fmt.Sprintf("nobody-%d@example.com", i) })
	})
}

// lookUps measures matching queries through the proxy.
func lookUps(b *testing.B, proxy *front, target *servicetest.Target, mail func(i int) string) {
	target.Forget()
	b.ResetTimer()
	each(proxy, b.N, func(a *asker, i int) bool { return a.do("GET", byMail(mail(i)), "", 200, "totalResults") })
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "look-ups/s")
	b.ReportMetric(float64(len(target.Take()))/float64(b.N), "target-requests/op")
}

// waitLong waits for what takes longer than a test may.
func waitLong(b *testing.B, holds func() bool) {
	for end := time.Now().Add(5 * time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			b.Fatal("in vain waited for the index")
		}
	}
}

// gauge returns the value of a metric of the index.
func (f *front) gauge(name string) float64 {
	f.t.Helper()
	req, err := http.NewRequest(http.MethodGet, f.admin+"/metrics", nil)
	if err != nil {
		f.t.Fatal(err)
	}
	_, text := f.send(req)
	_, line, _ := strings.Cut(text, "\n"+name+`{resource="Users",route="default"} `)
	var v float64
	if _, err := fmt.Sscan(line, &v); err != nil {
		f.t.Fatalf("no %s: %v", name, err)
	}
	return v
}
