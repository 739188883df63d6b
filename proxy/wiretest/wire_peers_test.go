package wiretest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// The tables are also sent through other reverse proxies. What this one forwards and two
// of them refuse is either misread or listed with its reason.
const (
	peersFile = "testdata/wire_peers.tsv"
	peerGo    = "ReverseProxy"
	peerNginx = "nginx"
	peerHA    = "HAProxy"
)

// A refusals is, by row, the proxies that refuse it.
type refusals map[string][]string

// readRefusals reads which rows nginx and HAProxy refused when make wire-servers ran last.
func readRefusals(t *testing.T) refusals {
	t.Helper()
	b, err := os.ReadFile(peersFile)
	if err != nil {
		t.Fatal(err)
	}
	all := refusals{}
	for line := range strings.Lines(string(b)) {
		if name, row, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok && !strings.HasPrefix(line, "#") {
			all[row] = append(all[row], name)
		}
	}
	return all
}

// judge fails the test for what two of the others refuse, unless it is listed.
func (r refusals) judge(t *testing.T) {
	t.Helper()
	listed := readExceptions(t, "peers")
	for row, by := range r {
		if len(by) >= 2 {
			listed.check(t, row, []complaint{{"peers", "it is forwarded, and refused by " + strings.Join(by, " and ")}})
		}
	}
	listed.done(t)
}

// forwardedRows returns the requests of which the golden file says that the target gets
// one, the sound request that follows each row left out.
func forwardedRows(t *testing.T) (forwarded []wireRow) {
	t.Helper()
	b, err := os.ReadFile("testdata/wire_requests.tsv")
	if err != nil {
		t.Fatal(err)
	}
	reached := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		part := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		reached[part[0]] = len(part) == 3 && slices.ContainsFunc(strings.Split(part[2], ", "), isNotNext)
	}
	for _, row := range wireRequests() {
		if reached[row.name] {
			forwarded = append(forwarded, row)
		}
	}
	return forwarded
}

func isNotNext(line string) bool {
	return !strings.HasSuffix(line, "/Users/next") && !strings.HasPrefix(line, "+")
}

// TestWirePeers sends what the proxy forwards through the reverse proxy of Go's library,
// too. Of nginx and HAProxy the last run of make wire-servers is believed.
func TestWirePeers(t *testing.T) {
	if n := len(forwardedRows(t)); n < 300 {
		t.Fatalf("only %d requests are forwarded", n)
	}
	refused := readRefusals(t)
	refused.addGo(t)
	refused.judge(t)
}

// addGo adds what the reverse proxy of Go's library refuses.
func (r refusals) addGo(t *testing.T) {
	t.Helper()
	table := forwardedRows(t)
	var workers []peerWorker
	for range wireParallel {
		target := startStrictTarget(t, answerStrictly)
		workers = append(workers, peerWorker{startReverseProxy(t, target), target})
	}
	took := make([]bool, len(table))
	inParallel(workers, len(table), func(w peerWorker, i int) {
		_, _ = sendRaw(w.address, table[i].raw)
		took[i] = w.took()
	})
	for i, row := range table {
		if !took[i] {
			r[row.name] = append(r[row.name], peerGo)
		}
	}
}

// A peerWorker is another proxy and its target, through which one row at a time is sent.
type peerWorker struct {
	address string
	target  *strictTarget
}

// took reports whether the target got a whole request, other than the one that follows
// the row. The proxy is given a moment to be done with the target; what it still holds
// then is closed, so that nothing of it is taken for the next row's.
func (w peerWorker) took() bool {
	for end := time.Now().Add(50 * time.Millisecond); w.target.isOpen() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	for w.target.isOpen() {
		w.target.closeAll()
		time.Sleep(time.Millisecond)
	}
	all, _, faults := w.target.take()
	return len(faults) > 0 || slices.ContainsFunc(all, func(m *strictMessage) bool { return isNotNext(m.target) })
}

func (s *strictTarget) isOpen() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open) > 0
}

func (s *strictTarget) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		c.Close()
	}
}

// startReverseProxy starts the reverse proxy of Go's library. It goes on for a client that
// has ended its side of the connection, as the rows do, which it is told by a context
// and by a method of the writer.
func startReverseProxy(t *testing.T, target *strictTarget) (address string) {
	t.Helper()
	u, err := url.Parse("http://" + target.ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	p := &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(u) },
		Transport:    &http.Transport{DisableKeepAlives: true},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(502) },
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.ServeHTTP(struct{ http.ResponseWriter }{w}, r.WithContext(context.WithoutCancel(r.Context())))
	}))
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}
