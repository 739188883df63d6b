//go:build unix

package proxy

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

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
	target := startTarget(t, nil)
	p := startProxy(t, target.url())
	before := p.keep()
	before.works(t, "before")
	limit := syscall.Rlimit{Cur: 300, Max: 300}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Skip(err)
	}
	p.fit()
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
	fmt.Fprint(c, head("GET", "/scim/v2/Users/1")+"\r\n")
	roomtest.Eventually(t, "accept to fail", func() bool { return strings.Contains(p.logs.String(), "cannot be accepted") })
	for _, f := range files[1:] {
		f.Close()
	}
	if n, err := c.Read(make([]byte, 12)); n != 12 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	p.keep().works(t, "after")
	p.isHealthy()
}
