//go:build race

package racetest

// On tells whether the tests run under the race detector. It has each sync.Pool drop what it is
// given now and then, so that allocations cannot be counted.
const On = true
