package board

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
)

// Settings are what the configuration says about all boards, and how they name
// people.
type Settings struct {
	collector.Settings `yaml:",inline"`
	Below              `yaml:"-"`
	// Place is where the file says something of boards; nil where it does not.
	Place *setting.Lines `yaml:"-"`
}

// Below is what stands under leaderboards.
type Below struct {
	Names Names `yaml:",inline"`
	// SeriesLimit bounds the series of all boards together; zero for 2,000.
	SeriesLimit setting.PositiveInt `yaml:"series_limit"`
	Boards      []Board             `yaml:"boards"` // in place of the shipped ones; nil for these
}

// Section is leaderboards.
func (s *Settings) Section() (key string, into any) { return "leaderboards", &s.Below }

// Usernames reports whether a board knows people by their user names.
func (s *Settings) Usernames() bool { return slices.ContainsFunc(s.Boards, Board.usernames) }

// Check finds what is wrong with the boards.
func (s *Settings) Check(c collector.Checked) (errs []error) {
	if c.Section.Node != nil {
		s.Place = &c.Section
	}
	var definitions []boardDefinition
	if len(s.Boards) > 0 {
		var err error
		if definitions, err = boardDefinitions(c.Others); err != nil {
			return []error{err}
		}
	}
	if err := s.Names.check(); err != nil {
		errs = append(errs, fmt.Errorf("line %d: %w", c.Section.At("names").Line, err))
	}
	for i := range s.Boards {
		at := c.Section.At("boards", strconv.Itoa(i))
		s.Boards[i].At, s.Boards[i].Warnings = &at, nil
		s.Boards[i].warn()
	}
	for i, b := range s.Boards {
		at := func(err error, path ...string) {
			if err != nil {
				errs = append(errs, fmt.Errorf("line %d: board %q: %w",
					c.Section.About(err, append([]string{"boards", strconv.Itoa(i)}, path...)...), b.Name, err))
			}
		}
		at(b.check(definitions))
		if slices.ContainsFunc(s.Boards[:i], func(o Board) bool { return o.Name == b.Name }) {
			at(errors.New("the name is there twice: give one another"), "name")
		}
		for label := range b.People {
			at(checkDimension(label, append(slices.Clone(c.Dimensions), managerFilter)), "people", label)
		}
		if b.Team != "" {
			at(checkDimension(b.Team, c.Dimensions), "team")
		}
	}
	return errs
}

func checkDimension(label string, dimensions []string) error {
	if slices.Contains(dimensions, label) {
		return nil
	}
	return fmt.Errorf("%q is not a dimension: %s", label, setting.Instead(label, dimensions))
}
