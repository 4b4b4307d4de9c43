package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestBar draws over one line, no more often than a reader can see, and leaves nothing.
func TestBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		b := newBar(&out, "Loading the export")
		for _, part := range []float64{0.25, 0.5, 0.75} {
			time.Sleep(time.Second)
			b.show(part)
			b.show(part) // which is too soon
		}
		b.clear()
		got := out.String()
		for _, want := range []string{"Loading the export  25%", "Loading the export  50%", "Loading the export  75%"} {
			if n := strings.Count(got, want); n != 1 {
				t.Errorf("%q is drawn %d times: %q", want, n, got)
			}
		}
		if strings.Contains(got, "\n") || !strings.HasSuffix(strings.TrimRight(got, " "), "\r") && !strings.HasSuffix(got, "\r") {
			t.Errorf("something is left on the terminal: %q", got)
		}
	})
}
