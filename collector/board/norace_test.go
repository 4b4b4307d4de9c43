//go:build !race

package board_test

const racing = false
