//go:build race

package collector_test

// racing says that times tell nothing, because of the race detector.
const racing = true
