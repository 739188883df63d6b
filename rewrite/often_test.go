package rewrite

import "testing"

// often returns how many of so many random cases there is time for.
func often(n int) int {
	if raceDetector {
		return n / 20
	}
	return n
}

// skipCost skips a test of what a large message costs under the race detector.
func skipCost(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("it is the cost that is looked at, which the race detector multiplies; no two goroutines meet")
	}
}
