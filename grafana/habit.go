package grafana

import (
	"fmt"
	"strconv"
	"strings"
)

// Who has the habit of working in Salesforce, as several pages say it.

// working is the share of the people who created, changed or closed something within a week.
func working(by ...string) string { return share(owned("people_working_7d"), owned("users"), by...) }

// kept is the share of the people who came in three of the last four weeks.
func kept(by ...string) string { return share(owned("people_kept_4w"), owned("users"), by...) }

// lost is the share of the people who came in the month before, and not since.
func lost(by ...string) string { return share(owned("people_lost_30d"), owned("users"), by...) }

// ofRole is a metric that has the first dimension only, as histograms have.
func ofRole(name string, matchers ...string) string {
	return whole(name, append([]string{`role=~"$role"`}, matchers...)...)
}

// stickiness is on what share of the days of a month somebody comes who comes at all: the people active on a
// day, over those active in the month, as the mean of 30 days. Yesterday alone would be a Sunday on Mondays.
func stickiness(by ...string) string {
	const days = "people_active_days_30d"
	active := fmt.Sprintf("(%s - %s)", sum(ofRole(days+"_count"), by...), sum(ofRole(days+"_bucket", upTo(0)), by...))
	return fmt.Sprintf("%s / (30 * %s > 0)", sum(ofRole(days+"_sum"), by...), active)
}

// upTo matches a bucket, whose bound Prometheus writes as 4 or as 4.0.
func upTo(bound float64) string {
	written := strings.Replace(strconv.FormatFloat(bound, 'g', -1, 64), "+", "[+]", 1)
	return fmt.Sprintf(`le=~"%s([.]0)?"`, written)
}

// A bin is what is in a bucket of a histogram and not in the one below it.
type bin struct {
	name string
	upTo float64
}

// inBins are the people in each bin of a histogram.
func inBins(histogram string, bins []bin) string {
	var all []string
	below := ""
	for _, b := range bins {
		to := sum(ofRole(histogram+"_bucket", upTo(b.upTo)))
		all = append(all, named("("+to+below+")", "bin", b.name))
		below = " - " + to
	}
	return either(all...)
}

func workingTile() Tile {
	return Tile{Name: "Work, 7 days", Expression: working(), In: shares(), Steps: workingSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Share of the people who created or changed a record, completed a task, held an event, sent an e-mail or wrote a comment within seven days. The others may log in; they leave no trace."}
}

func stickinessTile() Tile {
	return Tile{Name: "Stickiness", Expression: stickiness(), In: shares(), Steps: stickinessSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "People active on a day over people active in the month, as the mean of 30 days. Each working day is about 70 %, two days a week 29 %. Profile and region do not narrow it."}
}

func keptTile() Tile {
	return Tile{Name: "Kept the habit", Expression: kept(), In: shares(), Steps: reachSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Share of the people who came in at least three of the last four weeks."}
}

func lostTile() Tile {
	return Tile{Name: "Lost, 30 days", Expression: sum(owned("people_lost_30d")), In: counts(),
		Links: []Link{to(uidTeams, "By team")},
		About: "People who came in the month before, and not once in the last 30 days. Ask soon: who stays away for two months seldom comes back."}
}

// worksFell are the teams in which fewer work than a week ago.
func worksFell(id uint32) Panel {
	return falls(About{
		ID: id, Title: "Who works, change in a week", In: inPoints(), Steps: change(10),
		Links: []Link{rowToTeam()},
		About: "Share of each team that worked within a week, less the same a week ago, in points: left of the line it fell. The largest falls first. A fall in one team only is not a holiday: ask.",
	}, orNamed(teamNamed(lowest(byTeam(points(weekChange(working(team())))))), "team", noTeams(),
		noHistory("people_working_7d")), "team")
}

// workers are the people of each team who work.
func workers(id uint32, links ...Link) Panel {
	return tableOfTeams(About{
		ID: id, Title: "Who works, by team", In: unit("short"),
		About: "People of each team of five and more who created, changed or closed something within seven days, their share of the team, and how that changed within a week, in points; largest fall first. Click a team to see what it does.",
	}, links, sorted{by: "Change", ascending: true},
		Column{Title: "Work", Expression: sum(owned("people_working_7d"), team()), In: counts(), Width: 58},
		Column{Title: "Share", Expression: working(team()), In: shares(), Steps: workingSteps(), Width: 58},
		Column{Title: "Change", Expression: points(weekChange(working(team()))), In: inPoints(),
			Steps: change(10), Width: 100})
}
