//go:build siege

package siege

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A watchSpec tells a watcher whom to watch.
type watchSpec struct {
	Addr, Admin string
	Secure      bool
}

// A watched is what became of the GETs of one good client.
type watched struct {
	Good, Shed []float64 // milliseconds until the answer, and until a 503
	Retried    int       // GETs that had to be sent again
	Failed     []string  // what neither was in time nor a 503 in time
	Asked      int
}

// A watch report is what a watcher saw.
type watchReport struct {
	Other, Same watched // from an address of its own, and from that of the load
	Health      []string
}

// otherSource is the address of the good client that has nothing to do with the load, which
// comes from sameSource.
const otherSource, sameSource = "127.0.0.2", "127.0.0.1"

// A watcher is a good client in a process of its own, so that what the load takes of this one's
// time is not taken for the proxy's.
type watcher struct {
	t    *testing.T
	cmd  *exec.Cmd
	stop io.Closer
	out  io.Reader
}

// watchChild starts a watcher.
func watchChild(t *testing.T, c *child) *watcher {
	t.Helper()
	spec, err := json.Marshal(watchSpec{c.addr, c.admin, c.secure})
	if err != nil {
		t.Fatal(err)
	}
	w := &watcher{t: t, cmd: exec.Command(os.Args[0], "-test.run=^TestSiegeWatcher$", "-test.timeout=20m")}
	w.cmd.Env = append(os.Environ(), "SIEGE_WATCH="+string(spec))
	if w.stop, err = w.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	w.out = out
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.stop.Close(); w.cmd.Wait() })
	return w
}

// report ends the watcher, and returns what it saw.
func (w *watcher) report() (r watchReport) {
	w.t.Helper()
	w.stop.Close()
	for line, err := range lines(w.out) {
		if err == nil && strings.HasPrefix(line, "{") {
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				w.t.Fatal(err)
			}
			return r
		}
	}
	w.t.Fatal("the watcher did not report")
	return r
}

func lines(r io.Reader) func(func(string, error) bool) {
	return func(yield func(string, error) bool) {
		br := bufio.NewReader(r)
		for {
			line, err := br.ReadString('\n')
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// TestSiegeWatcher is the process of a watcher.
func TestSiegeWatcher(t *testing.T) {
	var spec watchSpec
	if json.Unmarshal([]byte(os.Getenv("SIEGE_WATCH")), &spec) != nil {
		t.Skip("it is started by the others")
	}
	stop := make(chan struct{})
	go func() {
		io.Copy(io.Discard, os.Stdin)
		close(stop)
	}()
	var other, otherKept, same, sameKept watched
	var health []string
	var all sync.WaitGroup
	all.Go(func() { other.watch(spec, otherSource, false, stop) })
	all.Go(func() { otherKept.watch(spec, otherSource, true, stop) })
	all.Go(func() { same.watch(spec, sameSource, false, stop) })
	all.Go(func() { sameKept.watch(spec, sameSource, true, stop) })
	all.Go(func() { health = watchHealth(spec, stop) })
	all.Wait()
	text, err := json.Marshal(watchReport{other.with(otherKept), same.with(sameKept), health})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(string(text))
}

func (w watched) with(v watched) watched {
	return watched{append(w.Good, v.Good...), append(w.Shed, v.Shed...), w.Retried + v.Retried,
		append(w.Failed, v.Failed...), w.Asked + v.Asked}
}

// watch sends a GET over and over, each on a connection of its own or all on one as long as the proxy
// keeps it. A GET that gets a 503 is sent again a little later, as a client does.
func (w *watched) watch(spec watchSpec, source string, keep bool, stop chan struct{}) {
	request := getRequest("/Users/1", clientToken)
	var kept *wire
	tries := 0
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		case <-time.After(20 * time.Millisecond):
		}
		w.Asked++
		start := time.Now()
		r, err := askOn(&kept, spec, source, request)
		took := time.Since(start)
		if kept != nil && (!keep || err != nil || r.closing) {
			kept.Close()
			kept = nil
		}
		ms := float64(took.Microseconds()) / 1000
		switch {
		case err == nil && r.status == 503 && r.retry && took <= answerTime:
			w.Shed = append(w.Shed, ms)
			if tries++; tries == 1 {
				w.Retried++
			}
			time.Sleep(50 * time.Millisecond)
			continue
		case err != nil:
			w.fail("%v after %.0f ms", plainFault(err), ms)
		case r.status != 200:
			w.fail("%d after %.0f ms: %.120s", r.status, ms, r.body)
		case took > answerTime:
			w.fail("200 after %.0f ms", ms)
		default:
			w.Good = append(w.Good, ms)
		}
		tries = 0
	}
}

func (w *watched) fail(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); len(w.Failed) < 1000 {
		w.Failed = append(w.Failed, text)
	}
}

