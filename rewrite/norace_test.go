//go:build !race

package rewrite

// raceDetector tells whether the tests run under the race detector.
const raceDetector = false
