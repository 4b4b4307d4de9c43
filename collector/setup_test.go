package collector_test

import (
	"errors"
	"fmt"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/internal/setting"
)

// A setup is the settings of all collectors, to be changed, and what they share.
type setup struct {
	all map[string]collector.Configurable
	collector.Common
}

func newSetup(people *collector.PeopleSource) *setup {
	return &setup{all: collector.Defaults(builtin.Collectors()), Common: collector.Common{People: people}}
}

// make makes one collector.
func (s *setup) make(tb testing.TB, name string) collector.Collector {
	tb.Helper()
	c, err := collector.Maker(s.all, s.Common)(name)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// planOf plans one collector for an org.
func (s *setup) planOf(tb testing.TB, name string, schema *collector.Schema) collector.Plan {
	tb.Helper()
	return s.make(tb, name).Plan(schema)
}

// planOfBoards plans boards for an org of which nothing is known.
func planOfBoards(tb testing.TB, people *collector.PeopleSource, boards board.Below) collector.Plan {
	tb.Helper()
	s := newSetup(people)
	collector.Find[*board.Settings](s.all).Below = boards
	return s.planOf(tb, "leaderboards", collector.OpenSchema())
}

// checkBoard finds what is wrong with a board, where the configuration has
// definitions.
func checkBoard(definitions []catalog.Definition, b board.Board) error {
	s := newSetup(nil)
	collector.Find[*custom.Settings](s.all).Metrics = definitions
	boards := &board.Settings{Below: board.Below{Boards: []board.Board{b}}}
	return errors.Join(boards.Check(collector.Checked{Section: setting.Lines{Line: 1},
		Others: collector.Maker(s.all, s.Common)})...)
}

func userID(i int) string { return fmt.Sprintf("005%012dAAA", i) }
