package grafana

// overviewPage asks for whoever pays: is Salesforce used, is that changing, where does it drop, and which licences idle?
type overviewPage struct{}

func (p overviewPage) page() Page {
	return Page{
		UID:     uidOverview,
		Title:   "Salesforce adoption overview",
		About:   "For whoever pays for Salesforce: is it used, does that change, where does it drop, and which licences idle.",
		ByOwner: true,
		Refresh: usual,
		Top: []Band{
			band(3, at(14, p.thisWeek()), at(10, p.furthestBehind())),
			band(5, at(4, p.scoreNow()), at(4, p.scoreChange()), at(8, p.parts()), at(4, p.never()), at(4, p.idle())),
			band(8, at(12, p.trend()), at(12, p.people())),
		},
		Sections: []Section{
			{ID: 100, Title: "Where it drops", Bands: []Band{
				band(10, at(12, p.behind()), at(12, p.moved())),
				band(10, at(24, p.calendar())),
			}},
			{ID: 101, Title: "What it rests on", Bands: []Band{
				band(8, at(12, p.managersIn()), at(12, p.unused())),
			}},
		},
	}
}

const overviewNoUsers = "No users yet: is the exporter scraped, and the choice above not too narrow?"

func (p overviewPage) paidFree() string {
	return whole("licenses", `kind="user"`, `license=~"Salesforce.*"`) + " - " + whole("licenses_used", `kind="user"`, `license=~"Salesforce.*"`)
}

func (p overviewPage) unassigned() string {
	return whole("licenses", `kind="user"`) + " - " + whole("licenses_used", `kind="user"`)
}

func (p overviewPage) thisWeek() Panel {
	return saying(About{
		ID: 1, Title: "This week", In: words(), Empty: briefUsers,
		Links: []Link{to(uidLogins, "Logins")},
		About: "How many of the people who should use Salesforce logged in within the last seven days or today. Click to see who is missing.",
	}, sentence(word{"active", sum(owned("users_logged_in_7d"))}, word{"users", sum(owned("users"))}, word{"share", percent(reach())}), "{{active}} of {{users}} people used Salesforce this week ({{share}} %).", 20)
}

func (p overviewPage) furthestBehind() Panel {
	return saying(About{
		ID: 2, Title: "Where it drops", In: words(), Empty: "No team of five or more in this choice",
		Links: []Link{toTeam()},
		About: "The team of five or more with the lowest score. Click to see which habit is missing, then talk to its manager.",
	}, "bottomk(1, "+ofTeams(scoreByRole())+")", "{{role}} is furthest behind.", 20)
}

func (p overviewPage) scoreNow() Panel {
	return figure(About{
		ID: 3, Title: "Adoption score", In: shares(), Empty: briefUsers, Steps: scoreSteps(),
		Links: []Link{to(uidTeams, "Score by team")},
		About: "One figure for how much Salesforce is part of the work: 40 % people who logged in this week, 20 % activities logged, 20 % deals that are not overdue, 20 % deals with activity. The mean over all people of their team’s score. Below half, start with the shortest bar on the right.",
	}, score())
}

func (p overviewPage) scoreChange() Panel {
	return figure(About{
		ID: 4, Title: "Change in a week", In: moves(1), Empty: briefWeek, Steps: change(0.05),
		Links: []Link{to(uidTeams, "Which team changed")},
		About: "The score less the score of a week ago. A fall of more than 5 % outside of holidays deserves a question; the bars by team below say to whom.",
	}, weekChange(score()))
}

func (p overviewPage) parts() Panel {
	return bars(About{
		ID: 5, Title: "What the score is made of", In: shares(), Empty: briefUsers, Steps: scoreSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "The four parts, full at 90 % of the people in a week, five activities a head and week, no overdue deals and none without activity; empty at half of the deals overdue, or four fifths without activity. Work on the shortest bar.",
	}, either(
		named(logins().reached(), "part", "Logging in"),
		named(activities().reached(), "part", "Activities"),
		named(overdue().reached(), "part", "Deals on time"),
		named(neglected().reached(), "part", "Deals worked on"),
	), "{{part}}")
}

