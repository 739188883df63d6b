//go:build siege

package siege

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service/servicetest"
)

// reloadProxies is how many proxies the reloads are played with at once: a reload that is asked for waits to see
// whether the files still change.
const reloadProxies = 5

// A reloading is a proxy whose files change while clients ask.
type reloading struct {
	t    *testing.T
	c    *child
	dir  string
	stop chan struct{}
	*reloadCounts
}

// reloadCounts are counted over all proxies.
type reloadCounts struct {
	asked      atomic.Int64
	lost       atomic.Int64 // requests without an answer, or with one that says that something is missing
	mixed      atomic.Int64 // answers that another rule set made than their requests
	half       atomic.Int64 // requests that show that half a file is in force
	loads, bad atomic.Int64 // reloads that were done, and refused

	mu     sync.Mutex
	faults []string
}

// Whatever happens to the files, each request is answered under one whole rule set.
func TestSiegeReload(t *testing.T) {
	changes := sized(reloadTimes)
	all := new(reloadCounts)
	start := time.Now()
	atOnce(reloadProxies, reloadProxies, func(int) {
		r := &reloading{t: t, dir: t.TempDir(), stop: make(chan struct{}), reloadCounts: all}
		r.play(changes / reloadProxies)
	})
	if len(all.faults) > 0 {
		t.Errorf("%d faults: %q", len(all.faults), firstFew(all.faults))
	}
	row(t, "%d changes in %.1f s (%d loaded when asked, %d refused), %d requests: %d lost, %d mixed, %d of half a file",
		changes, time.Since(start).Seconds(), all.loads.Load(), all.bad.Load(), all.asked.Load(), all.lost.Load(),
		all.mixed.Load(), all.half.Load())
}

// play changes the files of a proxy so many times.
func (r *reloading) play(changes int) {
	r.write("one", "current")
	target := startPeer(r.t, r.serve)
	writeSecrets(r.t, r.dir)
	writeFile(r.t, r.dir, "turning.token", clientToken+"-0")
	writeFile(r.t, r.dir, "scimshim.yaml", r.configuration(target.url()))
	r.c = startChild(r.t, childConfig{file: filepath.Join(r.dir, "scimshim.yaml")})
	before := r.c.settled(r.t)
	var clients sync.WaitGroup
	for i := range 4 {
		clients.Go(func() { r.client(i) })
	}
	for i := 0; i < changes && r.c.lives(); i++ {
		r.change(i)
	}
	if !r.c.lives() {
		r.t.Errorf("the process ended: %v", r.c.err)
	}
	r.write("one", "current")
	r.awaitGood()
	close(r.stop)
	clients.Wait()
	r.c.leavesNothing(r.t, before)
}

// configuration has two routes under one rule file, which a link leads to. The last thing in it is a route.
func (r *reloading) configuration(target string) string {
	route := func(name, path string) string {
		text := routeYAML(name, path, target, "[entra, ./current/rules.yaml]")
		return strings.Replace(strings.TrimPrefix(text, "routes:\n"), "clients: [",
			"clients: [{name: turning, bearer_file: turning.token}, ", 1)
	}
	return "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\ndrain: 2s\nroutes:\n" + route("first", "/scim/v2") +
		route("second", "/scim/v3")
}

// rulesOf returns a rule file that marks what goes through it, both ways: nickName is the title of one rule set,
// and the userType of the other. What is last in it is the list of what the target takes.
func rulesOf(set string) string {
	to := map[string]string{"one": "title", "two": "userType"}[set]
	return "# " + strings.Repeat("rules of a test; ", 20) + "\n" +
		"name: local\nfor: target\nusers:\n" +
		"  rename: {from: nickName, to: " + to + "}\n" +
		"  drop: [photos, ims]\n" +
		"  queries:\n    filters:\n" +
		"      - {form: 'userName eq {value}'}\n      - {form: '" + to + " eq {value}'}\n"
}

// write makes the link lead to a directory with the rules of a set, as the volumes of Kubernetes do.
func (r *reloading) write(set, link string) {
	dir, err := os.MkdirTemp(r.dir, set)
	if err != nil {
		r.t.Fatal(err)
	}
	writeFile(r.t, dir, "rules.yaml", rulesOf(set))
	old, _ := os.Readlink(filepath.Join(r.dir, link))
	next := filepath.Join(r.dir, "next")
	if err := errors.Join(os.Symlink(filepath.Base(dir), next), os.Rename(next, filepath.Join(r.dir, link))); err != nil {
		r.t.Fatal(err)
	}
	if old != "" {
		os.RemoveAll(filepath.Join(r.dir, old))
	}
}

// change does something to the files, and has them loaded again in one of three ways.
func (r *reloading) change(i int) {
	set := []string{"one", "two"}[i%2]
	switch i / 2 % 6 {
	case 0: // links are swapped
		r.write(set, "current")
		r.tell(i, true)
	case 1: // a whole file takes the place of another
		next := writeFile(r.t, r.dir, "next.yaml", rulesOf(set))
		if err := os.Rename(next, filepath.Join(r.dir, "current", "rules.yaml")); err != nil {
			r.t.Fatal(err)
		}
		r.tell(i, true)
	case 2: // a bad file
		r.overwrite("current/rules.yaml", strings.Replace(rulesOf(set), "rename", "renam", 1))
		r.tell(i, false)
		r.overwrite("current/rules.yaml", rulesOf(set))
	case 3: // half a rule file, for a moment
		r.halve("current/rules.yaml", rulesOf(set), i)
	case 4: // half a configuration
		text, err := os.ReadFile(filepath.Join(r.dir, "scimshim.yaml"))
		if err != nil {
			r.t.Fatal(err)
		}
		r.halve("scimshim.yaml", string(text), i)
	case 5: // a token is turned, and for a moment half of it is there
		r.halve("turning.token", fmt.Sprintf("%s-%d", clientToken, i), i)
		r.halve("target.token", targetToken, i)
	}
}

