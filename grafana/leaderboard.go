package grafana

import "fmt"

// leaderboardPage is for a screen on the wall: who leads, who climbs, how far is the target, which team is ahead, how
// long is left?
type leaderboardPage struct{}

func (p leaderboardPage) page() Page {
	return Page{
		UID:     uidLeaderboard,
		Title:   "Salesforce leaderboard",
		About:   "A board for the wall: who leads, who climbs, how far the target is, which team is ahead, how long there is left.",
		OneOrg:  true,
		Refresh: "1m",
		Own:     boardVariables(),
		Top: []Band{
			top(),
			band(3, at(12, p.title()), at(4, p.left()), at(4, p.goal()), at(4, p.reached())),
			band(4, at(24, p.best())),
			band(10, at(24, p.all())),
			band(7, at(12, p.progress()), at(12, p.byTeam())),
		},
	}
}

func (p leaderboardPage) noPeople() string {
	return fmt.Sprintf("(%s unless on (job, instance, board) %s)", onBoard("info"), onBoard("score"))
}

func (p leaderboardPage) teamsScored() string {
	return fmt.Sprintf("max by (job, instance, board) (%s) > 0", teamScore())
}

func (p leaderboardPage) title() Panel {
	said := func(expression, text string) string { return named(expression, "period", text) }
	return saying(About{
		ID: 1, Title: "Leaderboard", In: words(),
		About: "What the board counts, in which time, and whether it shows people. Choose another one above, or by var-board in the address.",
	}, either(
		fmt.Sprintf("(%s and on (job, instance, board) %s)", onBoard("info"), onBoard("score")),
		said(fmt.Sprintf("%s and on (job, instance, board) %s", p.noPeople(), p.teamsScored()), "teams only, names are off"),
		said(fmt.Sprintf("%s unless on (job, instance, board) %s", p.noPeople(), p.teamsScored()), "nobody has scored yet"),
		"on () "+said(named("vector(0)", "title", "Not known"), "see the table above"),
	), "{{title}} · {{period}}", 32)
}

func (p leaderboardPage) left() Panel {
	left := fmt.Sprintf("(min(%s) - time())", onBoard("period_end_timestamp_seconds"))
	daysLeft := named(fmt.Sprintf("floor(%s / 86400) >= 2", left), "what", "days left")
	hoursLeft := named(fmt.Sprintf("clamp_min(ceil(%s / 3600), 0)", left), "what", "hours left")
	rolls := named(fmt.Sprintf("0 * %s + %s", count(onBoard("info")), code(codeOfRolling)), "what", "no end")
	return wallFigure(About{
		ID: 2, Title: "Time left", In: unit("locale").digits(0),
		About: "Until the period of the board ends, and everybody starts from nothing. A window of days back has no end: it rolls on, day by day.",
	}, either(daysLeft, "on () "+hoursLeft, "on () "+rolls),
		meaning{codeOfRolling, "Rolls on", colourNone})
}

// codeOfRolling stands for a period that never ends.
const codeOfRolling = -10e15

func (p leaderboardPage) goal() Panel {
	return wallFigure(About{
		ID: 3, Title: "Target", In: unit("short"),
		About: "The score to reach, in the unit of the board. People may have targets of their own; progress is towards these. On a board without a target it is the leader's score, and where no people are shown that of the first team, per head.",
	}, either(
		named(fmt.Sprintf("max(%s)", onBoard("target")), "what", "target"),
		"on () "+named(fmt.Sprintf("max(%s)", onBoard("person_target")), "what", "highest target"),
		"on () "+named(fmt.Sprintf("max(%s)", onBoard("score")), "what", "leader's score"),
		"on () "+named(fmt.Sprintf("max(%s)", teamScore()), "what", "first team, a head"),
	))
}

func (p leaderboardPage) reached() Panel {
	return wallFigure(About{
		ID: 4, Title: "How many", In: unit("locale").digits(0),
		About: "How many of the people who are shown have reached their target; on a board without a target, how many have scored, and where no people are shown, how many teams.",
	}, either(
		named(fmt.Sprintf("sum(%s >= bool 1)", towardsTarget()), "what", "reached it"),
		"on () "+named(fmt.Sprintf("count(%s > 0)", perPerson(onBoard("score"))), "what", "people scored"),
		"on () "+named(fmt.Sprintf("count(%s > 0)", teamScore()), "what", "teams scored"),
	))
}

func (p leaderboardPage) best() Panel {
	return podium(About{
		ID: 5, Title: "Podium", In: unit("short"),
		About: "First, second and third, with the places they climbed (▲) or fell (▼) since the same point of the period before. Who ties shares a colour. Teams where no people are shown.",
	})
}

func (p leaderboardPage) all() Panel {
	return ranks(About{
		ID: 6, Title: "Ranks", In: unit("short").from(0),
		About: "Place, name, movement and score of everybody on the board. Movement is against the same point of the period before. Teams where no people are shown.",
	})
}

func (p leaderboardPage) progress() Panel {
	people := fmt.Sprintf("sort_desc(topk(5, %s))", perPerson(onBoard("progress_ratio")))
	return wallBars(About{
		ID: 7, Title: "Progress", In: shares(), Steps: towards(),
		About: "Share of the target that was reached, green from all of it on; on a board without a target, of the leader’s score. The five that are furthest. Where no people are shown: see the teams.",
	}, orNamed(people, "person", Reason{Text: "No people are shown", When: p.noPeople()}), "{{person}}")
}

func (p leaderboardPage) byTeam() Panel {
	return wallBars(About{
		ID: 8, Title: "Teams, per head", In: unit("short").digits(1).from(0),
		About: "Score of each team over its people, so that small teams can win. Teams too small to be shown are left out. The five best.",
	}, orNamed(fmt.Sprintf("sort_desc(topk(5, %s > 0))", teamScore()), "team", Reason{Text: "No team has scored",
		When: onBoard("info")}), "{{team}}")
}
