package grafana

// loginsPage asks for administrators: who comes, how often, who stays away, which logins fail?
type loginsPage struct{}

func (p loginsPage) page() Page {
	return Page{
		UID:     uidLogins,
		Title:   "Salesforce logins",
		About:   "Who comes, how often, who stays away, and which logins fail.",
		ByOwner: true,
		Refresh: usual,
		Top: []Band{
			band(5, at(4, p.week()), at(4, p.weekMoved()), at(4, p.today()), at(4, p.perHead()), at(4, p.absent()), at(4, p.never())),
			band(8, at(12, p.windows()), at(12, p.count())),
		},
		Sections: []Section{
			{ID: 100, Title: "Who stays away", Bands: []Band{
				band(9, at(12, p.byRegion()), at(12, p.spread())),
				band(10, at(14, p.absentees()), at(10, p.heads())),
			}},
			{ID: 101, Title: "Failures", Bands: []Band{
				band(8, at(10, p.failures()), at(14, p.outcomes())),
			}},
			{ID: 102, Title: "Where people work", Bands: []Band{
				band(8, at(8, p.experience()), at(16, p.pages())),
			}},
		},
	}
}

const loginsNoUsers = "No users yet: is the exporter scraped, and the choice above not too narrow?"
const loginsNoHistory = "No login history: the integration user may lack Monitor Login History"
const loginsNoLightning = "No Lightning figures: sandboxes have none"

func (p loginsPage) week() Panel {
	return figure(About{
		ID: 1, Title: "Logged in this week", In: shares(), Empty: briefUsers, Steps: reachSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Share of the people who logged in within seven days or today. Under three quarters, look for the team that pulls it down.",
	}, reach())
}

func (p loginsPage) weekMoved() Panel {
	return figure(About{
		ID: 2, Title: "Change in a week", In: moves(1), Empty: briefWeek, Steps: change(0.05),
		Links: []Link{to(uidTeams, "By team")},
		About: "That share less the same a week ago. More than 5 % down outside of holidays is a drop.",
	}, weekChange(reach()))
}

func (p loginsPage) today() Panel {
	return figure(About{
		ID: 3, Title: "Logged in today", In: counts(), Empty: briefUsers,
		Links: []Link{to(uidTeams, "By team")},
		About: "People whose last login was today, in the time zone of the integration user. Starts at nought every midnight: compare with the same hour of the same weekday.",
	}, sum(owned("users_logged_in_today")))
}

func (p loginsPage) perHead() Panel {
	return figure(About{
		ID: 4, Title: "Logins per head", In: amounts(), Empty: briefLogins,
		Links: []Link{to(uidTeams, "By team")},
		About: "Successful logins of people in seven days, per person. About five is one login each working day; single sign-on with long sessions has fewer.",
	}, share(owned("logins_7d"), owned("users")))
}

func (p loginsPage) absent() Panel {
	return figure(About{
		ID: 5, Title: "Absent for 30 days", In: counts(), Empty: briefUsers, Steps: atMost(1, 25),
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "People who did not log in for 30 days, those who never did included. Ask whether they still need the licence.",
	}, sum(owned("users_not_logged_in_30d")))
}

func (p loginsPage) never() Panel {
	return figure(About{
		ID: 6, Title: "Never logged in", In: counts(), Empty: briefUsers, Steps: atMost(1, 10),
		Links: []Link{to(uidTeams, "By team")},
		About: "People who never logged in. New ones need an introduction, old ones no licence.",
	}, sum(owned("users_never_logged_in")))
}

func (p loginsPage) windows() Panel {
	return course(About{
		ID: 7, Title: "Share of people by how recently they logged in", In: shares(), Empty: loginsNoUsers,
		Links: []Link{to(uidTeams, "By team")},
		About: "Four windows: a day, a week, a month, a quarter. The lines lie close together where people work daily; a wide gap between week and month is occasional use.",
	}, []Curve{
		{Legend: "1 day", Expression: share(owned("users_logged_in_1d"), owned("users")), Colour: tint(0)},
		{Legend: "7 days", Expression: share(owned("users_logged_in_7d"), owned("users")), Colour: tint(1)},
		{Legend: "30 days", Expression: share(owned("users_logged_in_30d"), owned("users")), Colour: tint(2)},
		{Legend: "90 days", Expression: share(owned("users_logged_in_90d"), owned("users")), Colour: tint(3)},
	})
}

func (p loginsPage) count() Panel {
	return course(About{
		ID: 8, Title: "Logins in seven days", In: counts(), Empty: loginsNoHistory,
		Links: []Link{to(uidTeams, "By team")},
		About: "Successful logins of people, integrations left out, against the week before. Falls before the head count does: people come less often before they stay away.",
	}, withWeekBefore("logins", sum(owned("logins_7d"))))
}

