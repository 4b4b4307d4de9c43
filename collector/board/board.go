// Package board ranks people, and their teams, by what other collectors count.
package board

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
)

// A Board ranks people, and their teams, by what they did in a period.
type Board struct {
	Name     string    `yaml:"name"`
	Title    string    `yaml:"title"`
	Unit     string    `yaml:"unit"` // what a score counts: "records", "points"
	Period   Period    `yaml:",inline"`
	Measures []Measure `yaml:"measures"`
	// People keeps those whose dimension has one of the values; "manager"
	// keeps those who report to one of the users of these names.
	People map[string][]string `yaml:"people"`
	Top    int                 `yaml:"top"`    // how many of the best are shown
	Bottom int                 `yaml:"bottom"` // how many of the last are shown besides
	Target float64             `yaml:"target"`
	// Targets are those of single people, by user name in lower case.
	Targets map[string]float64 `yaml:"targets"`
	// Team is the dimension that teams are made of; empty for none.
	Team string `yaml:"team"`
	// TeamsOnly shows no person.
	TeamsOnly bool `yaml:"teams_only"`
	// Elimination also shows who would be out next.
	Elimination bool `yaml:"elimination"`
	// At is where the board stands in the configuration; nil for one that ships.
	At *setting.Lines `yaml:"-"`
	// Warnings are about what the file says of the board.
	Warnings []collector.Warning `yaml:"-"`
}

const defaultTop = 10

// UnmarshalYAML reads a board, of which ten people are shown unless it says how many.
func (b *Board) UnmarshalYAML(node *yaml.Node) error {
	type plain Board
	read := plain{Top: defaultTop}
	err := setting.Decode(node, &read)
	targets := read.Targets
	if targets != nil {
		read.Targets = map[string]float64{}
	}
	for user, target := range targets {
		read.Targets[strings.ToLower(user)] = target
	}
	*b = Board(read)
	return err
}

// A Measure is a metric by owner, and what one of it is worth.
type Measure struct {
	Metric string   `yaml:"metric"` // without prefix and window: "records_created"
	Points float64  `yaml:"points"` // zero stands for one
	Only   []string `yaml:"only"`   // objects, where the metric has an object label; nil for all
	Where  string   `yaml:"where"`  // which records count, besides the metric's own condition
}

// usernames reports whether the board knows people by their user names.
func (b Board) usernames() bool { return b.Targets != nil || b.byManager() }

func (b Board) byManager() bool { return b.People[managerFilter] != nil }

// check finds out whether the board can be kept. Definitions are those that it can
// measure.
func (b Board) check(definitions []boardDefinition) error {
	switch {
	case !setting.IsIdentifier(b.Name):
		return fmt.Errorf("name %q: use lower-case letters, digits and underscores, such as won_this_month", b.Name)
	case len(b.Measures) == 0:
		return errors.New("measures are missing: what is counted, such as {metric: won_opportunities_amount}")
	case b.Top < 0 || b.Top > maxShown:
		return fmt.Errorf("top %d: use a number of people up to %d", b.Top, maxShown)
	case b.Bottom < 0 || b.Bottom > maxShown:
		return fmt.Errorf("bottom %d: use a number of people up to %d", b.Bottom, maxShown)
	case b.Top == 0 && b.Bottom == 0 && b.Team == "":
		return errors.New("top is 0, so the board shows nobody: give top, bottom or team")
	case b.TeamsOnly && b.Team == "":
		return errors.New("teams_only needs team: the dimension that teams are made of, such as role")
	}
	if err := b.checkTargets(); err != nil {
		return err
	}
	timed := 0
	for i, m := range b.Measures {
		ofTime, err := m.check(definitions)
		if err != nil {
			return &setting.PlacedError{Place: []string{"measures", strconv.Itoa(i)}, Err: err}
		}
		if ofTime {
			timed++
		}
	}
	if err := b.Period.check(); err != nil {
		return err
	}
	if now := b.Period.Name == periodNow; now && timed > 0 || !now && timed == 0 {
		return errors.New("period: now is for measures of what there is, such as open_opportunities, and for boards of nothing else")
	}
	return nil
}

func (b Board) checkTargets() error {
	if b.Target < 0 {
		return errors.New("target is below zero: leave it out for none")
	}
	for user, target := range b.Targets {
		if target <= 0 {
			err := fmt.Errorf("the target of %s is not above zero: leave it out for that of all", user)
			return &setting.PlacedError{Place: []string{"targets", user}, Err: err}
		}
	}
	return nil
}

// check finds out whether there is such a measure, and whether it counts what
// happens in a time, rather than what there is.
func (m Measure) check(definitions []boardDefinition) (timed bool, err error) {
	if m.Points < 0 {
		return false, fmt.Errorf("points %v of %s are below zero: leave them out for 1", m.Points, m.Metric)
	}
	if err := collector.CheckCondition("", m.Where); err != nil {
		return false, fmt.Errorf("measure %s: %w", m.Metric, err)
	}
	if m.Metric == qualityMeasure {
		if m.Where != "" {
			return false, fmt.Errorf("measure %s knows no where: choose objects with only", m.Metric)
		}
		return false, nil
	}
	names := []string{qualityMeasure}
	for _, d := range definitions {
		if d.Name == m.Metric {
			return len(d.Windows) > 0, m.checkOnly(d)
		}
		names = append(names, d.Name)
	}
	slices.Sort(names)
	return false, fmt.Errorf("there is no metric %q by owner to measure: %s", m.Metric,
		setting.Instead(m.Metric, slices.Compact(names)))
}

// checkOnly finds out whether the metric is about the objects. Those of
// records are configuration.
func (m Measure) checkOnly(d boardDefinition) error {
	if d.Per == "object" {
		return nil
	}
	var objects []string
	for _, s := range d.From {
		objects = append(objects, s.Object)
	}
	for _, object := range m.Only {
		if !slices.Contains(objects, object) {
			return fmt.Errorf("only: measure %s is not about %s: use %s", m.Metric, object, strings.Join(objects, ", "))
		}
	}
	return nil
}

// maxShown bounds the people of one board.
const maxShown = 100

// shippedBoards are those of people who configured none.
func shippedBoards() []Board {
	week, month := Period{Name: "7d"}, Period{Name: "30d"}
	one := func(name, title, unit string, p Period, measures ...Measure) Board {
		return Board{Name: name, Title: title, Unit: unit, Period: p, Measures: measures, Top: 10, Team: "role"}
	}
	return []Board{
		one("logins", "Logins", "logins", week, Measure{Metric: "logins"}),
		one("records_created", "Records created", "records", week, Measure{Metric: "records_created"}),
		one("activities_closed", "Activities completed", "activities", week, Measure{Metric: "activities_closed"}),
		one("won_amount", "Amount won", "amount", month, Measure{Metric: "won_opportunities_amount"}),
		one("cases_closed", "Cases closed", "cases", week, Measure{Metric: "cases_closed"}),
		one("points", "Points", "points", week,
			Measure{Metric: "logins", Points: 1},
			Measure{Metric: "records_created", Points: 2},
			Measure{Metric: "activities_closed", Points: 3},
			Measure{Metric: "cases_closed", Points: 5},
			Measure{Metric: "won_opportunities", Points: 20},
		),
	}
}
