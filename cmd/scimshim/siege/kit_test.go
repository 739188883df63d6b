//go:build siege

package siege

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service/servicetest"
)

// The defaults of the sizes are for two idle cores and four minutes; with -short the scenes take a little
// more than one.
var (
	floodConns       = flag.Int("connections", 10240, "connections of a flood")
	hostileExchanges = flag.Int("exchanges", 300_000, "exchanges with a hostile target")
	endTimes         = flag.Int("ends", 100, "how often a proxy under load is told to end")
	reloadTimes      = flag.Int("reloads", 1000, "reloads under load")
	binary           = flag.String("program", "", "the program to try, in place of one built of these sources")
)

// sized returns a size, or a part of it with -short.
func sized(n *int) int {
	if testing.Short() {
		return *n / 7
	}
	return *n
}

// left skips what is left out with -short, for something like it is there.
func left(t *testing.T, long bool) {
	if long && testing.Short() {
		t.Skip("left out with -short")
	}
}

// What is promised of the process under the memory limit of the shipped deployments.
const (
	memoryLimit = "200MiB"         // GOMEMLIMIT
	mostMemory  = 256              // MiB that are ever resident
	answerTime  = time.Second      // until a good client's GET is answered
	shedTime    = time.Second / 10 // or until it gets a 503 of its own
	calmTime    = 5 * time.Second  // from the end of a load until all is as it was before
)

// The tokens of the client and of the target.
const (
	clientToken = "siege-client-token-5b1c"
	targetToken = "siege-target-token-9f2e"
)

// A child is the program serving, as a process.
type child struct {
	t           *testing.T
	cmd         *exec.Cmd
	addr, admin string
	secure      bool // whether addr speaks TLS
	log         *os.File
	ended       chan struct{}  // closed when it has
	err         error          // with what
	lines       sync.WaitGroup // done when the log has been read to its end
}

// A childConfig says how a child is started.
type childConfig struct {
	target string        // its base URL
	files  int           // RLIMIT_NOFILE, 0 for that of the test
	drain  time.Duration // 0 for 5 s
	tls    bool
	rules  string // of YAML; empty for entra
	file   string // a configuration of the caller's own, in place of all that
	log    func(line string)
	deaf   bool // whether nobody reads the log after its first lines
}

var buildProgram = sync.OnceValues(func() (string, error) {
	if *binary != "" {
		return *binary, nil
	}
	dir, err := os.MkdirTemp("", "siege")
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "scimshim")
	out, err := exec.Command("go", "build", "-o", program, "scimshim/cmd/scimshim").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return program, nil
})

