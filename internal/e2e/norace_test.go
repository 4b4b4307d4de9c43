//go:build !race

package e2e

const monthDays = 30
