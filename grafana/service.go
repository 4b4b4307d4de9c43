package grafana

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
			band(5, at(5, p.open()), at(5, p.openMoved()), at(4, p.escalated()), at(5, p.meanTime()), at(5, p.satisfied())),
			band(8, at(12, p.flow()), at(12, p.backlog())),
		},
		Sections: []Section{
			{ID: 100, Title: "Where the work is", Bands: []Band{
				band(9, at(8, p.origins()), at(8, p.regions()), at(8, p.slow())),
				band(7, at(24, p.list())),
			}},
		},
	}
}

const serviceNoCases = "No cases in this choice: cases need Read and View All"

func (p servicePage) resolution() string {
	return share(owned("case_resolution_seconds_30d"), owned("case_resolution_cases_30d"))
}

func (p servicePage) open() Panel {
	return figure(About{
		ID: 1, Title: "Open cases", In: counts(), Empty: briefCases,
		Links: []Link{to(uidTeams, "By team")},
		About: "Cases that are not closed, those in queues included.",
	}, sum(owned("open_cases")))
}

func (p servicePage) openMoved() Panel {
	return figure(About{
		ID: 2, Title: "Change in a week", In: differences(), Empty: briefWeek, Steps: atMost(1, 50),
		Links: []Link{to(uidTeams, "By team")},
		About: "Open cases less those of a week ago. Growth for two weeks in a row: more hands, or fewer causes.",
	}, weekChange(sum(owned("open_cases"))))
}

func (p servicePage) escalated() Panel {
	return figure(About{
		ID: 3, Title: "Escalated", In: counts(), Empty: briefCases, Steps: atMost(1, 10),
		Links: []Link{to(uidTeams, "By team")},
		About: "Open cases that were escalated. Each needs a name and a date today.",
	}, sum(owned("escalated_cases")))
}

func (p servicePage) meanTime() Panel {
	return figure(About{
		ID: 4, Title: "Mean time to close", In: seconds(1), Empty: "No cases were closed in 30 days",
		Links: []Link{to(uidTeams, "By team")},
		About: "From creation to close, over the cases closed in 30 days. Near nought: cases are entered when they are solved.",
	}, p.resolution())
}

func (p servicePage) satisfied() Panel {
	return figure(About{
		ID: 5, Title: "Satisfaction", In: shares(), Empty: briefScore, Steps: atLeast(0.7, 0.85),
		Links: []Link{to(uidTeams, "By team")},
		About: "Mean score of the cases closed in 30 days, over the full scale, mean of the teams chosen. Needs the field to be named in the configuration.",
	}, "avg("+owned("case_satisfaction_ratio_30d")+")")
}

func (p servicePage) flow() Panel {
	return course(About{
		ID: 6, Title: "Cases created and closed in seven days", In: counts(), Empty: serviceNoCases,
		Links: []Link{to(uidTeams, "By team")},
		About: "Two sliding weeks. Created above closed: the backlog grows by the gap each week.",
	}, []Curve{
		{Legend: "created", Expression: sum(owned("cases_created_7d")), Colour: colourLook},
		{Legend: "closed", Expression: sum(owned("cases_closed_7d")), Colour: colourAmount},
	})
}

func (p servicePage) backlog() Panel {
	return stacked(About{
		ID: 7, Title: "Open cases by priority", In: counts(), Empty: serviceNoCases,
		Links: []Link{to(uidTeams, "By team")},
		About: "The backlog, stacked. When everything is High, nothing is: agree on what the word means.",
	}, []Curve{
		{Legend: "{{priority}}", Expression: sum(owned("open_cases"), "priority")},
	})
}

func (p servicePage) origins() Panel {
	return bars(About{
		ID: 8, Title: "Open cases by origin", In: counts(), Empty: serviceNoCases,
		Links: []Link{to(uidTeams, "By team")},
		About: `How they came in. "none" is a channel that nobody records.`,
	}, highest(sum(owned("open_cases"), "origin")), "{{origin}}")
}

func (p servicePage) regions() Panel {
	return bars(About{
		ID: 9, Title: "Open cases by region", In: counts(), Empty: serviceNoCases,
		Links: []Link{drill(uidService, "Only ${__field.labels.region}", "region")},
		About: `By region of the owner; "queue" are those that nobody owns yet. Click a bar to see the region alone.`,
	}, highest(sum(owned("open_cases"), "region")), "{{region}}")
}

func (p servicePage) slow() Panel {
	return bars(About{
		ID: 10, Title: "Longest time to close, by team", In: seconds(1), Empty: "No cases were closed in 30 days",
		Links: []Link{toTeam()},
		About: "Mean over the cases closed in 30 days, slowest first. The second level is slower by design; compare like with like.",
	}, highest(ofTeams(share(owned("case_resolution_seconds_30d"), owned("case_resolution_cases_30d"), "role"))), "{{role}}")
}

func (p servicePage) list() Panel {
	return tableOf(About{
		ID: 11, Title: "Service by team", In: unit("short"), Empty: serviceNoCases,
		About: "Teams that own cases. Closed per head says how the work is spread; click a team to see whether its people log in.",
	}, []Label{
		{Label: "role", Title: "Team", Links: []Link{rowToTeam()}},
	}, []Column{
		{Title: "Open", Expression: sum(owned("open_cases"), "role") + " > 0", In: counts(), Width: 90},
		{Title: "Escalated", Expression: sum(owned("escalated_cases"), "role") + " > 0", In: counts(), Steps: atMost(1, 10), Width: 105},
		{Title: "Created 1 day", Expression: sum(owned("cases_created_1d"), "role") + " > 0", In: counts(), Width: 125},
		{Title: "Closed 1 day", Expression: sum(owned("cases_closed_1d"), "role") + " > 0", In: counts(), Width: 120},
		{Title: "Closed / head, 30 days", Expression: share(owned("cases_closed_30d"), owned("users"), "role") + " > 0", In: amounts(), Width: 180},
		{Title: "In 7 days", Expression: share(owned("users_logged_in_7d"), owned("users"), "role") + " and on (role) " + sum(owned("open_cases"), "role") + " > 0", In: shares(), Steps: reachSteps(), Width: 100},
	}, sorted{by: "Open"})
}
