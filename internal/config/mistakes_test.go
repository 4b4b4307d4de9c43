package config_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/config"
)

var update = flag.Bool("update", false, "write the messages about mistakes into their golden file")

// aRemedy is what tells people what to do.
var aRemedy = regexp.MustCompile(`\b(choose|close|define|end|give|grant|indent|leave|list|make|move|name|put|remove|save|say|see|show|use|write)\b|such as|is expected`)

// TestMistakes loads every file of testdata/mistakes, each of which has a
// mistake, and holds the messages against a golden file. Each names the file,
// the line and a remedy.
func TestMistakes(t *testing.T) {
	const folder, golden = "testdata/mistakes", "testdata/mistakes.txt"
	files, err := filepath.Glob(folder + "/*.yml")
	if err != nil || len(files) < 40 {
		t.Fatalf("there are %d files (%v), want 40 at least", len(files), err)
	}
	var all strings.Builder
	for _, path := range files {
		_, err := config.Load(path, builtin.Collectors())
		if err == nil {
			t.Errorf("%s: accepted", path)
			continue
		}
		message, ok := strings.CutPrefix(err.Error(), path+": ")
		if !ok {
			t.Errorf("%s: the message does not begin with the file: %v", path, err)
		}
		if !regexp.MustCompile(`^line [1-9]\d*: `).MatchString(message) {
			t.Errorf("%s: the message does not begin with the line: %s", path, message)
		}
		for line := range strings.Lines(message) {
			if !strings.HasPrefix(line, "and ") && !aRemedy.MatchString(line) {
				t.Errorf("%s: the message has no remedy: %s", path, line)
			}
		}
		if strings.Contains(message, "canary") {
			t.Errorf("%s: the message tells the secret: %s", path, message)
		}
		fmt.Fprintf(&all, "%s\n  %s\n", filepath.Base(path), strings.ReplaceAll(message, "\n", "\n  "))
	}
	if *update {
		if err := os.WriteFile(golden, []byte(all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), all.String()); diff != "" {
		t.Errorf("messages changed; go test ./internal/config -update writes them (-golden +now):\n%s", diff)
	}
}

// TestFilesThatCannotBeRead are mistakes that no file of testdata can hold.
func TestFilesThatCannotBeRead(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// Each list of names stands for a thousand: 1.6 million values.
	var bomb strings.Builder
	bomb.WriteString("leaderboards:\n  boards:\n    - name: race\n      people:\n        a: &a [" +
		strings.Repeat("x, ", 1000) + "x]\n")
	for i := range 1600 {
		fmt.Fprintf(&bomb, "        a%d: *a\n", i)
	}
	mistakes := map[string]string{
		filepath.Join(folder, "none.yml"): "no such file or directory: give a file that this user may read",
		folder:                            "is a directory: give a file",
		write("huge.yml", strings.Repeat("#", 1<<20)+"\n",
			0o600): "larger than 1024 KiB, which is no configuration: give another file",
		write("bomb.yml", bomb.String(), 0o600):                                "excessive aliasing: write out what is meant",
		write("long.yml", strings.Repeat("# nothing\n", 5000)+"a: [\n", 0o600): "line 500",
	}
	if os.Geteuid() != 0 { // who may read everything
		mistakes[write("secret.yml", "series_limit: 5\n", 0)] = "permission denied: give a file that this user may read"
	}
	for path, want := range mistakes {
		_, err := config.Load(path, builtin.Collectors())
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}

// TestManyMistakes reports all of them at once.
func TestManyMistakes(t *testing.T) {
	_, err := load(t, "series_limit: -1\ndimensions: {Role: Title}\nbudget: {reserve: 20}\nnonsense: 1\n")
	if err == nil || strings.Count(err.Error(), "line ") != 4 {
		t.Errorf("got %v, want four lines", err)
	}
	_, err = load(t, "metrics:\n  - {name: a, object: Lead}\n  - {name: c, help: B.}\nleaderboards: {names: initials}\n")
	if err == nil || strings.Count(err.Error(), "line ") != 3 {
		t.Errorf("got %v, want three lines", err)
	}
}

// TestGoodFiles are seeds of FuzzLoad that are accepted.
func TestGoodFiles(t *testing.T) {
	if _, err := config.Load("testdata/good/all.yml", builtin.Collectors()); err != nil {
		t.Error(err)
	}
}

// TestExamplesOfTheDocs loads every example of the pages about the file.
func TestExamplesOfTheDocs(t *testing.T) {
	for page, least := range map[string]int{"configuration.md": 1, "custom-metrics.md": 15, "collectors/quality.md": 1,
		"collectors/leaderboards.md": 1} {
		text, err := os.ReadFile("../../docs/" + page)
		if err != nil {
			t.Fatal(err)
		}
		examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
		if len(examples) < least {
			t.Errorf("%s has %d examples, want %d at least", page, len(examples), least)
		}
		for _, e := range examples {
			if _, err := load(t, e[1]); err != nil {
				t.Errorf("an example of %s is refused: %v\n%s", page, err, e[1])
			}
		}
	}
}
