package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/alecthomas/kingpin/v2"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/config"
)

// measuredFlags say what is measured: --config.file and --[no-]collector.NAME.
type measuredFlags struct {
	file       *string
	collectors map[string]*bool
}

func addMeasuredFlags(cmd *kingpin.CmdClause) measuredFlags {
	f := measuredFlags{
		file:       cmd.Flag("config.file", "Configuration file: dimensions, counted users, collectors.").PlaceHolder("FILE").String(),
		collectors: map[string]*bool{},
	}
	for _, c := range collector.BuiltIn() {
		f.collectors[c.Name] = cmd.Flag("collector."+c.Name, fmt.Sprintf("Measure %s.", c.Help)).Default("true").Bool()
	}
	return f
}

// measured is what flags and file together say.
type measured struct {
	people      *collector.PeopleSource
	collectors  []collector.Collector
	seriesLimit int
}

// build makes the collectors that are switched on. A uniform interval other
// than zero overrides all others.
func (f measuredFlags) build(uniform time.Duration) (*measured, error) {
	file, err := f.load()
	if err != nil {
		return nil, err
	}
	m := &measured{people: peopleOf(file), seriesLimit: int(file.SeriesLimit)}
	for _, factory := range collector.BuiltIn() {
		own := file.Collectors[factory.Name]
		if !*f.collectors[factory.Name] || own.Enabled != nil && !*own.Enabled {
			continue
		}
		settings := settingsOf(own)
		settings.Quality.LateStages = file.Collectors["opportunities"].LateStages
		settings.People, settings.Uniform = m.people, uniform
		c, err := factory.New(settings)
		if err != nil {
			return nil, fmt.Errorf("make collector %s: %w", factory.Name, err)
		}
		m.collectors = append(m.collectors, c)
	}
	if len(m.collectors) == 0 {
		return nil, errors.New("all collectors are switched off")
	}
	return m, nil
}

func (f measuredFlags) load() (*config.File, error) {
	if *f.file == "" {
		return &config.File{}, nil
	}
	var names []string
	for _, c := range collector.BuiltIn() {
		names = append(names, c.Name)
	}
	return config.Load(*f.file, names)
}

func peopleOf(file *config.File) *collector.PeopleSource {
	people := &collector.PeopleSource{Dimensions: collector.DefaultDimensions(), Counted: file.Users.Where}
	if file.Dimensions != nil {
		people.Dimensions = nil
	}
	for _, d := range file.Dimensions {
		people.Dimensions = append(people.Dimensions, collector.Dimension{Label: d.Label, Path: d.Path})
	}
	return people
}

func settingsOf(c config.Collector) collector.Settings {
	s := collector.Settings{Interval: time.Duration(c.Interval), LateStages: c.LateStages, LoginTypes: c.LoginTypes}
	for _, w := range c.Windows {
		s.Windows = append(s.Windows, string(w))
	}
	for _, o := range c.Objects {
		s.Objects = append(s.Objects, string(o))
	}
	s.Quality = collector.QualitySettings{WithoutRules: c.WithoutRules, Quality: collector.Quality{
		Population: c.Population, Rules: c.Rules, Scores: c.Scores, Spellings: c.Spellings,
	}}
	if c.Score != nil {
		s.Satisfaction = &collector.Score{Field: string(c.Score.Field), Scale: c.Score.Scale}
	}
	return s
}
