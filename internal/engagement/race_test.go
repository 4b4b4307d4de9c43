//go:build race

package engagement

// raceDetector makes everything ten times as slow.
const raceDetector = true
