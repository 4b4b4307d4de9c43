package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
)

// maxFile bounds what is read of a configuration file.
const maxFile = 1 << 20

// A File is a configuration file. The zero value is the default configuration.
type File struct {
	Dimensions  Dimensions           `yaml:"dimensions"`
	Users       Users                `yaml:"users"`
	SeriesLimit PositiveInt          `yaml:"series_limit"` // a metric
	Collectors  map[string]Collector `yaml:"collectors"`
	// Budget is what may be asked of an org.
	Budget Budget `yaml:"budget"`
	// Orgs are those to measure, by the name that /probe knows them by.
	Orgs map[string]OrgEntry `yaml:"orgs"`
	// Leaderboards are the boards, and how they name people.
	Leaderboards Leaderboards `yaml:"leaderboards"`
	// Text is the file without its orgs: what all of them share.
	Text string `yaml:"-"`
	// Metrics are custom metrics.
	Metrics []collector.Definition `yaml:"metrics"`
}

// Users says who should be using Salesforce.
type Users struct {
	Where string `yaml:"where"` // a SOQL condition on User
}

// A Collector is what the file says about one collector.
type Collector struct {
	Enabled    *bool         `yaml:"enabled"`
	Interval   Duration      `yaml:"interval"`
	Windows    []Window      `yaml:"windows"`      // besides the built-in ones
	Objects    []Name        `yaml:"objects"`      // records
	LateStages []string      `yaml:"late_stages"`  // opportunities
	LoginTypes []string      `yaml:"login_types"`  // logins
	Score      *Satisfaction `yaml:"satisfaction"` // cases
	// What good data is, for the quality collector.
	Population   []collector.Population `yaml:"population"`
	Rules        []collector.Rule       `yaml:"rules"`
	WithoutRules []string               `yaml:"without_rules"`
	Scores       []collector.KeyFields  `yaml:"scores"`
	Spellings    []collector.Spelling   `yaml:"spellings"`
}

// Satisfaction names the numeric field of Case that customers fill.
type Satisfaction struct {
	Field Name    `yaml:"field"`
	Scale float64 `yaml:"scale"`
}

// own lists the keys that only one collector knows.
func (c Collector) own() map[string]string {
	keys := map[string]string{}
	if c.Objects != nil {
		keys["objects"] = "records"
	}
	if c.LateStages != nil {
		keys["late_stages"] = "opportunities"
	}
	if c.LoginTypes != nil {
		keys["login_types"] = "logins"
	}
	if c.Score != nil {
		keys["satisfaction"] = "cases"
	}
	for key, given := range map[string]bool{
		"population": c.Population != nil, "rules": c.Rules != nil, "without_rules": c.WithoutRules != nil,
		"scores": c.Scores != nil, "spellings": c.Spellings != nil,
	} {
		if given {
			keys[key] = "quality"
		}
	}
	return keys
}

// Load reads a configuration file. known lists the collectors there are. Errors
// name the file, the line and the remedy.
func Load(path string, known []string) (*File, error) {
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
	file, err := parse(text, known)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return file, nil
}

func unread(err error) error {
	return fmt.Errorf("read configuration: %w: give a file that this user may read", err)
}

func parse(text []byte, known []string) (*File, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	file := &File{}
	if err := decoder.Decode(file); err != nil && !errors.Is(err, io.EOF) {
		return nil, readable(err, text)
	}
	var second yaml.Node
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("line %d: one document is expected: remove the second one behind ---", max(1, second.Line))
	}
	lines := newPositions(text)
	file.Text = lines.without("orgs")
	return file, file.check(lines, known)
}

// check finds what is wrong with the values, all of it.
func (f *File) check(lines positions, known []string) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(f.Collectors)) {
		c := f.Collectors[name]
		if err := c.check(name, known); err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", lines.of("collectors", name), err))
			continue
		}
		errs = append(errs, c.checkQuality(lines)...)
	}
	if err := collector.CheckCondition("User", f.Users.Where); err != nil {
		errs = append(errs, fmt.Errorf("line %d: users: %w", lines.of("users", "where"), err))
	}
	errs = append(errs, f.checkDimensions(lines)...)
	errs = append(errs, f.checkOrgs(lines, os.Getenv)...)
	errs = append(errs, f.checkMetrics(lines)...)
	errs = append(errs, f.Leaderboards.check(lines, f.labels(), f.Metrics)...)
	return errors.Join(errs...)
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

func (c Collector) check(name string, known []string) error {
	if !slices.Contains(known, name) {
		return fmt.Errorf("there is no collector %q: use one of %s", name, strings.Join(known, ", "))
	}
	for key, owner := range c.own() {
		if owner != name {
			return fmt.Errorf("collector %s does not know %s, which belongs to %s: move it there", name, key, owner)
		}
	}
	if c.Score != nil && (c.Score.Field == "" || c.Score.Scale <= 0) {
		return errors.New("satisfaction needs a field of Case, and a scale: the number that is full marks")
	}
	return nil
}

// Duration is a positive time.Duration, written "15m".
type Duration time.Duration

// UnmarshalYAML reads "15m".
func (d *Duration) UnmarshalYAML(node *yaml.Node) error {
	v, err := time.ParseDuration(node.Value)
	if err != nil || v < time.Second {
		return refuse(node, "%q is not a duration of a second or more, such as 15m or 6h", node.Value)
	}
	*d = Duration(v)
	return nil
}
