package grafana

import "fmt"

// teamsPage asks for managers: what does each team do in Salesforce?
type teamsPage struct{}

func (p teamsPage) page() Page {
	return Page{
		UID:     uidTeams,
		Title:   "Salesforce usage by team",
		About:   "What each team does in Salesforce: from the team to the metric in one click.",
		ByOwner: true,
		Refresh: usual,
		Top: []Band{
			top(),
			band(12, at(8, p.comparison()), at(8, p.work()), at(8, p.late())),
			band(6, at(24, p.now())),
		},
		Sections: []Section{
			{ID: 100, Title: "What the chosen people do", Bands: []Band{
				band(8, at(12, p.objects()), at(12, p.upkeep())),
				band(8, at(12, p.subtypes()), at(12, meetings(14, to(uidSales, "Sales")))),
			}},
			{ID: 103, Title: "Who keeps the habit", Bands: []Band{
				band(11, at(12, workers(17, p.ofThisTeam(uidHabits, "Habits of this team")...)), at(12, p.losing())),
			}},
			{ID: 101, Title: "Where they are", Bands: []Band{
				band(11, at(12, p.regions()), at(12, p.profiles())),
			}},
			{ID: 102, Title: "Other habits", Bands: []Band{
				band(11, at(8, p.tasks()), at(8, p.chatter()), at(8, p.reports())),
			}},
		},
	}
}

// ofThisTeam leads from a row about a team to a page about it.
func (p teamsPage) ofThisTeam(uid, title string) []Link { return []Link{rowTo(uid, title)} }

func (p teamsPage) onlyThisTeam() []Link { return p.ofThisTeam(uidTeams, "Only this team") }

func (p teamsPage) perPerson(part string) string { return share(part, owned("users"), team()) }

func (p teamsPage) comparison() Panel {
	logins := p.ofThisTeam(uidLogins, "Logins of this team")
	return tableOfTeams(About{
		ID: 1, Title: "Teams compared", In: unit("short"),
		About: "One row for each role of five people and more: how many they are, their score, and who logged in within seven days. Click a team to see it alone, or a figure to see what is behind it for that team.",
	}, p.onlyThisTeam(), sorted{by: "People"},
		Column{Title: "People", Expression: sum(owned("users"), team()), In: counts(), Links: logins, Width: 88},
		Column{Title: "Score", Expression: scoreByTeam(), In: shares(), Steps: scoreSteps(),
			Links: p.ofThisTeam(uidOverview, "Overview of this team"), Width: 58},
		Column{Title: "7 days", Expression: reach(team()), In: shares(), Steps: reachSteps(), Links: logins,
			Width: 62})
}

func (p teamsPage) work() Panel {
	only := p.onlyThisTeam()
	return tableOfTeams(About{
		ID: 15, Title: "What a head does in 7 days", In: unit("short"),
		About: "Records that each team of five people and more creates and updates, and calls that it logs, in seven days, per head; fewest updates first. Click a figure to see what is behind it for that team.",
	}, only, sorted{by: "Updated", ascending: true},
		Column{Title: "Created", Expression: p.perPerson(owned("records_created_7d")), In: perHead(), Links: only,
			Width: 70},
		Column{Title: "Updated", Expression: p.perPerson(owned("records_updated_7d")), In: perHead(), Links: only,
			Width: 96},
		Column{Title: "Calls", Expression: p.perPerson(orZeroes("activities_closed_7d", `subtype="call"`)),
			In: perHead(), Links: p.ofThisTeam(uidSales, "Sales of this team"), Width: 54})
}

func (p teamsPage) late() Panel {
	return tableOfTeams(About{
		ID: 16, Title: "What is late", In: unit("short"),
		About: "Share of the open tasks of each team, and of its open deals, whose date has passed; most late tasks first. A dash: the team has none of that, which is fine outside of sales. Click a figure to see what is behind it for that team.",
	}, p.onlyThisTeam(), sorted{by: "Tasks"},
		Column{Title: "Tasks", Expression: share(owned("overdue_tasks"), owned("open_tasks"), team()),
			In: shares(), Steps: overdueSteps(), Links: p.onlyThisTeam(), Width: 80},
		Column{Title: "Deals", Expression: overdueShare(team()), In: shares(), Steps: overdueSteps(),
			Links: p.ofThisTeam(uidPipeline, "Pipeline of this team"), Width: 58})
}

