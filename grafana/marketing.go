package grafana

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
			band(5, at(6, p.open()), at(6, p.untouched()), at(6, p.converted()), at(6, p.queued())),
			band(8, at(12, p.trend()), at(12, p.conversion())),
		},
		Sections: []Section{
			{ID: 100, Title: "Leads", Bands: []Band{
				band(9, at(8, p.sources()), at(8, p.teams()), at(8, p.regions())),
			}},
			{ID: 101, Title: "Campaigns", Bands: []Band{
				band(5, at(6, p.active()), at(6, p.listEmails()), at(12, p.statuses())),
				band(10, at(24, p.campaigns())),
			}},
			{ID: 102, Title: "Web engagement", Bands: []Band{
				band(5, at(6, p.visits()), at(6, p.stay()), at(6, p.furtherOn()), at(6, p.conversions())),
				band(8, at(12, p.reached()), at(12, p.kinds())),
				band(10, at(24, p.sites())),
			}},
		},
	}
}

const marketingNoLeads = "No leads in this choice: leads need Read and View All"
const marketingNoCampaigns = "No campaigns: they need Read on campaigns, and won opportunities"
const marketingNoVisits = "No visits: name a business unit of Account Engagement"

func (p marketingPage) open() Panel {
	return figure(About{
		ID: 1, Title: "Open leads", In: counts(), Empty: briefLeads,
		Links: []Link{to(uidTeams, "By team")},
		About: "Leads that are not converted, those in queues included.",
	}, sum(owned("open_leads")))
}

func (p marketingPage) untouched() Panel {
	return figure(About{
		ID: 2, Title: "Never contacted", In: openShares(0), Empty: briefLeads, Steps: neglectedSteps(),
		Links: []Link{to(uidTeams, "By team")},
		About: "Share of the open leads that are older than a week and never had an activity. Marketing paid for them; agree with sales on who calls by when.",
	}, share(owned("untouched_leads_7d"), owned("open_leads")))
}

func (p marketingPage) converted() Panel {
	return figure(About{
		ID: 3, Title: "Converted in 30 days", In: counts(), Empty: briefLeads,
		Links: []Link{to(uidSales, "Sales")},
		About: "Leads that became contacts in the last 30 days, whenever they were created.",
	}, sum(owned("converted_leads_30d")))
}

func (p marketingPage) queued() Panel {
	return figure(About{
		ID: 4, Title: "Waiting in queues", In: counts(), Empty: briefLeads, Steps: atMost(25, 100),
		Links: []Link{to(uidTeams, "By team")},
		About: "Open leads that belong to a queue and so to nobody, of the whole org. A number that grows is a queue that nobody works on.",
	}, orZero(sum(whole("open_leads", `role="queue"`)), whole("open_leads")))
}

func (p marketingPage) trend() Panel {
	return course(About{
		ID: 5, Title: "Open leads, and those left lying", In: counts(), Empty: marketingNoLeads,
		Links: []Link{to(uidTeams, "By team")},
		About: "Open leads; those that nobody modified in 30 days; those older than a week without any activity. The lower two should not follow the first one up.",
	}, []Curve{
		{Legend: "open", Expression: sum(owned("open_leads")), Colour: colourAmount},
		{Legend: "not modified in 30 days", Expression: sum(owned("stale_leads_30d")), Colour: colourLook},
		{Legend: "never contacted", Expression: sum(owned("untouched_leads_7d")), Colour: colourAct},
	})
}

func (p marketingPage) conversion() Panel {
	return course(About{
		ID: 6, Title: "Leads converted in 30 days", In: counts(), Empty: marketingNoLeads,
		Links: []Link{to(uidSales, "Sales")},
		About: "A sliding window of 30 days, against the week before. Half of last month’s with as many new leads: their quality or their follow-up changed.",
	}, withWeekBefore("converted", sum(owned("converted_leads_30d"))))
}

func (p marketingPage) sources() Panel {
	return bars(About{
		ID: 7, Title: "New leads by source", In: counts(), Empty: "No leads were created in 30 days",
		Links: []Link{to(uidTeams, "By team")},
		About: `Created in 30 days. A large "none" or "Other" means that no budget can be argued for: fill the source at the form.`,
	}, highest(sum(owned("leads_created_30d"), "source")), "{{source}}")
}

func (p marketingPage) teams() Panel {
	return bars(About{
		ID: 8, Title: "Share never contacted, by team", In: shares(), Empty: marketingNoLeads, Steps: neglectedSteps(),
		Links: []Link{toTeam()},
		About: "Open leads older than a week without any activity, by role of the owner, worst first. Click a bar to see the team.",
	}, highest(ofTeams(share(owned("untouched_leads_7d"), owned("open_leads"), "role"))), "{{role}}")
}

func (p marketingPage) regions() Panel {
	return bars(About{
		ID: 9, Title: "Open leads by region", In: counts(), Empty: marketingNoLeads,
		Links: []Link{drill(uidMarketing, "Only ${__field.labels.region}", "region")},
		About: `By region of the owner; "queue" are those that nobody owns. Click a bar to see the region alone.`,
	}, highest(sum(owned("open_leads"), "region")), "{{region}}")
}

func (p marketingPage) active() Panel {
	return figure(About{
		ID: 10, Title: "Active campaigns", In: counts(), Empty: briefCampaigns,
		Links: []Link{to(uidSales, "Sales")},
		About: "Campaigns that are marked as active, of the whole org. None: marketing works elsewhere, or nobody ticks the box.",
	}, sum(whole("active_campaigns")))
}

