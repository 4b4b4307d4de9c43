package grafana

import "fmt"

// salesPage asks: what is won, how long does it take, and is the work before it in Salesforce?
type salesPage struct{}

func (p salesPage) page() Page {
	return Page{
		UID:     uidSales,
		Title:   "Salesforce for sales",
		About:   "What sales wins, how long it takes, and whether the work before it is in Salesforce.",
		ByOwner: true,
		Refresh: usual,
		Top: []Band{
			top(),
			band(6, at(16, p.now()), at(8, p.customers())),
			band(9, at(12, p.trend()), at(12, p.monthly())),
		},
		Sections: []Section{
			{ID: 100, Title: "Deals", Bands: []Band{
				band(11, at(12, p.byRole()), at(12, p.regions())),
				band(11, at(8, p.stages()), at(8, p.created()), at(8, p.entered())),
			}},
			{ID: 101, Title: "The work before", Bands: []Band{
				band(11, at(8, p.closed()), at(8, meetings(10, to(uidTeams, "By team"))), at(8, p.emails())),
			}},
			{ID: 102, Title: "Customers", Bands: []Band{
				band(11, at(12, p.accounts()), at(12, p.contacts())),
			}},
		},
	}
}

func (p salesPage) winRate(by ...string) string {
	won, lost := sum(owned("won_opportunities_90d"), by...), sum(owned("lost_opportunities_90d"), by...)
	return fmt.Sprintf("%s / (%s + %s > 0)", won, won, lost)
}

func (p salesPage) now() Panel {
	return tiles(About{ID: 1, Title: "Results"},
		Tile{Name: "Won, 30 days", OfAmounts: true, Expression: sum(owned("won_opportunities_amount_30d")), In: amounts(),
			About: "Amount of the deals won with a close date in the last 30 days, in the corporate currency of the org. Choose one org where they differ."},
		Tile{Name: "Win rate, 90 days", Expression: p.winRate(), In: shares(), Steps: atLeast(0.15, 0.25),
			Instead: []Reason{noClosedDeals()},
			About:   "Won of all closed deals. Very high rates are no triumph: losses are then left open and late."},
		Tile{Name: "Sales cycle", Expression: share(owned("sales_cycle_seconds_90d"),
			owned("sales_cycle_opportunities_90d")) + " / 86400", In: days(), Instead: []Reason{noWonDeals()},
			About: "Mean days from creation to close of the deals won in 90 days. Near nought: deals are entered once they are won, and the pipeline says nothing."},
		Tile{Name: "Open amount", OfAmounts: true, Expression: sum(owned("open_opportunities_amount")), In: amounts(),
			Links: []Link{to(uidPipeline, "Pipeline hygiene")},
			About: "Amount of all open deals."})
}

func (p salesPage) customers() Panel {
	return bars(About{
		ID: 4, Title: "Customers won in 90 days", In: counts(),
		About: "Accounts with a won deal in 90 days: their first, or one of several. Of the whole org; role, profile and region do not narrow it.",
	}, either(which("new_customers_90d", "new"), which("retained_customers_90d", "returning")), "{{which}}")
}

func (p salesPage) trend() Panel {
	return course(About{
		ID: 5, Title: "Won amount over 30 days", In: amounts(),
		About: "A sliding window of 30 days, against the week before: smooth over month ends. A slope down for two weeks is earlier news than the quarter.",
	}, amountOverTime("won", owned("won_opportunities_amount_30d"))...)
}

func (p salesPage) monthly() Panel {
	return amountsByMonth(About{
		ID: 15, Title: "Won amount, 30 days a column", In: amounts(),
		About: "What was won in each 30 days, the last of them until now. A missing column is from before the measuring, or longer ago than Prometheus keeps.",
	}, owned("won_opportunities_amount_30d"))
}

func (p salesPage) byRole() Panel {
	return bars(About{
		ID: 6, Title: "Win rate by team, 90 days", In: shares(),
		Links: []Link{drill(uidSales, "Sales of ${__field.labels.role}", "instance", "role")},
		About: "Won of all closed, highest first. Compare with the late share of the same team: who never loses does not close.",
	}, orNamed(highest(byTeam(p.winRate(team()))), "role", noClosedDeals(), noTeams()), teamLegend)
}

func (p salesPage) stages() Panel {
	return bars(About{
		ID: 16, Title: "Open amount by stage", In: amounts(),
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "Where the open amount stands. Whether it says what is so is on Pipeline hygiene.",
	}, amountsBy(owned("open_opportunities_amount"), "stage"), "{{stage}}{{in}}")
}

func (p salesPage) created() Panel {
	return bars(About{
		ID: 7, Title: "New deals, by stage now", In: counts(),
		About: "Deals created in 30 days, by the stage that they are in now. Many in late stages already: they are entered when the customer has decided.",
	}, highest(sum(owned("opportunities_created_30d"), "stage")), "{{stage}}")
}

func (p salesPage) entered() Panel {
	return bars(About{
		ID: 8, Title: "New deals, by first stage", In: counts(),
		About: "First stage ever of the deals created in 30 days, of the whole org. The first stages should lead; others were entered late.",
	}, highest(sum(whole("opportunities_entered_30d"), "stage")), "{{stage}}")
}

func (p salesPage) closed() Panel {
	return stacked(About{
		ID: 9, Title: "Tasks completed in seven days", In: counts(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Completed tasks by kind. No calls where a team phones all day: they are not logged.",
	}, Curve{Legend: "{{subtype}}", Expression: sumOverTime(owned("activities_closed_7d"),
		"subtype"), Colours: subtypeColours()})
}

func (p salesPage) emails() Panel {
	return bars(About{
		ID: 11, Title: "E-mails a head in 30 days", In: perHead(),
		About: "E-mails sent from Salesforce, per person, by team, most first. Nought in a team that writes all day: their mail is not connected. Needs Enhanced Email.",
	}, orNamed(highest(byTeam(share(owned("emails_sent_30d"), owned("users"), team()))), "role", noTeams()), teamLegend)
}

func (p salesPage) accounts() Panel {
	return bars(About{
		ID: 12, Title: "New accounts by type", In: counts(),
		About: "Created in 30 days. A large \"none\" is a field that people skip: make it required or drop it.",
	}, highest(sum(owned("accounts_created_30d"), "account_type")), "{{account_type}}")
}

func (p salesPage) contacts() Panel {
	return bars(About{
		ID: 13, Title: "New contacts by type of account", In: counts(),
		About: "Created in 30 days. Deals are won with more than one contact: compare with the new accounts on the left.",
	}, highest(sum(owned("contacts_created_30d"), "account_type")), "{{account_type}}")
}

func (p salesPage) regions() Panel {
	return bars(About{
		ID: 14, Title: "Won in 30 days, by region", In: amounts(),
		Links: []Link{drill(uidSales, "Sales in ${__field.labels.region}", "region")},
		About: "Amount won by the owner’s region. Click a bar to see the region alone.",
	}, amountsBy(owned("won_opportunities_amount_30d"), "region"), "{{region}}{{in}}")
}
