//go:build conformance

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// noRules is a rule file without rules.
var noRules = conformanceFile("none.yaml")

// A suite is a client that others wrote to test servers. It returns the result of
// each of its checks.
type suite struct {
	name string
	run  func(t *testing.T, url string) cells
}

// cells are the results of checks by their names.
type cells map[string]string

var suites = []suite{{"scim2-tester", runTester}, {"scim-sanity", runSanity}}

// TestConformanceSuites runs client suites at servers of others: straight,
// through the proxy without rules, which must change no result, and with the
// rules from Entra to the server, which must make none worse.
func TestConformanceSuites(t *testing.T) {
	for _, target := range realTargets {
		for _, s := range suites {
			t.Run(target.name+"/"+s.name, func(t *testing.T) {
				server := startReal(t, target)
				run := func(url string) cells {
					server.reset()
					return s.run(t, url)
				}
				straight := run(server.base)
				empty := run(server.proxied(t, noRules))
				full := run(server.proxied(t, "entra", conformanceFile(target.name+".yaml")))
				t.Logf("straight %s; without rules %s; with rules %s", straight, empty, full)
				straight.compare(t, "without rules", empty, func(was, is string) bool { return was == is })
				straight.compare(t, "with rules", full, func(was, is string) bool { return rank(is) >= rank(was) })
			})
		}
	}
}

// compare looks for checks whose result through the proxy is not as it may be.
func (c cells) compare(t *testing.T, how string, through cells, ok func(was, is string) bool) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if is, there := through[name]; !there || !ok(c[name], is) {
			t.Errorf("%s: %s is %s straight, and through the proxy %q", name, how, c[name], is)
		}
	}
	for name := range through {
		if _, there := c[name]; !there {
			t.Errorf("%s: there is no such check straight", name)
		}
	}
}

// rank orders results from bad to good.
func rank(result string) int {
	return slices.Index([]string{"fail", "warn", "skip", "pass"}, result)
}

// String counts the results.
func (c cells) String() string {
	counts := map[string]int{}
	for _, result := range c {
		counts[result]++
	}
	return strings.TrimPrefix(fmt.Sprint(counts), "map")
}

// add adds a result. Checks of one name are told apart by their turn.
func (c cells) add(name, result string) {
	for turn := 1; ; turn++ {
		key := fmt.Sprintf("%s %d", name, turn)
		if _, there := c[key]; !there {
			c[key] = result
			return
		}
	}
}

// runTester runs scim2-tester.
func runTester(t *testing.T, url string) cells {
	t.Helper()
	out := runSuite(t, "tester/bin/python", conformanceFile("tester.py"), url)
	results := map[string]string{"SUCCESS": "pass", "COMPLIANT": "pass", "ACCEPTABLE": "pass",
		"DEVIATION": "warn", "SKIPPED": "skip", "ERROR": "fail", "CRITICAL": "fail"}
	c := cells{}
	for line := range strings.Lines(out) {
		name, rest, _ := strings.Cut(line, "\t")
		status, _, _ := strings.Cut(rest, "\t")
		c.add(name, results[status])
	}
	return c
}

// runSanity runs scim-sanity.
func runSanity(t *testing.T, url string) cells {
	t.Helper()
	out := runSuite(t, "sanity/bin/scim-sanity", "probe", url, "--token", "anything",
		"--i-accept-side-effects", "--json-output")
	var report struct {
		Results []struct{ Name, Status string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c := cells{}
	for _, r := range report.Results {
		c.add(r.Name, r.Status)
	}
	return c
}

// runSuite runs a program of what is installed, and returns what it writes. That
// it ends with an error says only that a check failed.
func runSuite(t *testing.T, program string, args ...string) string {
	t.Helper()
	run := exec.CommandContext(t.Context(), conformanceCache(t, program), args...)
	run.Env = append(os.Environ(), "PYTHONHASHSEED=0") // the same order of checks in each run
	run.Stderr = os.Stderr
	out, err := run.Output()
	if len(out) == 0 {
		t.Fatalf("%s: %v", program, err)
	}
	return string(out)
}
