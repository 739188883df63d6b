package proxy

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var tryMutants = flag.Bool("mutants", false, "build the package with each deliberate fault, and see whether its tests notice")

// A mutant is a deliberate fault: one edit of a file, whose text must be there exactly once, and the
// tests that are to notice it. Files and packages are below the root of the module.
type mutant struct {
	what, file, was, is string
	tests               string // separated by blanks; of package proxy, or of the last package that is named before
}

// named returns the tests by the packages that they are of.
func (m mutant) named() map[string][]string {
	all, pkg := map[string][]string{}, "proxy"
	for word := range strings.FieldsSeq(m.tests) {
		if strings.HasPrefix(word, "Test") {
			all[pkg] = append(all[pkg], word)
		} else {
			pkg = word
		}
	}
	return all
}

// What a fault replaces is in the file once, and the tests that are to notice it exist.
func TestMutantsFit(t *testing.T) {
	for _, m := range mutants {
		file := filepath.Join("..", m.file)
		if text, err := os.ReadFile(file); err != nil || bytes.Count(text, []byte(m.was)) != 1 {
			t.Errorf("%s: %s has this %d times, not once:\n%s", m.what, m.file, bytes.Count(text, []byte(m.was)), m.was)
		}
		for pkg, tests := range m.named() {
			text := testsOf(t, filepath.Join("..", pkg))
			for _, test := range tests {
				if !strings.Contains(text, "\nfunc "+test+"(t *testing.T)") {
					t.Errorf("%s: there is no %s in %s", m.what, test, pkg)
				}
			}
		}
	}
}

// testsOf returns the text of all tests of a package.
func testsOf(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// Each deliberate fault in what keeps the proxy safe is noticed by the tests that are named with it, which
// pass without the fault.
func TestMutants(t *testing.T) {
	if !*tryMutants {
		t.Skip("each fault compiles the package anew; CI does, with -mutants")
	}
	if len(mutants) < 25 {
		t.Fatalf("only %d mutants", len(mutants))
	}
	turns := make(chan struct{}, 3) // most of the tests wait more than they compute
	inTurn := func(t *testing.T, name string, f func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			turns <- struct{}{}
			defer func() { <-turns }()
			f(t)
		})
	}
	t.Run("none", func(t *testing.T) {
		for pkg, tests := range namedTests() {
			all := mutant{tests: pkg + " " + strings.Join(tests, " ")}
			inTurn(t, pkg, func(t *testing.T) {
				if out, err := all.test(t, "{}"); err != nil {
					t.Errorf("without a fault: %v\n%s", err, out)
				}
			})
		}
	})
	if t.Failed() {
		return
	}
	t.Run("all", func(t *testing.T) {
		for _, m := range mutants {
			inTurn(t, m.what, m.try)
		}
	})
}

// namedTests returns the tests of all mutants by their packages.
func namedTests() map[string][]string {
	all := map[string][]string{}
	for _, m := range mutants {
		for pkg, tests := range m.named() {
			all[pkg] = append(all[pkg], tests...)
		}
	}
	for pkg, tests := range all {
		all[pkg] = slices.Compact(slices.Sorted(slices.Values(tests)))
	}
	return all
}

// try builds the program with the fault, which nothing but an overlay has, and runs the tests.
func (m mutant) try(t *testing.T) {
	file, err := filepath.Abs(filepath.Join("..", m.file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(text, []byte(m.was)); n != 1 {
		t.Fatalf("%s has what the fault replaces %d times, not once:\n%s", m.file, n, m.was)
	}
	faulty := filepath.Join(t.TempDir(), filepath.Base(m.file))
	if err := os.WriteFile(faulty, bytes.Replace(text, []byte(m.was), []byte(m.is), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {file: faulty}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.test(t, string(overlay))
	switch {
	case err == nil:
		t.Errorf("nobody noticed: %s", m.tests)
	case !bytes.Contains(out, []byte("--- FAIL")) && !bytes.Contains(out, []byte("panic:")):
		t.Errorf("the tests did not run:\n%s", out)
	}
}

// test runs the tests of the mutant with an overlay.
func (m mutant) test(t *testing.T, overlay string) ([]byte, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(file, []byte(overlay), 0o600); err != nil {
		t.Fatal(err)
	}
	var names, packages []string
	for pkg, tests := range m.named() {
		names, packages = append(names, tests...), append(packages, "./"+pkg)
	}
	args := []string{"test", "-overlay=" + file, "-vet=off", "-ldflags=-w", "-count=1", "-timeout=60s", "-failfast",
		"-run=^(" + strings.Join(names, "|") + ")$"}
	c := exec.Command("go", append(args, packages...)...)
	c.Dir = ".."
	return c.CombinedOutput()
}