func (p marketingPage) listEmails() Panel {
	return figure(About{
		ID: 11, Title: "List e-mails in 30 days", In: counts(), Empty: "No list e-mails in 30 days",
		Links: []Link{to(uidSales, "Sales")},
		About: "E-mails sent as list e-mails, of the whole org.",
	}, sum(whole("list_emails_sent_30d")))
}

func (p marketingPage) statuses() Panel {
	return bars(About{
		ID: 12, Title: "Campaigns created in 30 days", In: counts(), Empty: "No campaigns were created in 30 days",
		Links: []Link{to(uidTeams, "By team")},
		About: "By status. All of them Planned: they were run elsewhere, or the status is not kept.",
	}, highest(sum(owned("campaigns_created_30d"), "status")), "{{status}}")
}

func (p marketingPage) campaigns() Panel {
	return tableOf(About{
		ID: 13, Title: "Campaigns that won most", In: unit("short"), Empty: marketingNoCampaigns,
		About: "The 20 campaigns with the largest won amount, by Salesforce’s own roll-ups. Repeat what returns a multiple of its cost. No cost: a campaign without an actual cost cannot be judged.",
	}, []Label{
		{Label: "campaign", Title: "Campaign"},
	}, []Column{
		{Title: "Won", Expression: sum(whole("campaign_won_amount"), "campaign"), In: amounts(), Width: 90},
		{Title: "Cost", Expression: sum(whole("campaign_cost"), "campaign"), In: amounts(), Width: 90},
		{Title: "Won / cost", Expression: share(whole("campaign_won_amount"), whole("campaign_cost"), "campaign"), In: amounts(), Width: 105},
		{Title: "Leads", Expression: sum(whole("campaign_leads"), "campaign"), In: counts(), Width: 80},
		{Title: "Responses", Expression: sum(whole("campaign_responses"), "campaign"), In: counts(), Width: 105},
	}, sorted{by: "Won"})
}

func (p marketingPage) visits() Panel {
	return figure(About{
		ID: 14, Title: "Visits in 7 days", In: counts(), Empty: briefWeb,
		Links: []Link{to(uidSales, "Sales")},
		About: "Visits of the website that began in the last 7 days and today, as Account Engagement tracks them.",
	}, sum(whole("web_visits_7d")))
}

func (p marketingPage) stay() Panel {
	return figure(About{
		ID: 15, Title: "Time per visit", In: seconds(0), Empty: briefWeb,
		Links: []Link{to(uidSales, "Sales")},
		About: "Length of the visits of two pages and more, on average: a visit of one page has no length that anybody could measure.",
	}, share(whole("web_visit_seconds_7d"), whole("web_visits_multi_page_7d")))
}

func (p marketingPage) furtherOn() Panel {
	return figure(About{
		ID: 16, Title: "Went beyond the first page", In: openShares(0), Empty: briefWeb,
		Links: []Link{to(uidSales, "Sales")},
		About: "Share of the visits of 7 days that saw two pages or more. The rest left where they came in: the page did not keep what the link had promised.",
	}, share(whole("web_visits_multi_page_7d"), whole("web_visits_7d")))
}

func (p marketingPage) conversions() Panel {
	return figure(About{
		ID: 17, Title: "Became prospects in 7 days", In: counts(), Empty: briefWeb,
		Links: []Link{to(uidSales, "Sales")},
		About: "Visitors who told who they are: they converted to prospects in the last 7 days and today.",
	}, sum(whole("web_conversions_7d")))
}

func (p marketingPage) reached() Panel {
	return course(About{
		ID: 18, Title: "Goals for each hundred visits", In: amounts(), Empty: marketingNoVisits,
		Links: []Link{to(uidSales, "Sales")},
		About: "Goals completed in 7 days, of any kind, against the week before. A fall while visits go on means that something is broken: fill in your own forms.",
	}, withWeekBefore("goals", "100 * "+share(whole("web_goals_completed_7d"), whole("web_visits_7d"))))
}

func (p marketingPage) kinds() Panel {
	return bars(About{
		ID: 19, Title: "Goals by kind", In: counts(), Empty: marketingNoVisits,
		Links: []Link{to(uidSales, "Sales")},
		About: "Completed in 7 days: forms, form handlers and landing pages that were filled in, links that were followed, webinars, events, videos, files.",
	}, highest(sum(whole("web_goals_completed_7d"), "goal")), "{{goal}}")
}

func (p marketingPage) sites() Panel {
	return tableOf(About{
		ID: 20, Title: "Campaigns on the website", In: unit("short"), Empty: marketingNoVisits,
		About: `The 20 campaigns with most visits in 30 days, the rest under "other"; "none" are visits of no campaign that is known. Time is that of visits of two pages and more.`,
	}, []Label{
		{Label: "campaign", Title: "Campaign"},
	}, []Column{
		{Title: "Visits", Expression: sum(whole("web_visits_30d"), "campaign"), In: counts(), Width: 90},
		{Title: "Beyond first page", Expression: share(whole("web_visits_multi_page_30d"), whole("web_visits_30d"), "campaign"), In: shares(), Width: 160},
		{Title: "Time per visit", Expression: share(whole("web_visit_seconds_30d"), whole("web_visits_multi_page_30d"), "campaign"), In: seconds(0), Width: 130},
		{Title: "Goals", Expression: sum(whole("web_goals_completed_30d"), "campaign"), In: counts(), Width: 80},
		{Title: "Goals / visit", Expression: share(whole("web_goals_completed_30d"), whole("web_visits_30d"), "campaign"), In: openShares(1), Width: 120},
		{Title: "Prospects", Expression: sum(whole("web_conversions_30d"), "campaign"), In: counts(), Width: 105},
	}, sorted{by: "Visits"})
}
