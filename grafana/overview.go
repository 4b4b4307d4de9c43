package grafana

import "fmt"

// overviewPage asks for whoever pays: is Salesforce used, is that changing, where does it drop, and which licences
// idle?
type overviewPage struct{}

func (p overviewPage) page() Page {
	return Page{
		UID:     uidOverview,
		Title:   "Salesforce adoption overview",
		About:   "For whoever pays for Salesforce: is it used, does that change, where does it drop, and which licences idle.",
		ByOwner: true,
		Own:     []Variable{byHandVariable(scoreRecord, "users")},
		Refresh: usual,
		Top: []Band{
			top(),
			band(3, at(12, p.thisWeek()), at(12, p.whereItDrops())),
			band(7, at(12, p.now()), at(12, p.scoreParts())),
			band(8, at(12, p.trend()), at(12, p.people())),
		},
		Sections: []Section{
			{ID: 100, Title: "Where it drops", Bands: []Band{
				band(13, at(14, p.fell()), at(10, p.behind())),
				band(11, at(24, p.calendar())),
			}},
			{ID: 104, Title: "Who keeps the habit", Bands: []Band{
				band(13, at(12, p.habit()), at(12, worksFell(19))),
			}},
			{ID: 103, Title: "Orgs compared", Bands: []Band{
				band(7, at(8, p.orgs()), at(8, p.orgsFell()), at(8, p.orgsCost())),
			}},
			{ID: 101, Title: "What it rests on", Bands: []Band{
				band(11, at(12, p.managersIn()), at(12, p.unused())),
			}},
		},
	}
}

// paidFree are licences that cost something and that nobody has.
func (p overviewPage) paidFree() string {
	return whole("licenses", `kind="user"`, `license=~"Salesforce.*"`) + " - " +
		whole("licenses_used", `kind="user"`, `license=~"Salesforce.*"`)
}

func (p overviewPage) thisWeek() Panel {
	said := sentence(word{"active", sum(owned("users_logged_in_7d"))}, word{"users", sum(owned("users"))},
		word{"share", percent(reach())})
	said = fmt.Sprintf(`label_join(%s, "said", "", "active", "a", "users", "b", "share", "c")`,
		named(named(named(said, "a", " of "), "b", " people logged in within seven days ("), "c", " %)."))
	return saying(About{
		ID: 1, Title: "This week", In: words(),
		Links: []Link{to(uidLogins, "Logins")},
		About: "How many of the people who should use Salesforce logged in within the last seven days or today. Click to see who is missing.",
	}, either(said, "on () "+named("vector(0)", "said",
		"Not known how many people logged in: see the table above.")), "{{said}}", 18)
}

func (p overviewPage) whereItDrops() Panel {
	change := byTeam(points(changeOfParts(scoreByTeam())))
	fell := fmt.Sprintf(`count_values by (role, in) ("points", round(-1 * (bottomk(1, %s) <= -0.5)))`, change)
	return saying(About{
		ID: 2, Title: "Where it drops", In: words(),
		Links: []Link{toTeam()},
		About: "The team of five or more whose score fell most within a week. Click to see which habit is missing, then talk to its manager. The lowest scores are below; low is not the same as falling.",
	}, either(
		fmt.Sprintf(`label_replace(%s, "said", " fell by $1 points within a week.", "points", "(.*)")`, fell),
		ofNoTeam("No team fell within a week.", change),
		ofNoTeam("No figures of a week ago: what fell is not known yet.", noHistory("users").When),
		ofNoTeam("No team of five or more in this choice.", noTeams().When),
		"on () "+named("vector(0)", "said", "Not known: see the table above."),
	), "{{role}}{{in}}{{said}}", 18)
}

