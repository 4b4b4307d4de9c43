package grafana

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
			band(5, at(6, p.wonAmount()), at(6, p.winRate()), at(6, p.cycle()), at(6, p.customers())),
			band(9, at(12, p.trend()), at(12, p.regions())),
		},
		Sections: []Section{
			{ID: 100, Title: "Deals", Bands: []Band{
				band(9, at(8, p.byRole()), at(8, p.created()), at(8, p.entered())),
			}},
			{ID: 101, Title: "The work before", Bands: []Band{
				band(8, at(8, p.closed()), at(8, p.meetings()), at(8, p.emails())),
			}},
			{ID: 102, Title: "Customers", Bands: []Band{
				band(9, at(12, p.accounts()), at(12, p.contacts())),
			}},
		},
	}
}

const salesNoDeals = "No closed deals visible: opportunities need View All"
const salesNoActivities = "No activities in this choice: tasks and events need Read, and View All Data"

func (p salesPage) won() string {
	return owned("won_opportunities_90d")
}

func (p salesPage) lost() string {
	return owned("lost_opportunities_90d")
}

func (p salesPage) wonAmount() Panel {
	return figure(About{
		ID: 1, Title: "Won in 30 days", In: amounts(), Empty: briefDeals,
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "Amount of the opportunities won with a close date in the last 30 days, in the corporate currency.",
	}, sum(owned("won_opportunities_amount_30d")))
}

func (p salesPage) winRate() Panel {
	return figure(About{
		ID: 2, Title: "Win rate, 90 days", In: shares(), Empty: briefDeals, Steps: atLeast(0.15, 0.25),
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "Won of all closed opportunities. Very high rates are no triumph: losses are then left open and overdue.",
	}, sum(p.won())+" / ("+sum(p.won())+" + "+sum(p.lost())+" > 0)")
}

func (p salesPage) cycle() Panel {
	return figure(About{
		ID: 3, Title: "Sales cycle", In: unit("suffix: days").digits(0).from(0), Empty: briefDeals,
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "Mean days from creation to close of the opportunities won in 90 days. Near nought: deals are entered once they are won, and the pipeline says nothing.",
	}, share(owned("sales_cycle_seconds_90d"), owned("sales_cycle_opportunities_90d"))+" / 86400")
}

func (p salesPage) customers() Panel {
	return bars(About{
		ID: 4, Title: "Customers won in 90 days", In: counts(), Empty: "No accounts with won deals visible",
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "Accounts with a won opportunity in 90 days: their first, or one of several. Of the whole org; role, profile and region do not narrow it.",
	}, either(
		"label_replace("+sum(whole("new_customers_90d"))+`, "which", "new", "", "")`,
		"label_replace("+sum(whole("retained_customers_90d"))+`, "which", "returning", "", "")`,
	), "{{which}}")
}

func (p salesPage) trend() Panel {
	return course(About{
		ID: 5, Title: "Won amount over 30 days", In: amounts(), Empty: salesNoDeals,
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "A sliding window of 30 days, against the week before: smooth over month ends. A slope down for two weeks is earlier news than the quarter.",
	}, withWeekBefore("won", sum(owned("won_opportunities_amount_30d"))))
}

func (p salesPage) byRole() Panel {
	return bars(About{
		ID: 6, Title: "Win rate by team, 90 days", In: shares(), Empty: salesNoDeals,
		Links: []Link{toTeam()},
		About: "Won of all closed, highest first. Compare with the overdue share of the same team: who never loses does not close.",
	}, highest(ofTeams(sum(p.won(), "role")+" / ("+sum(p.won(), "role")+" + "+sum(p.lost(), "role")+" > 0)")), "{{role}}")
}

func (p salesPage) created() Panel {
	return bars(About{
		ID: 7, Title: "New deals by stage they are in now", In: counts(), Empty: "No deals were created in 30 days",
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "Opportunities created in 30 days. Many in late stages already: they are entered when the customer has decided.",
	}, highest(sum(owned("opportunities_created_30d"), "stage")), "{{stage}}")
}

func (p salesPage) entered() Panel {
	return bars(About{
		ID: 8, Title: "New deals by the stage they began in", In: counts(), Empty: "No history of deals created in 30 days",
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "First stage ever of the opportunities created in 30 days, of the whole org. The first stages should lead; others were entered late.",
	}, highest(sum(whole("opportunities_entered_30d"), "stage")), "{{stage}}")
}

func (p salesPage) closed() Panel {
	return stacked(About{
		ID: 9, Title: "Tasks closed in seven days", In: counts(), Empty: salesNoActivities,
		Links: []Link{to(uidTeams, "By team")},
		About: "Completed tasks by kind. No calls where a team phones all day: they are not logged.",
	}, []Curve{
		{Legend: "{{subtype}}", Expression: sum(owned("activities_closed_7d"), "subtype")},
	})
}

func (p salesPage) meetings() Panel {
	return course(About{
		ID: 10, Title: "Meetings held in seven days", In: counts(), Empty: salesNoActivities,
		Links: []Link{to(uidTeams, "By team")},
		About: "Events that ended, each meeting once, against the week before. Drops when the calendar connection breaks: check it before asking people.",
	}, withWeekBefore("meetings", sum(owned("events_held_7d"))))
}

func (p salesPage) emails() Panel {
	return bars(About{
		ID: 11, Title: "E-mails sent per head in 30 days", In: amounts(), Empty: "No e-mail figures: they need Enhanced Email",
		Links: []Link{toTeam()},
		About: "E-mails sent from Salesforce, per person, most first. Nought in a team that writes all day: their mail is not connected.",
	}, highest(ofTeams(share(owned("emails_sent_30d"), owned("users"), "role"))), "{{role}}")
}

func (p salesPage) accounts() Panel {
	return bars(About{
		ID: 12, Title: "New accounts by type", In: counts(), Empty: "No accounts were created in 30 days",
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: `Created in 30 days. A large "none" is a field that people skip: make it required or drop it.`,
	}, highest(sum(owned("accounts_created_30d"), "account_type")), "{{account_type}}")
}

func (p salesPage) contacts() Panel {
	return bars(About{
		ID: 13, Title: "New contacts by type of account", In: counts(), Empty: "No contacts were created in 30 days",
		Links: []Link{to(uidPipeline, "Pipeline hygiene")},
		About: "Created in 30 days. Deals are won with more than one contact: compare with the new accounts on the left.",
	}, highest(sum(owned("contacts_created_30d"), "account_type")), "{{account_type}}")
}

func (p salesPage) regions() Panel {
	return bars(About{
		ID: 14, Title: "Won in 90 days, by region", In: amounts(), Empty: salesNoDeals,
		Links: []Link{drill(uidSales, "Only ${__field.labels.region}", "region")},
		About: "Amount won by the owner’s region. Click a bar to see the region alone.",
	}, highest(sum(owned("won_opportunities_amount_90d"), "region")), "{{region}}")
}
