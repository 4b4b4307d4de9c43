//go:build !race

package engagement

const raceDetector = false
