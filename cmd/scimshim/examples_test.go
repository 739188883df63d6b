package main

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/proxy/roomtest"
	"scimshim/rewrite/racetest"
)

// servers are the commands that go on until they are told to end.
var servers = map[string]bool{"serve": true, "mock": true}

// talks are the commands that talk to another process.
var talks = map[string]bool{"guard": true, "probe": true, "links": true, "healthz": true}

// TestExamples runs the examples of the help as they are printed, each command's
// in a directory that has the files they name.
func TestExamples(t *testing.T) {
	t.Parallel()
	root := newRoot()
	for _, line := range exampleLines(root.Example) {
		if racetest.On {
			break // they are those of the commands
		}
		t.Run(line, func(t *testing.T) { runToEnd(t, sandbox(t, line), line) })
	}
	for _, c := range root.Commands() {
		lines := exampleLines(c.Example)
		if len(lines) == 0 {
			t.Errorf("the command %s has no example", c.Name())
		}
		for _, line := range lines {
			t.Run(line, func(t *testing.T) {
				if racetest.On && !servers[c.Name()] && !talks[c.Name()] {
					t.Skip("the race detector multiplies the time of a command, and this one talks to no other process")
				}
				dir := sandbox(t, line)
				switch {
				case servers[c.Name()]:
					startExample(t, dir, line)
				case c.Name() == "probe":
					startExample(t, dir, "scimshim mock servicenow --listen 127.0.0.1:9991 --seed 3")
					runToEnd(t, dir, line)
				case c.Name() == "links":
					serveOrganization(t, "127.0.0.1:9991")
					runToEnd(t, dir, line)
				case c.Name() == "guard":
					startExample(t, dir, "scimshim mock servicenow --listen 127.0.0.1:9991 --seed 3")
					startExample(t, dir, "scimshim serve --config guarded.yaml")
					deleteAll(t, "http://127.0.0.1:8080/scim/v2/Users")
					runToEnd(t, dir, line)
				case c.Name() == "healthz":
					startExample(t, dir, "scimshim serve --target http://127.0.0.1:9991/scim --rules entra")
					runToEnd(t, dir, line)
				default:
					runToEnd(t, dir, line)
				}
			})
		}
	}
}

// deleteAll deletes all resources of an endpoint, of which the proxy holds some.
func deleteAll(t *testing.T, endpoint string) {
	t.Helper()
	resp, err := http.Get(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var list struct{ Resources []struct{ ID string } }
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	held := false
	for _, r := range list.Resources {
		req, err := http.NewRequest("DELETE", endpoint+"/"+r.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		held = held || resp.StatusCode == http.StatusTooManyRequests
	}
	if !held {
		t.Fatal("nothing is held")
	}
}

// exampleLines returns the commands of an example. Lines that are indented more
// than the first go on with the one before.
func exampleLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "   ") && len(lines) > 0 {
			lines[len(lines)-1] += "\n" + strings.TrimRight(line, "\n")
			continue
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines
}

// sandbox makes a directory with the files that examples name: those of
// testdata/examples, and the cases of this project if the line reads them.
func sandbox(t *testing.T, line string) string {
	t.Helper()
	dir := t.TempDir()
	copies := map[string]string{filepath.Join("testdata", "examples"): dir}
	if cases := filepath.Join("rules", "testdata"); strings.Contains(line+" ", " test ") || strings.Contains(line, cases) {
		copies[filepath.Join("..", "..", cases)] = filepath.Join(dir, cases)
	}
	for from, to := range copies {
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// runToEnd runs a line of a shell, which must be a success.
func runToEnd(t *testing.T, dir, line string) {
	t.Helper()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", line, err, out)
	}
}

var listening = regexp.MustCompile(`(?m)^http://|"msg":"listening"`)

// startExample starts a server, waits until it says that it listens, and ends it
// when the test ends.
func startExample(t *testing.T, dir, line string) {
	t.Helper()
	out := &roomtest.Log{}
	cmd := exec.Command("sh", "-c", "exec "+line)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	servicetest.WaitFor(t, "the address of: "+line, func() bool {
		return listening.MatchString(out.String()) || len(ended) > 0
	})
	if strings.Contains(out.String(), "address already in use") {
		t.Skip("another process of this machine listens at the address that the example names")
	}
	t.Cleanup(func() {
		if len(ended) == 0 {
			cmd.Process.Signal(syscall.SIGTERM)
		}
		if err := <-ended; err != nil {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	})
}
