package grafana

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// Ranks stand in four columns, of so many at most; beyond, there are more columns.
const (
	rankColumns  = 4
	mostInColumn = 13
)

const (
	person     = "job, instance, board, person"
	rankLegend = "{{place}}  {{person}}{{team}} {{moved}}"
)

// onBoard is a metric of the chosen board.
func onBoard(name string) string { return whole("leaderboard_"+name, `board=~"$board"`) }

// perPerson is each person once, whatever else the series says of them.
func perPerson(expression string) string {
	return fmt.Sprintf("max by (%s) (%s)", person, expression)
}

// columnOf is the column in which a person stands: as many in each. Who is last
// on the board, some ranks behind the best, is in the last one, too.
func columnOf() string {
	people := count(onBoard("rank"))
	inColumn := fmt.Sprintf("scalar(clamp(ceil(%s / %d), 3, %d))", people, rankColumns, mostInColumn)
	return fmt.Sprintf("clamp_max(floor((%s - 1) / %s), scalar(ceil(%s / %s)) - 1)", onBoard("rank"), inColumn, people,
		inColumn)
}

// teamScore is the score of each team of the board. People without a role are no team.
func teamScore() string {
	return whole("leaderboard_team_score", `board=~"$board"`, `team!~"|none|queue"`)
}

// teamsAlone are the teams of the board, where no person is shown.
func teamsAlone() string {
	return teamScore() + " unless on (job, instance, board) " + onBoard("score")
}

// towardsTarget is progress where there are any targets; without, progress is the share of the leader's score.
func towardsTarget() string {
	return fmt.Sprintf("(%s and on (job, instance, board) (%s or %s))", perPerson(onBoard("progress_ratio")),
		onBoard("target"), onBoard("person_target"))
}

func asLabel(label, expression string) string {
	return fmt.Sprintf(`count_values by (%s) ("%s", %s)`, person, label, expression)
}

func rewritten(label, expression, from, into string) string {
	return fmt.Sprintf(`label_replace(%s, "%s", "%s", "%s", "%s")`, expression, label, into, label, from)
}

// moved says how many places somebody climbed or fell. Of who had no rank in the period before, nothing is said.
func moved() string {
	places := rewritten("moved", asLabel("moved", onBoard("rank_change")), "0", "")
	places = rewritten("moved", places, "-(.*)", "\u25bc$1")
	places = rewritten("moved", places, "([0-9].*)", "\u25b2$1")
	return fmt.Sprintf("%s or on (%s) %s * 0 + 1", places, person, perPerson(onBoard("rank")))
}

// ranked are scores of the people whose rank fulfils a condition, with place and movement as labels.
func ranked(condition string) string {
	return fmt.Sprintf("(%s and on (%s) %s %s) * on (%s) group_left (place) %s * on (%s) group_left (moved) (%s)",
		perPerson(onBoard("score")), person, onBoard("rank"), condition, person, asLabel("place",
			onBoard("rank")), person, moved())
}

// boardVariables are one board to choose, and the columns that its ranks fill.
func boardVariables() []Variable {
	return []Variable{
		asking("board", "Board", fmt.Sprintf("label_values(salesforce_leaderboard_info{%s}, board)", ofOrg)).
			Description("One of the boards of the exporter’s configuration.").
			Sort(dashboard.VariableSortAlphabeticalCaseInsensitiveAsc),
		// Column 0 is always there, because without people it shows teams.
		asking("column", "Column", fmt.Sprintf(`query_result(count_values("column", %s or vector(0)))`, columnOf())).
			Description("The panel Ranks is repeated for each.").
			Regex(`/column="(\d+)"/`).
			Sort(dashboard.VariableSortNumericalAsc).
			Multi(true).
			IncludeAll(true).
			AllValue("0").
			Current(everything()).
			Hide(dashboard.VariableHideHideVariable),
	}
}
