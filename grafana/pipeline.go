package grafana

import "fmt"

// pipelinePage asks for sales operations: does the pipeline say what is so?
// A deal is late when its close date has passed. Shares of the pipeline are of
// its amount, counts of deals say so.
type pipelinePage struct{}

func (p pipelinePage) page() Page {
	return Page{
		UID:     uidPipeline,
		Title:   "Salesforce pipeline hygiene",
		About:   "Whether the open pipeline says what is so: what is late, forgotten or incomplete, and in which team.",
		ByOwner: true,
		Own:     []Variable{byHandVariable(lateRecord, "open_opportunities_amount")},
		Refresh: usual,
		Top: []Band{
			top(),
			band(6, at(12, p.size()), at(12, p.forgotten())),
			band(11, at(14, p.trend()), at(10, p.stages())),
		},
		Sections: []Section{
			{ID: 100, Title: "Forgotten", Bands: []Band{
				band(11, at(12, p.owners()), at(12, p.accounts())),
			}},
			{ID: 101, Title: "By team", Bands: []Band{
				band(13, at(10, p.worst()), at(14, p.moved())),
				band(9, at(8, p.list()), at(8, p.lateByTeam()), at(8, p.forgottenByTeam())),
				band(11, at(24, p.calendar())),
			}},
		},
	}
}

func (p pipelinePage) lateAmount(by ...string) string {
	return share(owned("overdue_opportunities_amount"), owned("open_opportunities_amount"), by...)
}

func (p pipelinePage) size() Panel {
	open := sum(owned("open_opportunities_amount"))
	sales := []Link{to(uidSales, "Sales")}
	return tiles(About{ID: 1, Title: "How large, how late"},
		Tile{Name: "Open amount", OfAmounts: true, Expression: open, In: amounts(), Links: sales,
			About: "Amount of all open deals, in the corporate currency of the org. Choose one org where they differ. What it is worth depends on the figures to the right."},
		Tile{Name: "Change in a week", OfAmounts: true, Expression: pooledChange(open), In: amountDifferences(), Links: sales,
			Instead: []Reason{noHistory("open_opportunities")},
			About:   "Open amount less the open amount a week ago. Falls when deals close, won or lost, faster than new ones come: compare with what was won."},
		Tile{Name: "Late amount", OfAmounts: true, Expression: p.lateAmount(), In: openShares(0), Steps: overdueSteps(),
			Instead: []Reason{noDeals()},
			About:   "Share of the open amount whose close date has passed. Above a quarter the forecast is fiction: ask the owners to close or re-date."},
		Tile{Name: "Late, change in a week", OfAmounts: true, Expression: points(pooledChange(p.lateAmount())),
			In: inPoints(), Steps: growth(0.05, 5), Instead: []Reason{noDeals(), noHistory("open_opportunities")},
			About: "That share less the same a week ago, in points. More than nought is amber; a month of amber is a habit."})
}

func (p pipelinePage) forgotten() Panel {
	byTeams := []Link{to(uidTeams, "Score by team")}
	return tiles(About{ID: 4, Title: "Forgotten, by number of deals"},
		Tile{Name: "Late deals", Expression: overdueShare(), In: openShares(0), Steps: overdueSteps(),
			Instead: []Reason{noDeals()}, Links: byTeams,
			About: "Share of the open deals whose close date has passed, by number. Where it is far from the share of the amount, it is the large or the small ones that are late."},
		Tile{Name: "No activity, 30 days", Expression: neglectedShare(), In: openShares(0), Steps: neglectedSteps(),
			Instead: []Reason{noDeals()}, Links: byTeams,
			About: "Share of the open deals without a task, event or e-mail in 30 days. Either nobody sells there or nobody logs it."},
		Tile{Name: "Untouched, 30 days", Expression: share(owned("stale_opportunities_30d"), owned("open_opportunities")),
			In: openShares(0), Steps: neglectedSteps(), Instead: []Reason{noDeals()},
			About: "Share of the open deals that nobody modified in 30 days: stage, amount and next step are a month old."},
		Tile{Name: "No products", Expression: sum(owned("opportunities_without_products")), In: counts(),
			Steps: atMost(1, 25),
			About: "Open deals in proposal or negotiation without a product. What is being negotiated? Delivery cannot plan with it."})
}

func (p pipelinePage) trend() Panel {
	return course(About{
		ID: 7, Title: "Late amount over time", In: amounts(),
		About: "Open amount past its close date, against the week before. Steps up at the end of a month or quarter are deals that slipped; they should come down within a week.",
	}, amountOverTime("late", owned("overdue_opportunities_amount"))...)
}

func (p pipelinePage) stages() Panel {
	return bars(About{
		ID: 8, Title: "Open amount by stage", In: amounts(),
		Links: []Link{to(uidSales, "Sales")},
		About: "Where the open amount stands. A belly in one stage: deals get there and stay; look at what the next stage asks for.",
	}, amountsBy(owned("open_opportunities_amount"), "stage"), "{{stage}}{{in}}")
}

