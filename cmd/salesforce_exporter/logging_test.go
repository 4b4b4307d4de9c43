package main

import (
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEachKeyOnce: a line of a library that logs by slog has the place in that
// library, one time, and no key twice.
func TestEachKeyOnce(t *testing.T) {
	var out strings.Builder
	verbosity, format := "info", "logfmt"
	logger, err := logFlags{level: &verbosity, format: &format}.logger(&out)
	if err != nil {
		t.Fatal(err)
	}
	library := slogOf(logger)
	library.Info("Listening on", "address", "[::]:10733")
	library.With("a", 1).WithGroup("g").Warn("a group", "b", 2)
	standardOf(logger).Print("http: TLS handshake error from 127.0.0.1:1: EOF")
	library.Log(t.Context(), slog.LevelDebug, "not wanted")

	want := [][]string{{"ts", "caller", "level", "msg", "address"}, {"ts", "caller", "level", "msg", "a", "g.b"}, {"ts", "caller", "level", "msg", "err"}}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("got %d lines, want %d:\n%s", len(lines), len(want), out.String())
	}
	for i, line := range lines {
		var keys []string
		for _, found := range regexp.MustCompile(`(?:^| )([a-z.]+)=`).FindAllStringSubmatch(line, -1) {
			keys = append(keys, found[1])
		}
		if !slices.Equal(keys, want[i]) {
			t.Errorf("got keys %v, want %v: %s", keys, want[i], line)
		}
	}
	for i, part := range []string{"caller=logging_test.go:", "caller=logging_test.go:", `msg="HTTP server" err="TLS handshake error from 127.0.0.1:1: EOF"`} {
		if !strings.Contains(lines[i], part) {
			t.Errorf("%q is not in: %s", part, lines[i])
		}
	}
}
