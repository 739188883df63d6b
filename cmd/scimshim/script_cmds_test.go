package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"scimshim/cmd/scimshim/service/servicetest"
)

// running are the programs that scripts have started, by script and name.
var running sync.Map

func programOf(ts *testscript.TestScript, name string) *exec.Cmd {
	p, ok := running.Load(ts.Name() + "/" + name)
	if !ok {
		ts.Fatalf("no program %s was started", name)
	}
	return p.(*exec.Cmd)
}

func misusedCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: misused REGEXP ARGS...")
	}
	cmd := exec.Command("scimshim", args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); !errors.As(err, &exit) || exit.ExitCode() != exitMisused || stdout.Len() > 0 {
		ts.Fatalf("%v, not exit status 2 without output:\n%s%s", err, &stdout, &stderr)
	}
	if !regexp.MustCompile("^" + args[0] + "\n$").MatchString(stderr.String()) {
		ts.Fatalf("the message does not match %s:\n%s", args[0], &stderr)
	}
}

func startCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: start NAME ARGS...")
	}
	name, file := args[0], ts.MkAbs(args[0]+".log")
	log, err := os.Create(file)
	ts.Check(err)
	defer log.Close()
	cmd := exec.Command("scimshim", args[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), log, log
	cmd.Env = append(os.Environ(), "target="+ts.Getenv("target"))
	ts.Check(cmd.Start())
	running.Store(ts.Name()+"/"+name, cmd)
	ts.Defer(func() {
		if cmd.ProcessState == nil {
			cmd.Process.Kill()
			cmd.Wait()
		}
	})
	await(ts, file, `^http://|"msg":"listening"`, 1)
	for variable, url := range addresses(ts.ReadFile(file)) {
		ts.Setenv(name+variable, url)
	}
}

var mockURL = regexp.MustCompile(`(?m)^http://([^/]*).*$`)

// addresses returns where a program says it listens, as variables without the
// program's name.
func addresses(log string) map[string]string {
	if public, admin, ok := servicetest.Addresses(log); ok {
		return map[string]string{"": "http://" + public, "_admin": "http://" + admin, "_address": admin}
	}
	m := mockURL.FindStringSubmatch(log)
	return map[string]string{"": m[0], "_address": m[1]}
}

var signals = map[string]os.Signal{"HUP": syscall.SIGHUP, "INT": os.Interrupt, "TERM": syscall.SIGTERM}

func signalCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || signals[args[1]] == nil {
		ts.Fatalf("usage: signal NAME {HUP | INT | TERM}")
	}
	ts.Check(programOf(ts, args[0]).Process.Signal(signals[args[1]]))
}

func endCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: end NAME [SIGNAL]")
	}
	signalCmd(ts, false, []string{args[0], append(args, "TERM")[1]})
	if err := programOf(ts, args[0]).Wait(); err != nil {
		ts.Fatalf("%s: %v\n%s", args[0], err, ts.ReadFile(args[0]+".log"))
	}
}

func awaitCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: await FILE REGEXP [COUNT]")
	}
	count, err := strconv.Atoi(append(args, "1")[2])
	ts.Check(err)
	await(ts, args[0], args[1], count)
}

// await waits until the pattern matches in a file so many times.
func await(ts *testscript.TestScript, file, pattern string, count int) {
	re := regexp.MustCompile("(?m)" + pattern)
	for end := time.Now().Add(servicetest.Patience); ; time.Sleep(10 * time.Millisecond) {
		text := ts.ReadFile(file)
		if len(re.FindAllString(text, count)) == count {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s never matched %s %d times:\n%s", file, pattern, count, text)
		}
	}
}

func httpCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: http STATUS METHOD URL [-H FIELD]... [-d BODY]")
	}
	req, err := newRequest(args[1], args[2], args[3:])
	ts.Check(err)
	client := http.Client{Timeout: servicetest.Patience, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "Content-Type: %s\n\n%s\n", resp.Header.Get("Content-Type"), body)
	if strconv.Itoa(resp.StatusCode) != args[0] {
		ts.Fatalf("the status is %d, not %s:\n%s", resp.StatusCode, args[0], body)
	}
}

// idsCmd sets variables to the ids of a list: NAME1, NAME2 and so on.
func idsCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ids NAME URL")
	}
	resp, err := http.Get(args[1])
	ts.Check(err)
	defer resp.Body.Close()
	var list struct{ Resources []struct{ ID string } }
	ts.Check(json.NewDecoder(resp.Body).Decode(&list))
	for i, r := range list.Resources {
		ts.Setenv(args[0]+strconv.Itoa(i+1), r.ID)
	}
}

func newRequest(method, url string, options []string) (*http.Request, error) {
	var body string
	fields := http.Header{}
	for ; len(options) >= 2; options = options[2:] {
		if options[0] == "-d" {
			body = options[1]
			continue
		}
		name, value, _ := strings.Cut(options[1], ":")
		fields.Set(name, strings.TrimSpace(value))
	}
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	for name := range fields {
		req.Header.Set(name, fields.Get(name))
	}
	return req, nil
}
