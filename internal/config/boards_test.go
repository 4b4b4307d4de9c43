package config_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/internal/config"
)

// boardFile is a configuration of one board, whose lines begin with the fifth.
func boardFile(lines ...string) string {
	return "leaderboards:\n  boards:\n    - name: race\n      title: The race\n      " + strings.Join(lines, "\n      ") +
		"\n"
}

func boardsIn(file *config.File) []board.Board {
	return collector.Find[*board.Settings](file.Collectors).Boards
}

func TestBoards(t *testing.T) {
	file, err := load(t, boardFile(
		"unit: EUR",
		"period: this_week",
		"week_starts: Monday",
		"measures: [{metric: records_created, points: 2, only: [Lead]}, {metric: data_quality_score_ratio, points: 100}, {metric: activities_closed, where: TaskSubtype = 'Call'}]",
		"people: {region: [Germany], manager: [Kim.Lee@example.com]}",
		"bottom: 3",
		"target: 40",
		"targets: {Kim.Lee@example.com: 60}",
		"team: role",
		"elimination: true",
	))
	if err != nil {
		t.Fatal(err)
	}
	want := board.Board{
		Name: "race", Title: "The race", Unit: "EUR", Period: board.Period{Name: "this_week", WeekStarts: board.Monday},
		Measures: []board.Measure{
			{Metric: "records_created", Points: 2, Only: []string{"Lead"}}, {Metric: "data_quality_score_ratio", Points: 100},
			{Metric: "activities_closed", Where: "TaskSubtype = 'Call'"},
		},
		People: map[string][]string{"region": {"Germany"}, "manager": {"Kim.Lee@example.com"}},
		Top:    10, Bottom: 3, Target: 40, Targets: map[string]float64{"kim.lee@example.com": 60}, Team: "role",
		Elimination: true,
	}
	if diff := cmp.Diff(want, boardsIn(file)[0], places); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBoardMistakesNameLineAndRemedy(t *testing.T) {
	const logins, week = "measures: [{metric: logins}]", "period: this_week"
	for _, c := range []struct{ name, text, line, remedy string }{
		{"no measure", boardFile(week), "line 3", "measures are missing"},
		{"unknown metric", boardFile(week, "measures: [{metric: wins}]"), "line 6", "use one of"},
		{"metric with prefix and window", boardFile(week, "measures: [{metric: salesforce_logins_7d}]"), "line 6", "logins"},
		{"metric by nobody", boardFile(week, "measures: [{metric: login_attempts}]"), "line 6", "use one of"},
		{"no period", boardFile(logins), "line 3", "use days such as 7d"},
		{"unknown period", boardFile(logins, "period: this_decade"), "line 6", "use days such as 7d"},
		{"period and start", boardFile(logins, week, "start: 2026-01-01", "end: 2026-02-01"), "line 7", "and no period"},
		{"start without end", boardFile(logins, "start: 2026-01-01"), "line 6", "two days in order"},
		{"end before start", boardFile(logins, "start: 2026-02-01", "end: 2026-01-01"), "line 6", "two days in order"},
		{"no such day", boardFile(logins, "start: 2026-02-01", "end: 2026-02-30"), "line 6", "two days in order"},
		{"week day", boardFile(logins, week, "week_starts: tuesday"), "line 7", "sunday or monday"},
		{"week day of a month", boardFile(logins, "period: this_month", "week_starts: monday"), "line 7",
			"only period this_week"},
		{"negative points", boardFile(week, "measures: [{metric: logins, points: -1}]"), "line 6", "below zero"},
		{"where with the keyword", boardFile(week, "measures: [{metric: cases_closed, where: WHERE IsEscalated = true}]"),
			"line 6", "keyword WHERE"},
		{"where with an open quote", boardFile(week, "measures: [{metric: cases_closed, where: Priority = 'High}]"), "line 6",
			"a quote is not closed"},
		{"where of the quality score", boardFile(week, "measures: [{metric: data_quality_score_ratio, where: Amount > 1}]"),
			"line 6", "with only"},
		{"only of one object", boardFile(week, "measures: [{metric: logins, only: [Lead]}]"), "line 6", "LoginHistory"},
		{"too many people", boardFile(logins, week, "top: 500"), "line 7", "up to 100"},
		{"nobody", boardFile(logins, week, "top: -1"), "line 7", "up to 100"},
		{"nobody and no team", boardFile(logins, week, "top: 0"), "line 7", "bottom or team"},
		{"negative target", boardFile(logins, week, "target: -5"), "line 7", "below zero"},
		{"negative target of one", boardFile(logins, week, "targets: {kim.lee@example.com: 0}"), "line 7", "not above zero"},
		{"teams without a dimension", boardFile(logins, week, "teams_only: true"), "line 7", "needs team"},
		{"unknown team", boardFile(logins, week, "team: squad"), "line 7", "role, profile, region"},
		{"unknown dimension of people", boardFile(logins, week, "people:", "  squad: [A]"), "line 8",
			"role, profile, region, manager"},
		{"now of what happens", boardFile(logins, "period: now"), "line 6", "what there is"},
		{"a week of what there is", boardFile(week, "measures: [{metric: open_opportunities}]"), "line 5", "period: now"},
		{"bad name", "leaderboards:\n  boards:\n    - {name: Top Sellers, period: 7d, measures: [{metric: logins}]}\n",
			"line 3", "lower-case"},
		{"one name twice", boardFile(logins, week) + "    - {name: race, period: 7d, measures: [{metric: logins}]}\n", "line 7",
			"another"},
		{"unknown names", "leaderboards:\n  names: initials\n", "line 2", "full, alias, pseudonym or off"},
		{"hide is no field", "leaderboards:\n  hide: Is Active\n", "line 2", "API name"},
		{"smallest team", "leaderboards:\n  smallest_team: 0\n", "line 2", "whole number"},
		{"unknown key", boardFile(logins, week, "tops: 5"), "line 7", "unknown key tops"},
	} {
		_, err := load(t, c.text)
		if err == nil {
			t.Errorf("%s: accepted", c.name)
			continue
		}
		for _, part := range []string{"config.yml", c.line, c.remedy} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not contain %q", c.name, err, part)
			}
		}
	}
}

// TestBoardsOfTheDocs loads the example of the page about boards.
func TestBoardsOfTheDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/collectors/leaderboards.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	example, _, found := strings.Cut(rest, "```\n")
	file, err := load(t, example)
	if err != nil || !found || len(boardsIn(file)) < 3 {
		t.Errorf("the example is not there, has few boards or a mistake: %v", err)
	}
}