func (p overviewPage) never() Panel {
	return figure(About{
		ID: 6, Title: "Never logged in", In: differences(), Empty: briefUsers, Steps: atMost(1, 10),
		Links: []Link{to(uidLogins, "Logins")},
		About: "People with a licence who have not logged in once. Invite them to an introduction, or take the licence back.",
	}, sum(owned("users_never_logged_in")))
}

func (p overviewPage) idle() Panel {
	return figure(About{
		ID: 7, Title: "Licences not in use", In: differences(), Empty: briefLicences, Steps: atMost(1, 20),
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "Salesforce user licences that nobody has, plus those of people who did not log in for 30 days. Give them to somebody or renew fewer.",
	}, "("+sum(p.paidFree())+") + ("+orZero(sum(whole("licensed_users_not_logged_in_30d")), p.paidFree())+")")
}

func (p overviewPage) trend() Panel {
	return course(About{
		ID: 8, Title: "Adoption score over time", In: shares(), Empty: overviewNoUsers,
		Links: []Link{to(uidTeams, "By team")},
		About: "The score, and in grey where it was a week before. Blue above grey is progress; a gap that opens for more than a week is a trend.",
	}, withWeekBefore("score", score()))
}

func (p overviewPage) people() Panel {
	return course(About{
		ID: 9, Title: "People who logged in within a week", In: counts(), Empty: overviewNoUsers,
		Links: []Link{to(uidLogins, "Logins")},
		About: "Head count over a sliding window of seven days, so weekends leave no dents. Compare with the grey line of a week before; holidays show as a dip of a week.",
	}, withWeekBefore("people", sum(owned("users_logged_in_7d"))))
}

func (p overviewPage) behind() Panel {
	return bars(About{
		ID: 10, Title: "Lowest scores by team", In: shares(), Empty: "No team of five or more in this choice", Steps: scoreSteps(),
		Links: []Link{toTeam()},
		About: "The ten teams (roles of five people and more) with the lowest score. Click a bar to see that team alone.",
	}, lowest(ofTeams(scoreByRole())), "{{role}}")
}

func (p overviewPage) moved() Panel {
	return bars(About{
		ID: 11, Title: "Reach against last week, by team", In: moves(0), Empty: briefWeek, Steps: change(0.1),
		Links: []Link{toTeam()},
		About: "Share of each team that logged in within a week, less the same a week ago; the largest falls first. A fall of 10 % or more in one team only is not a holiday: ask.",
	}, lowest(ofTeams(weekChange(reach("role")))), "{{role}}")
}

func (p overviewPage) calendar() Panel {
	return history(About{
		ID: 12, Title: "Share of each team that logged in within a week", In: shares(), Empty: overviewNoUsers, Steps: atLeast(0.5, 0.75),
		Links: []Link{toTeam()},
		About: "A row for each team, time from left to right. Green: three quarters and more of the team logged in; amber: half; red: fewer. A row that turns amber is where adoption drops, a column is a holiday.",
	}, ofTeams(reach("role")), "{{role}}")
}

func (p overviewPage) unused() Panel {
	return bars(About{
		ID: 13, Title: "Licences that nobody has", In: counts(), Empty: "No licences: the integration user may lack View Setup and Configuration",
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "Paid user licences that are not assigned, by kind. Those of the free kinds cost nothing.",
	}, highest(sum(p.unassigned(), "license")), "{{license}}")
}

func (p overviewPage) managersIn() Panel {
	return bars(About{
		ID: 14, Title: "Managers who logged in this week", In: shares(), Empty: "Nobody in this choice manages anybody", Steps: managersSteps(),
		Links: []Link{to(uidLogins, "Logins")},
		About: "Share of the people with reports who logged in within a week, by region, lowest first. Teams do what their managers look at: start here.",
	}, lowest(share(owned("managers_logged_in_7d"), owned("managers"), "region")), "{{region}}")
}
