package main

import (
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/alecthomas/kingpin/v2"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/config"
)

// measuredFlags say what is measured: --config.file, --[no-]collector.NAME and
// how leaderboards name people.
type measuredFlags struct {
	file       *string
	collectors map[string]*bool
	names      namesFlags
}

func addMeasuredFlags(cmd *kingpin.CmdClause) measuredFlags {
	f := measuredFlags{
		file: cmd.Flag("config.file",
			"Configuration file: dimensions, counted users, collectors, custom metrics, leaderboards.").PlaceHolder("FILE").String(),
		collectors: map[string]*bool{},
	}
	for _, c := range collector.BuiltIn() {
		f.collectors[c.Name] = cmd.Flag("collector."+c.Name, fmt.Sprintf("Measure %s.", c.Help)).Default("true").Bool()
	}
	f.names = addNamesFlags(cmd)
	return f
}

// measured is what flags and file together say.
type measured struct {
	people      *collector.PeopleSource
	collectors  []collector.Collector
	web         *collector.Web // nil where that is switched off
	seriesLimit int
	budget      config.Budget
	file        *config.File
	key         []byte // of pseudonyms
}

// build makes the collectors that are switched on. A uniform interval other
// than zero overrides all others.
func (f measuredFlags) build(uniform time.Duration) (*measured, error) {
	file, err := f.load()
	if err != nil {
		return nil, err
	}
	names, err := f.names.of(file.Leaderboards)
	if err != nil {
		return nil, err
	}
	m := &measured{people: peopleOf(file), seriesLimit: int(file.SeriesLimit), budget: file.Budget, file: file,
		key: names.Key}
	settings := f.settings(file, m.people, names, uniform)
	if f.on(file, "leaderboards") {
		m.people.Names = &names
	}
	for _, factory := range collector.BuiltIn() {
		if !f.on(file, factory.Name) {
			continue
		}
		c, err := factory.New(settings[factory.Name])
		if err != nil {
			return nil, fmt.Errorf("make collector %s: %w", factory.Name, err)
		}
		if web, ok := c.(*collector.Web); ok {
			m.web = web // it has a lane of its own
			continue
		}
		m.collectors = append(m.collectors, c)
	}
	if len(m.collectors) == 0 {
		return nil, errors.New("all collectors are switched off")
	}
	return m, nil
}

// on reports whether a collector is switched on. The collector custom is off
// where no metric is configured.
func (f measuredFlags) on(file *config.File, name string) bool {
	if name == "custom" && len(file.Metrics) == 0 {
		return false
	}
	enabled := file.Collectors[name].Enabled
	return *f.collectors[name] && (enabled == nil || *enabled)
}

// settings are those of all collectors, by name: boards ask what the others
// ask.
func (f measuredFlags) settings(file *config.File, people *collector.PeopleSource, names collector.Names,
	uniform time.Duration) map[string]collector.Settings {
	all := map[string]collector.Settings{}
	for _, factory := range collector.BuiltIn() {
		s := settingsOf(file.Collectors[factory.Name])
		s.People, s.Uniform, s.Custom = people, uniform, file.Metrics
		s.Quality.LateStages = file.Collectors["opportunities"].LateStages
		all[factory.Name] = s
	}
	boards := all["leaderboards"]
	boards.Boards = collector.BoardSettings{
		Boards: boardsOf(file), Names: names, SeriesLimit: int(file.Leaderboards.SeriesLimit), Others: maps.Clone(all),
		Custom: file.Metrics,
	}
	all["leaderboards"] = boards
	return all
}

func boardsOf(file *config.File) []collector.Board {
	var boards []collector.Board
	for _, b := range file.Leaderboards.Boards {
		boards = append(boards, b.Of())
	}
	return boards
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
