//go:build unix

package disk_test

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"scimshim/rewrite/state"
)

// A disk that is full fails the request; what was there is there, also afterwards.
func TestFullDisk(t *testing.T) {
	name := os.Getenv("STATE_OF_FULL_DISK")
	if name == "" {
		name = filepath.Join(t.TempDir(), "state")
		filled(t, name)
		c := exec.Command(os.Args[0], "-test.run=TestFullDisk", "-test.v")
		c.Env = append(os.Environ(), "STATE_OF_FULL_DISK="+name)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if f := open(t, name, plenty); get(f, "a", "k7") != strings.Repeat("v", 1000) {
			t.Error("it is not there afterwards")
		}
		return
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	full := syscall.Rlimit{Cur: uint64(info.Size()), Max: uint64(info.Size())}
	f := open(t, name, state.Limits{Entries: 1000, Bytes: 1 << 30})
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Skip(err)
	}
	for i := 0; err == nil && i < 900; i++ {
		err = f.Put("b", entry(fmt.Sprint(i), strings.Repeat("v", 100_000)))
	}
	if err == nil || state.CauseOf(err) != state.CauseFile {
		t.Errorf("a full disk: %v", err)
	}
	t.Log(err)
	if get(f, "a", "k7") != strings.Repeat("v", 1000) {
		t.Error("what was there is gone")
	}
}
