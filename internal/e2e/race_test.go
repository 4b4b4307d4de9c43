//go:build race

package e2e

// monthDays is how much of TestThirtyDays is run under the race detector, where a
// day takes five seconds. What meets in a month meets in a week.
const monthDays = 7
