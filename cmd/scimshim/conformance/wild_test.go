package conformance

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/rewrite/racetest"
	"scimshim/rules"
)

var wildUpdate = flag.Bool("update-wild", false, "write testdata/wild-*.tsv anew")

// TestWild plays requests that were pasted into issues, documents and
// collections through each pair of packs to a strict target. Each must come out
// right or be refused with nothing changed, judged by an evaluator and an applier
// that know nothing of the rewriter. The tables in testdata say which, and why.
func TestWild(t *testing.T) {
	t.Parallel()
	rows := wildRows(t, "wild.jsonl")
	for _, target := range wildTargets {
		t.Run(target.name, func(t *testing.T) {
			set := wildSet(t, target)
			var table strings.Builder
			counts := map[string]int{}
			for _, row := range rows {
				v := wildWorst(t, set, target, row)
				counts[v.word]++
				if v.word == "wrong" || v.word == "unjudged" {
					t.Errorf("%s: %s: %s", row.ID, v.word, v.says)
				}
				fmt.Fprintf(&table, "%s\t%s\t%s\t%s\t%s\n", row.ID, v.word, v.status, v.scimType, v.says)
			}
			t.Logf("entra/%s: %v of %d", target.name, counts, len(rows))
			wildCompare(t, filepath.Join("testdata", "wild-"+target.name+".tsv"), table.String())
		})
	}
}

// TestWildPatches plays the PATCH bodies of other projects' tests in the same
// way. What nobody can interpret, and a target grants, is counted.
func TestWildPatches(t *testing.T) {
	t.Parallel()
	rows := racetest.Some(wildRows(t, "patches.jsonl"))
	for _, target := range wildTargets {
		t.Run(target.name, func(t *testing.T) {
			set := wildSet(t, target)
			counts := map[string]int{}
			for _, row := range rows {
				row.Method, row.Path = "PATCH", "/"+row.Resource+"/{id}"
				v := wildWorst(t, set, target, row)
				counts[v.word]++
				if v.word == "wrong" {
					t.Errorf("%s: %s", row.ID, v.says)
				}
			}
			t.Logf("entra/%s: %v of %d", target.name, counts, len(rows))
			if counts["unjudged"]*20 > len(rows) {
				t.Errorf("%d of %d bodies are unjudged", counts["unjudged"], len(rows))
			}
		})
	}
}

// wildSet compiles the rules from Entra to a target. A replace of members by one is what
// the RFC says it is: most of these requests are not Entra's.
func wildSet(t *testing.T, target wildTarget) *rules.Set {
	t.Helper()
	return wildRules(t, "entra", target.name, "entra.members_replace=pass")
}

// wildRules compiles the packs of a client and of a target, with values of their parameters.
func wildRules(t *testing.T, client, target string, sets ...string) *rules.Set {
	t.Helper()
	c, err := config.ForTarget(config.ServeFlags{
		Target: "https://target.example.com", Rules: []string{client, target},
		Set: append(sets, servicetest.Stated([]string{target}, nil)...),
	})
	if err != nil {
		t.Fatal(err)
	}
	set, err := setup.Rules(c.Routes[0].Rules)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// wildWorst plays a request to a directory in each state, and returns the first
// verdict that is not right.
func wildWorst(t *testing.T, set *rules.Set, target wildTarget, row wildRow) (worst wildVerdict) {
	t.Helper()
	states := []wildState{wildFull}
	if row.Method != "GET" && row.Method != "POST" {
		states = append(states, wildInactive)
	}
	for _, state := range states {
		v := wildOnce(t, set, target, state, row)
		if v.word == "wrong" {
			v.says += " (" + string(state) + ")"
			return v
		}
		if worst.word == "" || worst.word == "right" {
			worst = v
		}
	}
	return worst
}

// wildOnce is wildRun, in which a panic is a verdict.
func wildOnce(t *testing.T, set *rules.Set, target wildTarget, state wildState, row wildRow) (v wildVerdict) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			v = wildWrong(fmt.Sprintf("panic: %v", p))
		}
	}()
	return wildRun(t, set, target, state, row)
}

// wildCompare compares a table with the one that is kept, or keeps it.
func wildCompare(t *testing.T, file, got string) {
	t.Helper()
	if *wildUpdate {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	was := map[string]string{}
	for line := range strings.Lines(string(kept)) {
		id, _, _ := strings.Cut(line, "\t")
		was[id] = line
	}
	for line := range strings.Lines(got) {
		id, _, _ := strings.Cut(line, "\t")
		if was[id] != line {
			t.Errorf("%s: the verdict is another than in %s, which -update-wild writes anew\nhave %swant %s",
				id, file, line, was[id])
		}
		delete(was, id)
	}
	for id := range was {
		t.Errorf("%s: %s is not in the corpus", file, id)
	}
}
