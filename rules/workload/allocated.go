package workload

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"testing"
)

// Allocated returns how often an exchange allocates, and how many bytes, where turn makes n of them: the
// least of several tries, since what else happens in the process is counted with them.
func Allocated(n int, turn func()) (allocations, bytes int) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection has pools forget
	allocations, bytes = math.MaxInt, math.MaxInt
	for range 3 {
		turn() // what is made once, and grows
	}
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		turn()
		runtime.ReadMemStats(&after)
		allocations = min(allocations, int(after.Mallocs-before.Mallocs)/n)
		bytes = min(bytes, int(after.TotalAlloc-before.TotalAlloc)/n)
	}
	return allocations, bytes
}

// allowance is how many bytes more than the table has are let pass: what the runtime itself allocates
// meanwhile, and the room of a pool that grows.
func allowance(bytes int) int { return bytes + bytes/50 + 64 }

// HoldAllocations fails the test where an exchange allocates more than the table says, and says where
// it has become less. When the table is written anew it only notes what was found.
func (b *Table) HoldAllocations(t *testing.T, c Chain, w Workload, n, size int, anew bool) {
	t.Helper()
	var limit, limitBytes int
	held := b.At(fmt.Sprintf("%d\t%d", n, size), "", c.Name, w.Name)
	_, _ = fmt.Sscanf(held, "%d\t%d", &limit, &limitBytes) // none of a chain that is new
	name := c.Name + ", " + w.Name
	switch {
	case anew:
	case n > limit || size > allowance(limitBytes):
		t.Errorf("%s: %d allocations, %d bytes; at most %d, %d are allowed", name, n, size, limit, limitBytes)
	case n < limit || size < limitBytes*9/10:
		t.Logf("%s: %d allocations, %d bytes; were %d, %d", name, n, size, limit, limitBytes)
	}
}
