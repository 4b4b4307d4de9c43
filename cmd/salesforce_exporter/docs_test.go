package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kingpin/v2"
	"github.com/google/go-cmp/cmp"
)

// TestCommandLineIsDocumented holds docs/command-line.md against the flags of
// every command and their defaults, both ways.
func TestCommandLineIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/command-line.md")
	if err != nil {
		t.Fatal(err)
	}
	app, _, _ := newApp()
	model := app.Model()
	want := map[string]map[string]string{"every command": flagDefaults(model.Flags)}
	for _, cmd := range model.Commands {
		if cmd.Name == "help" {
			continue
		}
		if want[cmd.Name] = flagDefaults(cmd.Flags); len(want[cmd.Name]) == 0 {
			t.Errorf("the model has no flags of %s", cmd.Name)
		}
	}
	if diff := cmp.Diff(want, documentedFlags(string(page))); diff != "" {
		t.Errorf("docs/command-line.md (-program +page):\n%s", diff)
	}
}

// TestREADMELeadsToEveryPage keeps the README short and its links whole.
func TestREADMELeadsToEveryPage(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n >= 120 {
		t.Errorf("it has %d lines, want fewer than 120", n)
	}
	for _, link := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat("../../" + link[1]); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
	pages := 0
	err = filepath.WalkDir("../../docs", func(path string, _ fs.DirEntry, err error) error {
		name := strings.TrimPrefix(filepath.ToSlash(path), "../../")
		if strings.HasSuffix(name, ".md") {
			pages++
			if !strings.Contains(string(text), "]("+name+")") {
				t.Errorf("no link leads to %s", name)
			}
		}
		return err
	})
	if err != nil || pages < 20 {
		t.Errorf("found %d pages: %v", pages, err)
	}
}

// flagDefaults are the flags that --help lists, and what their defaults are
// called on the page.
func flagDefaults(flags []*kingpin.FlagModel) map[string]string {
	defaults := map[string]string{}
	for _, f := range flags {
		if f.Hidden {
			continue
		}
		value := strings.Join(f.Default, ",")
		switch {
		case f.IsBoolFlag() && value == "true":
			value = "on"
		case f.IsBoolFlag():
			value = "off"
		case value == "":
			value = "–"
		default:
			value = "`" + value + "`"
		}
		defaults[f.Name] = value
	}
	return defaults
}

var (
	headingCommand = regexp.MustCompile("`([a-z-]+)`")
	flagRow        = regexp.MustCompile("^\\| `(?:-h, )?--(?:\\[no-\\])?([a-z.-]+)(?:=[^`]*)?` \\| ([^|]+) \\| [^|]+ \\|$")
)

// documentedFlags reads the tables: flags and defaults by command. A heading
// names the commands that its table is about.
func documentedFlags(page string) map[string]map[string]string {
	documented := map[string]map[string]string{}
	var commands []string
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			commands = nil
			for _, found := range headingCommand.FindAllStringSubmatch(title, -1) {
				commands = append(commands, found[1])
			}
			if commands == nil {
				commands = []string{strings.ToLower(title)}
			}
		}
		row := flagRow.FindStringSubmatch(line)
		if row == nil {
			continue
		}
		for _, name := range commands {
			if documented[name] == nil {
				documented[name] = map[string]string{}
			}
			documented[name][row[1]] = row[2]
		}
	}
	return documented
}

// TestTroubleshootingQuotesTheProgram: people look for what they see, so what the
// page quotes of the log and of answers is what the program says.
func TestTroubleshootingQuotesTheProgram(t *testing.T) {
	page, err := os.ReadFile("../../docs/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	var sources strings.Builder
	for _, root := range []string{".", "../../collector", "../../internal"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			sources.Write(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	quoted := regexp.MustCompile("(?m)^\\| [^|]*`([a-z]+ [a-z][^`|]*)`")
	quotes := quoted.FindAllStringSubmatch(string(page), -1)
	if len(quotes) < 8 {
		t.Errorf("the page has %d quotes", len(quotes))
	}
	for _, quote := range quotes {
		if !strings.Contains(sources.String(), quote[1]) {
			t.Errorf("nothing says %q", quote[1])
		}
	}
}
