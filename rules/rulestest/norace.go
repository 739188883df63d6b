//go:build !race

package rulestest

// RaceDetector tells whether the tests run under the race detector.
const RaceDetector = false
