// Package racetest has tests do less under the race detector, which makes them many times slower.
// Only tests import it.
package racetest

import "testing"

// Often returns how many of n random cases there is time for.
func Often(n int) int {
	if On {
		return n / 20
	}
	return n
}

// SkipCost skips a test of what a large message costs.
func SkipCost(t *testing.T) {
	t.Helper()
	if On {
		t.Skip("it is the cost that is looked at, which the race detector multiplies; no two goroutines meet")
	}
}
