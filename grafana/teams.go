package grafana

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
			band(12, at(24, p.comparison())),
			band(5, at(6, p.reachNow()), at(6, p.createdNow()), at(6, p.updatedNow()), at(6, p.overdueNow())),
		},
		Sections: []Section{
			{ID: 100, Title: "What the chosen people do", Bands: []Band{
				band(8, at(8, p.objects()), at(8, p.upkeep()), at(8, p.subtypes())),
			}},
			{ID: 101, Title: "Where they are", Bands: []Band{
				band(9, at(12, p.regions()), at(12, p.profiles())),
			}},
			{ID: 102, Title: "Other habits", Bands: []Band{
				band(9, at(8, p.tasks()), at(8, p.chatter()), at(8, p.reports())),
			}},
		},
	}
}

const teamsNoUsers = "No users yet: is the exporter scraped, and the choice above not too narrow?"
const teamsNoRecords = "No records in this choice: the integration user may lack View All Data"

func (p teamsPage) calls() string {
	return owned("activities_closed_7d", `subtype="call"`)
}

func (p teamsPage) comparison() Panel {
	return tableOf(About{
		ID: 1, Title: "Teams compared", In: unit("short"), Empty: teamsNoUsers,
		About: "One row for each role: how many log in, and what they then do. Click a team to see it alone, or a figure to see what is behind it for that team. A dash: the team has none of that, which is fine outside of sales.",
	}, []Label{
		{Label: "role", Title: "Team", Links: []Link{rowToTeam()}},
	}, []Column{
		{Title: "People", Expression: sum(owned("users"), "role"), In: counts(), Links: []Link{rowTo(uidLogins, "Logins of this team")}, Width: 80},
		{Title: "Score", Expression: scoreByRole(), In: shares(), Steps: scoreSteps(), Links: []Link{rowTo(uidOverview, "Overview of this team")}, Width: 80},
		{Title: "In 7 days", Expression: reach("role"), In: shares(), Steps: reachSteps(), Links: []Link{rowTo(uidLogins, "Logins of this team")}, Width: 95},
		{Title: "Created / head", Expression: share(owned("records_created_7d"), owned("users"), "role"), In: amounts(), Links: []Link{rowTo(uidSales, "Sales of this team")}, Width: 125},
		{Title: "Updated / head", Expression: share(owned("records_updated_7d"), owned("users"), "role"), In: amounts(), Links: []Link{rowTo(uidSales, "Sales of this team")}, Width: 125},
		{Title: "Calls / head", Expression: share(p.calls(), owned("users"), "role"), In: amounts(), Links: []Link{rowTo(uidSales, "Sales of this team")}, Width: 110},
		{Title: "Tasks overdue", Expression: share(owned("overdue_tasks"), owned("open_tasks"), "role"), In: shares(), Steps: overdueSteps(), Links: []Link{rowTo(uidPipeline, "Pipeline of this team")}, Width: 120},
		{Title: "Deals overdue", Expression: share(owned("overdue_opportunities"), owned("open_opportunities"), "role"), In: shares(), Steps: overdueSteps(), Links: []Link{rowTo(uidPipeline, "Pipeline of this team")}, Width: 120},
	}, sorted{by: "People"})
}

func (p teamsPage) reachNow() Panel {
	return figure(About{
		ID: 2, Title: "Logged in this week", In: shares(), Empty: briefUsers, Steps: reachSteps(),
		Links: []Link{to(uidLogins, "Logins")},
		About: "Share of the chosen people who logged in within seven days. Everything below rests on it.",
	}, reach())
}

func (p teamsPage) createdNow() Panel {
	return figure(About{
		ID: 3, Title: "Created per head", In: amounts(), Empty: briefRecords,
		Links: []Link{to(uidSales, "Sales")},
		About: "Records of all objects created in seven days, per person. Few where the team does have customers to talk to: they keep them elsewhere.",
	}, share(owned("records_created_7d"), owned("users")))
}

func (p teamsPage) updatedNow() Panel {
	return figure(About{
		ID: 4, Title: "Updated per head", In: amounts(), Empty: briefRecords, Steps: atLeast(3, 10),
		Links: []Link{to(uidSales, "Sales")},
		About: "Records whose last change of the past seven days was by the chosen people, per person. Ten a week is daily use; below three, Salesforce is read and not kept.",
	}, share(owned("records_updated_7d"), owned("users")))
}

