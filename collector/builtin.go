package collector

// A Factory makes one of the collectors that ship with the exporter.
type Factory struct {
	Name string // as in --[no-]collector.NAME
	Help string // what it measures, for --help
	New  func(Settings) (Collector, error)
}

// BuiltIn lists the collectors that ship with the exporter.
func BuiltIn() []Factory {
	return []Factory{
		{"users", "who logs in, managers, licences", NewUsers},
		{"logins", "logins and login attempts", NewLogins},
		{"records", "records by object: how many, created, updated", NewRecords},
		{"activities", "tasks, events and e-mail", NewActivities},
		{"opportunities", "the pipeline, its hygiene and results", NewOpportunities},
		{"leads", "open, stale, untouched and converted leads", NewLeads},
		{"cases", "open, created and closed cases, resolution time", NewCases},
		{"campaigns", "active campaigns and their results", NewCampaigns},
		{"forms", "views and submissions of landing pages and forms, where there is Account Engagement", NewForms},
		{WebName, "visits of the website, goals and conversions, of Account Engagement", newWeb},
		{"chatter", "posts, comments and contributors", NewChatter},
		{"reports", "reports and dashboards, and whether they are run", NewReports},
		{"lightning", "Lightning usage as Salesforce measures it", NewLightning},
		{"quality", "how well fields are filled, broken rules, duplicates", NewQuality},
		{"leaderboards", "people ranked by what they do", NewLeaderboards},
		{"custom", "custom metrics, from the configuration", NewCustom},
		{"org", "which org this is and what is left of its limits", NewOrg},
	}
}