func (p teamsPage) now() Panel {
	return tiles(About{ID: 2, Title: "The chosen people"},
		Tile{Name: "Logged in, 7 days", Expression: reach(), In: shares(), Steps: reachSteps(),
			Links: []Link{to(uidLogins, "Logins")},
			About: "Share of the chosen people who logged in within seven days. Everything below rests on it."},
		Tile{Name: "Created a head, 7 days", Expression: share(owned("records_created_7d"), owned("users")), In: perHead(),
			About: "Records of all objects created in seven days, per person. Few where the team does have customers to talk to: they keep them elsewhere."},
		Tile{Name: "Updated a head, 7 days", Expression: share(owned("records_updated_7d"), owned("users")), In: perHead(),
			Steps: atLeast(3, 10),
			About: "Records whose last change of the past seven days was by the chosen people, per person. Ten a week is daily use; below three, Salesforce is read and not kept."},
		Tile{Name: "Late deals", Expression: overdueShare(), In: shares(), Steps: overdueSteps(),
			Links: []Link{to(uidPipeline, "Pipeline hygiene")}, Instead: []Reason{noDeals()},
			About: "Share of the open deals whose close date has passed, by number. A late one is lost, won or forgotten: its owner should say which."})
}

func (p teamsPage) objects() Panel {
	return stacked(About{
		ID: 6, Title: "Records created, 7 days, by object", In: counts(),
		About: "What the chosen people add, over a sliding week. An object whose band vanishes is one that the team stopped using.",
	}, Curve{Legend: "{{object}}", Expression: sumOverTime(owned("records_created_7d"),
		"object"), Colours: objectColours()})
}

func (p teamsPage) upkeep() Panel {
	return course(About{
		ID: 7, Title: "Records updated in seven days", In: counts(),
		About: "Records that the chosen people modified last, against the week before. Updates fall before logins do.",
	}, withWeekBefore("updated", sumOverTime(owned("records_updated_7d")))...)
}

func (p teamsPage) subtypes() Panel {
	return stacked(About{
		ID: 8, Title: "Tasks completed in seven days", In: counts(),
		Links: []Link{to(uidSales, "Sales")},
		About: "Completed tasks by kind: calls, e-mails, other tasks. No calls in a team that phones all day means that they are not logged.",
	}, Curve{Legend: "{{subtype}}", Expression: sumOverTime(owned("activities_closed_7d"),
		"subtype"), Colours: subtypeColours()})
}

func (p teamsPage) losing() Panel {
	return bars(About{
		ID: 18, Title: "Who is losing the habit", In: shares(), Steps: atMost(0.05, 0.2),
		Links: []Link{drill(uidHabits, "Habits of ${__field.labels.role}", "instance", "role")},
		About: "Share of a team of five and more that came in the month before, and not once in the last 30 days; most first. People who left are not counted: those who are have a licence, and do not come.",
	}, orNamed(highest(byTeam(lost(team()))), "role", noTeams()), teamLegend)
}

func (p teamsPage) regions() Panel {
	return bars(About{
		ID: 9, Title: "Logged in within a week, by region", In: shares(), Steps: reachSteps(),
		Links: []Link{drill(uidLogins, "Logins in ${__field.labels.region}", "region")},
		About: "The chosen people by region, lowest first. Click a bar to see who stays away there.",
	}, lowest(reach("region")), "{{region}}")
}

func (p teamsPage) profiles() Panel {
	return bars(About{
		ID: 10, Title: "Logged in within a week, by profile", In: shares(), Steps: reachSteps(),
		Links: []Link{drill(uidLogins, "Logins of ${__field.labels.profile}", "profile")},
		About: "The chosen people by profile, lowest first. A profile that nobody uses may cost a licence that a cheaper one replaces.",
	}, lowest(reach("profile")), "{{profile}}")
}

func (p teamsPage) tasks() Panel {
	return bars(About{
		ID: 11, Title: "Most late tasks", In: shares(), Steps: atMost(0.25, 0.5),
		Links: []Link{toTeam()},
		About: "Share of the open tasks whose due date has passed, by team, worst first. Task lists that nobody works through stop being read: close them in bulk and start anew.",
	}, orNamed(highest(byTeam(share(owned("overdue_tasks"), owned("open_tasks"), team()))), "role", noTeams()), teamLegend)
}

func (p teamsPage) chatter() Panel {
	return bars(About{
		ID: 12, Title: "Chatter: who takes part", In: shares(),
		About: "People who commented in 30 days, per person, by team. Nothing to chase in itself; where e-mail replaces it, knowledge leaves the records. Chatter may be switched off in the org.",
	}, orNamed(highest(byTeam(share(owned("chatter_contributors_30d"), owned("users"),
		team()))), "role", noTeams()), teamLegend)
}

func (p teamsPage) reports() Panel {
	return bars(About{
		ID: 13, Title: "Reports: run or dead", In: counts(),
		About: "Reports of the whole org that were run within 30 days, and that nobody ran for 180 days or ever; dashboards. Delete the dead ones: they hide the good ones. Salesforce shows all of them to an integration user with View All Data.",
	}, either(which("reports_run_30d", "run in 30 days"), which("reports_not_run_180d",
		"not run in 180 days"), which("dashboards", "dashboards")), "{{which}}")
}

// perRecord is a figure of records over their number, by team.
func perRecord(part, all string) string { return fmt.Sprintf("(%s)", share(part, all, team())) }
