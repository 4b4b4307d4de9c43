package grafana

import "fmt"

// marketingPage asks: which leads come, wait, convert; which campaigns return their cost?
type marketingPage struct{}

func (p marketingPage) page() Page {
	return Page{
		UID:     uidMarketing,
		Title:   "Salesforce for marketing",
		About:   "Which leads come, which wait, which convert, and which campaigns return their cost.",
		ByOwner: true,
		Refresh: usual,
		Top: []Band{
			top(),
			band(6, at(24, p.leads())),
			band(8, at(12, p.trend()), at(12, p.conversion())),
		},
		Sections: []Section{
			{ID: 100, Title: "Leads", Bands: []Band{
				band(11, at(8, p.sources()), at(8, p.teams()), at(8, p.regions())),
				band(8, at(24, p.monthly())),
			}},
			{ID: 101, Title: "Campaigns", Bands: []Band{
				band(6, at(12, p.active()), at(12, p.statuses())),
				band(10, at(12, p.campaigns()), at(12, p.responses())),
			}},
			{ID: 102, Title: "Web engagement", Bands: []Band{
				band(6, at(24, p.web())),
				band(11, at(12, p.reached()), at(12, p.kinds())),
				band(10, at(8, p.sites()), at(8, p.goals()), at(8, p.stay())),
			}},
		},
	}
}

func (p marketingPage) leads() Panel {
	return tiles(About{ID: 1, Title: "Leads now"},
		Tile{Name: "Open leads", Expression: sum(owned("open_leads")), In: counts(),
			About: "Leads that are not converted, those in queues included."},
		Tile{Name: "Never contacted", Expression: share(owned("untouched_leads_7d"), owned("open_leads")), In: openShares(0),
			Steps: neglectedSteps(), Instead: []Reason{noLeads()},
			About: "Share of the open leads that are older than a week and never had an activity. Marketing paid for them; agree with sales on who calls by when."},
		Tile{Name: "Converted, 30 days", Expression: sum(owned("converted_leads_30d")), In: counts(),
			About: "Leads that became contacts in the last 30 days, whenever they were created."},
		Tile{Name: "Waiting in queues", Expression: orZero(sum(whole("open_leads", `role="queue"`)), whole("open_leads")),
			In: counts(), Steps: atMost(25, 100),
			About: "Open leads that belong to a queue and so to nobody, of the whole org. A number that grows is a queue that nobody works on."})
}

func (p marketingPage) trend() Panel {
	return course(About{
		ID: 5, Title: "Open leads, and those left lying", In: counts(),
		About: "Open leads; those that nobody modified in 30 days; those older than a week without any activity. The lower two should not follow the first one up.",
	},
		Curve{Legend: "open", Expression: sumOverTime(owned("open_leads")), Colour: colourAmount},
		Curve{Legend: "not modified in 30 days", Expression: sumOverTime(owned("stale_leads_30d")), Colour: colourLook},
		Curve{Legend: "never contacted", Expression: sumOverTime(owned("untouched_leads_7d")), Colour: colourAct})
}

func (p marketingPage) conversion() Panel {
	return course(About{
		ID: 6, Title: "Leads converted in 30 days", In: counts(),
		About: "A sliding window of 30 days, against the week before. Half of last month’s with as many new leads: their quality or their follow-up changed.",
	}, withWeekBefore("converted", sumOverTime(owned("converted_leads_30d")))...)
}

func (p marketingPage) monthly() Panel {
	return months(About{
		ID: 21, Title: "Leads converted, 30 days a column", In: counts(),
		About: "Leads that were converted in each 30 days, the last of them until now. A missing column is from before the measuring, or longer ago than Prometheus keeps.",
	}, sum(owned("converted_leads_30d")))
}

func (p marketingPage) sources() Panel {
	return bars(About{
		ID: 7, Title: "New leads by source", In: counts(),
		About: "Created in 30 days. A large \"none\" or \"Other\" means that no budget can be argued for: fill the source at the form.",
	}, highest(sum(owned("leads_created_30d"), "source")), "{{source}}")
}

func (p marketingPage) teams() Panel {
	return bars(About{
		ID: 8, Title: "Never contacted, by team", In: shares(), Steps: neglectedSteps(),
		Links: []Link{drill(uidMarketing, "Leads of ${__field.labels.role}", "instance", "role")},
		About: "Share of the open leads older than a week without any activity, by team of the owner, worst first. Click a bar to see the team's leads.",
	}, orNamed(highest(byTeam(share(owned("untouched_leads_7d"), owned("open_leads"),
		team()))), "role", noLeads(), noTeams()), teamLegend)
}

func (p marketingPage) regions() Panel {
	return bars(About{
		ID: 9, Title: "Open leads by region", In: counts(),
		Links: []Link{drill(uidMarketing, "Only ${__field.labels.region}", "region")},
		About: "By region of the owner; \"queue\" are those that nobody owns. Click a bar to see the region alone.",
	}, highest(sum(owned("open_leads"), "region")), "{{region}}")
}

func (p marketingPage) active() Panel {
	return tiles(About{ID: 10, Title: "Campaigns now"},
		Tile{Name: "Active campaigns", Expression: sum(whole("active_campaigns")), In: counts(),
			About: "Campaigns that are marked as active, of the whole org. None: marketing works elsewhere, or nobody ticks the box."},
		Tile{Name: "List e-mails, 30 days", Expression: sum(whole("list_emails_sent_30d")), In: counts(),
			About: "E-mails sent as list e-mails, of the whole org."})
}

