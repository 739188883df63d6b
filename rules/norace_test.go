//go:build !race

package rules

// raceDetector tells whether the tests run under the race detector.
const raceDetector = false
