package grafana

import "fmt"

// licencesPage asks: what is paid for and not used, what will run out?
type licencesPage struct{}

func (p licencesPage) page() Page {
	return Page{
		UID:     uidLicences,
		Title:   "Salesforce licences and limits",
		About:   "Which licences are paid for and not used, and which limits the org will run into.",
		Refresh: usual,
		Top: []Band{
			top(),
			band(6, at(24, p.now())),
			band(11, at(12, p.licences()), at(12, p.notUsed())),
			band(11, at(12, p.unused()), at(12, p.idleTrend())),
		},
		Sections: []Section{
			{ID: 100, Title: "Limits", Bands: []Band{
				band(8, at(12, p.apiTrend()), at(12, p.storage())),
				band(11, at(8, p.limits()), at(8, p.allLimits()), at(8, p.limitsLeft())),
			}},
		},
	}
}

const ofSalesforce = `kind="user", license=~"Salesforce.*"`

func (p licencesPage) has() string  { return whole("licenses", ofSalesforce) }
func (p licencesPage) used() string { return whole("licenses_used", ofSalesforce) }

// limitUsed is the used share of each limit of each org. Limits of several orgs are no pool.
func (p licencesPage) limitUsed() string {
	by := of("limit")
	return fmt.Sprintf("1 - %s / (%s > 0)", sum(whole("limit_remaining"), by), sum(whole("limit_max"), by))
}

func (p licencesPage) now() Panel {
	has, used := sum(p.has()), sum(p.used())
	api := fmt.Sprintf("max(%s / (%s > 0))", sum(whole("api_requests_used"), org), sum(whole("api_requests_limit"), org))
	return tiles(About{ID: 1, Title: "Now"},
		Tile{Name: "Salesforce licences", Expression: has, In: counts(),
			Links: []Link{to(uidOverview, "Licences that nobody has")},
			About: "Licences of the Salesforce kinds (Salesforce, Platform, Integration) that the company has. Salesforce shows them to an integration user with View Setup and Configuration."},
		Tile{Name: "Not assigned", Expression: fmt.Sprintf("(%s - %s) / (%s > 0)", has, used, has), In: openShares(0),
			Steps: unusedSteps(), Links: []Link{to(uidOverview, "Licences that nobody has")},
			About: "Share of them that nobody has. A few in reserve are fine; above a fifth, renew fewer."},
		Tile{Name: "Assigned and idle",
			Expression: fmt.Sprintf("%s / (%s > 0)", sum(whole("licensed_users_not_logged_in_30d")), used), In: openShares(0),
			Steps: unusedSteps(), Links: []Link{to(uidOverview, "Licences not in use")},
			About: "Share of the assigned licences whose holder did not log in for 30 days. Ask the holders, then take the licences back."},
		Tile{Name: "API requests, worst org", Expression: api, In: shares(), Steps: limitSteps(),
			About: "Requests of all clients in 24 hours over what the org may make, of the org where it is most. Above 90 %, integrations start to fail: find the one that polls."})
}

// licence is the first column of tables of licences.
func (p licencesPage) licence() Name {
	return Name{Title: "Licence", Of: []string{"license", "said"}, Also: []string{"kind"}, Width: 120}
}

// said puts the kind of a licence into words.
func (p licencesPage) said(expression string) string { return inWords(expression, "kind", "said") }

func (p licencesPage) ofAll(metric string) string { return sum(whole(metric), of("kind", "license")) }

func (p licencesPage) licences() Panel {
	has, used := p.ofAll("licenses"), p.ofAll("licenses_used")
	return tableOfNamed(About{
		ID: 5, Title: "Licences", In: unit("short"),
		About: "All licences: of users, permission sets and packages. A dash under Has is a licence without a limit.",
	}, p.licence(), nil, sorted{by: "Free"},
		Column{Title: "Has", Expression: p.said(has), In: counts(), Width: 56},
		Column{Title: "Assigned", Expression: p.said(used), In: counts(), Width: 78},
		Column{Title: "Free", Expression: p.said(fmt.Sprintf("%s - %s", has, used)), In: counts(), Width: 72})
}

func (p licencesPage) notUsed() Panel {
	has, used := p.ofAll("licenses"), p.ofAll("licenses_used")
	idle := named(sum(whole("licensed_users_not_logged_in_30d"), of("license")), "kind", "user")
	return tableOfNamed(About{
		ID: 12, Title: "Licences not in use", In: unit("short"),
		About: "Share of each licence that is free, and how many holders did not log in for 30 days, most of them first. Both can be returned at renewal; ask the holders first.",
	}, p.licence(), nil, sorted{by: "Idle"},
		Column{Title: "Free share", Expression: p.said(fmt.Sprintf("1 - %s / (%s > 0)", used, has)), In: shares(),
			Steps: unusedSteps(), Width: 62},
		Column{Title: "Idle", Expression: p.said(idle), In: counts(), Width: 72})
}

