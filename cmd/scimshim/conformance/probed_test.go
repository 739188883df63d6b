//go:build conformance

package conformance

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"scimshim/proxy/probe"
)

// probedTargets are the servers whose rules are those that a probe prints. Of most requests Django's user
// has no field for something.
var probedTargets = append(slices.DeleteFunc(slices.Clone(realTargets), func(target realTarget) bool {
	return target.name == "django-scim2"
}), realTarget{name: "elimity", command: elimity})

// elimity returns the command of the server on elimity-com/scim.
func elimity(t *testing.T) []string { return []string{conformanceCache(t, "elimity/serve")} }

// TestConformanceProbed plays the cycles of clients and the public requests at servers of others through
// the pack for the client and the pack that probe --write has printed for the server, without a line by
// hand. What does not end right is in testdata/exceptions-probed-*.tsv, with what the server cannot hold.
// No cell may be worse than with the pack for the client alone.
func TestConformanceProbed(t *testing.T) {
	rows := wildRows(t, "wild.jsonl")
	for _, target := range probedTargets {
		t.Run(target.name, func(t *testing.T) {
			t.Parallel()
			server := startReal(t, target)
			file := server.probed(t)
			table := newExceptions(t, "probed-"+target.name)
			plain, full := server.cells(t, rows), server.cells(t, rows, file)
			below := 0
			for _, id := range slices.Sorted(maps.Keys(full)) {
				table.found(id, full[id])
				if standing(full[id]) < standing(plain[id]) {
					below++
					t.Errorf("%s: %v, and with the client's pack alone it is %v: %s", id, full[id], plain[id], full[id].says)
				}
			}
			table.close()
			t.Logf("%d cells with the client's pack alone: %s", len(plain), talliedCells(plain))
			t.Logf("%d cells with the pack that was printed: %s; %d below", len(full), talliedCells(full), below)
		})
	}
}

// probed returns the file of the pack that a probe prints of the server.
func (s *realServer) probed(t *testing.T) string {
	t.Helper()
	seedProbed(s)
	report, err := probe.Run(t.Context(), probe.Options{
		Base: s.base, Token: "anything", Client: probe.NewClient(5 * time.Second), Resources: probe.Resources(),
		Requests: 800, Write: true,
	})
	if err == nil {
		err = report.Left()
	}
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "probed.yaml")
	if err := os.WriteFile(file, []byte(report.Pack()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// cells plays all cycles and requests through the client's pack and other rules, and returns what came of
// each, by the client and the title of a step, and the id of a request.
func (s *realServer) cells(t *testing.T, rows []wildRow, rules ...string) map[string]realVerdict {
	t.Helper()
	proxies := map[string]string{} // the URLs, by the pack for the client
	proxy := func(pack string) string {
		if proxies[pack] == "" {
			proxies[pack] = s.proxied(t, append([]string{pack}, rules...)...)
		}
		return proxies[pack]
	}
	all := map[string]realVerdict{}
	for _, c := range cycles {
		for i, v := range s.play(t, proxy(c.client), c) {
			all[c.client+": "+c.steps[i].Title] = v
		}
	}
	for _, row := range rows {
		all[row.ID] = s.worst(proxy(realPack(row.Client)), row)
	}
	return all
}

// standing ranks verdicts: an error is better than a wrong outcome.
func standing(v realVerdict) int {
	return slices.Index([]string{"wrong", "unfilled", "refused", "lacks", "unjudged", "right"}, v.word)
}

// talliedCells counts verdicts. What is not right is in the table of exceptions.
func talliedCells(all map[string]realVerdict) string {
	count := map[string]int{}
	for _, v := range all {
		count[v.word]++
	}
	return fmt.Sprintf("%d right, %d right but for what the server has no room for, %d refused, %d with a wrong outcome, "+
		"%d that nobody can judge", count["right"], count["lacks"], count["refused"], count["wrong"]+count["unfilled"],
		count["unjudged"])
}
