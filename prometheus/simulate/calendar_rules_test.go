package main

import (
	"fmt"
	"strings"
)

// The calendar of prometheus/calendar.yml covers these years.
const firstYear, lastYear = 2025, 2032

// calendarRules are recording rules that say whether today is a working day in a
// region. They are made from the holidays of the calendar module, so that
// Prometheus needs no other source.
func calendarRules() string {
	var b strings.Builder
	b.WriteString(calendarHead)
	for _, c := range countries() {
		var years []string
		for year := firstYear; year <= lastYear; year++ {
			var days []string
			for _, day := range c.holidaysOf(year) {
				days = append(days, day.Format("0102"))
			}
			years = append(years, fmt.Sprintf("%d(%s)", year, strings.Join(days, "|")))
		}
		fmt.Fprintf(&b, "      - {record: salesforce:calendar:holiday, labels: {country: %s}, expr: 'sum(salesforce:calendar:today{date=~\"%s\"})'}\n", quoted(c.code), strings.Join(years, "|"))
	}
	b.WriteString(calendarRegions)
	for _, c := range countries() {
		for _, region := range []string{c.name, c.code} {
			fmt.Fprintf(&b, "      - {record: salesforce:calendar:country, labels: {region: %s, country: %s}, expr: vector(1)}\n", quoted(region), quoted(c.code))
		}
	}
	b.WriteString(calendarTail)
	return b.String()
}

// quoted: YAML takes NO for a truth value.
func quoted(s string) string { return "'" + s + "'" }

const calendarHead = `# Working days by region: weekends, public holidays, and what is closed besides.
# Written by go test ./... -update in prometheus/simulate. Add countries of your
# regions, and days on which you are closed, in a file of your own that is loaded
# beside this one; docs/alerts.md says how.
groups:
  - name: salesforce_calendar
    interval: 1h
    rules:
      - record: salesforce:calendar:today
        expr: count_values("date", year() * 10000 + month() * 100 + day_of_month())
      # Public holidays of the whole country, from Monday to Friday.
`

const calendarRegions = `      # Most companies are closed between Christmas and New Year.
      - {record: salesforce:calendar:closed, labels: {region: any}, expr: 'sum(salesforce:calendar:today{date=~"....(122[4-9]|123[01]|0101)"})'}
      # The countries of a region, as the exporter's label region has them: by name, and by code.
`

const calendarTail = `      # 1 on a day from Monday to Friday on which people work, 0 on others.
      - record: region:salesforce_calendar:working
        expr: |-
          max by (region) (salesforce:calendar:country)
          * on () group_left () (day_of_week() > bool 0) * on () group_left () (day_of_week() < bool 6)
          * on () group_left () (1 - (sum(salesforce:calendar:closed{region="any"}) or vector(0)))
          unless on (region) max by (region) (salesforce:calendar:country * on (country) group_left () salesforce:calendar:holiday)
          unless on (region) salesforce:calendar:closed
          or max by (region) (salesforce:calendar:country) * 0
      # Working days of the last eight days, of which there are usually six.
      - record: region:salesforce_calendar_working_days:of_8d
        expr: avg_over_time(region:salesforce_calendar:working[8d]) * 8
`
