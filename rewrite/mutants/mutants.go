// Package mutants puts deliberate faults into the program, one at a time, and has a test look
// whether it notices. It is for the tests of laws, which are to be worth something.
package mutants

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A Fault is one edit of a file: the file, below the root of a set, a text in it, and what
// stands there then.
type Fault [3]string

// A Set is the faults that one test of the running package notices.
type Set struct {
	Root   string // of the files, as seen from the running package
	Faults []Fault
	Test   string   // the name of the test
	Args   []string // and its flags
	Notice string   // what it prints where it fails for what came out
}

// Fit checks that what the faults replace is there.
func (s Set) Fit(t *testing.T) {
	t.Helper()
	for _, f := range s.Faults {
		_, err := s.faulty(f)
		if err != nil {
			t.Error(err)
		}
	}
}

// Try checks that the test notices each of the faults, of which there are so many at least.
func (s Set) Try(t *testing.T, least int) {
	t.Helper()
	if len(s.Faults) < least {
		t.Fatalf("only %d faults", len(s.Faults))
	}
	for _, f := range s.Faults {
		t.Run(f[0]+": "+strings.TrimSpace(strings.SplitN(f[1], "\n", 2)[0]), func(t *testing.T) {
			t.Parallel()
			s.try(t, f)
		})
	}
}

// faulty returns a file with a fault.
func (s Set) faulty(f Fault) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(s.Root, f[0]))
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(text, []byte(f[1])) {
		return nil, fmt.Errorf("%s does not have what the fault replaces:\n%s", f[0], f[1])
	}
	return bytes.Replace(text, []byte(f[1]), []byte(f[2]), 1), nil
}

// try puts the fault in the place of the file, in an overlay that nobody else sees, and runs
// the test.
func (s Set) try(t *testing.T, f Fault) {
	text, err := s.faulty(f)
	if err != nil {
		t.Fatal(err)
	}
	file, err := filepath.Abs(filepath.Join(s.Root, f[0]))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	faulty, overlay := filepath.Join(dir, filepath.Base(file)), filepath.Join(dir, "overlay.json")
	write(t, faulty, text)
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: faulty}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, overlay, replace)
	args := []string{"test", "-overlay", overlay, "-vet=off", "-run=^" + s.Test + "$", "-count=1", "."}
	args = append(args, s.Args...)
	out, err := exec.Command("go", args...).CombinedOutput() //nolint:gosec // the test of a package and its flags
	switch {
	case err == nil:
		t.Errorf("nobody noticed")
	case !bytes.Contains(out, []byte(s.Notice)) && !bytes.Contains(out, []byte("panic")):
		t.Errorf("it was not noticed by what came out:\n%s", out)
	}
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
