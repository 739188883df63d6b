//go:build siege

package siege

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/proxy/mock"
)

// The sizes of the initial cycle: those of make cycle are 10,000 users and 500 groups at 50 requests a second.
var (
	cycleUsers    = flag.Int("users", 300, "users of an initial cycle")
	cycleGroups   = flag.Int("groups", 20, "groups of an initial cycle")
	cycleRate     = flag.Int("rate", 250, "requests a second of an initial cycle")
	cycleRestarts = flag.Int("restarts", 3, "restarts of the proxy during an initial cycle, each third after a crash")
)

// The target puts off 20 requests in a row after every 300, with a Retry-After of a second.
const (
	cycleTaken, cyclePutOff = 300, 20
	mostCycles              = 30 // until all must be there
	cyclePause              = 300 * time.Millisecond
)

// A limited is an imitated target that puts requests off.
type limited struct {
	*mock.Target
	mu       sync.Mutex
	arrived  int
	putOff   atomic.Int64
	twice    atomic.Int64 // creations of what was there
	answered atomic.Int64
}

func (l *limited) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	off := l.arrived%(cycleTaken+cyclePutOff) >= cycleTaken
	l.arrived++
	l.mu.Unlock()
	if off {
		l.putOff.Add(1)
		w.Header().Set("Retry-After", "1")
		w.Header().Set("Content-Type", "application/scim+json")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"429","detail":"slow down"}`)
		return
	}
	l.Target.ServeHTTP(w, r)
	l.answered.Add(1)
	for _, seen := range l.Take() { // what is recorded would be kept
		if seen.Status == 409 {
			l.twice.Add(1)
		}
	}
}

// The initial cycle of Entra, against a target that puts requests off, through a proxy that ends and is started
// again meanwhile: nobody is lost, and nobody is there twice.
func TestSiegeInitialCycle(t *testing.T) {
	d := newTenant(rand.New(rand.NewPCG(1, 2)), *cycleUsers, *cycleGroups)
	target := startLimited(t, d)
	address := freeAddress(t)
	o := childConfig{file: writeCycle(t, address, target.url)}
	c := startChild(t, o)
	e := newEntra("http://"+address+"/scim/v2", *cycleRate)
	start, done, cycles := time.Now(), make(chan struct{}), 0
	go func() {
		defer close(done)
		for !e.cycle(d) && cycles < mostCycles {
			cycles++
			time.Sleep(cyclePause)
		}
		cycles++
	}()
	peak, restarts := 0, 0
	for at := range restartsIn(e, d, done) {
		peak = max(peak, c.peak())
		if restarts++; restarts%3 == 0 {
			c.kill()
		} else if took, err := c.terminate(15 * time.Second); err != nil {
			t.Errorf("at %d requests, told to end, the proxy ended with %v after %v", at, err, took)
		}
		c = startChild(t, o)
	}
	<-done
	took, peak := time.Since(start), max(peak, c.peak())
	for len(e.faults) > 0 {
		t.Error(<-e.faults)
	}
	found, err := cycle.ReadDirectory(target.All)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range d.differs(found) {
		t.Error(text)
	}
	if restarts != *cycleRestarts {
		t.Errorf("%d restarts", restarts)
	}
	members := 0
	for _, g := range d.teams {
		members += len(g.members)
	}
	row(t, "%d users, %d groups, %d memberships, in %d cycles", len(d.people), len(d.teams), members, cycles)
	row(t, "%d requests in %.0f s, %.1f/s; %d restarts, %d of them crashes: %d without answer, %d of 5xx; %d MiB", e.asked.Load(), took.Seconds(),
		float64(e.asked.Load())/took.Seconds(), restarts, restarts/3, e.cut.Load(), e.failed.Load(), peak)
	row(t, "target: %d answered, %d put off with 429, of which the client saw %d; %d created twice (409)",
		target.answered.Load(), target.putOff.Load(), e.putOff.Load(), target.twice.Load())
}

// limitedTarget is a limited target with an HTTP server.
type limitedTarget struct {
	*limited
	url string
}

// startLimited starts the target, which holds some of the users already.
func startLimited(t *testing.T, d *tenant) *limitedTarget {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	m, err := mock.New("atlassian", mock.Options{BaseURL: base, Token: targetToken})
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range d.before() {
		if _, err := m.Seed("Users", user); err != nil {
			t.Fatal(err)
		}
	}
	l := &limited{Target: m}
	server.Config.Handler = l
	server.Start()
	t.Cleanup(server.Close)
	return &limitedTarget{l, base + m.Base()}
}

// freeAddress returns an address that nobody listens at, which a proxy can have again after it has ended.
func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// writeCycle writes the configuration.
func writeCycle(t *testing.T, listen, target string) string {
	t.Helper()
	dir := t.TempDir()
	writeSecrets(t, dir)
	writeFile(t, dir, "scimshim.yaml", fmt.Sprintf("listen: %s\nadmin: 127.0.0.1:0\ndrain: 5s\nroutes:\n  - name: main\n"+
		"    path: /scim/v2\n    target: {url: %q, auth: {bearer_file: target.token}, pace: {at_once: %d}}\n"+
		"    clients: [{name: entra, bearer_file: client.token}]\n"+
		"    rules: [entra, {pack: atlassian, with: {match_email: username}}]\n", listen, target, entraAtOnce))
	return filepath.Join(dir, "scimshim.yaml")
}

// restartsIn returns after how many requests the proxy is to be restarted, when it is time.
func restartsIn(e *entra, d *tenant, done <-chan struct{}) func(func(int64) bool) {
	all := 2 * (len(d.people) + len(d.teams)) // memberships come on top
	return func(yield func(int64) bool) {
		for i := range *cycleRestarts {
			at := int64(all * (i + 1) / (*cycleRestarts + 1))
			for e.asked.Load() < at {
				select {
				case <-done:
					return
				case <-time.After(5 * time.Millisecond):
				}
			}
			if !yield(e.asked.Load()) {
				return
			}
		}
	}
}