// startChild starts the program, and waits until it listens.
func startChild(t *testing.T, o childConfig) *child {
	t.Helper()
	program, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	if o.file == "" {
		o.file = o.write(t)
	}
	limit := "exec \"$0\" \"$@\""
	if o.files > 0 {
		limit = fmt.Sprintf("ulimit -n %d && %s", o.files, limit)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{t: t, secure: o.tls, log: r, ended: make(chan struct{})}
	c.cmd = exec.Command("sh", "-c", limit, program, "serve", "--config", o.file)
	c.cmd.Env = append(os.Environ(), "GOMEMLIMIT="+memoryLimit)
	c.cmd.Stderr = w
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	go func() {
		c.err = c.cmd.Wait()
		close(c.ended)
	}()
	t.Cleanup(c.kill)
	c.follow(o)
	return c
}

// write writes a configuration with one route, and the files that it names.
func (o childConfig) write(t *testing.T) string {
	dir := t.TempDir()
	text := "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\ndrain: " + max(o.drain, time.Second).String() + "\n"
	if o.tls {
		servicetest.Certificate(t, dir)
		text += "tls: {cert_file: cert.pem, key_file: key.pem}\n"
	}
	text += routeYAML("main", "/scim/v2", o.target, o.rules)
	writeSecrets(t, dir)
	return writeFile(t, dir, "scimshim.yaml", text)
}

// routeYAML returns a route in YAML, with the key of the list before it.
func routeYAML(name, path, target, rules string) string {
	if rules == "" {
		rules = "[entra]"
	}
	return fmt.Sprintf("routes:\n  - name: %s\n    path: %s\n    target: {url: %q, auth: {bearer_file: target.token}}\n"+
		"    clients: [{name: entra, bearer_file: client.token}]\n    rules: %s\n", name, path, target, rules)
}

// writeSecrets writes the tokens.
func writeSecrets(t *testing.T, dir string) {
	t.Helper()
	writeFile(t, dir, "client.token", clientToken+"\n")
	writeFile(t, dir, "target.token", targetToken+"\n")
}

func writeFile(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// follow reads the log up to the line that has the addresses, and what is to be read of the rest.
func (c *child) follow(o childConfig) {
	c.t.Helper()
	br := bufio.NewReader(c.log)
	for c.addr == "" {
		line, err := br.ReadString('\n')
		if err != nil {
			c.t.Fatalf("the proxy does not listen: %v, %s", err, line)
		}
		c.addr, c.admin, _ = servicetest.Addresses(line)
	}
	if o.deaf {
		return
	}
	c.lines.Go(func() {
		for {
			line, err := br.ReadString('\n')
			if err != nil {
				return
			}
			if o.log != nil {
				o.log(line)
			}
			if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
				c.t.Errorf("the proxy says: %s", line)
			}
		}
	})
}

// kill ends the process without more ado, if it still runs.
func (c *child) kill() {
	c.cmd.Process.Kill()
	<-c.ended
	c.log.Close()
	c.lines.Wait()
}

// terminate tells the process to end, and returns how long that took and with what it ended.
func (c *child) terminate(patience time.Duration) (took time.Duration, err error) {
	start := time.Now()
	c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.ended:
		return time.Since(start), c.err
	case <-time.After(patience):
		return patience, errors.New("it did not end")
	}
}

// lives reports whether the process runs.
func (c *child) lives() bool {
	select {
	case <-c.ended:
		return false
	default:
		return true
	}
}

var highWater = regexp.MustCompile(`(?m)^VmHWM:\s+(\d+) kB$`)

// peak returns how many MiB of the process were resident at most.
func (c *child) peak() int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	m := highWater.FindSubmatch(text)
	if err != nil || m == nil {
		return 0
	}
	kB, _ := strconv.Atoi(string(m[1]))
	return (kB + 1023) / 1024
}

var operator = http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

// get asks the admin listener.
func (c *child) get(method, path string) (int, string) {
	req, err := http.NewRequest(method, "http://"+c.admin+path, nil)
	if err != nil {
		return 0, err.Error()
	}
	resp, err := operator.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(b)
}

// A holding is what the process holds.
type holding struct {
	goroutines, files int
	kept              int // of the files, connections to targets
}

// holds returns what the process holds; zero if it does not say.
func (c *child) holds() holding {
	_, text := c.get(http.MethodGet, "/metrics")
	return holding{int(metricOf(text, "go_goroutines")), int(metricOf(text, "process_open_fds")),
		int(metricOf(text, "scimshim_target_connections"))}
}

// metricOf returns the sum of a metric's values.
func metricOf(text, name string) float64 {
	sum := 0.0
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(line, name)
		if !ok || rest[0] != ' ' && rest[0] != '{' {
			continue
		}
		if v, err := strconv.ParseFloat(strings.TrimSpace(rest[strings.LastIndexByte(rest, ' ')+1:]), 64); err == nil {
			sum += v
		}
	}
	return sum
}

// rows are what the scenes found.
var rows []string

// row prints the figures of a scene, and keeps them for the table at the end.
func row(t *testing.T, format string, args ...any) {
	t.Helper()
	verdict := "ok  "
	if t.Failed() {
		verdict = "FAIL"
	}
	name := strings.TrimPrefix(t.Name(), "TestSiege")
	line := fmt.Sprintf("%s %-36s %s", verdict, name, fmt.Sprintf(format, args...))
	t.Log(line)
	rows = append(rows, line)
}
