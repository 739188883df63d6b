package main

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service/servicetest"
)

// A piped is the program with its log in a pipe.
type piped struct {
	*testing.T
	cmd *exec.Cmd
	log *os.File // what the test reads
	url string
}

// startPiped starts serve, and reads its log up to where it listens.
func startPiped(t *testing.T) *piped {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	cmd := exec.Command("scimshim", "serve", "--target", "http://127.0.0.1:1", "--rules", "entra",
		"--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	cmd.Stderr = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Close()
		if cmd.ProcessState == nil {
			cmd.Process.Kill()
			cmd.Wait()
		}
	})
	for s := bufio.NewScanner(r); s.Scan(); {
		if public, _, ok := servicetest.Addresses(s.Text()); ok {
			return &piped{t, cmd, r, "http://" + public}
		}
	}
	t.Fatal("the program ended before it listened")
	return nil
}

// asks sends requests, each of which is a line in the log.
func (p *piped) asks(n int) {
	p.Helper()
	client := http.Client{Timeout: servicetest.Patience}
	for range n {
		resp, err := client.Get(p.url + "/" + strings.Repeat("x", 100))
		if err != nil {
			p.Fatal(err)
		}
		resp.Body.Close()
	}
}

// ends checks that the program ends as it should when it is told to.
func (p *piped) ends() {
	p.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			p.Error(err)
		}
	case <-time.After(servicetest.Patience):
		p.Error("the program does not end")
	}
}

// A2: a log that nobody reads holds up neither requests nor the end of the process, and
// a reader that dies ends nothing.
func TestLogPipe(t *testing.T) {
	t.Run("nobody reads", func(t *testing.T) {
		t.Parallel()
		p := startPiped(t)
		p.asks(1000) // more lines than the pipe and what the test has read ahead hold
		p.ends()
	})
	t.Run("the reader dies", func(t *testing.T) {
		t.Parallel()
		p := startPiped(t)
		p.log.Close()
		p.asks(5)
		p.ends()
	})
}
