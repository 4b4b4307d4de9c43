package grafana

import "fmt"

// exporterPage asks: how fresh are the figures, what do they cost, what is missing?
type exporterPage struct{}

func (p exporterPage) page() Page {
	return Page{
		UID:     uidExporter,
		Title:   "Salesforce exporter health",
		About:   "Whether the other dashboards can be relied on: how fresh the figures are, what they cost, what is missing.",
		Refresh: usual,
		Top: []Band{
			top(),
			band(6, at(12, p.answers()), at(12, p.cost())),
			band(9, at(24, p.calendar())),
		},
		Sections: []Section{
			{ID: 100, Title: "Freshness and cost", Bands: []Band{
				band(10, at(24, p.state())),
				band(8, at(12, p.duration()), at(12, p.rate())),
			}},
			{ID: 101, Title: "What is missing", Bands: []Band{
				band(8, at(8, p.codes()), at(16, p.skipped())),
				band(8, at(24, p.dropped())),
			}},
			{ID: 102, Title: "Orgs", Bands: []Band{
				band(6, at(24, p.orgs())),
			}},
		},
	}
}

func (p exporterPage) age(by ...string) string {
	return fmt.Sprintf("time() - %s", highestOf(whole("collector_last_success_timestamp_seconds"), by...))
}

func (p exporterPage) callsADay(by ...string) string {
	return sum(fmt.Sprintf("increase(%s[1d])", whole("exporter_api_calls_total")), by...)
}

func (p exporterPage) errorsADay(by ...string) string {
	return sum(fmt.Sprintf("increase(%s[1d])", whole("exporter_errors_total")), by...)
}

func (p exporterPage) answers() Panel {
	good := fmt.Sprintf("count(%s == 1) or 0 * count(%s)", highestOf(whole("up"), org), known())
	return tiles(About{ID: 1, Title: "Answers"},
		Tile{Name: "Orgs that answer", Expression: good, In: counts(), Links: []Link{to(uidOverview, "Orgs compared")},
			About: "Orgs whose exporter runs and whose last refresh could sign in and got answers, of the number on the right. The others: the table above says what is wrong."},
		Tile{Name: "Orgs known", Expression: fmt.Sprintf("count(%s)", known()), In: counts(),
			Links: []Link{to(uidOverview, "Orgs compared")},
			About: "Orgs that were measured within 30 days, also those that are gone."},
		Tile{Name: "Oldest success", Expression: "max(" + ageOf() + ")", In: seconds(0), Steps: ageSteps(),
			Links: []Link{to(uidOverview, "Orgs compared")},
			About: "Time since the last complete refresh of the collector that is furthest behind, in any org. Up to a few hours is by design; a day is not."},
		Tile{Name: "Errors in a day", Expression: orZero(p.errorsADay(), whole("up")), In: counts(), Steps: atMost(1, 10),
			About: "Errors of refreshes in 24 hours. Single ones heal by themselves; many of one code do not."})
}

func (p exporterPage) cost() Panel {
	shareOfAll := fmt.Sprintf("max(%s / (%s > 0))", p.callsADay(org), sum(whole("api_requests_limit"), org))
	return tiles(About{ID: 3, Title: "Cost, and what is missing"},
		Tile{Name: "Own calls in a day", Expression: p.callsADay(), In: counts(),
			Links: []Link{to(uidOverview, "Orgs compared")},
			About: "Billed requests of the exporters in 24 hours (extrapolated on the first day). About 350 an org at default settings; intervals in the configuration change it."},
		Tile{Name: "Of allowance, worst org", Expression: shareOfAll, In: openShares(2), Steps: atMost(0.05, 0.1),
			Links: []Link{to(uidLicences, "API allowance")},
			About: "The same over what the org may make in a day, of the org where it is most. Should round to nought."},
		Tile{Name: "Metrics skipped", Expression: orZero(sum(whole("collector_skipped")), whole("up")+" == 1"), In: counts(),
			Steps: atMost(1, 10),
			About: "Metrics that Salesforce does not show to the integration user. The table below says which collector and why; salesforce_exporter check names the permission."},
		Tile{Name: "Metrics withheld", Expression: sum(whole("collector_withheld")), In: counts(), Steps: atMost(1, 5),
			About: "Metrics of which something is not shown because what it is made of is too old."})
}

func (p exporterPage) calendar() Panel {
	return history(About{
		ID: 7, Title: "Did collectors give all that they can?", In: shares(), Steps: atLeast(0.5, 1),
		About: "A row for each collector, and org where there are several. Green: all that it can give is there; red: something is missing or out of date. A red column is an outage of Salesforce or of the network, a red row a permission. No cell: the exporter was down.",
	}, inEach(lowestOf(whole("collector_success"), of("collector"))), "{{collector}}{{in}}")
}

