package main

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the files that are made from others")

// TestCalendarRules keeps ../calendar.yml in step with the calendar module.
func TestCalendarRules(t *testing.T) {
	const path = "../calendar.yml"
	want := calendarRules()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the calendar says: go test ./... -update in prometheus/simulate writes it", path)
	}
}
