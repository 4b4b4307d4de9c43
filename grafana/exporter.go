package grafana

// exporterPage asks: how fresh are the figures, what do they cost, what is missing?
type exporterPage struct{}

func (p exporterPage) page() Page {
	return Page{
		UID:     uidExporter,
		Title:   "Salesforce exporter health",
		About:   "Whether the other dashboards can be believed: how fresh the figures are, what they cost, what is missing.",
		Refresh: usual,
		Top: []Band{
			band(5, at(4, p.up()), at(4, p.oldest()), at(4, p.calls()), at(4, p.shareOfAll()), at(4, p.blind()), at(4, p.errors())),
			band(9, at(24, p.calendar())),
		},
		Sections: []Section{
			{ID: 100, Title: "Freshness and cost", Bands: []Band{
				band(10, at(12, p.state()), at(6, p.duration()), at(6, p.rate())),
			}},
			{ID: 101, Title: "What is missing", Bands: []Band{
				band(8, at(6, p.codes()), at(9, p.skipped()), at(9, p.dropped())),
			}},
			{ID: 102, Title: "Orgs", Bands: []Band{
				band(5, at(24, p.orgs())),
			}},
		},
	}
}

const exporterNoScrape = "Nothing is scraped: is the exporter running and in the scrape configuration?"

func (p exporterPage) age() string {
	return "time() - max by (collector) (" + whole("collector_last_success_timestamp_seconds") + ")"
}

func (p exporterPage) callsADay() string {
	return "increase(" + whole("exporter_api_calls_total") + "[1d])"
}

func (p exporterPage) up() Panel {
	return figure(About{
		ID: 1, Title: "Salesforce answers", In: shares(), Empty: briefScrape, Steps: atLeast(0.5, 1),
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "Share of the chosen orgs whose last refresh could sign in and got answers. Below 100 %: look at the errors below, the code says what to mend.",
	}, "avg("+whole("up")+")")
}

func (p exporterPage) oldest() Panel {
	return figure(About{
		ID: 2, Title: "Oldest success", In: seconds(0), Empty: briefScrape, Steps: atMost(14400, 86400),
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "Time since the last complete refresh of the collector that is furthest behind. Up to a few hours is by design; a day is not.",
	}, "max("+p.age()+")")
}

func (p exporterPage) calls() Panel {
	return figure(About{
		ID: 3, Title: "Own calls in a day", In: counts(), Empty: briefScrape,
		Links: []Link{to(uidLicences, "API allowance")},
		About: "Billed requests of this exporter in 24 hours (extrapolated on its first day). About 300 at default settings; intervals in the configuration change it.",
	}, sum(p.callsADay()))
}

func (p exporterPage) shareOfAll() Panel {
	return figure(About{
		ID: 4, Title: "Share of allowance", In: openShares(2), Empty: briefScrape, Steps: atMost(0.05, 0.1),
		Links: []Link{to(uidLicences, "API allowance")},
		About: "The same over what the org may make in a day. Should round to nought.",
	}, sum(p.callsADay())+" / ("+sum(whole("api_requests_limit"))+" > 0)")
}

func (p exporterPage) blind() Panel {
	return figure(About{
		ID: 5, Title: "Metrics skipped", In: counts(), Empty: briefScrape, Steps: atMost(1, 10),
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "Metrics that Salesforce does not let the integration user see. The table below says which collector and why; salesforce_exporter check names the permission.",
	}, orZero(sum(whole("collector_skipped")), whole("up")))
}

func (p exporterPage) errors() Panel {
	return figure(About{
		ID: 6, Title: "Errors in a day", In: counts(), Empty: briefScrape, Steps: atMost(1, 10),
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "Errors of refreshes in 24 hours. Single ones heal by themselves; many of one code do not.",
	}, orZero(sum("increase("+whole("exporter_errors_total")+"[1d])"), whole("up")))
}

func (p exporterPage) calendar() Panel {
	return history(About{
		ID: 7, Title: "Did every collector get all its answers?", In: shares(), Empty: exporterNoScrape, Steps: atLeast(0.5, 1),
		Links: []Link{to(uidExporter, "Exporter health")},
		About: "A row for each collector. Green: the last refresh was complete; red: it was not. A red column is an outage of Salesforce or of the network, a red row a permission.",
	}, "min by (collector) ("+whole("collector_success")+")", "{{collector}}")
}

