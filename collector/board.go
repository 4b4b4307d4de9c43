package collector

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Board ranks people, and their teams, by what they did in a period.
type Board struct {
	Name     string
	Title    string
	Unit     string // what a score counts: "records", "points"
	Period   Period
	Measures []BoardMeasure
	// People keeps those whose dimension has one of the values; "manager"
	// keeps those who report to one of the users of these names.
	People map[string][]string
	Top    int // how many of the best are shown
	Bottom int // how many of the last are shown besides
	Target float64
	// Targets are those of single people, by user name in lower case.
	Targets map[string]float64
	// Team is the dimension that teams are made of; empty for none.
	Team string
	// TeamsOnly shows no person.
	TeamsOnly bool
	// Elimination also shows who would be out next.
	Elimination bool
}

// A BoardMeasure is a metric by owner, and what one of it is worth.
type BoardMeasure struct {
	Metric string   // without prefix and window: "records_created"
	Points float64  // zero stands for one
	Only   []string // objects, where the metric has an object label; nil for all
	Where  string   // which records count, besides the metric's own condition
}

// BoardSettings are what the configuration says about all boards.
type BoardSettings struct {
	Boards []Board // in place of the shipped ones; nil for these
	Names  Names
	// SeriesLimit bounds the series of all boards together; zero for 2,000.
	SeriesLimit int
	// Others are the settings of the collectors that boards draw on, so that
	// both ask the same; those of a collector that is missing are the boards'.
	Others map[string]Settings
	// Custom are the definitions of the configuration.
	Custom []Definition
}

// Usernames reports whether the board knows people by their user names.
func (b Board) Usernames() bool { return b.Targets != nil || b.byManager() }

func (b Board) byManager() bool { return b.People[managerFilter] != nil }

// Check finds out whether the board can be kept. Custom are the definitions
// that it can measure besides those that ship.
func (b Board) Check(custom []Definition) error {
	switch {
	case !ruleName.MatchString(b.Name):
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
		ofTime, err := m.check(custom)
		if err != nil {
			return &PlacedError{Place: []string{"measures", strconv.Itoa(i)}, Err: err}
		}
		if ofTime {
			timed++
		}
	}
	if err := b.Period.Check(); err != nil {
		return err
	}
	if now := b.Period.Name == periodNow; now && timed > 0 || !now && timed == 0 {
		return errors.New("period: now is for measures of what there is, such as open_opportunities, and for boards of nothing else")
	}
	return nil
}

// A PlacedError is a mistake in the configuration below keys that its text does
// not name. Items of lists are numbered from zero.
type PlacedError struct {
	Place []string
	Err   error
}

func (e *PlacedError) Error() string { return e.Err.Error() }

// Unwrap returns the mistake.
func (e *PlacedError) Unwrap() error { return e.Err }

func (b Board) checkTargets() error {
	if b.Target < 0 {
		return errors.New("target is below zero: leave it out for none")
	}
	for user, target := range b.Targets {
		if target <= 0 {
			err := fmt.Errorf("the target of %s is not above zero: leave it out for that of all", user)
			return &PlacedError{Place: []string{"targets", user}, Err: err}
		}
	}
	return nil
}

// check finds out whether there is such a measure, and whether it counts what
// happens in a time, rather than what there is.
func (m BoardMeasure) check(custom []Definition) (timed bool, err error) {
	if m.Points < 0 {
		return false, fmt.Errorf("points %v of %s are below zero: leave them out for 1", m.Points, m.Metric)
	}
	if err := CheckCondition("", m.Where); err != nil {
		return false, fmt.Errorf("measure %s: %w", m.Metric, err)
	}
	if m.Metric == qualityMeasure {
		if m.Where != "" {
			return false, fmt.Errorf("measure %s knows no where: choose objects with only", m.Metric)
		}
		return false, nil
	}
	definitions, err := boardDefinitions(custom)
	if err != nil {
		return false, err
	}
	names := []string{qualityMeasure}
	for _, d := range definitions {
		if d.Name == m.Metric {
			return len(d.Windows) > 0, m.checkOnly(d)
		}
		names = append(names, d.Name)
	}
	slices.Sort(names)
	return false, fmt.Errorf("there is no metric %q by owner to measure: use one of %s", m.Metric,
		strings.Join(slices.Compact(names), ", "))
}

// checkOnly finds out whether the metric is about the objects. Those of
// records are configuration.
func (m BoardMeasure) checkOnly(d boardDefinition) error {
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
	one := func(name, title, unit string, p Period, measures ...BoardMeasure) Board {
		return Board{Name: name, Title: title, Unit: unit, Period: p, Measures: measures, Top: 10, Team: "role"}
	}
	return []Board{
		one("logins", "Logins", "logins", week, BoardMeasure{Metric: "logins"}),
		one("records_created", "Records created", "records", week, BoardMeasure{Metric: "records_created"}),
		one("activities_closed", "Activities completed", "activities", week, BoardMeasure{Metric: "activities_closed"}),
		one("won_amount", "Amount won", "amount", month, BoardMeasure{Metric: "won_opportunities_amount"}),
		one("cases_closed", "Cases closed", "cases", week, BoardMeasure{Metric: "cases_closed"}),
		one("points", "Points", "points", week,
			BoardMeasure{Metric: "logins", Points: 1},
			BoardMeasure{Metric: "records_created", Points: 2},
			BoardMeasure{Metric: "activities_closed", Points: 3},
			BoardMeasure{Metric: "cases_closed", Points: 5},
			BoardMeasure{Metric: "won_opportunities", Points: 20},
		),
	}
}
