package rules_test

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The lines that name an address of the runbooks, up to the alert.
var runbookLine = regexp.MustCompile(`(?m)( runbook_url: )[^#\n]*(#\w+)'?$`)

// TestRunbooks: where the runbooks are read stands in runbooks.txt alone. With
// -update the rules and their tests get that address, so it is set in one place.
func TestRunbooks(t *testing.T) {
	address := runbooks(t)
	files, err := filepath.Glob("tests/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests of rules: %v", err)
	}
	named := 0
	for _, path := range append(files, "alerts.yml", "leaderboards.yml") {
		text := read(t, path)
		named += len(runbookLine.FindAllString(text, -1))
		checkFile(t, path, runbookLine.ReplaceAllString(text, "${1}"+address+"${2}"))
	}
	if named == 0 {
		t.Error("no file names an address of the runbooks")
	}
}

// runbooks is the address of the runbooks: absolute, so that a link in a message
// leads somewhere whatever shows it.
func runbooks(t *testing.T) string {
	t.Helper()
	address := strings.TrimSpace(read(t, "runbooks.txt"))
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.Fragment != "" {
		t.Fatalf("runbooks.txt: %s is not an address of a page (%v)", address, err)
	}
	return address
}