func (p teamsPage) overdueNow() Panel {
	return figure(About{
		ID: 5, Title: "Open deals not overdue", In: shares(), Empty: "No open deals in this choice", Steps: atLeast(0.75, 0.9),
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "Share of the open opportunities whose close date has not passed. An overdue one is lost, won or forgotten: its owner should say which.",
	}, "1 - "+overdueShare())
}

func (p teamsPage) objects() Panel {
	return stacked(About{
		ID: 6, Title: "Records created in seven days, by object", In: counts(), Empty: teamsNoRecords,
		Links: []Link{to(uidSales, "Sales")},
		About: "What the chosen people add, over a sliding week. An object whose band vanishes is one that the team stopped using.",
	}, []Curve{
		{Legend: "{{object}}", Expression: sum(owned("records_created_7d"), "object")},
	})
}

func (p teamsPage) upkeep() Panel {
	return course(About{
		ID: 7, Title: "Records updated in seven days", In: counts(), Empty: teamsNoRecords,
		Links: []Link{to(uidSales, "Sales")},
		About: "Records that the chosen people modified last, against the week before. Updates fall before logins do.",
	}, withWeekBefore("updated", sum(owned("records_updated_7d"))))
}

func (p teamsPage) subtypes() Panel {
	return stacked(About{
		ID: 8, Title: "Activities closed in seven days", In: counts(), Empty: "No activities in this choice: tasks need Read, and View All Data",
		Links: []Link{to(uidSales, "Sales")},
		About: "Completed tasks by kind: calls, e-mails, other tasks. No calls in a team that phones all day means that they are not logged.",
	}, []Curve{
		{Legend: "{{subtype}}", Expression: sum(owned("activities_closed_7d"), "subtype")},
	})
}

func (p teamsPage) regions() Panel {
	return bars(About{
		ID: 9, Title: "Logged in within a week, by region", In: shares(), Empty: teamsNoUsers, Steps: reachSteps(),
		Links: []Link{drill(uidTeams, "Only ${__field.labels.region}", "region")},
		About: "The chosen people by region, lowest first. Click a bar to narrow the page to it.",
	}, lowest(reach("region")), "{{region}}")
}

func (p teamsPage) profiles() Panel {
	return bars(About{
		ID: 10, Title: "Logged in within a week, by profile", In: shares(), Empty: teamsNoUsers, Steps: reachSteps(),
		Links: []Link{drill(uidTeams, "Only ${__field.labels.profile}", "profile")},
		About: "The chosen people by profile, lowest first. A profile that nobody uses may cost a licence that a cheaper one replaces.",
	}, lowest(reach("profile")), "{{profile}}")
}

func (p teamsPage) tasks() Panel {
	return bars(About{
		ID: 11, Title: "Most overdue tasks", In: shares(), Empty: "No team of five or more in this choice", Steps: atMost(0.25, 0.5),
		Links: []Link{drill(uidTeams, "Usage of ${__field.labels.role}", "role")},
		About: "Share of the open tasks whose due date has passed, by role, worst first. Task lists that nobody works through stop being read: close them in bulk and start anew.",
	}, highest(ofTeams(share(owned("overdue_tasks"), owned("open_tasks"), "role"))), "{{role}}")
}

func (p teamsPage) chatter() Panel {
	return bars(About{
		ID: 12, Title: "Chatter: share who take part", In: shares(), Empty: "No Chatter figures: it may be switched off in this org",
		Links: []Link{drill(uidTeams, "Usage of ${__field.labels.role}", "role")},
		About: "People who posted or commented in 30 days, per person, by role. Nothing to chase in itself; where e-mail replaces it, knowledge leaves the records.",
	}, highest(ofTeams(share(owned("chatter_contributors_30d"), owned("users"), "role"))), "{{role}}")
}

func (p teamsPage) reports() Panel {
	return bars(About{
		ID: 13, Title: "Reports: run or dead", In: counts(), Empty: "No reports: the integration user may lack View All Data",
		Links: []Link{to(uidOverview, "Overview")},
		About: "Reports of the whole org that were run within 30 days, and that nobody ran for 180 days or ever. Delete the dead ones: they hide the good ones.",
	}, either(
		"label_replace("+sum(whole("reports_run_30d"))+`, "which", "run in 30 days", "", "")`,
		"label_replace("+sum(whole("reports_not_run_180d"))+`, "which", "not run in 180 days", "", "")`,
		"label_replace("+sum(whole("dashboards"))+`, "which", "dashboards", "", "")`,
	), "{{which}}")
}
