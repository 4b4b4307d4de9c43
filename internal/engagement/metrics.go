package engagement

import (
	"time"

	"salesforce_exporter/internal/source"
)

// Collect shows what the business unit's API costs, and what is known.
func (u *Unit) Collect(gauge, counter source.Emit, now time.Time) {
	s := u.Status(now)
	counter("salesforce_exporter_engagement_api_calls_total",
		"Calls of the Account Engagement API that this exporter sent.", float64(s.Calls), nil)
	for code, n := range s.Errors {
		counter("salesforce_exporter_engagement_errors_total",
			"Errors of the Account Engagement API, by its code or the exporter's own.", float64(n), []string{"code"}, code)
	}
	gauge("salesforce_exporter_engagement_interval_seconds", "How long after the last reading the next one is due.",
		s.Interval.Seconds(), nil)
	gauge("salesforce_exporter_engagement_filled_seconds", "How far back the first reading has gone, in whole days.",
		seconds(s.FilledDays), nil)
	gauge("salesforce_exporter_engagement_wanted_seconds", "How far back the longest window goes, in whole days.",
		seconds(s.LongestDays), nil)
	for object, n := range map[string]int{"visits": s.Visits, "goals": s.Goals, "conversions": s.Conversions} {
		gauge("salesforce_exporter_engagement_rows", "Rows that are kept for windows.", float64(n), []string{"object"},
			object)
	}
	gauge("salesforce_exporter_engagement_page_views_read",
		"Whether page views and visitors are read, so that visits have the best campaign there is: there are few enough.",
		source.Truth(s.Sources), nil)
	if s.Budget == nil {
		return
	}
	gauge("salesforce_exporter_engagement_budget_calls",
		"Calls of the Account Engagement API that this exporter may make in any 24 hours.", float64(s.Budget.Limit), nil)
	gauge("salesforce_exporter_engagement_budget_spent",
		"Calls of the Account Engagement API that this exporter made in the last 24 hours.", float64(s.Budget.Spent), nil)
	gauge("salesforce_exporter_engagement_budget_available",
		"Calls of the Account Engagement API that this exporter may make now.", float64(s.Budget.Available), nil)
}

// seconds of a number of days.
func seconds(days int) float64 { return float64(days) * (24 * time.Hour).Seconds() }
