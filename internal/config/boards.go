package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/collector"
)

// Leaderboards are what the file says about boards.
type Leaderboards struct {
	Names       string `yaml:"names"`        // full, alias, pseudonym or off
	KeyFile     string `yaml:"key_file"`     // of pseudonyms
	Hide        Name   `yaml:"hide"`         // a check box on User
	HideHolders Name   `yaml:"hide_holders"` // a permission set
	// SmallestTeam is how many people a team needs for its score to be shown.
	SmallestTeam PositiveInt `yaml:"smallest_team"`
	SeriesLimit  PositiveInt `yaml:"series_limit"`
	Boards       []Board     `yaml:"boards"`
}

// Board is one board of the file.
type Board struct {
	Name        string              `yaml:"name"`
	Title       string              `yaml:"title"`
	Unit        string              `yaml:"unit"`
	Period      string              `yaml:"period"`
	WeekStarts  string              `yaml:"week_starts"`
	Start       string              `yaml:"start"`
	End         string              `yaml:"end"`
	Measures    []Measure           `yaml:"measures"`
	People      map[string][]string `yaml:"people"`
	Top         *int                `yaml:"top"`
	Bottom      int                 `yaml:"bottom"`
	Target      float64             `yaml:"target"`
	Targets     map[string]float64  `yaml:"targets"`
	Team        string              `yaml:"team"`
	TeamsOnly   bool                `yaml:"teams_only"`
	Elimination bool                `yaml:"elimination"`
}

// Measure is what a board counts.
type Measure struct {
	Metric string   `yaml:"metric"`
	Points float64  `yaml:"points"`
	Only   []string `yaml:"only"`
	Where  string   `yaml:"where"`
}

const defaultTop = 10

// Of returns the board as the collector knows it.
func (b Board) Of() collector.Board {
	board := collector.Board{
		Name: b.Name, Title: b.Title, Unit: b.Unit, People: b.People, Top: defaultTop, Bottom: b.Bottom, Target: b.Target,
		Team: b.Team, TeamsOnly: b.TeamsOnly, Elimination: b.Elimination,
		Period: collector.Period{Name: b.Period, WeekStarts: b.weekday(), Start: b.Start, End: b.End},
	}
	if b.Top != nil {
		board.Top = *b.Top
	}
	if b.Targets != nil {
		board.Targets = map[string]float64{}
	}
	for user, target := range b.Targets {
		board.Targets[strings.ToLower(user)] = target
	}
	for _, m := range b.Measures {
		board.Measures = append(board.Measures, collector.BoardMeasure(m))
	}
	return board
}

func (b Board) weekday() time.Weekday {
	if strings.EqualFold(b.WeekStarts, "monday") {
		return time.Monday
	}
	return time.Sunday
}

// check finds what is wrong with the boards. Dimensions are the labels that
// people can be chosen and teams be made by.
func (l Leaderboards) check(lines positions, dimensions []string, custom []collector.Definition) (errs []error) {
	at := func(err error, path ...string) {
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", lines.of(append([]string{"leaderboards"}, path...)...), err))
		}
	}
	at(checkNames(l.Names), "names")
	for i, b := range l.Boards {
		place := []string{"boards", strconv.Itoa(i)}
		wrap := func(err error) error {
			if err == nil {
				return nil
			}
			return fmt.Errorf("board %q: %w", b.Name, err)
		}
		if err := b.Of().Check(custom); err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", lines.about(err, append([]string{"leaderboards"}, place...)...),
				wrap(err)))
		}
		if b.WeekStarts != "" && !strings.EqualFold(b.WeekStarts, "monday") && !strings.EqualFold(b.WeekStarts, "sunday") {
			at(wrap(fmt.Errorf("week_starts %q: use sunday or monday", b.WeekStarts)), append(place, "week_starts")...)
		}
		if b.WeekStarts != "" && b.Period != "this_week" {
			at(wrap(errors.New("week_starts: only period this_week starts on a day of the week")),
				append(place, "week_starts")...)
		}
		if slices.ContainsFunc(l.Boards[:i], func(o Board) bool { return o.Name == b.Name }) {
			at(wrap(errors.New("the name is there twice: give one another")), append(place, "name")...)
		}
		for label := range b.People {
			at(wrap(checkDimension(label, append(slices.Clone(dimensions), "manager"))), append(place, "people", label)...)
		}
		if b.Team != "" {
			at(wrap(checkDimension(b.Team, dimensions)), append(place, "team")...)
		}
	}
	return errs
}

func checkDimension(label string, dimensions []string) error {
	if slices.Contains(dimensions, label) {
		return nil
	}
	return fmt.Errorf("there is no dimension %q: use one of %s", label, strings.Join(dimensions, ", "))
}

func checkNames(mode string) error {
	switch mode {
	case "", collector.NamesFull, collector.NamesAlias, collector.NamesPseudonym, collector.NamesOff:
		return nil
	}
	return fmt.Errorf("names %q: use full, alias, pseudonym or off", mode)
}
