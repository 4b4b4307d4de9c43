//go:build race

package board_test

// racing says that times tell nothing, because of the race detector.
const racing = true
