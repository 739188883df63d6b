package workload

import (
	"flag"
	"testing"

	"scimshim/rules/rulestest"
)

const allocationsFile = "testdata/allocations.tsv"

var updateAllocations = flag.Bool("update-allocations", false, "write "+allocationsFile+" anew")

// ringOf returns how many exchanges that differ are measured of a workload.
func ringOf(w Workload) int {
	if w.Name == "W5" {
		return 2
	}
	return 8
}

// What an exchange costs in allocations and in bytes allocated is no more than the table says. Unlike
// a time it is the same on every machine, however busy: it fails where a change makes requests
// dearer. What became cheaper is written down by -update-allocations.
func TestAllocations(t *testing.T) {
	if rulestest.RaceDetector {
		t.Skip("the race detector lets pools forget, so that allocations cannot be counted")
	}
	b := NewTable(t, allocationsFile, "rules", "workload", "allocations", "bytes")
	for _, c := range Chains() {
		for _, w := range All() {
			n, size := allocated(t, NewRunner(t, c, w, ringOf(w)))
			b.HoldAllocations(t, c, w, n, size, *updateAllocations)
		}
	}
	b.Write(t, *updateAllocations)
}

// allocated returns the allocations of an exchange and their bytes.
func allocated(t *testing.T, r *Runner) (allocations, bytes int) {
	return Allocated(len(r.ring), func() {
		for range r.ring {
			r.Run(t)
		}
	})
}
