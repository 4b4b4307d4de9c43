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
			band(20, at(24, p.calendar())),
		},
		Sections: []Section{
			{ID: 100, Title: "Freshness and cost", Bands: []Band{
				band(10, at(12, p.state()), at(12, p.took())),
				band(8, at(12, p.duration()), at(12, p.rate())),
			}},
			{ID: 101, Title: "What is missing", Bands: []Band{
				band(8, at(12, p.skipped()), at(12, p.leftOut())),
				band(11, at(12, p.codes()), at(12, p.dropped())),
			}},
			{ID: 102, Title: "Orgs", Bands: []Band{
				band(6, at(12, p.orgs()), at(12, p.kinds())),
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
	good := fmt.Sprintf("count(%s == 1) or 0 * count(%s)", highestOf(whole("up"), org), knownAtEnd())
	return tiles(About{ID: 1, Title: "Answers"},
		Tile{Name: "Orgs that answer", Expression: good, In: counts(), Links: []Link{to(uidOverview, "Orgs compared")},
			About: "Orgs whose exporter runs and whose last refresh could sign in and got answers, of the number on the right. The others: the table above says what is wrong."},
		Tile{Name: "Orgs known", Expression: fmt.Sprintf("count(%s)", knownAtEnd()), In: counts(),
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
	}, lowestOf(whole("collector_success"), of("collector")), "collector", ofGone()).PerPage(20)
}

// collector is the first column of tables of collectors.
func (p exporterPage) collector() Name {
	return Name{Title: "Collector", Of: []string{"collector"}, Width: 110}
}

func (p exporterPage) state() Panel {
	by := of("collector")
	name := p.collector()
	name.Links = []Link{drillRow(uidOverview, "Overview of this org", "instance")}
	return tableOfNamed(About{
		ID: 8, Title: "Collectors", In: unit("short"),
		About: "When each collector last got all its answers, and how many metrics are withheld because they became too old.",
	}, name, nil, sorted{by: "Last success"},
		Column{Title: "Last success", Expression: p.age(by), In: seconds(0), Steps: ageSteps(), Width: 96},
		Column{Title: "Withheld", Expression: sum(whole("collector_withheld"), by), In: counts(), Steps: atMost(1, 5),
			Width: 78})
}

func (p exporterPage) took() Panel {
	by := of("collector")
	return tableOfNamed(About{
		ID: 15, Title: "What collectors cost", In: unit("short"),
		About: "How long the last refresh of each collector took, and the API calls that it cost, slowest first.",
	}, p.collector(), nil, sorted{by: "Took"},
		Column{Title: "Took", Expression: highestOf(whole("collector_duration_seconds"), by), In: seconds(1), Width: 80},
		Column{Title: "Calls", Expression: sum(whole("collector_api_calls"), by), In: unit("short").digits(1), Width: 62})
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

// orNothing is a list of troubles or, in each org that has none, a row that says so.
func (p exporterPage) orNothing(troubles, label, text string) string {
	none := fmt.Sprintf("0 * %s", count(whole("up")+" == 1", org))
	if label == "reason" {
		none = named(none, "collector", "All")
	}
	return fmt.Sprintf("(%s or on (%s) %s)", troubles, org, named(none, label, text))
}

func (p exporterPage) skipped() Panel {
	return tableOfNamed(About{
		ID: 12, Title: "Metrics that are skipped, and why", In: unit("short"),
		About: "Run salesforce_exporter check: it names the field and the permission to grant.",
	}, p.collector(), []Label{{Label: "reason", Title: "Reason", Width: 110}}, sorted{by: "Metrics"},
		Column{Title: "Metrics", Expression: p.orNothing(sum(whole("collector_skipped"), of("collector", "reason")),
			"reason", "Nothing is skipped"), In: counts(), Width: 96})
}

func (p exporterPage) leftOut() Panel {
	return tableOfNamed(About{
		ID: 16, Title: "Rows that are left out, and why", In: unit("short"),
		About: "Rows of Salesforce's answers that cannot be read: a value is missing or has the wrong type. A row with an invalid character is shown, with that character replaced. A few are single records to correct in Salesforce; when more than one in ten is bad, nothing is shown of that answer.",
	}, p.collector(), []Label{{Label: "reason", Title: "Reason", Width: 110}}, sorted{by: "Rows"},
		Column{Title: "Rows", Expression: p.orNothing(sum(whole("collector_bad_rows"), of("collector", "reason")),
			"reason", "No row is left out"), In: counts(), Steps: atMost(1, 100), Width: 74})
}

func (p exporterPage) dropped() Panel {
	return tableOfNamed(About{
		ID: 13, Title: "Series over the limit", In: unit("short"),
		About: "Series that are not shown because a metric has too many. Raise series_limit, or take a dimension out of the configuration.",
	}, Name{Title: "Metric", Of: []string{"metric"}, Width: 200}, nil, sorted{by: "Series"},
		Column{Title: "Series", Expression: p.orNothing(sum(whole("collector_dropped_series")+" > 0",
			of("metric")), "metric", "Nothing is dropped"), In: counts(), Width: 88})
}

func (p exporterPage) orgs() Panel {
	info := "max by (job, instance, name) (" + whole("organization_info") + ")"
	return tableOf(About{
		ID: 14, Title: "Orgs", In: unit("short"),
		About: "Which org is behind which exporter, and whether it answers. Salesforce shows this to an integration user with View Setup and Configuration.",
	}, []Label{{Label: "instance", Title: "Exporter", Width: 150, OneWord: true},
		{Label: "name", Title: "Org", Width: 84, Exact: true}},
		[]Column{{Title: "Answers", Expression: fmt.Sprintf("%s * on (%s) group_left () %s", info, org,
			highestOf(whole("up"), org)), In: unit("bool_yes_no"), Width: 98}}, sorted{by: "Answers", ascending: true})
}

func (p exporterPage) kinds() Panel {
	by := of("name", "edition", "org_id")
	sandboxes := highestOf(whole("organization_info", `sandbox="true"`), by)
	return tableOfNamed(About{
		ID: 17, Title: "Kinds of orgs", In: unit("short"),
		About: "Which edition and id each org has. A sandbox here says that an exporter is pointed at the wrong org.",
	}, Name{Title: "Org", Of: []string{"name", "edition"}, Width: 80},
		[]Label{{Label: "org_id", Title: "Org ID", Width: 178, Exact: true, OneWord: true}}, sorted{by: "Org", ascending: true},
		Column{Title: "Sandbox", Expression: fmt.Sprintf("(%s or 0 * %s)", sandboxes,
			highestOf(whole("organization_info"), by)), In: unit("bool_yes_no"), Width: 74})
}
