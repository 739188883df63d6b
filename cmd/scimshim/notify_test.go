package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service/servicetest"
)

// A notified is serve as systemd starts it, and what it tells.
type notified struct {
	*testing.T
	cmd    *exec.Cmd
	socket *net.UnixConn
}

// awaits reads until the process tells what matches. What it told before is what may
// come at any time: that it is awake.
func (n *notified) awaits(pattern string) {
	n.Helper()
	buf := make([]byte, 4096)
	n.socket.SetReadDeadline(time.Now().Add(servicetest.Patience))
	for {
		size, err := n.socket.Read(buf)
		if err != nil {
			n.Fatalf("never told %s: %v", pattern, err)
		}
		told := string(buf[:size])
		if regexp.MustCompile("^(?:" + pattern + ")$").MatchString(told) {
			return
		}
		if told != "WATCHDOG=1" {
			n.Errorf("told %q, not %s", told, pattern)
		}
	}
}

// The manager is told when the process is ready, that it is awake, when it reloads and
// when it ends.
func TestNotify(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	cmd := exec.Command("scimshim", "serve", "--target", "http://127.0.0.1:1", "--rules", "entra",
		"--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "NOTIFY_SOCKET="+path, "WATCHDOG_USEC=100000")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	n := &notified{t, cmd, socket}
	n.awaits("READY=1")
	n.awaits("WATCHDOG=1")
	n.awaits("WATCHDOG=1")
	cmd.Process.Signal(syscall.SIGHUP)
	n.awaits("RELOADING=1\nMONOTONIC_USEC=[0-9]+\n")
	n.awaits("READY=1")
	cmd.Process.Signal(syscall.SIGTERM)
	n.awaits("STOPPING=1")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
