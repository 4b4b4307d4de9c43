package builtin

import (
	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
)

// Activities is the collector of tasks, events and e-mail.
func Activities() collector.Factory {
	return collector.Only("activities", "tasks, events and e-mail", NewActivities)
}

// NewActivities measures tasks, events and e-mail.
func NewActivities(s collector.Settings) (collector.Collector, error) {
	return catalog.New("activities", s)
}

// Leads is the collector of leads.
func Leads() collector.Factory {
	return collector.Only("leads", "open, stale, untouched and converted leads", NewLeads)
}

// NewLeads measures what waits, what is forgotten and what converts.
func NewLeads(s collector.Settings) (collector.Collector, error) { return catalog.New("leads", s) }

// Reports is the collector of reports and dashboards.
func Reports() collector.Factory {
	return collector.Only("reports", "reports and dashboards, and whether they are run", NewReports)
}

// NewReports measures whether anybody looks at reports and dashboards.
func NewReports(s collector.Settings) (collector.Collector, error) { return catalog.New("reports", s) }