// plainFault returns an error without the addresses that it names.
func plainFault(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}

// askOn asks on the connection that was kept, or on a new one where there is none. A kept one that the proxy has closed
// in the meantime is no fault of anybody: then a new one is asked.
func askOn(kept **wire, spec watchSpec, source string, request []byte) (reply, error) {
	const patience = 3 * answerTime
	if *kept != nil {
		if r, err := (*kept).ask(request, patience); err == nil || os.IsTimeout(err) {
			return r, err
		}
		(*kept).Close()
		*kept = nil
	}
	c, err := dialFrom(source, spec.Addr, spec.Secure, patience)
	if err != nil {
		return reply{}, err
	}
	*kept = c
	return c.ask(request, patience)
}

// watchHealth holds what the proxy says of its health against what a client meets. It returns what was not
// true.
func watchHealth(spec watchSpec, stop chan struct{}) (lies []string) {
	client := http.Client{Timeout: 2 * answerTime, Transport: &http.Transport{DisableKeepAlives: true}}
	ask := func(path string) int {
		for range 2 { // whoever asks for health does not judge by one connection that was cut
			if resp, err := client.Get("http://" + spec.Admin + path); err == nil {
				resp.Body.Close()
				return resp.StatusCode
			}
		}
		return 0
	}
	request := getRequest("/Users/1", clientToken)
	served := func() bool {
		var c *wire
		r, err := askOn(&c, spec, otherSource, request)
		if c != nil {
			c.Close()
		}
		return err == nil && (r.status == 200 || r.status == 503 && r.retry)
	}
	for {
		select {
		case <-stop:
			return lies
		case <-time.After(100 * time.Millisecond):
		}
		before, alive, ready, after := served(), ask("/healthz"), ask("/readyz"), served()
		switch {
		case before && after && alive != 200:
			lies = append(lies, fmt.Sprintf("clients are served, and /healthz says %d", alive))
		case before && after && ready != 200 && ready != 503:
			lies = append(lies, fmt.Sprintf("clients are served, and /readyz says %d", ready))
		case !before && !after && (alive == 200 && ready == 200):
			lies = append(lies, "no client is served, and /readyz says 200")
		}
	}
}

// shedLimit returns how many milliseconds 503s may take. Of fewer than 20 one decides, and with it a pause of the
// machine: what that took, the slowest of the GETs shows that were answered without waiting.
func (w watched) shedLimit() float64 {
	limit := float64(shedTime.Milliseconds())
	if len(w.Shed) < 20 {
		limit += quantile(w.Good, 1)
	}
	return limit
}

// judge fails the test for what was promised of good clients and did not come. It returns the figures.
func (r watchReport) judge(t *testing.T) string {
	t.Helper()
	for _, c := range []struct {
		name string
		watched
	}{{"from another address", r.Other}, {"from the same address", r.Same}} {
		if len(c.Failed) > 0 {
			t.Errorf("%d of %d GETs %s failed: %q", len(c.Failed), c.Asked, c.name, firstFew(c.Failed))
		}
		if late, limit := quantile(c.Shed, .95), c.shedLimit(); late > limit {
			t.Errorf("%s a twentieth of the 503s took %.0f ms or more, want %.0f", c.name, late, limit)
		}
		if len(c.Good) == 0 {
			t.Errorf("%s nobody was answered", c.name)
		}
	}
	if len(r.Health) > 0 {
		t.Errorf("%d times health was not told as it was: %q", len(r.Health), firstFew(r.Health))
	}
	return fmt.Sprintf("other %s, same %s", r.Other, r.Same)
}

// String returns the figures: how long it took to be answered, and to get a 503.
func (w watched) String() string {
	text := fmt.Sprintf("%d GETs %.0f/%.0f ms", len(w.Good), quantile(w.Good, .5), quantile(w.Good, 1))
	if len(w.Shed) > 0 {
		text += fmt.Sprintf(" %d 503s %.0f/%.0f ms", len(w.Shed), quantile(w.Shed, .5), quantile(w.Shed, 1))
	}
	if len(w.Failed) > 0 {
		text += fmt.Sprintf(" %d failed", len(w.Failed))
	}
	return text
}

func quantile(list []float64, q float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// firstFew returns a few of the different texts.
func firstFew(list []string) []string {
	list = slices.Compact(slices.Sorted(slices.Values(list)))
	return list[:min(len(list), 4)]
}
