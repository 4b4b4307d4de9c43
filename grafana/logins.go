package grafana

import "fmt"

// loginsPage asks for administrators: who comes, how often, who stays away, which logins fail?
type loginsPage struct{}

func (p loginsPage) page() Page {
	return Page{
		UID:     uidLogins,
		Title:   "Salesforce logins",
		About:   "Who comes, how often, who stays away, and which logins fail.",
		ByOwner: true,
		Own:     []Variable{byHandVariable(scoreRecord, "users")},
		Refresh: usual,
		Top: []Band{
			top(),
			band(6, at(12, p.now()), at(12, p.away())),
			band(8, at(12, p.windows()), at(12, p.count())),
		},
		Sections: []Section{
			{ID: 100, Title: "Who stays away", Bands: []Band{
				band(11, at(12, p.byRegion()), at(12, p.spread())),
				band(11, at(15, p.absentees()), at(9, p.heads())),
				band(11, at(12, p.managers()), at(12, p.frozen())),
			}},
			{ID: 101, Title: "Failures", Bands: []Band{
				band(8, at(7, p.failures()), at(17, p.outcomes())),
			}},
			{ID: 102, Title: "Where people work", Bands: []Band{
				band(11, at(8, p.experience()), at(16, p.pages())),
			}},
		},
	}
}

func (p loginsPage) now() Panel {
	byTeams := []Link{to(uidTeams, "By team")}
	return tiles(About{ID: 1, Title: "Who comes"},
		Tile{Name: "Logged in, 7 days", Expression: reach(), In: shares(), Steps: reachSteps(), Links: byTeams,
			About: "Share of the people who logged in within seven days or today. Under three quarters, look for the team that pulls it down."},
		Tile{Name: "Change in a week", Expression: points(pooledChange(reach())), In: inPoints(), Steps: change(5),
			Links: byTeams, Instead: []Reason{noHistory("users_logged_in_7d")},
			About: "That share less the same a week ago, in points. More than 5 points down outside of holidays is a drop."},
		Tile{Name: "Logged in today", Expression: sum(owned("users_logged_in_today")), In: counts(),
			About: "People whose last login was today, in the time zone of the integration user. Starts at nought every midnight: compare with the same hour of the same weekday."},
		Tile{Name: "Logins a head, 7 days", Expression: share(owned("logins_7d"), owned("users")), In: perHead(),
			About: "Successful logins of people in seven days, per person. About five is one login each working day; single sign-on with long sessions has fewer. Salesforce shows logins to an integration user with Monitor Login History."})
}

func (p loginsPage) away() Panel {
	return tiles(About{ID: 5, Title: "Who stays away"},
		Tile{Name: "Away for 7 days", Expression: sum(owned("users_not_logged_in_7d")), In: counts(),
			About: "People who did not log in for seven days, those who never did included. Holidays and part time explain some."},
		Tile{Name: "Away for 30 days", Expression: sum(owned("users_not_logged_in_30d")), In: counts(), Steps: atMost(1, 25),
			About: "People who did not log in for 30 days, those who never did included. Ask whether they still need the licence."},
		Tile{Name: "Never logged in", Expression: sum(owned("users_never_logged_in")), In: counts(), Steps: atMost(1, 10),
			Links: []Link{to(uidOverview, "Overview")},
			About: "People who never logged in. New ones need an introduction, old ones no licence."},
		Tile{Name: "Managers, 7 days", Expression: share(owned("managers_logged_in_7d"), owned("managers")), In: shares(),
			Steps: managersSteps(), Instead: []Reason{noManagers()}, Links: []Link{to(uidOverview, "Overview")},
			About: "Share of the people with reports who logged in within seven days. Teams do what their managers look at."})
}

// windows asks for all four shares at once, so that people are counted once: reading them is most of what this page
// costs. The label days puts the legend in order.
func (p loginsPage) windows() Panel {
	var within []string
	var colours []Named
	for _, w := range []struct {
		name, days string
		tint       int
	}{{"1 day", "1", 3}, {"7 days", "7", 0}, {"30 days", "30", 1}, {"90 days", "90", 2}} {
		in := named(sum(owned("users_logged_in_"+w.days+"d"), org), "window", w.name)
		within = append(within, named(in, "days", fmt.Sprintf("%2s", w.days)))
		colours = append(colours, Named{w.name, tint(w.tint)})
	}
	return course(About{
		ID: 7, Title: "People by how recently they logged in", In: shares(), Steps: reachSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Share of the people in four windows: a day, a week, a month, a quarter. The lines lie close together where people work daily; a wide gap between week and month is occasional use. The dashed lines are the targets for a week, 50 and 75 %.",
	}, Curve{Legend: "{{window}}", Colours: colours, Expression: fmt.Sprintf("%s / on () group_left () (%s > 0)",
		sumOverTime(either(within...), "days", "window"), sumOverTime(owned("users")))})
}

func (p loginsPage) count() Panel {
	return course(About{
		ID: 8, Title: "Logins in seven days", In: counts(),
		About: "Successful logins of people, integrations left out, against the week before. Falls before the head count does: people come less often before they stay away. Salesforce shows logins to an integration user with Monitor Login History.",
	}, withWeekBefore("logins", sumOverTime(owned("logins_7d")))...)
}

func (p loginsPage) byRegion() Panel {
	return history(About{
		ID: 9, Title: "Logged in within a week, by region", In: shares(), Steps: reachSteps(),
		Links: []Link{drill(uidTeams, "Teams of ${__field.labels.region}", "region")},
		About: "A row for each region, and org where there are several. One row that leaves the others is a region with a problem or a holiday. Click a row to see its teams.",
	}, reachOverTime("region"), "region", ofGone())
}

