//go:build !race

package plan

// raceDetector tells whether the tests run under the race detector.
const raceDetector = false
