//go:build !race

package racetest

// On tells whether the tests run under the race detector.
const On = false
