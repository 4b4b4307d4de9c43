package grafana

import "fmt"

// smallestTeam is the size from which figures are about a team; those of smaller ones are about a person.
const smallestTeam = 5

// A team is a role in an org. Equal roles of two orgs are two teams.
func team() string { return of("role") }

// ofTeams keeps teams of a size that can be talked about. People without a role, and queues, are no team.
func ofTeams(expression string) string {
	return fmt.Sprintf(`(%s) and on (%s) %s >= %d`, expression, team(), sum(owned("users", `role!~"|none|queue"`), team()),
		smallestTeam)
}

// ofTeamsOverTime keeps teams that are of such a size at the end of the time range, so that rows do not come and go.
// Where an exporter has just begun, its teams are those of the day before, which backfill wrote.
func ofTeamsOverTime(expression string) string {
	users := owned("users", `role!~"|none|queue"`)
	atEnd := fmt.Sprintf("(%s or on (%s) %s)", sum(users+" @ end()", team()), org,
		sum(fmt.Sprintf("last_over_time(%s[1d:30m] @ end())", users), team()))
	return fmt.Sprintf(`(%s) and on (%s) %s >= %d`, expression, team(), atEnd, smallestTeam)
}

// ofNoTeam is a sentence that names no team, said where an expression has a value.
func ofNoTeam(text, when string) string {
	return "on () " + named(named("0 * "+count(when), "role", ""), "said", text)
}

// byTeam names teams, with their org where there are several.
func byTeam(expression string) string { return inEach(ofTeams(expression)) }

// teamLegend is the name of a team in legends.
const teamLegend = "{{role}}{{in}}"

// toTeam leads from a series by role to that team's page.
func toTeam() Link { return drill(uidTeams, "Usage of ${__field.labels.role}", "instance", "role") }

// rowToTeam leads from a table row by role to that team's page.
func rowToTeam() Link { return drillRow(uidTeams, "Usage of this team", "instance", "role") }

// rowTo leads from a figure in a row by role to the metric's page, for that team.
func rowTo(uid, title string) Link { return drillRow(uid, title, "instance", "role") }

// teamName is the first column of tables by team.
func teamName(links ...Link) Name { return Name{Title: "Team", Of: []string{"role"}, Links: links} }

// tableOfTeams is a table with a row for each team: people under five are left out of tables, too.
func tableOfTeams(a About, links []Link, order sorted, columns ...Column) Panel {
	for i := range columns {
		columns[i].Expression = ofTeams(columns[i].Expression)
	}
	return tableOfNamed(a, teamName(links...), nil, order, columns...)
}

// teamNamed puts the name of a team, and the figure itself, into the one label that a chart can show.
func teamNamed(expression string) string {
	return fmt.Sprintf(`label_join(%s, "team", "", "role", "in", "says")`, withFigure(expression, of("role", "in")))
}

// withFigure puts the figure into a label, beside the value that is drawn.
func withFigure(expression, by string) string {
	written := fmt.Sprintf(`label_replace(count_values by (%s) ("figure", round(%s)), "says", ": $1", "figure", "(.*)")`,
		by, expression)
	return fmt.Sprintf("(%s) * on (%s) group_left (says) %s", expression, by, written)
}
