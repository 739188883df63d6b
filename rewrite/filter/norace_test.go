//go:build !race

package filter

// raceDetector tells whether the tests run under the race detector.
const raceDetector = false
