package main

import (
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/alecthomas/kingpin/v2"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/setting"
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
	for _, c := range builtin.Collectors() {
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
	detail      org.Detail
	budget      config.Budget
	file        *config.File
	names       board.Names // of boards
}

// A builder makes what orgs are measured by. Orgs for which nothing is different
// share it.
type builder struct {
	flags   measuredFlags
	file    *config.File
	uniform time.Duration // other than zero overrides all intervals
	demo    bool          // the org without a name is the built-in one
	made    map[*config.File]*measured
}

// builder reads the configuration file.
func (f measuredFlags) builder(uniform time.Duration, demo bool) (*builder, error) {
	file, err := f.load()
	return &builder{flags: f, file: file, uniform: uniform, demo: demo, made: map[*config.File]*measured{}}, err
}

// of returns what an org is measured by.
func (b *builder) of(org string) (*measured, error) {
	if org == unnamed && b.demo {
		return b.flags.build(b.file, b.uniform, board.NamesFull) // whose people are invented
	}
	file := b.file.Of(org)
	if m, ok := b.made[file]; ok {
		return m, nil
	}
	m, err := b.flags.build(file, b.uniform, board.NamesUnset)
	if err != nil {
		return nil, err
	}
	b.made[file] = m
	return m, nil
}

// build makes the collectors that are switched on. Names are how people are named where
// neither flag nor file says it.
func (f measuredFlags) build(file *config.File, uniform time.Duration, names string) (*measured, error) {
	settings := maps.Clone(file.Collectors)
	boards := setting.Copy(collector.Find[*board.Settings](settings))
	settings["leaderboards"] = boards
	var err error
	if boards.Names, err = f.names.of(boards, names); err != nil {
		return nil, err
	}
	m := &measured{people: peopleOf(file), seriesLimit: int(file.SeriesLimit), budget: file.Budget, file: file,
		names: boards.Names, detail: org.Detail{Zeros: file.Zeros, Dimensions: file.DimensionsOf()}}
	if f.on(file, "leaderboards") {
		m.people.Naming = boards.Names.Naming()
	}
	makeOne := collector.Maker(settings, collector.Common{People: m.people, Uniform: uniform})
	for _, factory := range builtin.Collectors() {
		if !f.on(file, factory.Name) {
			continue
		}
		c, err := makeOne(factory.Name)
		if err != nil {
			return nil, err
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

// on reports whether a collector is switched on, by flag and by file.
func (f measuredFlags) on(file *config.File, name string) bool {
	return *f.collectors[name] && file.Collectors[name].On()
}

func (f measuredFlags) load() (*config.File, error) {
	if *f.file == "" {
		return config.Default(builtin.Collectors()), nil
	}
	return config.Load(*f.file, builtin.Collectors())
}

func peopleOf(file *config.File) *collector.PeopleSource {
	people := &collector.PeopleSource{Dimensions: collector.DefaultDimensions(), Counted: file.Users.Where,
		MinPeople: int(file.MinPeople), At: file.At("users"), Hides: file.At("leaderboards", "hide")}
	if file.Dimensions != nil {
		people.Dimensions = nil
	}
	for _, d := range file.Dimensions {
		people.Dimensions = append(people.Dimensions, collector.Dimension{Label: d.Label, Path: d.Path,
			At: file.At("dimensions", d.Label)})
	}
	return people
}
