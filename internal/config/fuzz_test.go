package config

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
)

var beginsWithLine = regexp.MustCompile(`^line [1-9]\d*: `)

// FuzzLoad takes any text for a configuration file. It is refused with a line,
// or metrics can be planned of it.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.yml")
	if err != nil || len(files) < 40 {
		f.Fatalf("there are %d seeds (%v), want those of TestMistakes", len(files), err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > maxFile {
			t.Skip("Load refuses it before it is read")
		}
		file, err := parse(text, "file.yml", builtin.Collectors())
		if err != nil {
			if !beginsWithLine.MatchString(err.Error()) {
				t.Errorf("the message names no line: %v", err)
			}
			return
		}
		people := &collector.PeopleSource{Counted: file.Users.Where}
		for _, d := range file.Dimensions {
			people.Dimensions = append(people.Dimensions, collector.Dimension{Label: d.Label, Path: d.Path})
		}
		makeOne := collector.Maker(file.Collectors, collector.Common{People: people})
		for name := range file.Collectors {
			c, err := makeOne(name)
			if err != nil {
				t.Fatalf("an accepted file makes no collector: %v", err)
			}
			c.Plan(collector.OpenSchema())
		}
	})
}