func (p licencesPage) unused() Panel {
	free := fmt.Sprintf("%s - %s", sum(whole("licenses", `kind="user"`), of("license")),
		sum(whole("licenses_used", `kind="user"`), of("license")))
	return bars(About{
		ID: 11, Title: "Licences that nobody has", In: counts(),
		Links: []Link{to(uidOverview, "Overview")},
		About: "User licences that are not assigned, by kind and org. Those of the free kinds cost nothing.",
	}, highest(inEach(free)), "{{license}}{{in}}")
}

func (p licencesPage) idleTrend() Panel {
	return course(About{
		ID: 6, Title: "Assigned and idle for 30 days", In: counts(),
		Links: []Link{to(uidOverview, "Licences not in use")},
		About: "People with a licence who did not log in for 30 days, against the week before. Grows with every leaver who is not deactivated.",
	}, withWeekBefore("idle", sumOverTime(whole("licensed_users_not_logged_in_30d")))...)
}

func (p licencesPage) apiTrend() Panel {
	return course(About{
		ID: 7, Title: "API requests in 24 hours", In: shares(), Steps: limitSteps(),
		About: "The org’s own count, of all clients, over what it may make; an org a line. A step up is a new or broken integration; the exporter’s own share is on Exporter health.",
	}, Curve{Legend: "{{instance}}", Expression: fmt.Sprintf("%s / (%s > 0)", sum(whole("api_requests_used"), org),
		sum(whole("api_requests_limit"), org))})
}

func (p licencesPage) storage() Panel {
	const limits = `limit=~"DataStorageMB|FileStorageMB"`
	by := of("limit")
	return course(About{
		ID: 9, Title: "Storage used", In: shares(), Steps: limitSteps(),
		About: "Data and file storage. A line that will reach the top within a quarter: archive or order now. The table below says in how many days. Salesforce shows storage to an integration user with Manage Users.",
	}, Curve{
		Legend: "{{limit}}{{in}}",
		Expression: inEach(fmt.Sprintf("1 - %s / (%s > 0)", sum(whole("limit_remaining", limits), by),
			sum(whole("limit_max", limits), by))),
		Colours: []Named{{"DataStorageMB.*", tint(0)}, {"FileStorageMB.*", tint(1)}},
	})
}

func (p licencesPage) limits() Panel {
	return bars(About{
		ID: 8, Title: "Limits nearest to their end", In: shares(), Steps: limitSteps(),
		About: "Used share of each limit of each org, fullest first. Amber from 70 %, red from 90 %: storage can be bought or cleaned, daily limits need a slower client.",
	}, highest(inEach(p.limitUsed())), "{{limit}}{{in}}")
}

// daysLeft is for what fills up and does not begin anew each day: when it is full at the pace of the last 30 days.
func (p licencesPage) daysLeft() string {
	remaining := whole("limit_remaining", `limit=~".*StorageMB|.*Storage.*Bytes"`)
	pace := fmt.Sprintf("-86400 * deriv(%s[30d])", remaining)
	return fmt.Sprintf("%s / (%s > 0)", sum(remaining, of("limit")), sum(pace, of("limit")))
}

// limit is the first column of tables of limits.
func (p licencesPage) limit() Name { return Name{Title: "Limit", Of: []string{"limit"}, Width: 170} }

func (p licencesPage) allLimits() Panel {
	return tableOfNamed(About{
		ID: 10, Title: "All limits", In: unit("short"),
		About: "Every limit that Salesforce states, of each org, fullest first. Days left is when storage is full at the pace of the last 30 days; a dash: it does not grow, or it begins anew each day. Its meaning is in Salesforce’s REST API guide, under Limits.",
	}, p.limit(), nil, sorted{by: "Used"},
		Column{Title: "Used", Expression: inThree(p.limitUsed(), "limit"), In: shares(), Steps: limitSteps(), Width: 72},
		Column{Title: "Days left", Expression: inThree(p.daysLeft(), "limit"), In: unit("locale").digits(0),
			Steps: Steps{lowestStep(colourAct), from(30, colourLook), from(90, colourGood)}, Width: 66})
}

func (p licencesPage) limitsLeft() Panel {
	by := of("limit")
	limit := sum(whole("limit_max"), by)
	left := fmt.Sprintf("%s and on (%s) %s > 0", sum(whole("limit_remaining"), by), by, limit)
	return tableOfNamed(About{
		ID: 13, Title: "What each limit allows", In: unit("short"),
		About: "How much each limit allows, and how much of it is left, least first. The unit is in its name.",
	}, p.limit(), nil, sorted{by: "Left", ascending: true},
		Column{Title: "Allows", Expression: inThree(limit+" > 0", "limit"), In: unit("short"), Width: 70},
		Column{Title: "Left", Expression: inThree(left, "limit"), In: unit("short"), Width: 78})
}
