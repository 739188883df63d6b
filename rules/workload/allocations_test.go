package workload

import (
	"flag"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
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

// allowance is how many bytes more than the table has are let pass: what the runtime itself allocates
// meanwhile, and the room of a pool that grows.
func allowance(bytes int) int { return bytes + bytes/50 + 64 }

// What an exchange costs in allocations and in bytes allocated is no more than the table says. Unlike
// a time it is the same on every machine, however busy: it fails where a change makes requests
// dearer. What became cheaper is written down by -update-allocations.
func TestAllocations(t *testing.T) {
	if rulestest.RaceDetector {
		t.Skip("the race detector lets pools forget, so that allocations cannot be counted")
	}
	b := newTable(t, allocationsFile, "rules", "workload", "allocations", "bytes")
	for _, c := range Chains() {
		for _, w := range All() {
			n, size := allocated(t, NewRunner(t, c, w, ringOf(w)))
			var limit, limitBytes int
			fmt.Sscanf(b.at(fmt.Sprintf("%d\t%d", n, size), "", c.Name, w.Name), "%d\t%d", &limit, &limitBytes)
			name := c.Name + ", " + w.Name
			switch {
			case *updateAllocations:
			case n > limit || size > allowance(limitBytes):
				t.Errorf("%s: %d allocations, %d bytes; at most %d, %d are allowed", name, n, size, limit, limitBytes)
			case n < limit || size < limitBytes*9/10:
				t.Logf("%s: %d allocations, %d bytes; were %d, %d", name, n, size, limit, limitBytes)
			}
		}
	}
	b.write(t, *updateAllocations)
}

// allocated returns the allocations of an exchange and their bytes, the least of several tries: what
// else happens in the process is counted with them.
func allocated(t *testing.T, r *Runner) (allocations, bytes int) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection has pools forget
	allocations, bytes = math.MaxInt, math.MaxInt
	turn := func() {
		for range r.ring {
			r.Run(t)
		}
	}
	turn() // what is made once
	for range 2 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		turn()
		runtime.ReadMemStats(&after)
		allocations = min(allocations, int(after.Mallocs-before.Mallocs)/len(r.ring))
		bytes = min(bytes, int(after.TotalAlloc-before.TotalAlloc)/len(r.ring))
	}
	return allocations, bytes
}
