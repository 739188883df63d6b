//go:build conformance

package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
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
type cells map[string]cell

// A cell is the result of a check, and why it is that.
type cell struct{ result, says string }

var suites = []suite{{"scim2-tester", runTester}, {"scim-sanity", runSanity}}

// TestConformanceSuites runs client suites at servers of others: straight,
// through the proxy without rules, which must change no result, and with the
// rules from Entra to the server, which must make none worse. What the proxy
// itself answers is in testdata/exceptions-suites.tsv, with its reason.
func TestConformanceSuites(t *testing.T) {
	table := readSuiteTable(t)
	t.Run("servers", func(t *testing.T) {
		for _, target := range realTargets {
			for _, s := range suites {
				t.Run(target.name+"/"+s.name, func(t *testing.T) {
					t.Parallel()
					s.at(t, target, table)
				})
			}
		}
	})
	for row, used := range table.used {
		if !used {
			t.Errorf("exceptions-suites.tsv: no check has the result that is listed: %v", row)
		}
	}
}

// at runs a suite at a server: straight, and through the proxy.
func (s suite) at(t *testing.T, target realTarget, table *suiteTable) {
	server := startReal(t, target)
	run := func(url string) cells {
		server.reset()
		return s.run(t, url)
	}
	straight := run(server.base)
	empty := run(server.proxied(t, noRules))
	full := run(server.proxied(t, "entra", conformanceFile(target.name+".yaml")))
	t.Logf("straight %s; without rules %s; with rules %s", straight, empty, full)
	straight.compare(t, "without rules", empty, func(name, was, is string) bool {
		return was == is || table.excepts(s.name, name, is)
	})
	straight.compare(t, "with rules", full, func(name, was, is string) bool {
		return rank(is) >= rank(was) || table.excepts(s.name, name, is)
	})
}

// A suiteTable is the table of the checks whose result is another through the
// proxy, with whether there was such a result.
type suiteTable struct {
	mu   sync.Mutex
	used map[suiteRow]bool
}

// A suiteRow is a check of a suite and the result that it has through the proxy.
type suiteRow struct{ suite, check, result string }

func readSuiteTable(t *testing.T) *suiteTable {
	t.Helper()
	text, err := os.ReadFile(conformanceFile("exceptions-suites.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	table := &suiteTable{used: map[suiteRow]bool{}}
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 4 || f[3] == "" {
			t.Fatalf("exceptions-suites.tsv: expected a suite, a check, a result and the reason: %s", line)
		}
		table.used[suiteRow{f[0], f[1], f[2]}] = false
	}
	return table
}

// excepts reports whether the table lists a result for a check, whose name ends in
// its turn. A check that had no more turns has the result none.
func (table *suiteTable) excepts(suite, name, result string) bool {
	if result == "" {
		result = "none"
	}
	row := suiteRow{suite, name[:strings.LastIndex(name, " ")], result}
	table.mu.Lock()
	defer table.mu.Unlock()
	if _, listed := table.used[row]; !listed {
		return false
	}
	table.used[row] = true
	return true
}

// compare looks for checks whose result through the proxy is not as it may be.
func (c cells) compare(t *testing.T, how string, through cells, ok func(name, was, is string) bool) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if is := through[name]; !ok(name, c[name].result, is.result) {
			t.Errorf("%s: %s is %s straight, and through the proxy %q: %s", name, how, c[name].result, is.result, is.says)
		}
	}
	for name := range through {
		if _, there := c[name]; !there {
			t.Errorf("%s: there is no such check straight", name)
		}
	}
}

// rank orders results from bad to good. A check that found nothing to warn of has
// none.
func rank(result string) int {
	return slices.Index([]string{"fail", "warn", "", "skip", "pass"}, result)
}

// String counts the results.
func (c cells) String() string {
	counts := map[string]int{}
	for _, is := range c {
		counts[is.result]++
	}
	return strings.TrimPrefix(fmt.Sprint(counts), "map")
}

// add adds a result. Checks of one name are told apart by their turn.
func (c cells) add(name string, is cell) {
	for turn := 1; ; turn++ {
		key := fmt.Sprintf("%s %d", name, turn)
		if _, there := c[key]; !there {
			c[key] = is
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
		status, says, _ := strings.Cut(rest, "\t")
		c.add(name, cell{results[status], strings.TrimSpace(says)})
	}
	return c
}

// runSanity runs scim-sanity.
func runSanity(t *testing.T, url string) cells {
	t.Helper()
	out := runSuite(t, "sanity/bin/scim-sanity", "probe", url, "--token", "anything",
		"--i-accept-side-effects", "--json-output")
	var report struct {
		Results []struct{ Name, Status, Message string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c := cells{}
	for _, r := range report.Results {
		c.add(r.Name, cell{r.Status, r.Message})
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