func (p loginsPage) spread() Panel {
	quarter := fmt.Sprintf("clamp_max(floor(4 * (%s)), 3)", ofTeamsOverTime(reachOverTime("role")))
	return stacked(About{
		ID: 10, Title: "How many teams reach which share", In: counts(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Teams of five or more by the share of their people who logged in within a week. All green: all teams work in Salesforce. Green and red: some do, some do not, and the mean of the two misleads.",
	}, Curve{Legend: "{{quarter}}", Expression: `label_replace(label_replace(label_replace(label_replace(` +
		fmt.Sprintf(`count_values("n", %s)`, quarter) +
		`, "quarter", "three quarters and more", "n", "3"), "quarter", "half to three quarters", "n", "2"), "quarter", "a quarter to half", "n", "1"), "quarter", "less than a quarter", "n", "0")`,
		Colours: []Named{{"three quarters and more", colourGood}, {"half to three quarters", colourLook},
			{"a quarter to half", colourAct}, {"less than a quarter", tint(4)}}})
}

func (p loginsPage) absentees() Panel {
	return tableOfTeams(About{
		ID: 11, Title: "Who is away, by team", In: unit("short"),
		About: "Teams of five and more with the most people away for 30 days. Click a team to see its other habits. Names are in Salesforce: filter users by Last Login there.",
	}, []Link{rowToTeam()}, sorted{by: "Away 30 d"},
		Column{Title: "7 days", Expression: reach(team()), In: shares(), Steps: reachSteps(), Width: 62},
		Column{Title: "Away 30 d", Expression: sum(owned("users_not_logged_in_30d"), team()), In: counts(),
			Width: 74},
		Column{Title: "Never", Expression: sum(owned("users_never_logged_in"), team()), In: counts(), Width: 56})
}

func (p loginsPage) heads() Panel {
	return bars(About{
		ID: 12, Title: "Fewest logins a head and week", In: perHead(),
		Links: []Link{drill(uidLogins, "Logins of ${__field.labels.role}", "instance", "role")},
		About: "Successful logins per person in seven days, teams of five and more, fewest first. A team that logs in once a week reports on Friday what it did; it does not work in Salesforce.",
	}, orNamed(lowest(byTeam(share(owned("logins_7d"), owned("users"), team()))), "role", noTeams()), teamLegend)
}

func (p loginsPage) managers() Panel {
	return bars(About{
		ID: 17, Title: "Managers who logged in, by region", In: shares(), Steps: managersSteps(),
		Links: []Link{to(uidOverview, "Overview")},
		About: "Share of the people with reports who logged in within a week, lowest first. Teams do what their managers look at.",
	}, lowest(share(owned("managers_logged_in_7d"), owned("managers"), "region")), "{{region}}")
}

func (p loginsPage) frozen() Panel {
	return bars(About{
		ID: 18, Title: "Frozen people, by profile", In: counts(),
		About: "People whom an administrator has frozen: they keep their licence and cannot log in. Freezing is for the time until somebody decides; then deactivate them, and the licence is free.",
	}, orNone(highest(sum(owned("users_frozen"), "profile")+" > 0"), "profile", "Nobody is frozen", owned("users_frozen")),
		"{{profile}}")
}

func (p loginsPage) failures() Panel {
	return course(About{
		ID: 13, Title: "Login attempts that fail", In: openShares(1), Steps: failuresSteps(),
		About: "Share of the attempts of any kind, integrations included, yesterday and today. Above a tenth, read the table on the right: one application with an old password or a lapsed certificate is the usual cause.",
	}, Curve{Legend: "failed", Colour: colourAmount, Expression: fmt.Sprintf("1 - (%s)",
		shareOverTime(whole("login_attempts_1d", `status="Success"`), whole("login_attempts_1d")))})
}

func (p loginsPage) outcomes() Panel {
	return tableOfNamed(About{
		ID: 14, Title: "Login attempts and their outcome", In: unit("short"),
		About: "Yesterday and today. Failures of one application: renew its credentials. Many Invalid Password from browsers: send people to single sign-on or look for an attack in Salesforce.",
	}, Name{Title: "App and kind", Of: []string{"application", "login_type"}, Width: 126},
		[]Label{{Label: "status", Title: "Outcome", Width: 126}}, sorted{by: "Tries"},
		Column{Title: "Tries", Expression: sum(whole("login_attempts_1d"), of("application", "login_type", "status")),
			In: counts(), Width: 80})
}

func (p loginsPage) experience() Panel {
	return bars(About{
		ID: 15, Title: "People by experience", In: counts(),
		About: "People on the newest day that Salesforce has figures for: Lightning Experience or the mobile app. Few on mobile in a field team: is the app installed? Sandboxes have no such figures.",
	}, highest(sum(whole("lightning_users_1d", `profile=~"$profile"`), "experience")), "{{experience}}")
}

func (p loginsPage) pages() Panel {
	by := of("page")
	// All pages of Lightning have the same first folder.
	short := func(expression string) string {
		return fmt.Sprintf(`label_replace(%s, "page", "$1", "page", "/lightning/(.+)")`, expression)
	}
	return tableOfNamed(About{
		ID: 16, Title: "Most viewed pages, and their load time", In: unit("short"),
		About: "On the newest day with figures; pages are named without /lightning. Mean experienced page time over three seconds costs adoption: have an administrator look at the components of that page.",
	}, Name{Title: "Page", Of: []string{"page"}, Width: 170}, nil, sorted{by: "Views"},
		Column{Title: "Views", Expression: short(sum(whole("lightning_page_views_1d"), by)), In: counts(), Width: 80},
		Column{Title: "Load time", Expression: short(share(whole("lightning_page_load_seconds_1d"),
			whole("lightning_page_loads_1d"), by)), In: seconds(1), Steps: atMost(3, 5), Width: 66})
}