func (p overviewPage) now() Panel {
	return tiles(About{ID: 3, Title: "Now"},
		Tile{Name: "Adoption score", Expression: score(), In: shares(), Steps: scoreSteps(),
			Links: []Link{to(uidTeams, "Score by team")},
			About: "One figure for how much Salesforce is part of the work, 0 to 100 %: the mean over all people of their team's score. Below half, start with the shortest bar on the right."},
		Tile{Name: "Change in a week", Expression: points(changeOfParts(score())), In: inPoints(), Steps: change(5),
			Links: []Link{to(uidTeams, "Score by team")}, Instead: []Reason{noHistory("users")},
			About: "The score less the score of a week ago, in points. A fall of more than 5 points outside of holidays deserves a question; the bars by team below say to whom."},
		Tile{Name: "Never logged in", Expression: sum(owned("users_never_logged_in")), In: counts(), Steps: atMost(1, 10),
			Links: []Link{to(uidLogins, "Logins")},
			About: "People with a licence who have not logged in once. Invite them to an introduction, or take the licence back."},
		Tile{Name: "Licences not in use",
			Expression: fmt.Sprintf("%s + %s", sum(p.paidFree()), sum(whole("licensed_users_not_logged_in_30d"))), In: counts(),
			Steps: atMost(1, 20), Links: []Link{to(uidLicences, "Licences and limits")},
			About: "Salesforce user licences that nobody has, and those of people who did not log in for 30 days. Give them to somebody or renew fewer."})
}

func (p overviewPage) scoreParts() Panel {
	return bars(About{
		ID: 5, Title: "What the score is made of", In: unit("suffix: points").digits(0).from(0).to(40),
		Links: []Link{to(uidTeams, "By team")},
		About: "The points that each habit adds to the score, and how many it can add. Full at 90 % of the people who log in in a week, 80 % who work, five activities a head and week, no overdue deals and none without activity; empty at half of the deals overdue, or four fifths without activity. Work on the bar that lacks most.",
	}, scorePoints(), "{{component}} (of {{full}})")
}

func (p overviewPage) trend() Panel {
	return course(About{
		ID: 8, Title: "Adoption score over time", In: shares(), Steps: scoreSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "The score, and in grey where it was a week before. Blue above grey is progress; a gap that opens for more than a week is a trend. Several orgs have a line each. The grey line needs the recording rules, and is drawn for a single org. The dashed lines are 50 and 70 %.",
	}, scoreOverTime()...).
		MaxDataPoints(400) // of 30 days a point each two hours, because without rules it costs more than the rest of the page
}

func (p overviewPage) people() Panel {
	return course(About{
		ID: 9, Title: "People who logged in within a week", In: counts(),
		Links: []Link{to(uidLogins, "Logins")},
		About: "Head count over a sliding window of seven days, so weekends leave no dents. Compare with the grey line of a week before; holidays show as a dip of a week.",
	}, withWeekBefore("people", sumOverTime(owned("users_logged_in_7d")))...)
}

func (p overviewPage) fell() Panel {
	return falls(About{
		ID: 11, Title: "Logged in, change in a week", In: inPoints(), Steps: change(10),
		Links: []Link{rowToTeam()},
		About: "Share of each team that logged in within a week, less the same a week ago, in points: left of the line it fell. The largest falls first. A fall of 10 points or more in one team only is not a holiday: ask.",
	}, orNamed(teamNamed(lowest(byTeam(points(weekChange(reach(team())))))), "team", noTeams(),
		noHistory("users_logged_in_7d")), "team")
}

func (p overviewPage) behind() Panel {
	return bars(About{
		ID: 10, Title: "Lowest scores by team", In: shares(), Steps: scoreSteps(),
		Links: []Link{toTeam()},
		About: "The ten teams (roles of five people and more) with the lowest score. Click a bar to see that team alone.",
	}, orNamed(lowest(byTeam(scoreByTeam())), "role", noTeams()), teamLegend)
}

func (p overviewPage) calendar() Panel {
	return historyOfTeams(About{
		ID: 12, Title: "Logged in within a week, by team", In: shares(), Steps: reachSteps(),
		Links: []Link{toTeam()},
		About: "A row for each team, time from left to right. Green: three quarters and more of the team logged in; amber: half; red: fewer. A row that turns amber is where adoption drops, a column is a holiday.",
	}, reachOverTime("role"))
}