// halve writes the beginning of a file, has it loaded, and writes the rest.
func (r *reloading) halve(name, text string, i int) {
	file, err := os.OpenFile(filepath.Join(r.dir, name), os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		r.t.Fatal(err)
	}
	defer file.Close()
	cut := rand.IntN(len(text))
	if lines := strings.SplitAfter(text, "\n"); rand.IntN(2) == 0 { // where it is likely to parse
		cut = len(strings.Join(lines[:rand.IntN(len(lines))], ""))
	}
	file.WriteString(text[:cut])
	r.tell(i, false)
	time.Sleep(time.Duration(rand.IntN(5)) * time.Millisecond)
	file.WriteString(text[cut:])
}

func (r *reloading) overwrite(name, text string) {
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// tell has the files loaded: asked at the admin listener, by a signal, or not at all, for the proxy to notice.
// good says that what is there is sound, so that it must be loaded when that is asked for.
func (r *reloading) tell(i int, good bool) {
	switch i % 10 {
	case 7:
		r.c.cmd.Process.Signal(syscall.SIGHUP)
	case 8:
		return
	default:
		status, text := r.c.get(http.MethodPost, "/-/reload")
		switch {
		case status == 200:
			r.loads.Add(1)
		case status == 0 || good && !strings.Contains(text, "again"):
			r.fault("a reload was answered with %d: %s", status, text)
		default:
			r.bad.Add(1)
		}
	}
}

// awaitGood waits until the files as they are now are in force.
func (r *reloading) awaitGood() {
	servicetest.WaitFor(r.t, "the last rules to be in force", func() bool {
		r.c.get(http.MethodPost, "/-/reload")
		_, text := r.c.get(http.MethodGet, "/metrics")
		return metricOf(text, "scimshim_ruleset_last_load_successful") == 1
	})
}

func (r *reloadCounts) fault(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// client asks until it is told to stop.
func (r *reloading) client(number int) {
	var w *wire
	defer func() {
		if w != nil {
			w.Close()
		}
	}()
	for n := number; ; n++ {
		select {
		case <-r.stop:
			return
		default:
		}
		r.asked.Add(1)
		reply, err := r.ask(&w, n)
		if err != nil {
			r.lost.Add(1)
			r.fault("no answer: %s", plainFault(err))
		}
		if err != nil || reply.closing {
			w.Close()
			w = nil
		}
		time.Sleep(3 * time.Millisecond)
	}
}

// ask sends one of four requests, and holds the answer against what each rule set makes of it.
func (r *reloading) ask(kept **wire, n int) (reply, error) {
	path, token := "/Users?filter=nickName%20eq%20%22u1%22", clientToken
	switch n % 4 {
	case 1:
		path = "/Users?filter=displayName%20co%20%22u1%22" // which no target of the rules takes
	case 2:
		path = "/Users/u1"
	case 3:
		token = clientToken[:rand.IntN(len(clientToken))] // which would be a half-written one
	}
	request := getRequest(path, token)
	if n%4 == 2 {
		request = bytes.Replace(request, []byte("/scim/v2"), []byte("/scim/v3"), 1)
	}
	if *kept == nil {
		w, err := dialFrom("", r.c.addr, false, answerTime)
		if err != nil {
			return reply{closing: true}, err
		}
		*kept = w
	}
	a, err := (*kept).ask(request, 10*time.Second)
	if err == nil {
		r.judge(n%4, a)
	}
	return a, err
}

// judge holds an answer against its request.
func (r *reloading) judge(kind int, a reply) {
	switch {
	case kind == 1 && a.status == 400, kind == 2 && a.status == 200, kind == 3 && a.status == 401:
	case kind == 0 && a.status == 200 && bytes.Contains(a.body, []byte("asked ")):
		asked := bytes.Contains(a.body, []byte(`"asked title"`))
		if shown := !bytes.Contains(a.body, []byte(`"title"`)); asked != shown {
			r.mixed.Add(1)
			r.fault("mixed: %s", a.body)
		}
	case kind == 0 && a.status == 200, kind == 1, kind == 3:
		r.half.Add(1)
		r.fault("half a file: a request of kind %d was answered with %d: %.200s", kind, a.status, a.body)
	default:
		r.lost.Add(1)
		r.fault("a request of kind %d was answered with %d: %.200s", kind, a.status, a.body)
	}
}

// serve answers queries with what was asked for, and refuses whoever does not show the whole token.
func (r *reloading) serve(c net.Conn, q *asked) bool {
	const user = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u1","userName":"u1","active":true,` +
		`"title":"u1","userType":"u1","displayName":"asked %s"}`
	filter, _ := url.QueryUnescape(q.path)
	if !bytes.Equal(q.token, []byte("Bearer "+targetToken)) {
		r.half.Add(1)
		r.fault("half a file: the target was shown %d bytes of a token", len(q.token))
	}
	switch {
	case strings.Contains(filter, "title eq"):
		c.Write(scimAnswer(200, scimList(fmt.Sprintf(user, "title"))))
	case strings.Contains(filter, "userType eq"):
		c.Write(scimAnswer(200, scimList(fmt.Sprintf(user, "userType"))))
	case strings.Contains(filter, "filter="):
		r.half.Add(1)
		r.fault("half a file: the target was asked for %s", filter)
		c.Write(scimAnswer(200, scimList("")))
	default:
		return answerPlainly(c, q)
	}
	return true
}
