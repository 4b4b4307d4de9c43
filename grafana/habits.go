package grafana

import (
	"fmt"
)

// habitsPage asks for managers and trainers: who has the habit, who is losing it, and do new people start?
type habitsPage struct{}

func (p habitsPage) page() Page {
	return Page{
		UID:     uidHabits,
		Title:   "Salesforce habits",
		About:   "How many people come, how often, who keeps it up, who is lost, and whether new people start.",
		ByOwner: true,
		Refresh: usual,
		Top: []Band{
			top(),
			band(3, at(24, p.source())),
			band(6, at(12, p.keeping()), at(12, p.moving())),
			band(8, at(12, p.windows()), at(12, p.work())),
		},
		Sections: []Section{
			{ID: 100, Title: "Who is losing it", Bands: []Band{
				band(13, at(12, workers(17, rowToTeam())), at(12, worksFell(10))),
				band(11, at(12, p.byTeam()), at(12, p.movingByTeam())),
			}},
			{ID: 101, Title: "How often, and when", Bands: []Band{
				band(9, at(24, p.activeDays())),
				band(26, at(12, p.hours()), at(12, p.weekend())),
			}},
			{ID: 102, Title: "New people", Bands: []Band{
				band(6, at(24, p.joined())),
				band(9, at(12, p.firstLogin()), at(12, p.firstRecord())),
				band(11, at(12, p.joinedIn()), at(12, p.joinedWork())),
			}},
			{ID: 103, Title: "Features", Bands: []Band{
				band(11, at(12, p.features()), at(12, p.featuresByTeam())),
			}},
		},
	}
}

// ofThisTeam leads from a row about a team to this page, about that team alone.
func (p habitsPage) ofThisTeam() []Link { return []Link{rowTo(uidHabits, "Habits of this team")} }

func (p habitsPage) ofThisBar() []Link {
	return []Link{drill(uidHabits, "Habits of ${__field.labels.role}", "instance", "role")}
}

func (p habitsPage) source() Panel {
	said := highestOf(whole("habits_source_info"), of("source"))
	for _, source := range []struct{ name, text string }{
		{"lightning_usage", "Active is who used Lightning Experience or the mobile app, as Salesforce counts it"},
		{"login_history", "Active is who signed in: Salesforce shows no Lightning usage here"},
	} {
		said = fmt.Sprintf(`label_replace(%s, "said", "%s", "source", "%s")`, said, source.text, source.name)
	}
	return saying(About{
		ID: 6, Title: "What counts as active", In: words(),
		About: "Lightning usage sees phones, and sessions that go on for days. Sign-ins are what is left where Salesforce does not show it, as in a sandbox: they are fewer than the days on which people work.",
	}, either(inEach(said), "on () "+named("vector(0)", "said", "Not known: see the table above")), "{{said}}{{in}}.", 18)
}

func (p habitsPage) keeping() Panel {
	return tiles(About{ID: 1, Title: "Who keeps at it"},
		Tile{Name: "Active, 30 days", Expression: share(owned("people_active_30d"), owned("users")), In: shares(),
			Steps: reachSteps(), Links: []Link{to(uidTeams, "By team")},
			About: "Share of the people who were there on at least one of the last 30 days."},
		stickinessTile(), keptTile(), workingTile())
}

func (p habitsPage) moving() Panel {
	return tiles(About{ID: 2, Title: "Who comes and goes"},
		Tile{Name: "New, 30 days", Expression: sum(owned("people_new_30d")), In: counts(),
			About: "People who were there for the first time within 30 days."},
		Tile{Name: "Came back", Expression: sum(owned("people_returned_30d")), In: counts(),
			About: "People who were there within 30 days, not in the 30 days before, but earlier."},
		lostTile(),
		Tile{Name: "Work, change", Expression: points(pooledChange(working())), In: inPoints(), Steps: change(5),
			Instead: []Reason{noHistory("people_working_7d")}, Links: []Link{to(uidTeams, "By team")},
			About: "Share of the people who worked within seven days, less the same a week ago, in points."})
}

func (p habitsPage) windows() Panel {
	within := func(legend, window string, i int) Curve {
		return Curve{Legend: legend, Expression: sumOverTime(owned("people_active_" + window)), Colour: tint(i)}
	}
	return course(About{
		ID: 3, Title: "People active in a day, week, month", In: counts(),
		About: "Whole days, so the line of a day is yesterday's and has the shape of the week. The closer it is to the month, the more of a habit it is.",
	}, within("yesterday", "1d", 3), within("7 days", "7d", 0), within("30 days", "30d", 1))
}