func (p pipelinePage) owners() Panel {
	return bars(About{
		ID: 14, Title: "Deals without activity, by region", In: shares(), Steps: neglectedSteps(),
		Links: []Link{drill(uidTeams, "Teams of ${__field.labels.region}", "region")},
		About: "Share of the open deals without activity in 30 days, worst first. Click a bar to see the teams of the region.",
	}, orNamed(highest(neglectedShare("region")), "region", noDeals()), "{{region}}")
}

func (p pipelinePage) accounts() Panel {
	return bars(About{
		ID: 13, Title: "Accounts without activity in 60 days", In: counts(),
		About: "By type. Customers in this list will hear of the competition first; prospects in it were never prospects.",
	}, highest(sum(owned("neglected_accounts_60d"), "account_type")), "{{account_type}}")
}

func (p pipelinePage) worst() Panel {
	return bars(About{
		ID: 9, Title: "Largest late share, by team", In: shares(), Steps: overdueSteps(),
		Links: []Link{drill(uidPipeline, "Pipeline of ${__field.labels.role}", "instance", "role")},
		About: "Share of each team’s open amount that is late, worst first. A team far above the others has no pipeline review; set one up.",
	}, orNamed(highest(byTeam(p.lateAmount(team()))), "role", noDeals(), noTeams()), teamLegend)
}

func (p pipelinePage) moved() Panel {
	return falls(About{
		ID: 10, Title: "Late share, change in a week, by team", In: inPoints(), Steps: growth(0.05, 10),
		Links: []Link{drillRow(uidPipeline, "Pipeline of this team", "instance", "role")},
		About: "Late share of the amount less the same a week ago, in points, largest growth first: right of the line it grew. Who cleaned up shows left of it.",
	}, orNamed(teamNamed(highest(byTeam(points(weekChange(p.lateAmount(team())))))), "team", noDeals(), noTeams(),
		noHistory("open_opportunities")), "team")
}

// here leads from a row about a team to this page, for that team.
func (p pipelinePage) here() []Link { return []Link{rowTo(uidPipeline, "Only this team")} }

func (p pipelinePage) list() Panel {
	return tableOfTeams(About{
		ID: 11, Title: "Pipeline by team", In: unit("short"),
		About: "Open deals and their amount, in teams of five and more, in the corporate currency of each org. Click a team to see its other habits, a figure to see this page for that team alone.",
	}, []Link{rowToTeam()}, sorted{by: "Amount"},
		Column{Title: "Deals", Expression: sum(owned("open_opportunities"), team()) + " > 0", In: counts(),
			Links: p.here(), Width: 56},
		Column{Title: "Amount", Expression: sum(owned("open_opportunities_amount"), team()) + " > 0",
			In: amounts(), Links: p.here(), Width: 90})
}

func (p pipelinePage) lateByTeam() Panel {
	return tableOfTeams(About{
		ID: 17, Title: "Late, by team", In: unit("short"),
		About: "Share of the open amount of each team, and of the number of its open deals, whose close date has passed. Where the two are far apart, it is the large or the small deals that are late.",
	}, []Link{rowToTeam()}, sorted{by: "Amount"},
		Column{Title: "Amount", Expression: p.lateAmount(team()), In: shares(), Steps: overdueSteps(),
			Links: p.here(), Width: 90},
		Column{Title: "Deals", Expression: overdueShare(team()), In: shares(), Steps: overdueSteps(),
			Links: p.here(), Width: 58})
}

func (p pipelinePage) forgottenByTeam() Panel {
	return tableOfTeams(About{
		ID: 18, Title: "Forgotten, by team", In: unit("short"),
		About: "Share of the open deals of each team without activity in 30 days, and of those that nobody modified in 30 days; and how many are in proposal or negotiation without a product.",
	}, []Link{rowToTeam()}, sorted{by: "No activity"},
		Column{Title: "No activity", Expression: neglectedShare(team()), In: shares(), Steps: neglectedSteps(),
			Links: p.here(), Width: 104},
		Column{Title: "No change",
			Expression: perRecord(owned("stale_opportunities_30d"), owned("open_opportunities")), In: shares(),
			Steps: neglectedSteps(), Links: p.here(), Width: 66},
		Column{Title: "No product",
			Expression: fmt.Sprintf("%s > 0", sum(owned("opportunities_without_products"), team())), In: counts(),
			Links: p.here(), Width: 70})
}

func (p pipelinePage) calendar() Panel {
	return historyOfTeams(About{
		ID: 12, Title: "Late share of the amount, by team", In: shares(), Steps: overdueSteps(),
		Links: []Link{drill(uidPipeline, "Pipeline of ${__field.labels.role}", "instance", "role")},
		About: "A row for each team, time from left to right. Green below 10 %, amber below 25 %, red above. Red that stays red for weeks is a review that does not happen.",
	}, either(recorded(lateRecord), computed(p.lateAmount(team()))))
}
