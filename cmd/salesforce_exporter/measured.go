package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/alecthomas/kingpin/v2"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/builtin"
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
	budget      config.Budget
	file        *config.File
	key         []byte // of pseudonyms
}

// A builder makes what orgs are measured by. Orgs for which nothing is different
// share it.
type builder struct {
	flags   measuredFlags
	file    *config.File
	uniform time.Duration // other than zero overrides all intervals
	made    map[*config.File]*measured
}

// builder reads the configuration file.
func (f measuredFlags) builder(uniform time.Duration) (*builder, error) {
	file, err := f.load()
	return &builder{flags: f, file: file, uniform: uniform, made: map[*config.File]*measured{}}, err
}

// of returns what an org is measured by.
func (b *builder) of(org string) (*measured, error) {
	file := b.file.Of(org)
	if m, ok := b.made[file]; ok {
		return m, nil
	}
	m, err := b.flags.build(file, b.uniform)
	if err != nil {
		return nil, err
	}
	b.made[file] = m
	return m, nil
}

// build makes the collectors that are switched on.
func (f measuredFlags) build(file *config.File, uniform time.Duration) (*measured, error) {
	var err error
	boards := collector.Find[*board.Settings](file.Collectors)
	if boards.Names, err = f.names.of(boards); err != nil {
		return nil, err
	}
	m := &measured{people: peopleOf(file), seriesLimit: int(file.SeriesLimit), budget: file.Budget, file: file,
		key: boards.Names.Key}
	if f.on(file, "leaderboards") {
		m.people.Naming = boards.Names.Naming()
	}
	makeOne := collector.Maker(file.Collectors, collector.Common{People: m.people, Uniform: uniform})
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
	people := &collector.PeopleSource{Dimensions: collector.DefaultDimensions(), Counted: file.Users.Where}
	if file.Dimensions != nil {
		people.Dimensions = nil
	}
	for _, d := range file.Dimensions {
		people.Dimensions = append(people.Dimensions, collector.Dimension{Label: d.Label, Path: d.Path})
	}
	return people
}
