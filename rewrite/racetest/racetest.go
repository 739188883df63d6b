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

// Some returns those of a list that there is time for: all, or one of 20, the first among them.
// It is for what one goroutine goes through, where the race detector finds nothing.
func Some[T any](list []T) []T {
	if !On {
		return list
	}
	var some []T
	for i := 0; i < len(list); i += 20 {
		some = append(some, list[i])
	}
	return some
}

// SkipReading skips a test that reads what the program is made of, and runs nothing of it.
func SkipReading(t *testing.T) {
	t.Helper()
	if On {
		t.Skip("the race detector multiplies the time of reading, which is no part of the program")
	}
}

// SkipCost skips a test of what a large message costs.
func SkipCost(t *testing.T) {
	t.Helper()
	if On {
		t.Skip("it is the cost that is looked at, which the race detector multiplies; no two goroutines meet")
	}
}
