package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-kit/log"

	"salesforce_exporter/internal/demo"
)

// TestTheLogSaysWhatWasLoaded has an export whose amounts cannot be added up.
func TestTheLogSaysWhatWasLoaded(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"User.csv":        "Id,LastName,CreatedDate\n005000000000001AAA,Mu\xf1oz,2024-03-01 10:00:00\n",
		"Opportunity.csv": "Id,Amount,CurrencyIsoCode\n006000000000001AAA,5,EUR\n006000000000002AAA,7,USD\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	org, err := newDemoOrg(t.Context(), demo.Options{DataDir: dir}, log.NewLogfmtLogger(log.NewSyncWriter(&out)))
	if err != nil {
		t.Fatal(err)
	}
	defer org.Close()
	for _, want := range []string{
		`level=info msg="the export is loaded" files=2 objects=2 rows=3 encoding=ISO-8859-1 clock=2024-03-01T10:00:00Z`,
		`level=warn msg="` + filepath.Join(dir, "Opportunity.csv") + `: amounts are not added up: amounts are in EUR, USD, and CurrencyType.csv is missing`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log is\n%s\nwant in it\n%s", out.String(), want)
		}
	}
}

// testCheckOfAnExport checks one that the exporter can say little about: why,
// is said beside the table.
func testCheckOfAnExport(t *testing.T, binary string) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"User.csv":        "Id,LastName,IsActive,UserType,CreatedDate\n005000000000001AAA,Mu\xf1oz,1,Standard,2024-03-01 10:00:00\n",
		"Opportunity.csv": "Id,OwnerId,StageName,IsClosed,Amount,CurrencyIsoCode\n006000000000001AAA,005000000000001AAA,New,0,5,EUR\n006000000000002AAA,005000000000001AAA,New,0,7,USD\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), binary, "check", "--demo", "--demo.data="+dir)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	var table, notes strings.Builder
	cmd.Stdout, cmd.Stderr = &table, &notes
	var exit *exec.ExitError
	const want = exitSkipped | exitWarned // collectors that have no series
	if err := cmd.Run(); !errors.As(err, &exit) || exit.ExitCode() != want {
		t.Errorf("check of an export that lacks much ended with %v, want exit code %d", err, want)
	}
	if want := "why: field Opportunity.Amount cannot be aggregated"; !strings.Contains(table.String(), want) {
		t.Errorf("the table lacks %q:\n%s", want, table.String())
	}
	for _, want := range []string{"amounts are in EUR, USD, and CurrencyType.csv is missing", "encoding=ISO-8859-1"} {
		if !strings.Contains(notes.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, notes.String())
		}
	}
}
