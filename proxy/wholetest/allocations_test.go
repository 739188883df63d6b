package wholetest

import (
	"flag"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rules/rulestest"
	"scimshim/rules/workload"
)

const allocationsFile = "testdata/allocations.tsv"

var updateAllocations = flag.Bool("update-allocations", false, "write "+allocationsFile+" anew")

// What a request costs in allocations and in bytes allocated, from the client's bytes to the answer's
// last, is no more than the table says. What became cheaper is written down by -update-allocations.
func TestAllocations(t *testing.T) {
	if rulestest.RaceDetector || filter.Poisoned {
		t.Skip("the race detector lets pools forget, and what is spoilt is not used again")
	}
	b := workload.NewTable(t, allocationsFile, "rules", "workload", "allocations", "bytes")
	for _, c := range workload.Chains() {
		for _, w := range workload.All() {
			t.Run(c.Name+"/"+w.Name, func(t *testing.T) {
				x := start(t, c, w, ringOf(w))
				n, size := workload.Allocated(len(x.rounds), func() { x.turn(t) })
				b.HoldAllocations(t, c, w, n, size, *updateAllocations)
			})
		}
	}
	b.Write(t, *updateAllocations)
}

// ringOf returns how many exchanges that differ are measured of a workload.
func ringOf(w workload.Workload) int {
	if w.Name == "W5" {
		return 2
	}
	return 8
}