func (p marketingPage) statuses() Panel {
	return bars(About{
		ID: 12, Title: "Campaigns created in 30 days", In: counts(),
		About: "By status. All of them Planned: they were run elsewhere, or the status is not kept.",
	}, fmt.Sprintf("sort_desc(topk(5, %s))", sum(owned("campaigns_created_30d"), "status")), "{{status}}")
}

// campaign is the first column of tables by campaign.
func (p marketingPage) campaign() Name { return Name{Title: "Campaign", Of: []string{"campaign"}} }

func (p marketingPage) campaigns() Panel {
	by := of("campaign")
	return tableOfNamed(About{
		ID: 13, Title: "Campaigns that won most", In: unit("short"),
		About: "The 20 campaigns of each org with the largest won amount, by Salesforce’s own roll-ups, in the corporate currency of the org. Repeat what returns a multiple of its cost. A dash under Cost: a campaign without an actual cost cannot be judged.",
	}, p.campaign(), nil, sorted{by: "Won"},
		Column{Title: "Won", Expression: sum(whole("campaign_won_amount"), by), In: amounts(), Width: 78},
		Column{Title: "Cost", Expression: sum(whole("campaign_cost"), by), In: amounts(), Width: 76},
		Column{Title: "Won / cost", Expression: share(whole("campaign_won_amount"), whole("campaign_cost"), by),
			In: unit("short").digits(1), Width: 58})
}

func (p marketingPage) responses() Panel {
	by := of("campaign")
	return tableOfNamed(About{
		ID: 22, Title: "What these campaigns brought", In: unit("short"),
		About: "Leads and responses of the same campaigns, by Salesforce’s own roll-ups, most responses first.",
	}, p.campaign(), nil, sorted{by: "Responses"},
		Column{Title: "Leads", Expression: sum(whole("campaign_leads"), by), In: counts(), Width: 58},
		Column{Title: "Responses", Expression: sum(whole("campaign_responses"), by), In: counts(), Width: 112})
}

func (p marketingPage) web() Panel {
	return tiles(About{ID: 14, Title: "Website in 7 days",
		About: "Needs a business unit of Account Engagement in the configuration."},
		Tile{Name: "Visits", Expression: sum(whole("web_visits_7d")), In: counts(),
			About: "Visits of the website that began in the last 7 days and today, as Account Engagement tracks them."},
		Tile{Name: "Time per visit", Expression: share(whole("web_visit_seconds_7d"), whole("web_visits_multi_page_7d")),
			In: seconds(0), Instead: []Reason{noVisits()},
			About: "Length of the visits of two pages and more, on average: a visit of one page has no length that anybody could measure."},
		Tile{Name: "Beyond first page", Expression: share(whole("web_visits_multi_page_7d"), whole("web_visits_7d")),
			In: openShares(0), Instead: []Reason{noVisits()},
			About: "Share of the visits that saw two pages or more. The rest left where they came in: the page did not keep what the link had promised."},
		Tile{Name: "Became prospects", Expression: sum(whole("web_conversions_7d")), In: counts(),
			About: "Visitors who told who they are: they converted to prospects."})
}

func (p marketingPage) reached() Panel {
	return course(About{
		ID: 18, Title: "Goals for each hundred visits", In: perHead(),
		About: "Goals completed in 7 days, of any kind, against the week before. A fall while visits go on means that something is broken: fill in your own forms.",
	}, withWeekBefore("goals", "100 * "+shareOverTime(whole("web_goals_completed_7d"), whole("web_visits_7d")))...)
}

func (p marketingPage) kinds() Panel {
	return bars(About{
		ID: 19, Title: "Goals by kind", In: counts(),
		About: "Completed in 7 days: forms, form handlers and landing pages that were filled in, links that were followed, webinars, events, videos, files.",
	}, highest(sum(whole("web_goals_completed_7d"), "goal")), "{{goal}}")
}

func (p marketingPage) sites() Panel {
	by := of("campaign")
	return tableOfNamed(About{
		ID: 20, Title: "Campaigns on the website", In: unit("short"),
		About: "The 20 campaigns of each org with most visits in 30 days, the rest under \"other\"; \"none\" are visits of no campaign that is known. Beyond is the share of visits that went beyond the first page.",
	}, p.campaign(), nil, sorted{by: "Visits"},
		Column{Title: "Visits", Expression: sum(whole("web_visits_30d"), by), In: counts(), Width: 88},
		Column{Title: "Beyond", Expression: share(whole("web_visits_multi_page_30d"), whole("web_visits_30d"), by),
			In: shares(), Width: 66})
}

func (p marketingPage) goals() Panel {
	by := of("campaign")
	return tableOfNamed(About{
		ID: 23, Title: "What visits led to", In: unit("short"),
		About: "Goals that visits of the same campaigns reached in 30 days, and visitors who became prospects; most goals first.",
	}, p.campaign(), nil, sorted{by: "Goals"},
		Column{Title: "Goals", Expression: sum(whole("web_goals_completed_30d"), by), In: counts(), Width: 80},
		Column{Title: "Prospects", Expression: sum(whole("web_conversions_30d"), by), In: counts(), Width: 86})
}

func (p marketingPage) stay() Panel {
	by := of("campaign")
	return tableOfNamed(About{
		ID: 24, Title: "What a visit is worth", In: unit("short"),
		About: "How long visits of the same campaigns lasted, of those of two pages and more, and the goals that they reached, for each hundred visits.",
	}, p.campaign(), nil, sorted{by: "Goals / visit"},
		Column{Title: "Time", Expression: share(whole("web_visit_seconds_30d"), whole("web_visits_multi_page_30d"), by),
			In: seconds(0), Width: 66},
		Column{Title: "Goals / visit", Expression: share(whole("web_goals_completed_30d"), whole("web_visits_30d"), by),
			In: openShares(1), Width: 80})
}