func (p exporterPage) state() Panel {
	return tableOf(About{
		ID: 8, Title: "Collectors", In: unit("short"), Empty: exporterNoScrape,
		About: "When each collector last got all its answers, how long that took, what it cost, and how many metrics are withheld because they became too old.",
	}, []Label{
		{Label: "collector", Title: "Collector"},
	}, []Column{
		{Title: "Last success", Expression: p.age(), In: seconds(0), Steps: atMost(14400, 86400), Width: 120},
		{Title: "Took", Expression: "max by (collector) (" + whole("collector_duration_seconds") + ")", In: seconds(1), Width: 90},
		{Title: "Calls", Expression: sum(whole("collector_api_calls"), "collector"), In: amounts(), Width: 80},
		{Title: "Withheld", Expression: sum(whole("collector_withheld"), "collector"), In: counts(), Steps: atMost(1, 5), Width: 100},
	}, sorted{by: "Last success"})
}

func (p exporterPage) duration() Panel {
	return course(About{
		ID: 9, Title: "How long refreshes take", In: seconds(1), Empty: exporterNoScrape,
		Links: []Link{to(uidExporter, "Exporter health")},
		About: "The slowest collector of each org. Longer than the scrape timeout is no harm: scrapes are answered with what is known. A steady rise is a table that grows.",
	}, []Curve{
		{Legend: "{{instance}}", Expression: "max by (instance) (" + whole("collector_duration_seconds") + ")"},
	})
}

func (p exporterPage) rate() Panel {
	return course(About{
		ID: 10, Title: "Calls and refreshes per hour", In: counts(), Empty: exporterNoScrape,
		Links: []Link{to(uidLicences, "API allowance")},
		About: "What this exporter asks of Salesforce. Does not depend on how often it is scraped.",
	}, []Curve{
		{Legend: "calls", Expression: sum("increase(" + whole("exporter_api_calls_total") + "[1h])")},
		{Legend: "refreshes", Expression: sum("increase(" + whole("exporter_refreshes_total") + "[1h])")},
	})
}

func (p exporterPage) codes() Panel {
	return bars(About{
		ID: 11, Title: "Errors in a day, by code", In: counts(), Empty: "No errors", Steps: atMost(1, 10),
		Links: []Link{to(uidExporter, "Exporter health")},
		About: "Salesforce’s own code, or UNREACHABLE, TIMEOUT, BAD_ANSWER, TRUNCATED, SECRET_NOT_READ. The log has the whole message.",
	}, highest(sum("increase("+whole("exporter_errors_total")+"[1d])", "code")+" > 0"), "{{code}}")
}

func (p exporterPage) skipped() Panel {
	return tableOf(About{
		ID: 12, Title: "Metrics that are skipped, and why", In: unit("short"), Empty: "Nothing is skipped",
		About: "Run salesforce_exporter check: it names the field and the permission to grant.",
	}, []Label{
		{Label: "collector", Title: "Collector", Width: 140},
		{Label: "reason", Title: "Reason"},
	}, []Column{
		{Title: "Metrics", Expression: sum(whole("collector_skipped"), "collector, reason"), In: counts(), Width: 90},
	}, sorted{by: "Metrics"})
}

func (p exporterPage) dropped() Panel {
	return tableOf(About{
		ID: 13, Title: "Series over the limit", In: unit("short"), Empty: "Nothing is dropped",
		About: "Series that are not shown because a metric has too many. Raise series_limit, or take a dimension out of the configuration.",
	}, []Label{
		{Label: "collector", Title: "Collector", Width: 110},
		{Label: "metric", Title: "Metric"},
	}, []Column{
		{Title: "Series", Expression: sum(whole("collector_dropped_series"), "collector, metric"), In: counts(), Width: 90},
	}, sorted{by: "Series"})
}

func (p exporterPage) orgs() Panel {
	return tableOf(About{
		ID: 14, Title: "Orgs", In: unit("short"), Empty: "No organization: the integration user may lack View Setup and Configuration",
		About: "Which org is behind which exporter, and whether it answers. A sandbox here says that an exporter is pointed at the wrong org.",
	}, []Label{
		{Label: "instance", Title: "Exporter"},
		{Label: "name", Title: "Org"},
		{Label: "edition", Title: "Edition"},
		{Label: "sandbox", Title: "Sandbox", Width: 90},
		{Label: "org_id", Title: "Org ID"},
	}, []Column{
		{Title: "Answers", Expression: "max by (job, instance, name, edition, sandbox, org_id) (" + whole("organization_info") + ") * on (job, instance) group_left () max by (job, instance) (" + whole("up") + ")", In: unit("bool_yes_no"), Width: 90},
	}, sorted{by: "Answers"})
}
