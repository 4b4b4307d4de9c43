package grafana

// leaderboardPage is for a screen on the wall: who leads, who climbs, how far is the target, which team is ahead, how long is left?
type leaderboardPage struct{}

func (p leaderboardPage) page() Page {
	return Page{
		UID:     uidLeaderboard,
		Title:   "Salesforce leaderboard",
		About:   "A board for the wall: who leads, who climbs, how far the target is, which team is ahead, how long there is left.",
		Refresh: "1m",
		Own:     boardVariables(),
		Top: []Band{
			band(3, at(14, p.title()), at(4, p.left()), at(3, p.goal()), at(3, p.reached())),
			band(5, at(24, p.best())),
			band(12, at(24, p.all())),
			band(8, at(12, p.progress()), at(12, p.byTeam())),
		},
	}
}

const leaderboardNobody = "Nobody has scored yet"

func (p leaderboardPage) teams() Link {
	return to(uidTeams, "Usage by team")
}

func (p leaderboardPage) noPeople() string {
	return "(" + onBoard("info") + " unless on (job, instance, board) " + onBoard("score") + ")"
}

func (p leaderboardPage) teamsScored() string {
	return "max by (job, instance, board) (" + onBoard("team_score") + ") > 0"
}

func (p leaderboardPage) title() Panel {
	return saying(About{
		ID: 1, Title: "Leaderboard", In: words(), Empty: "No such board",
		Links: []Link{p.teams()},
		About: "What the board counts, in which time, and whether it shows people. Choose another one above, or by var-board in the address.",
	}, either(
		"("+onBoard("info")+" and on (job, instance, board) "+onBoard("score")+")",
		"label_replace("+p.noPeople()+" and on (job, instance, board) "+p.teamsScored()+`, "period", "teams only, names are off", "", "")`,
		"label_replace("+p.noPeople()+" unless on (job, instance, board) "+p.teamsScored()+`, "period", "nobody has scored yet", "", "")`,
		"label_replace(label_replace(absent("+onBoard("info")+`), "title", "No such board", "", ""), "period", "is the exporter scraped?", "", "")`,
	), "{{title}} · {{period}}", 36)
}

func (p leaderboardPage) left() Panel {
	return timeLeft(About{
		ID: 2, Title: "Time left", In: unit("suffix: days").digits(0), Empty: "No end: it rolls on",
		Links: []Link{p.teams()},
		About: "Until the period of the board ends, and everybody starts from nothing. A window of days back has no end.",
	}, "min("+onBoard("period_end_timestamp_seconds")+")")
}

func (p leaderboardPage) goal() Panel {
	return wallFigure(About{
		ID: 3, Title: "Target", In: unit("short"), Empty: "None for all",
		Links: []Link{p.teams()},
		About: "The score to reach, in the unit of the board. People may have targets of their own; progress is towards these.",
	}, "max("+onBoard("target")+")")
}

func (p leaderboardPage) reached() Panel {
	return wallFigure(About{
		ID: 4, Title: "Reached it", In: differences(), Empty: "Not shown",
		Links: []Link{p.teams()},
		About: "How many of the people who are shown have reached their target.",
	}, "sum("+towardsTarget()+" >= bool 1)")
}

func (p leaderboardPage) best() Panel {
	return podium(About{
		ID: 5, Title: "Podium", In: unit("short"), Empty: leaderboardNobody,
		Links: []Link{p.teams()},
		About: "First, second and third, with the places they climbed (▲) or fell (▼) since the same point of the period before. Who ties shares a colour. Teams where no people are shown.",
	})
}

func (p leaderboardPage) all() Panel {
	return ranks(About{
		ID: 6, Title: "Ranks", In: unit("short").from(0), Empty: leaderboardNobody,
		Links: []Link{p.teams()},
		About: "Place, name, movement and score of everybody on the board. Movement is against the same point of the period before. Teams where no people are shown.",
	})
}

func (p leaderboardPage) progress() Panel {
	return wallBars(About{
		ID: 7, Title: "Progress", In: shares(), Empty: "No people are shown: see the teams", Steps: towards(),
		Links: []Link{p.teams()},
		About: "Share of the target that was reached, green from all of it on; on a board without a target, of the leader’s score. The five that are furthest.",
	}, "sort_desc(topk(5, "+perPerson(onBoard("progress_ratio"))+"))", "{{person}}")
}

func (p leaderboardPage) byTeam() Panel {
	return wallBars(About{
		ID: 8, Title: "Teams, per head", In: amounts(), Empty: "No team has scored",
		Links: []Link{p.teams()},
		About: "Score of each team over its people, so that small teams can win. Teams too small to be shown are left out. The five best.",
	}, "sort_desc(topk(5, "+onBoard("team_score")+" > 0))", "{{team}}")
}
