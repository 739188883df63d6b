//go:build race

package rules

// poolsForget: the race detector has each sync.Pool drop what it is given now
// and then, so that allocations cannot be counted.
const poolsForget = true
