package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
)

// maxFile bounds what is read of a configuration file.
const maxFile = 1 << 20

// A File is a configuration file.
type File struct {
	Dimensions  Dimensions           `yaml:"dimensions"`
	Users       Users                `yaml:"users"`
	SeriesLimit setting.PositiveInt  `yaml:"series_limit"` // a metric
	MinPeople   setting.PositiveInt  `yaml:"min_people"`   // that a combination of dimension values needs to be shown
	Zeros       collector.Zeros      `yaml:"zeros"`        // where metrics that count have a zero
	Below       map[string]yaml.Node `yaml:"collectors"`   // as it stands there
	// Budget is what may be asked of an org.
	Budget Budget `yaml:"budget"`
	// Orgs are those to measure, by the name that /probe knows them by.
	Orgs map[string]OrgEntry `yaml:"orgs"`
	// Sections are what else stands at the top, each of which belongs to a collector.
	Sections map[string]yaml.Node `yaml:",inline"`
	// Collectors are the settings of all collectors, by name.
	Collectors map[string]collector.Configurable `yaml:"-"`
	// Text is the file without its orgs: what all of them share.
	Text string `yaml:"-"`

	lines     setting.Lines
	factories []collector.Factory
	differing map[string]*File // by org, for those that something is different for
}

// Default is the configuration without a file.
func Default(factories []collector.Factory) *File {
	return &File{Collectors: collector.Defaults(factories), factories: factories, differing: map[string]*File{}}
}

// Users says who should be using Salesforce.
type Users struct {
	Where string `yaml:"where"` // a SOQL condition on User
}

// Load reads a configuration file. Factories are the collectors that there are.
// Errors name the file, the line and the remedy.
func Load(path string, factories []collector.Factory) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unread(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, unread(err)
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s: larger than %d KiB, which is no configuration: give another file", path, maxFile>>10)
	}
	file, err := parse(text, filepath.Base(path), factories)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return file, nil
}

func unread(err error) error {
	return fmt.Errorf("read configuration: %w: give a file that this user may read", err)
}

func parse(text []byte, name string, factories []collector.Factory) (*File, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return Default(factories), nil
	} else if err != nil {
		return nil, readable(err, text)
	}
	root := document.Content[0]
	lines := setting.Lines{Node: root, Line: 1, File: name}
	file, err := decode(lines, factories)
	var mistakes *yaml.TypeError
	if err != nil && !errors.As(err, &mistakes) {
		return nil, readable(err, text)
	}
	if mistakes != nil {
		return nil, file.all(lines, mistakes, text)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("line %d: one document is expected: remove the second one behind ---", max(1, second.Line))
	}
	return file, inOrder(errors.Join(file.check(lines), file.differ(lines)))
}

// decode reads what stands at the top of a file.
func decode(lines setting.Lines, factories []collector.Factory) (*File, error) {
	root, file := lines.Node, Default(factories)
	file.lines = lines
	err := setting.Decode(root, file)
	err = setting.Join(err, file.decodeCollectors(root, file.Collectors), file.decodeFlows(), file.checkKeysOfOrgs(root))
	if err != nil {
		return file, err
	}
	file.Text = lines.Without("orgs")
	return file, nil
}

// check finds what is wrong with the values, all of it.
func (f *File) check(lines setting.Lines) error {
	errs := f.checkCollectors(lines)
	if err := collector.CheckCondition("User", f.Users.Where); err != nil {
		errs = append(errs, fmt.Errorf("line %d: users: %w", lines.At("users", "where").Line, err))
	}
	errs = append(errs, f.checkDimensions(lines)...)
	errs = append(errs, f.checkOrgs(lines, os.Getenv)...)
	return errors.Join(errs...)
}

// At is where the file has something; nil where it does not.
func (f *File) At(path ...string) *setting.Lines {
	if l := f.lines.Below(path...); l.Node != nil {
		return &l
	}
	return nil
}

// labels are those of the dimensions.
func (f *File) labels() (labels []string) {
	for _, d := range f.Dimensions {
		labels = append(labels, d.Label)
	}
	if f.Dimensions == nil {
		for _, d := range collector.DefaultDimensions() {
			labels = append(labels, d.Label)
		}
	}
	return labels
}
