//go:build !race

package load_test

// raceDetector tells whether the race detector is on.
const raceDetector = false