func (p overviewPage) habit() Panel {
	all := []Tile{workingTile(), stickinessTile(), keptTile(), lostTile()}
	for i := range all {
		all[i].Links = []Link{to(uidHabits, "Habits")}
	}
	return tiles(About{ID: 18, Title: "Who keeps the habit"}, all...)
}

// ofThisOrg leads from a row about an org to a page about it.
func (p overviewPage) ofThisOrg(uid, title string) []Link {
	return []Link{drillRow(uid, title, "instance")}
}

func (p overviewPage) orgLabel() Label {
	return Label{Label: "instance", Title: "Org", Width: 112, OneWord: true,
		Links: p.ofThisOrg(uidOverview, "Overview of this org")}
}

func (p overviewPage) orgs() Panel {
	teams := p.ofThisOrg(uidTeams, "Teams of this org")
	return tableOf(About{
		ID: 15, Title: "Orgs compared", In: unit("short"),
		About: "An org a line, lowest score first, and how the score changed within a week, in points. Click a figure for what is behind it, in that org alone.",
	}, []Label{p.orgLabel()}, orEmpty("instance", unknown, []Column{
		{Title: "Score", Expression: score(org), In: shares(), Steps: scoreSteps(), Links: teams, Width: 80},
		{Title: "Change", Expression: points(changeOfParts(score(org))), In: inPoints(), Steps: change(5), Links: teams,
			Width: 86},
	}), sorted{by: "Score", ascending: true})
}

func (p overviewPage) orgsFell() Panel {
	change := points(changeOfParts(ofTeams(scoreByTeam())))
	fell := fmt.Sprintf("topk by (%s) (1, -1 * (%s) > 0.5)", org, change)
	said := func(text, when string) string {
		return fmt.Sprintf("on (%s) %s", org, named("0 * "+count(when, org), "role", text))
	}
	return tableOfNamed(About{
		ID: 16, Title: "Orgs: where it drops", In: unit("short"),
		About: "The team of five or more whose score fell most within a week, in each org. Click the team to see which habit is missing.",
	}, teamName(drillRow(uidTeams, "Usage of this team", "instance", "role")), nil, sorted{by: "Fell by"},
		Column{Title: "Fell by", Expression: "(" + either(fell, said("No team fell", change),
			said("Not known", whole("up")+" == 1")) + ")", In: inPoints(), Width: 96})
}

func (p overviewPage) orgsCost() Panel {
	cost := sum(fmt.Sprintf("increase(%s[1d])", whole("exporter_api_calls_total")), org)
	health := p.ofThisOrg(uidExporter, "Exporter health of this org")
	return tableOf(About{
		ID: 17, Title: "Orgs: cost, and what is missing", In: unit("short"),
		About: "The exporter's API calls in a day, and how many metrics are missing: Salesforce does not show them to the integration user, or they became too old. Click a figure for what is behind it, in that org alone.",
	}, []Label{p.orgLabel()}, orEmpty("instance", unknown, []Column{
		{Title: "Calls", Expression: cost, In: counts(), Links: health, Width: 80},
		{Title: "Missing", Expression: orZero(missing(), whole("up")+" == 1", org), In: counts(), Links: health, Width: 70},
	}), sorted{by: "Calls"})
}

func (p overviewPage) managersIn() Panel {
	return bars(About{
		ID: 14, Title: "Managers who logged in this week", In: shares(), Steps: managersSteps(),
		Links: []Link{to(uidLogins, "Logins")},
		About: "Share of the people with reports who logged in within a week, by region, lowest first. Teams do what their managers look at: start here.",
	}, lowest(share(owned("managers_logged_in_7d"), owned("managers"), "region")), "{{region}}")
}

func (p overviewPage) unused() Panel {
	return bars(About{
		ID: 13, Title: "Licences that nobody has", In: counts(),
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "Paid user licences that are not assigned, by kind. Those of the free kinds cost nothing. Salesforce shows them to an integration user with View Setup and Configuration.",
	}, highest(sum(whole("licenses", `kind="user"`)+" - "+whole("licenses_used", `kind="user"`),
		"license")), "{{license}}")
}
