package collector

// Activities is the collector of tasks, events and e-mail.
func Activities() Factory {
	return Factory{"activities", "tasks, events and e-mail", only(NewActivities)}
}

// NewActivities measures tasks, events and e-mail.
func NewActivities(s Settings) (Collector, error) { return newDefined("activities", s) }

// Leads is the collector of leads.
func Leads() Factory {
	return Factory{"leads", "open, stale, untouched and converted leads", only(NewLeads)}
}

// NewLeads measures what waits, what is forgotten and what converts.
func NewLeads(s Settings) (Collector, error) { return newDefined("leads", s) }

// Reports is the collector of reports and dashboards.
func Reports() Factory {
	return Factory{"reports", "reports and dashboards, and whether they are run", only(NewReports)}
}

// NewReports measures whether anybody looks at reports and dashboards.
func NewReports(s Settings) (Collector, error) { return newDefined("reports", s) }
