package grafana

import "fmt"

// smallestTeam is the size from which figures are about a team; those of smaller ones are about a person.
const smallestTeam = 5

// ofTeams keeps teams of a size that can be talked about.
func ofTeams(expression string) string {
	return fmt.Sprintf("(%s) and on (role) %s >= %d", expression, sum(owned("users"), "role"), smallestTeam)
}

// toTeam leads from a series by role to that team's page.
func toTeam() Link { return drill(uidTeams, "Usage of ${__field.labels.role}", "role") }

// rowToTeam leads from a table row by role to that team's page.
func rowToTeam() Link { return drillRow(uidTeams, "Usage of this team", "role") }

// rowTo leads from a figure in a row by role to the metric's page, for that team.
func rowTo(uid, title string) Link { return drillRow(uid, title, "role") }
