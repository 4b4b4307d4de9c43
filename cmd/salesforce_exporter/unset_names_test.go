package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/alecthomas/kingpin/v2"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
)

// TestWhoIsNamed has the demo org, whose people are invented, beside a real one: people
// of the real one are named only where flag or file says so, and else not even read.
func TestWhoIsNamed(t *testing.T) {
	for _, c := range []struct {
		flag, file string
		real, demo string
	}{
		{real: board.NamesUnset, demo: board.NamesFull},
		{file: "alias", real: board.NamesAlias, demo: board.NamesAlias},
		{file: "full", flag: "--leaderboard.names=off", real: board.NamesOff, demo: board.NamesOff},
	} {
		path := filepath.Join(t.TempDir(), "config.yml")
		text := "orgs: {emea: {url: https://emea.my.salesforce.com, client_id: abc, client_secret_file: /run/secrets/emea}}\n"
		if c.file != "" {
			text += "leaderboards: {names: " + c.file + "}\n"
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		app := kingpin.New("test", "")
		flags := addMeasuredFlags(app.Command("run", ""))
		args := []string{"run", "--config.file=" + path}
		if c.flag != "" {
			args = append(args, c.flag)
		}
		if _, err := app.Parse(args); err != nil {
			t.Fatal(err)
		}
		build, err := flags.builder(0, true)
		if err != nil {
			t.Fatal(err)
		}
		for org, want := range map[string]string{unnamed: c.demo, "emea": c.real} {
			m, err := build.of(org)
			if err != nil {
				t.Fatal(err)
			}
			if m.names.Mode != want {
				t.Errorf("%q, file %q, %s: names are %q, want %q", org, c.file, c.flag, m.names.Mode, want)
			}
			naming := collector.Naming{Name: want == board.NamesFull, Alias: want == board.NamesAlias}
			if m.people.Naming != naming {
				t.Errorf("%q: %+v is read of people, want %+v", org, m.people.Naming, naming)
			}
		}
	}
}
