//go:build race

package servicetest

// Race tells whether the tests run under the race detector, which multiplies the time of all.
const Race = true