func (p habitsPage) work() Panel {
	return course(About{
		ID: 4, Title: "People who work, seven days", In: counts(),
		Links: []Link{to(uidTeams, "By team")},
		About: "People who created, changed or closed something, sent an e-mail or wrote a comment, each once, against the week before.",
	}, withWeekBefore("people", sumOverTime(owned("people_working_7d")))...)
}

func (p habitsPage) byTeam() Panel {
	return tableOfTeams(About{
		ID: 7, Title: "Who comes, by team", In: unit("short"),
		About: "Teams of five and more: the share that was there within 30 days, stickiness (people of a day over people of the month), and the share that came in three of four weeks; fewest first.",
	}, p.ofThisTeam(), sorted{by: "Kept", ascending: true},
		Column{Title: "Active", Expression: share(owned("people_active_30d"), owned("users"), team()),
			In: shares(), Steps: reachSteps(), Width: 66},
		Column{Title: "Sticky", Expression: stickiness(team()), In: shares(), Steps: stickinessSteps(),
			Width: 66},
		Column{Title: "Kept", Expression: kept(team()), In: shares(), Steps: reachSteps(), Width: 76})
}

func (p habitsPage) movingByTeam() Panel {
	return tableOfTeams(About{
		ID: 9, Title: "Who comes and goes, by team", In: unit("short"),
		About: "People of each team of five and more who are new, came back, or are lost: there in the month before, and not within the last 30 days. Most lost first.",
	}, []Link{rowToTeam()}, sorted{by: "Lost"},
		Column{Title: "New", Expression: sum(owned("people_new_30d"), team()), In: counts(), Width: 58},
		Column{Title: "Back", Expression: sum(owned("people_returned_30d"), team()), In: counts(), Width: 58},
		Column{Title: "Lost", Expression: sum(owned("people_lost_30d"), team()), In: counts(), Width: 76})
}

func (p habitsPage) activeDays() Panel {
	return columnsOf(About{
		ID: 5, Title: "People by number of active days", In: counts(),
		About: "On how many of the last 30 days people were there. Two humps are two camps: those with the habit on the right, those without on the left. Profile and region do not narrow it.",
	}, inBins("people_active_days_30d", []bin{{"0", 0}, {"1", 1}, {"2", 2}, {"3–4", 4}, {"5–8", 8}, {"9–12", 12},
		{"13–16", 16}, {"17–20", 20}, {"21–30", 30}}), "bin")
}

