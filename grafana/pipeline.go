package grafana

// pipelinePage asks for sales operations: does the pipeline say what is so?
type pipelinePage struct{}

func (p pipelinePage) page() Page {
	return Page{
		UID:     uidPipeline,
		Title:   "Salesforce pipeline hygiene",
		About:   "Whether the open pipeline can be believed: what is overdue, forgotten or incomplete, and in which team.",
		ByOwner: true,
		Refresh: usual,
		Top: []Band{
			band(5, at(6, p.amount()), at(6, p.openMoved()), at(6, p.overdueShare()), at(6, p.overdueMoved())),
			band(8, at(14, p.trend()), at(10, p.stages())),
		},
		Sections: []Section{
			{ID: 100, Title: "Forgotten or incomplete", Bands: []Band{
				band(5, at(8, p.neglected()), at(8, p.stale()), at(8, p.products())),
				band(9, at(12, p.owners()), at(12, p.accounts())),
			}},
			{ID: 101, Title: "By team", Bands: []Band{
				band(9, at(12, p.worst()), at(12, p.moved())),
				band(8, at(24, p.list())),
				band(7, at(24, p.calendar())),
			}},
		},
	}
}

const pipelineNoDeals = "No open deals in this choice: opportunities need Read and View All"

func (p pipelinePage) open() string {
	return owned("open_opportunities")
}

func (p pipelinePage) openAmount() string {
	return owned("open_opportunities_amount")
}

func (p pipelinePage) overdueAmount() string {
	return owned("overdue_opportunities_amount")
}

func (p pipelinePage) amount() Panel {
	return figure(About{
		ID: 1, Title: "Open pipeline", In: amounts(), Empty: briefDeals,
		Links: []Link{to(uidSales, "Sales")},
		About: "Amount of all open opportunities, in the corporate currency. What it is worth depends on the figures to the right.",
	}, sum(p.openAmount()))
}

func (p pipelinePage) overdueShare() Panel {
	return figure(About{
		ID: 2, Title: "Overdue amount", In: openShares(0), Empty: briefDeals, Steps: overdueSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Share of the open amount whose close date has passed. Above a quarter the forecast is fiction: ask the owners to close or re-date.",
	}, share(p.overdueAmount(), p.openAmount()))
}

func (p pipelinePage) overdueMoved() Panel {
	return figure(About{
		ID: 3, Title: "Overdue, change in a week", In: moves(1), Empty: briefWeek, Steps: atMost(0, 0.05),
		Links: []Link{to(uidTeams, "By team")},
		About: "That share less the same a week ago. Green is less overdue than last week; a month of amber is a habit.",
	}, weekChange(share(p.overdueAmount(), p.openAmount())))
}

func (p pipelinePage) neglected() Panel {
	return figure(About{
		ID: 4, Title: "No activity in 30 days", In: openShares(0), Empty: briefDeals, Steps: neglectedSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Share of the open opportunities without a task, event or e-mail in 30 days. Either nobody sells there or nobody logs it.",
	}, share(owned("neglected_opportunities_30d"), p.open()))
}

func (p pipelinePage) stale() Panel {
	return figure(About{
		ID: 5, Title: "Untouched in 30 days", In: openShares(0), Empty: briefDeals, Steps: neglectedSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Share of the open opportunities that nobody modified in 30 days: stage, amount and next step are a month old.",
	}, share(owned("stale_opportunities_30d"), p.open()))
}

func (p pipelinePage) products() Panel {
	return figure(About{
		ID: 6, Title: "Late, no products", In: counts(), Empty: "No opportunities in late stages without products", Steps: atMost(1, 25),
		Links: []Link{to(uidTeams, "By team")},
		About: "Open opportunities in proposal or negotiation without a product. What is being negotiated? Delivery cannot plan with it.",
	}, sum(owned("opportunities_without_products")))
}

func (p pipelinePage) trend() Panel {
	return course(About{
		ID: 7, Title: "Overdue amount over time", In: amounts(), Empty: pipelineNoDeals,
		Links: []Link{to(uidTeams, "By team")},
		About: "Open amount past its close date, against the week before. Steps up at the end of a month or quarter are deals that slipped; they should come down within a week.",
	}, withWeekBefore("overdue", sum(p.overdueAmount())))
}

func (p pipelinePage) stages() Panel {
	return bars(About{
		ID: 8, Title: "Open amount by stage", In: amounts(), Empty: pipelineNoDeals,
		Links: []Link{to(uidSales, "Sales")},
		About: "Where the open amount stands. A belly in one stage: deals get there and stay; look at what the next stage asks for.",
	}, highest(sum(p.openAmount(), "stage")), "{{stage}}")
}

