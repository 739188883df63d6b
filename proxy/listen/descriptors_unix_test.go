//go:build unix

package listen_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
)

// fewFiles is the name of the variable that has TestFewFiles run in a process of its own.
const fewFiles = "SCIMSHIM_TEST_FEW_FILES"

// With the few descriptors that a process may have, floods at both listeners end nothing,
// also when others of its files have used them up (A1).
func TestFewFiles(t *testing.T) {
	if os.Getenv(fewFiles) == "" {
		c := exec.Command(os.Args[0], "-test.run=^TestFewFiles$", "-test.count=1")
		c.Env = append(os.Environ(), fewFiles+"=1")
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	before := p.Keep()
	before.Works(t, "before")
	limit := syscall.Rlimit{Cur: 300, Max: 300}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Skip(err)
	}
	p.Use(proxytest.Set(t, "second", proxytest.Route(target.URL())))
	var files []*os.File
	for {
		f, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		files = append(files, f)
	}
	// One descriptor is for this end of a connection, and none for the other.
	files[0].Close()
	c, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(c, proxytest.Head("GET", "/scim/v2/Users/1")+"\r\n")
	roomtest.Eventually(t, "accept to fail", func() bool { return strings.Contains(p.Logs.String(), "cannot be accepted") })
	for _, f := range files[1:] {
		f.Close()
	}
	if n, err := c.Read(make([]byte, 12)); n != 12 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	p.Keep().Works(t, "after")
	p.IsHealthy()
}
