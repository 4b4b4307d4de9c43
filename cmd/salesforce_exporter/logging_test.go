package main

import (
	stdlog "log"
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

	want := [][]string{{"ts", "caller", "level", "msg", "address"}, {"ts", "caller", "level", "msg", "a", "g.b"},
		{"ts", "caller", "level", "msg", "err"}}
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
	for i, part := range []string{"caller=logging_test.go:", "caller=logging_test.go:",
		`msg="HTTP server" err="TLS handshake error from 127.0.0.1:1: EOF"`} {
		if !strings.Contains(lines[i], part) {
			t.Errorf("%q is not in: %s", part, lines[i])
		}
	}
}

// TestStandardLog has a library write to the standard logger, which is led into
// ours: at debug level, one line each, and without users and sessions.
func TestStandardLog(t *testing.T) {
	flags, writer := stdlog.Flags(), stdlog.Writer()
	defer func() {
		stdlog.SetFlags(flags)
		stdlog.SetOutput(writer)
	}()
	for verbosity, want := range map[string]string{
		"info":  "",
		"debug": `level=debug msg=library text="[simpleforce] Failed resp.body: <secret> of 005…"`,
	} {
		var out strings.Builder
		format := "logfmt"
		logger, err := logFlags{level: &verbosity, format: &format}.logger(&out)
		if err != nil {
			t.Fatal(err)
		}
		leadStandardLog(logger)
		stdlog.Println("[simpleforce]", "Failed resp.body:\n 00D5g000004XyZa!AQ0.canary of\n0055g00000AbCdEAAV")
		if got := out.String(); want == "" && got != "" || !strings.Contains(got, want) || strings.Count(got, "\n") > 1 {
			t.Errorf("at level %s: got %q, want %q", verbosity, got, want)
		}
	}
}