func (p pipelinePage) worst() Panel {
	return bars(About{
		ID: 9, Title: "Largest overdue share, by team", In: shares(), Empty: "No team of five or more has open deals", Steps: overdueSteps(),
		Links: []Link{toTeam()},
		About: "Share of each team’s open amount that is overdue, worst first. A team far above the others has no pipeline review; set one up.",
	}, highest(ofTeams(share(p.overdueAmount(), p.openAmount(), "role"))), "{{role}}")
}

func (p pipelinePage) moved() Panel {
	return bars(About{
		ID: 10, Title: "Growth of the overdue share, by team", In: moves(0), Empty: briefWeek, Steps: atMost(0, 0.1),
		Links: []Link{toTeam()},
		About: "Overdue share less the same a week ago, largest growth first. Who cleaned up shows at the end.",
	}, highest(ofTeams(weekChange(share(p.overdueAmount(), p.openAmount(), "role")))), "{{role}}")
}

func (p pipelinePage) list() Panel {
	return tableOf(About{
		ID: 11, Title: "Pipeline by team", In: unit("short"), Empty: pipelineNoDeals,
		About: "What is wrong where. Click a team to see its other habits, a figure to see this page or its results for that team alone.",
	}, []Label{
		{Label: "role", Title: "Team", Links: []Link{rowToTeam()}},
	}, []Column{
		{Title: "Open deals", Expression: sum(p.open(), "role") + " > 0", In: counts(), Links: []Link{rowTo(uidPipeline, "Only this team")}, Width: 105},
		{Title: "Open amount", Expression: sum(p.openAmount(), "role") + " > 0", In: amounts(), Links: []Link{rowTo(uidSales, "Results of this team")}, Width: 120},
		{Title: "Overdue", Expression: share(owned("overdue_opportunities"), p.open(), "role"), In: shares(), Steps: overdueSteps(), Links: []Link{rowTo(uidPipeline, "Only this team")}, Width: 95},
		{Title: "No activity", Expression: share(owned("neglected_opportunities_30d"), p.open(), "role"), In: shares(), Steps: neglectedSteps(), Links: []Link{rowTo(uidPipeline, "Only this team")}, Width: 105},
		{Title: "Untouched", Expression: share(owned("stale_opportunities_30d"), p.open(), "role"), In: shares(), Steps: neglectedSteps(), Links: []Link{rowTo(uidPipeline, "Only this team")}, Width: 105},
		{Title: "No products", Expression: sum(owned("opportunities_without_products"), "role") + " > 0", In: counts(), Links: []Link{rowTo(uidPipeline, "Only this team")}, Width: 110},
	}, sorted{by: "Open amount"})
}

func (p pipelinePage) calendar() Panel {
	return history(About{
		ID: 12, Title: "Overdue share of the open amount, by team", In: shares(), Empty: "No team of five or more has open deals", Steps: overdueSteps(),
		Links: []Link{toTeam()},
		About: "A row for each team, time from left to right. Green below 10 %, amber below 25 %, red above. Red that stays red for weeks is a review that does not happen.",
	}, ofTeams(share(p.overdueAmount(), p.openAmount(), "role")), "{{role}}")
}

func (p pipelinePage) accounts() Panel {
	return bars(About{
		ID: 13, Title: "Accounts without activity in 60 days", In: counts(), Empty: "No neglected accounts in this choice",
		Links: []Link{to(uidTeams, "By team")},
		About: "By type. Customers in this list will hear of the competition first; prospects in it were never prospects.",
	}, highest(sum(owned("neglected_accounts_60d"), "account_type")), "{{account_type}}")
}

func (p pipelinePage) owners() Panel {
	return bars(About{
		ID: 14, Title: "Deals without activity, by region", In: shares(), Empty: pipelineNoDeals, Steps: neglectedSteps(),
		Links: []Link{drill(uidPipeline, "Only ${__field.labels.region}", "region")},
		About: "Share of the open opportunities without activity in 30 days, worst first. Click a bar to see the region alone.",
	}, highest(share(owned("neglected_opportunities_30d"), p.open(), "region")), "{{region}}")
}

func (p pipelinePage) openMoved() Panel {
	return figure(About{
		ID: 15, Title: "Pipeline, change in a week", In: unit("short").digits(1), Empty: briefWeek, Steps: change(1),
		Links: []Link{to(uidSales, "Sales")},
		About: "Open amount less the open amount a week ago. Falls when deals close, won or lost, faster than new ones come: compare with what was won.",
	}, weekChange(sum(p.openAmount())))
}
