//go:build conformance

package conformance

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A realTarget is a SCIM server that others wrote. The file NAME.yaml of
// testdata/conformance has the rules for it, and of corpusTargets exceptions-NAME.tsv
// what cannot be made right with them.
type realTarget struct {
	name    string
	command func(*testing.T) []string
	lacks   []string // attributes and parts of RFC 7643 that it has no room for
}

var realTargets = []realTarget{
	{name: "scimmy", command: node("scimmy", "scimmy-server.mjs")},
	{name: "scim2-server", command: python("server", "scim2-server.py")},
	{name: "scim2-server-08", command: python("server-08", "scim2-server-08.py")},
	{name: "scim-sdk", command: java("scim-sdk", "ScimSdkServer"), lacks: []string{"emails.display"}},
	{name: "django-scim2", command: python("django", "django-scim2.py")},
}

// corpusTargets are those whose rule files are made for all of the corpus, and
// not for the cycles of clients and the suites alone.
var corpusTargets = realTargets[:2]

// python returns the command that runs a script of testdata with what
// is installed in a folder.
func python(folder, script string) func(*testing.T) []string {
	return func(t *testing.T) []string {
		return []string{conformanceCache(t, folder+"/bin/python"), conformanceFile(script)}
	}
}

// node is python for Node, which looks for packages beside the script.
func node(folder, script string) func(*testing.T) []string {
	return func(t *testing.T) []string {
		return []string{"node", installed(t, folder, conformanceFile(script))}
	}
}

// java is python for a class that is compiled in the folder.
func java(folder, class string) func(*testing.T) []string {
	return func(t *testing.T) []string {
		at := conformanceCache(t, folder)
		return []string{"java", "-Dsun.net.httpserver.nodelay=true", "-cp", at + string(filepath.ListSeparator) + at + "/*", class}
	}
}

// conformanceFile returns the path of a file of testdata.
func conformanceFile(name string) string { return filepath.Join("testdata", name) }

// conformanceCache returns the folder that testdata/install.sh fills.
func conformanceCache(t *testing.T, name string) string {
	t.Helper()
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		cache = filepath.Join(os.Getenv("HOME"), ".cache")
	}
	path := filepath.Join(cache, "scimshim-conformance", name)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; make conformance installs it", err)
	}
	return path
}

// A realServer is a server of a realTarget that runs.
type realServer struct {
	t      *testing.T
	target realTarget
	base   string // the URL of the service
	client *http.Client
}

// startReal starts a server of its own for a test, on a port that the system
// chooses, and ends it with the test.
func startReal(t *testing.T, target realTarget) *realServer {
	t.Helper()
	command := target.command(t)
	process := exec.CommandContext(t.Context(), command[0], command[1:]...)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = process.Wait() }) // the context has ended it
	return &realServer{t: t, target: target, base: firstLine(t, out), client: &http.Client{Transport: &http.Transport{}, Timeout: 5 * time.Second}}
}

// installed copies a script into a folder of what is installed, in one step: others may start it meanwhile.
func installed(t *testing.T, folder, script string) string {
	t.Helper()
	text, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(conformanceCache(t, folder), filepath.Base(script))
	copied, err := os.CreateTemp(filepath.Dir(path), "*")
	if err != nil {
		t.Fatal(err)
	}
	_, err = copied.Write(text)
	if err = errors.Join(err, copied.Close(), os.Rename(copied.Name(), path)); err != nil {
		t.Fatal(err)
	}
	return path
}

// firstLine returns the first line that a process writes, for which it has half a
// minute.
func firstLine(t *testing.T, out io.Reader) string {
	t.Helper()
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n') // an empty line is a failure
		lines <- strings.TrimSpace(line)
	}()
	select {
	case line := <-lines:
		if line != "" {
			return line
		}
		t.Fatal("the server ended before it served")
	case <-time.After(30 * time.Second):
		t.Fatal("the server does not serve")
	}
	panic("BUG: a fatal test goes on")
}

// A realAnswer is the answer to a request. A status of 0 is a connection that
// was closed without one.
type realAnswer struct {
	status int
	body   string
}

// ask sends a request to a service at a base URL: the server's own, or a proxy's.
func (s *realServer) ask(base, method, path, body string) realAnswer {
	s.t.Helper()
	req, err := http.NewRequest(method, base+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Accept", "application/scim+json")
	req.Header.Set("Authorization", "Bearer anything")
	if body != "" {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return realAnswer{}
	}
	defer resp.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(resp.Body); err != nil {
		return realAnswer{}
	}
	return realAnswer{resp.StatusCode, text.String()}
}

// reset empties the server.
func (s *realServer) reset() {
	s.t.Helper()
	u, err := url.Parse(s.base)
	if err != nil {
		s.t.Fatal(err)
	}
	if a := s.ask("http://"+u.Host, http.MethodPost, "/reset", ""); a.status != http.StatusNoContent {
		s.t.Fatalf("the server cannot be emptied: %+v", a)
	}
}

// seed creates a resource and returns its id.
func (s *realServer) seed(resource, text string) string {
	s.t.Helper()
	id, err := s.make(resource, text)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// make is seed for what a server may have no room for.
func (s *realServer) make(resource, text string) (string, error) {
	s.t.Helper()
	a := s.ask(s.base, http.MethodPost, "/"+resource, text)
	id := wildText(wildDecode(a.body), "id")
	if a.status != http.StatusCreated || id == "" {
		return "", fmt.Errorf("the server cannot be filled: %s\n%+v", text, a)
	}
	return id, nil
}

// list reads all resources of a kind from the server.
func (s *realServer) list(resource string) ([]wildObject, error) {
	a := s.ask(s.base, http.MethodGet, "/"+resource+"?startIndex=1&count=50", "")
	if a.status != http.StatusOK {
		return nil, fmt.Errorf("%s cannot be listed any more: %d", resource, a.status)
	}
	var list []wildObject
	for _, element := range wildList(wildGet(wildDecode(a.body), "Resources")) {
		list = append(list, element.(wildObject))
	}
	return list, nil
}