// hours is a heat map as a table, which needs no colours to be read. A phone has room for five days: no column is
// narrower than 50 pixels.
func (p habitsPage) hours() Panel {
	return p.signingIn(About{
		ID: 8, Title: "When people sign in", In: unit("short"),
		About: "Logins of 30 days by weekday and hour, in per cent of the busiest hour of the week, in the time zone of the integration user. 09 is from nine to ten. Train, and change the configuration, where it is quiet. The whole org: role, profile and region do not narrow it.",
	}, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
}

func (p habitsPage) weekend() Panel {
	return p.signingIn(About{
		ID: 19, Title: "At the weekend", In: unit("short"),
		About: "The same for Saturday and Sunday, in per cent of the busiest hour of the week. Where somebody works at the weekend, a change disturbs then, too.",
	}, "Saturday", "Sunday")
}

func (p habitsPage) signingIn(a About, weekdays ...string) Panel {
	busiest := fmt.Sprintf("on (%s) group_left () (%s > 0)", org, highestOf(whole("logins_by_hour_30d"), org))
	var days []Column
	for _, day := range weekdays {
		logins := sum(whole("logins_by_hour_30d", fmt.Sprintf("weekday=%q", day)), of("hour"))
		days = append(days, Column{Title: day[:2], Expression: fmt.Sprintf("100 * %s / %s", logins, busiest), In: counts(),
			Steps: busySteps(), Width: 50})
	}
	return tableOfNamed(a, Name{Title: "Hour", Of: []string{"hour"}, Width: 80}, nil,
		sorted{by: "Hour", ascending: true}, days...)
}

func (p habitsPage) joined() Panel {
	joined := owned("people_joined_90d")
	return tiles(About{ID: 11, Title: "People of the last 90 days"},
		Tile{Name: "Joined, 90 days", Expression: sum(joined), In: counts(),
			About: "People who got a user within 90 days."},
		Tile{Name: "Of these, signed in", Expression: share(owned("people_joined_logged_in_90d"), joined), In: shares(),
			Steps: managersSteps(), Instead: []Reason{noJoiners()},
			About: "Share of them who have logged in. The others need an invitation, or no licence."},
		Tile{Name: "Of these, work", Expression: share(owned("people_joined_working_90d"), joined), In: shares(),
			Steps: workingSteps(), Instead: []Reason{noJoiners()},
			About: "Share of them who own a record or changed one. Where they sign in and do not work, the introduction is missing."},
		Tile{Name: "To first record", In: seconds(1), Instead: []Reason{noJoiners()},
			Expression: fmt.Sprintf("%s / (%s > 0)", sum(ofRole("onboarding_first_record_seconds_90d_sum")),
				sum(ofRole("onboarding_first_record_seconds_90d_count"))),
			About: "Mean time from getting the user to the first record, of those who created one. Profile and region do not narrow it."})
}

func (p habitsPage) firstLogin() Panel {
	return columnsOf(About{
		ID: 12, Title: "Time to the first login", In: counts(),
		About: "How long it took the people of the last 90 days to sign in first, from the day on which they got a user. *later* are those who have not yet. Profile and region do not narrow it.",
	}, soon("onboarding_first_login_seconds_90d"), "bin")
}

func (p habitsPage) firstRecord() Panel {
	return columnsOf(About{
		ID: 13, Title: "Time to the first record", In: counts(),
		About: "How long it took the people of the last 90 days to create their first record. Many in *later* beside a quick first login: they look, and do not work. Profile and region do not narrow it.",
	}, soon("onboarding_first_record_seconds_90d"), "bin")
}

// soon are the new people by how soon they did something. A phone has 37 pixels for the name of a column.
func soon(histogram string) string {
	const hour, day = 3600, 86400
	bins := []bin{{"1 h", hour}, {"1 d", day}, {"3 d", 3 * day}, {"7 d", 7 * day}, {"14 d", 14 * day},
		{"30 d", 30 * day}, {"90 d", 90 * day}}
	notYet := fmt.Sprintf("(%s - %s)", sum(ofRole("people_joined_90d")), sum(ofRole(histogram+"_count")))
	return either(inBins(histogram, bins), named(notYet, "bin", "later"))
}

func (p habitsPage) joinedIn() Panel {
	return bars(About{
		ID: 14, Title: "New people who signed in, by team", In: shares(), Steps: managersSteps(), Links: p.ofThisBar(),
		About: "Share of the people of the last 90 days who have logged in, lowest first. Of teams with five new people and more: fewer would be about somebody.",
	}, ofJoined("people_joined_logged_in_90d"), teamLegend)
}

func (p habitsPage) joinedWork() Panel {
	return bars(About{
		ID: 18, Title: "New people who work, by team", In: shares(), Steps: workingSteps(), Links: p.ofThisBar(),
		About: "Share of the people of the last 90 days who own a record or changed one, lowest first. Of teams with five new people and more: fewer would be about somebody.",
	}, ofJoined("people_joined_working_90d"), teamLegend)
}

// ofJoined are shares of the new people of teams that have as many of them as a team has to have people.
func ofJoined(metric string) string {
	joined := fmt.Sprintf("(%s >= %d)", sum(owned("people_joined_90d", `role!~"|none|queue"`), team()), smallestTeam)
	none := Reason{Text: "No team with five new people",
		When: fmt.Sprintf("count(%s) unless on () count(%s)", owned("people_joined_90d"), joined)}
	return orNamed(lowest(inEach(sum(owned(metric), team())+" / "+joined)), "role", none)
}

func (p habitsPage) features() Panel {
	return bars(About{
		ID: 15, Title: "Features: who uses them, 30 days", In: shares(),
		About: "Share of the people who opened a page of a feature, or worked on a record of its objects. Features are named in the configuration: without any there is nothing to show.",
	}, highest(fmt.Sprintf("%s / on () group_left () (%s > 0)", sum(owned("feature_people_30d"), "feature"),
		sum(owned("users")))), "{{feature}}")
}

func (p habitsPage) featuresByTeam() Panel {
	least := lowest(byTeam(fmt.Sprintf("%s / on (%s) group_left () (%s > 0)",
		sum(owned("feature_people_30d"), of("role", "feature")), team(), sum(owned("users"), team()))))
	return bars(About{
		ID: 16, Title: "Features: teams that use them least", In: shares(),
		Links: p.ofThisBar(),
		About: "Share of a team of five and more that used a feature within 30 days, lowest first. Whoever was trained and does not use it needs help, or does not need it.",
	}, orNamed(fmt.Sprintf(`label_join(%s, "what", ": ", "feature", "role")`, least), "what", noTeams()), "{{what}}{{in}}")
}
