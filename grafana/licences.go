package grafana

// licencesPage asks: what is paid for and not used, what will run out?
type licencesPage struct{}

func (p licencesPage) page() Page {
	return Page{
		UID:     uidLicences,
		Title:   "Salesforce licences and limits",
		About:   "Which licences are paid for and not used, and which limits the org will run into.",
		Refresh: usual,
		Top: []Band{
			band(5, at(6, p.paid()), at(6, p.unassigned()), at(6, p.idle()), at(6, p.api())),
			band(11, at(16, p.licenceTable()), at(8, p.idleTrend())),
		},
		Sections: []Section{
			{ID: 100, Title: "Limits", Bands: []Band{
				band(8, at(12, p.apiTrend()), at(12, p.storage())),
				band(11, at(12, p.limits()), at(12, p.limitTable())),
			}},
		},
	}
}

const licencesNoLicences = "No licences: the integration user may lack View Setup and Configuration"
const licencesNoLimits = "No limits: the integration user may lack View Setup and Configuration"

func (p licencesPage) has() string {
	return whole("licenses", `kind="user"`, `license=~"Salesforce.*"`)
}

func (p licencesPage) used() string {
	return whole("licenses_used", `kind="user"`, `license=~"Salesforce.*"`)
}

func (p licencesPage) apiShare() string {
	return sum(whole("api_requests_used")) + " / (" + sum(whole("api_requests_limit")) + " > 0)"
}

func (p licencesPage) max() string {
	return whole("limit_max")
}

func (p licencesPage) remaining() string {
	return whole("limit_remaining")
}

func (p licencesPage) limitUsed() string {
	return "1 - " + sum(p.remaining(), "limit") + " / (" + sum(p.max(), "limit") + " > 0)"
}

func (p licencesPage) paid() Panel {
	return figure(About{
		ID: 1, Title: "Salesforce licences", In: counts(), Empty: briefLicences,
		Links: []Link{to(uidOverview, "Overview")},
		About: "Licences of the Salesforce kinds (Salesforce, Platform, Integration) that the company has.",
	}, sum(p.has()))
}

func (p licencesPage) unassigned() Panel {
	return figure(About{
		ID: 2, Title: "Not assigned", In: openShares(0), Empty: briefLicences, Steps: unusedSteps(),
		Links: []Link{to(uidOverview, "Overview")},
		About: "Share of them that nobody has. A few in reserve are fine; above a fifth, renew fewer.",
	}, "("+sum(p.has())+" - "+sum(p.used())+") / ("+sum(p.has())+" > 0)")
}

func (p licencesPage) idle() Panel {
	return figure(About{
		ID: 3, Title: "Assigned and idle", In: openShares(0), Empty: briefLicences, Steps: unusedSteps(),
		Links: []Link{to(uidLogins, "Who stays away")},
		About: "Share of the assigned licences whose holder did not log in for 30 days. Ask the holders, then take the licences back.",
	}, sum(whole("licensed_users_not_logged_in_30d"))+" / ("+sum(p.used())+" > 0)")
}

func (p licencesPage) api() Panel {
	return figure(About{
		ID: 4, Title: "API allowance used", In: shares(), Empty: "No answer of Salesforce yet", Steps: limitSteps(),
		Links: []Link{to(uidExporter, "Exporter health")},
		About: "Requests of all clients in 24 hours over what the org may make. Above 90 %, integrations start to fail: find the one that polls.",
	}, p.apiShare())
}

func (p licencesPage) licenceTable() Panel {
	return tableOf(About{
		ID: 5, Title: "Licences", In: unit("short"), Empty: licencesNoLicences,
		About: "All licences: of users, permission sets and packages. A dash under Has is a licence without a limit. Idle are holders who did not log in for 30 days.",
	}, []Label{
		{Label: "kind", Title: "Kind", Width: 125},
		{Label: "license", Title: "Licence"},
	}, []Column{
		{Title: "Has", Expression: sum(whole("licenses"), "kind, license"), In: counts(), Width: 70},
		{Title: "Assigned", Expression: sum(whole("licenses_used"), "kind, license"), In: counts(), Width: 100},
		{Title: "Free", Expression: sum(whole("licenses"), "kind, license") + " - " + sum(whole("licenses_used"), "kind, license"), In: counts(), Width: 80},
		{Title: "Free share", Expression: "1 - " + sum(whole("licenses_used"), "kind, license") + " / (" + sum(whole("licenses"), "kind, license") + " > 0)", In: shares(), Steps: unusedSteps(), Width: 105},
		{Title: "Idle", Expression: "label_replace(" + sum(whole("licensed_users_not_logged_in_30d"), "license") + `, "kind", "user", "", "")`, In: counts(), Width: 80},
	}, sorted{by: "Free"})
}

func (p licencesPage) idleTrend() Panel {
	return course(About{
		ID: 6, Title: "Assigned and idle for 30 days", In: counts(), Empty: licencesNoLicences,
		Links: []Link{to(uidLogins, "Who stays away")},
		About: "People with a licence who did not log in for 30 days, against the week before. Grows with every leaver who is not deactivated.",
	}, withWeekBefore("idle", sum(whole("licensed_users_not_logged_in_30d"))))
}

func (p licencesPage) apiTrend() Panel {
	return course(About{
		ID: 7, Title: "API requests in 24 hours", In: counts(), Empty: "No answer of Salesforce yet",
		Links: []Link{to(uidExporter, "Exporter health")},
		About: "The org’s own count, of all clients. A step up is a new or broken integration; this exporter’s share is on Exporter health.",
	}, withWeekBefore("used", sum(whole("api_requests_used"))))
}

func (p licencesPage) limits() Panel {
	return bars(About{
		ID: 8, Title: "Limits that are nearest to their end", In: shares(), Empty: licencesNoLimits, Steps: limitSteps(),
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "Used share of each of the org’s limits, fullest first. Amber from 70 %, red from 90 %: storage can be bought or cleaned, daily limits need a slower client.",
	}, highest(p.limitUsed()), "{{limit}}")
}

func (p licencesPage) storage() Panel {
	return course(About{
		ID: 9, Title: "Storage used", In: shares(), Empty: "No storage limits: the integration user may lack Manage Users", Steps: atMost(0.7, 0.9),
		Links: []Link{to(uidLicences, "Licences and limits")},
		About: "Data and file storage. A line that will reach the top within a quarter: archive or order now.",
	}, []Curve{
		{Legend: "{{limit}}", Expression: "1 - " + sum(whole("limit_remaining", `limit=~"DataStorageMB|FileStorageMB"`), "limit") + " / (" + sum(whole("limit_max", `limit=~"DataStorageMB|FileStorageMB"`), "limit") + " > 0)"},
	})
}

func (p licencesPage) limitTable() Panel {
	return tableOf(About{
		ID: 10, Title: "All limits", In: unit("short"), Empty: licencesNoLimits,
		About: "Every limit that Salesforce states for this org. Its meaning is in Salesforce’s REST API guide, under Limits.",
	}, []Label{
		{Label: "limit", Title: "Limit"},
	}, []Column{
		{Title: "Allowed", Expression: sum(p.max(), "limit") + " > 0", In: counts(), Width: 110},
		{Title: "Left", Expression: sum(p.remaining(), "limit") + " and on (limit) " + sum(p.max(), "limit") + " > 0", In: counts(), Width: 110},
		{Title: "Used", Expression: p.limitUsed(), In: shares(), Steps: limitSteps(), Width: 90},
	}, sorted{by: "Used"})
}