func (p loginsPage) byRegion() Panel {
	return course(About{
		ID: 9, Title: "Logged in within a week, by region", In: shares(), Empty: loginsNoUsers,
		Links: []Link{drill(uidLogins, "Only ${__field.labels.region}", "region")},
		About: "Share of each region. One line that leaves the others is a region with a problem or a holiday. Click a line to see it alone.",
	}, []Curve{
		{Legend: "{{region}}", Expression: reach("region")},
	})
}

func (p loginsPage) spread() Panel {
	return heat(About{
		ID: 10, Title: "How many teams reach which share", In: shares(), Empty: loginsNoUsers,
		Links: []Link{to(uidTeams, "By team")},
		About: "Each column is a stretch of time, each box counts the teams whose share of people with a login in the last week lies there. A dark top row: all teams work in Salesforce. Two dark bands: some do, some do not, and the mean of the two misleads.",
	}, ofTeams(reach("role")), "{{role}}")
}

func (p loginsPage) absentees() Panel {
	return tableOf(About{
		ID: 11, Title: "Who is away, by team", In: unit("short"), Empty: loginsNoUsers,
		About: "Teams with the most people absent for 30 days. Click a team to see its other habits. Names are in Salesforce: filter users by Last Login there.",
	}, []Label{
		{Label: "role", Title: "Team", Links: []Link{rowToTeam()}},
	}, []Column{
		{Title: "People", Expression: sum(owned("users"), "role"), In: counts(), Width: 90},
		{Title: "In 7 days", Expression: reach("role"), In: shares(), Steps: reachSteps(), Width: 100},
		{Title: "Away 30 days", Expression: sum(owned("users_not_logged_in_30d"), "role"), In: counts(), Width: 120},
		{Title: "Never", Expression: sum(owned("users_never_logged_in"), "role"), In: counts(), Width: 90},
	}, sorted{by: "Away 30 days"})
}

func (p loginsPage) heads() Panel {
	return bars(About{
		ID: 12, Title: "Fewest logins per head and week", In: amounts(), Empty: loginsNoHistory,
		Links: []Link{toTeam()},
		About: "Successful logins per person in seven days, teams of five and more, fewest first. A team that logs in once a week reports on Friday what it did; it does not work in Salesforce.",
	}, lowest(ofTeams(share(owned("logins_7d"), owned("users"), "role"))), "{{role}}")
}

func (p loginsPage) failures() Panel {
	return course(About{
		ID: 13, Title: "Share of login attempts that fail", In: openShares(1), Empty: loginsNoHistory, Steps: failuresSteps(),
		Links: []Link{to(uidExporter, "Exporter health")},
		About: "Attempts of any kind, integrations included, yesterday and today. Above a tenth, read the table on the right: one application with an old password or a lapsed certificate is the usual cause.",
	}, []Curve{
		{Legend: "failed", Expression: "1 - (" + share(whole("login_attempts_1d", `status="Success"`), whole("login_attempts_1d")) + ")", Colour: colourAmount},
	})
}

func (p loginsPage) outcomes() Panel {
	return tableOf(About{
		ID: 14, Title: "Login attempts by application and outcome", In: unit("short"), Empty: loginsNoHistory,
		About: "Yesterday and today. Failures of one application: renew its credentials. Many Invalid Password from browsers: send people to single sign-on or look for an attack in Salesforce.",
	}, []Label{
		{Label: "application", Title: "Application"},
		{Label: "login_type", Title: "Kind of login"},
		{Label: "status", Title: "Outcome"},
	}, []Column{
		{Title: "Attempts", Expression: sum(whole("login_attempts_1d"), "application, login_type, status"), In: counts(), Width: 110},
	}, sorted{by: "Attempts"})
}

func (p loginsPage) experience() Panel {
	return bars(About{
		ID: 15, Title: "People by experience", In: counts(), Empty: loginsNoLightning,
		Links: []Link{to(uidLogins, "Logins")},
		About: "People on the newest day that Salesforce has figures for: Lightning Experience or the mobile app. Few on mobile in a field team: is the app installed?",
	}, highest(sum(whole("lightning_users_1d", `profile=~"$profile"`), "experience")), "{{experience}}")
}

func (p loginsPage) pages() Panel {
	return tableOf(About{
		ID: 16, Title: "Most viewed pages, and how long they load", In: unit("short"), Empty: loginsNoLightning,
		About: "On the newest day with figures. Mean experienced page time over three seconds costs adoption: have an administrator look at the components of that page.",
	}, []Label{
		{Label: "page", Title: "Page"},
	}, []Column{
		{Title: "Views", Expression: sum(whole("lightning_page_views_1d"), "page"), In: counts(), Width: 90},
		{Title: "Mean load time", Expression: share(whole("lightning_page_load_seconds_1d"), whole("lightning_page_loads_1d"), "page"), In: seconds(1), Steps: atMost(3, 5), Width: 130},
	}, sorted{by: "Views"})
}
