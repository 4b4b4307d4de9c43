package grafana

import "fmt"

// servicePage asks: does the backlog grow, how long do customers wait, what do they think of it?
type servicePage struct{}

func (p servicePage) page() Page {
	return Page{
		UID:     uidService,
		Title:   "Salesforce for service",
		About:   "Whether the backlog grows, how long customers wait, and what they think of it.",
		ByOwner: true,
		Refresh: usual,
		Top: []Band{
			top(),
			band(6, at(12, p.backlogNow()), at(12, p.quality())),
			band(8, at(12, p.flow()), at(12, p.backlog())),
		},
		Sections: []Section{
			{ID: 100, Title: "Where the work is", Bands: []Band{
				band(11, at(8, p.origins()), at(8, p.regions()), at(8, p.slow())),
				band(9, at(12, p.list()), at(12, p.flowByTeam())),
				band(8, at(24, p.monthly())),
			}},
		},
	}
}

func (p servicePage) resolution(by ...string) string {
	return share(owned("case_resolution_seconds_30d"), owned("case_resolution_cases_30d"), by...)
}

func (p servicePage) backlogNow() Panel {
	open := sum(owned("open_cases"))
	return tiles(About{ID: 1, Title: "Backlog"},
		Tile{Name: "Open cases", Expression: open, In: counts(),
			About: "Cases that are not closed, those in queues included."},
		Tile{Name: "Change in a week", Expression: pooledChange(open), In: differences(), Steps: growth(1, 50),
			Instead: []Reason{noHistory("open_cases")},
			About:   "Open cases less those of a week ago. Growth for two weeks in a row: more hands, or fewer causes."},
		Tile{Name: "Escalated", Expression: sum(owned("escalated_cases")), In: counts(), Steps: atMost(1, 10),
			About: "Open cases that were escalated. Each needs a name and a date today."},
		Tile{Name: "Created, 7 days", Expression: sum(owned("cases_created_7d")), In: counts(),
			About: "Cases that were created in the last seven days and today."})
}

func (p servicePage) quality() Panel {
	satisfied := fmt.Sprintf("%s / (%s > 0)",
		sum(fmt.Sprintf("%s * %s", owned("case_satisfaction_ratio_30d"), owned("cases_closed_30d"))),
		sum(fmt.Sprintf("%s and %s", owned("cases_closed_30d"), owned("case_satisfaction_ratio_30d"))))
	return tiles(About{ID: 4, Title: "What customers get"},
		Tile{Name: "Mean time to close", Expression: p.resolution(), In: seconds(1), Instead: []Reason{noClosedCases()},
			About: "From creation to close, over the cases closed in 30 days. Near nought: cases are entered when they are solved."},
		Tile{Name: "Closed, 7 days", Expression: sum(owned("cases_closed_7d")), In: counts(),
			About: "Cases that were closed in the last seven days and today. Fewer than were created: the backlog grows."},
		Tile{Name: "Closed, 30 days", Expression: sum(owned("cases_closed_30d")), In: counts(),
			About: "Cases that were closed in the last 30 days and today."},
		Tile{Name: "Satisfaction", Expression: satisfied, In: shares(), Steps: atLeast(0.7, 0.85),
			Instead: []Reason{noClosedCases()},
			About:   "Mean score of the cases closed in 30 days, over the full scale; teams count by the cases they closed. Needs the field of the score to be named in the configuration (cases.satisfaction)."})
}

func (p servicePage) flow() Panel {
	return course(About{
		ID: 6, Title: "Cases created and closed, 7 days", In: counts(),
		About: "Two sliding weeks. Created above closed: the backlog grows by the gap each week.",
	},
		Curve{Legend: "created", Expression: sumOverTime(owned("cases_created_7d")), Colour: colourLook},
		Curve{Legend: "closed", Expression: sumOverTime(owned("cases_closed_7d")), Colour: colourAmount})
}

func (p servicePage) backlog() Panel {
	return stacked(About{
		ID: 7, Title: "Open cases by priority", In: counts(),
		About: "The backlog, stacked; red is the most urgent. When everything is High, nothing is: agree on what the word means.",
	}, Curve{Legend: "{{priority}}", Expression: sumOverTime(owned("open_cases"), "priority"), Colours: priorityColours()})
}

func (p servicePage) origins() Panel {
	return bars(About{
		ID: 8, Title: "Open cases by origin", In: counts(),
		About: "How they came in. \"none\" is a channel that nobody records.",
	}, highest(sum(owned("open_cases"), "origin")), "{{origin}}")
}

func (p servicePage) regions() Panel {
	return bars(About{
		ID: 9, Title: "Open cases by region", In: counts(),
		Links: []Link{drill(uidService, "Only ${__field.labels.region}", "region")},
		About: "By region of the owner; \"queue\" are those that nobody owns yet. Click a bar to see the region alone.",
	}, highest(sum(owned("open_cases"), "region")), "{{region}}")
}

func (p servicePage) slow() Panel {
	return bars(About{
		ID: 10, Title: "Longest time to close, by team", In: seconds(1),
		Links: []Link{drill(uidService, "Cases of ${__field.labels.role}", "instance", "role")},
		About: "Mean over the cases closed in 30 days, slowest first. The second level is slower by design; compare like with like.",
	}, orNamed(highest(byTeam(p.resolution(team()))), "role", noClosedCases(), noTeams()), teamLegend)
}

func (p servicePage) monthly() Panel {
	return months(About{
		ID: 12, Title: "Cases closed, 30 days a column", In: counts(),
		About: "Cases that were closed in each 30 days, the last of them until now. A missing column is from before the measuring, or longer ago than Prometheus keeps.",
	}, sum(owned("cases_closed_30d")))
}

// positive is a figure of each team that has any.
func (p servicePage) positive(metric string) string { return sum(owned(metric), team()) + " > 0" }

func (p servicePage) list() Panel {
	return tableOfTeams(About{
		ID: 11, Title: "Service by team", In: unit("short"),
		About: "Open and escalated cases of teams of five and more, and who of the team logged in within seven days. Click a team to see its cases alone.",
	}, []Link{rowTo(uidService, "Cases of this team")}, sorted{by: "Open"},
		Column{Title: "Open", Expression: p.positive("open_cases"), In: counts(), Width: 74},
		Column{Title: "Escalated", Expression: p.positive("escalated_cases"), In: counts(), Steps: atMost(1, 10),
			Width: 86},
		Column{Title: "Logged in",
			Expression: fmt.Sprintf("%s and on (%s) %s", reach(team()), team(), p.positive("open_cases")), In: shares(),
			Steps: reachSteps(), Links: []Link{rowTo(uidLogins, "Logins of this team")}, Width: 70})
}

func (p servicePage) flowByTeam() Panel {
	return tableOfTeams(About{
		ID: 13, Title: "New and closed, by team", In: unit("short"),
		About: "Cases of teams of five and more that were created and closed yesterday and today. Closed a head, in 30 days, says how the work is spread. Click a team to see its cases alone.",
	}, []Link{rowTo(uidService, "Cases of this team")}, sorted{by: "New, 1 day"},
		Column{Title: "New, 1 day", Expression: p.positive("cases_created_1d"), In: counts(), Width: 74},
		Column{Title: "Closed, 1 day", Expression: p.positive("cases_closed_1d"), In: counts(), Width: 70},
		Column{Title: "Closed a head",
			Expression: share(owned("cases_closed_30d"), owned("users"), team()) + " > 0", In: perHead(), Width: 68})
}