func (p exporterPage) state() Panel {
	by := of("collector")
	return tableOf(About{
		ID: 8, Title: "Collectors", In: unit("short"),
		About: "When each collector last got all its answers, how long that took, what it cost, and how many metrics are withheld because they became too old.",
	}, []Label{{Label: "instance", Title: "Org", Links: []Link{drillRow(uidOverview, "Overview of this org", "instance")}},
		{Label: "collector", Title: "Collector"}},
		[]Column{
			{Title: "Last success", Expression: p.age(by), In: seconds(0), Steps: ageSteps(), Width: 130},
			{Title: "Took", Expression: highestOf(whole("collector_duration_seconds"), by), In: seconds(1), Width: 90},
			{Title: "Calls", Expression: sum(whole("collector_api_calls"), by), In: unit("short").digits(1), Width: 90},
			{Title: "Withheld", Expression: sum(whole("collector_withheld"), by), In: counts(), Steps: atMost(1, 5), Width: 100},
		}, sorted{by: "Last success"})
}

func (p exporterPage) duration() Panel {
	return course(About{
		ID: 9, Title: "How long refreshes take", In: seconds(1),
		About: "The slowest collector of each org. Longer than the scrape timeout is no harm: scrapes are answered with what is known. A steady rise is a table that grows.",
	}, Curve{Legend: "{{instance}}", Expression: highestOf(whole("collector_duration_seconds"), org)})
}

func (p exporterPage) rate() Panel {
	return course(About{
		ID: 10, Title: "Calls and refreshes per hour", In: counts(),
		About: "What the exporters ask of Salesforce. Does not depend on how often they are scraped.",
	},
		Curve{Legend: "calls", Expression: sumOverTime(fmt.Sprintf("increase(%s[1h])", whole("exporter_api_calls_total"))),
			Colour: colourAmount},
		Curve{Legend: "refreshes",
			Expression: sumOverTime(fmt.Sprintf("increase(%s[1h])", whole("exporter_refreshes_total"))), Colour: colourPast})
}

func (p exporterPage) codes() Panel {
	return bars(About{
		ID: 11, Title: "Errors in a day, by code", In: counts(), Steps: atMost(1, 10),
		About: "Salesforce’s own code, or UNREACHABLE, TIMEOUT, BAD_ANSWER, TRUNCATED, SECRET_NOT_READ. The log has the whole message.",
	}, orNone(highest(p.errorsADay("code")+" > 0"), "code", "No errors", whole("up")), "{{code}}")
}

func (p exporterPage) skipped() Panel {
	return tableOf(About{
		ID: 12, Title: "Metrics that are skipped, and why", In: unit("short"),
		About: "Run salesforce_exporter check: it names the field and the permission to grant.",
	}, []Label{{Label: "instance", Title: "Org", Width: 170}, {Label: "collector", Title: "Collector", Width: 130},
		{Label: "reason", Title: "Reason"}},
		[]Column{{Title: "Metrics", Expression: either(
			sum(whole("collector_skipped"), of("collector", "reason")),
			fmt.Sprintf("on (%s) %s", org,
				named(named(fmt.Sprintf("0 * %s", count(whole("up")+" == 1", org)), "collector", "all"), "reason",
					"Nothing is skipped")),
		), In: counts(), Width: 100}}, sorted{by: "Metrics"})
}

func (p exporterPage) dropped() Panel {
	return tableOf(About{
		ID: 13, Title: "Series over the limit", In: unit("short"),
		About: "Series that are not shown because a metric has too many. Raise series_limit, or take a dimension out of the configuration.",
	}, []Label{{Label: "instance", Title: "Org", Width: 170}, {Label: "collector", Title: "Collector", Width: 130},
		{Label: "metric", Title: "Metric"}},
		[]Column{{Title: "Series", Expression: either(
			sum(whole("collector_dropped_series")+" > 0", of("collector", "metric")),
			fmt.Sprintf("on (%s) %s", org,
				named(named(fmt.Sprintf("0 * %s", count(whole("up")+" == 1", org)), "collector", "all"), "metric",
					"Nothing is dropped")),
		), In: counts(), Width: 100}}, sorted{by: "Series"})
}

func (p exporterPage) orgs() Panel {
	info := "max by (job, instance, name, edition, sandbox, org_id) (" + whole("organization_info") + ")"
	return tableOf(About{
		ID: 14, Title: "Orgs", In: unit("short"),
		About: "Which org is behind which exporter, and whether it answers. A sandbox here says that an exporter is pointed at the wrong org. Salesforce shows this to an integration user with View Setup and Configuration.",
	}, []Label{
		{Label: "instance", Title: "Exporter"}, {Label: "name", Title: "Org"}, {Label: "edition", Title: "Edition"},
		{Label: "sandbox", Title: "Sandbox", Width: 100}, {Label: "org_id", Title: "Org ID"},
	}, []Column{{Title: "Answers",
		Expression: fmt.Sprintf("%s * on (%s) group_left () %s", info, org, highestOf(whole("up"), org)),
		In:         unit("bool_yes_no"), Width: 110}}, sorted{by: "Answers"})
}
