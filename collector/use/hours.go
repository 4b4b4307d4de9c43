package use

import (
	"cmp"
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

const (
	loginWeekday = "DAY_IN_WEEK(convertTimezone(LoginTime))" // 1 is Sunday
	loginHour    = "HOUR_IN_DAY(convertTimezone(LoginTime))"
)

// planHours asks when people sign in, in one statement of at most 168 groups for each
// outcome.
func (h *habits) planHours(s *collector.Schema) collector.Plan {
	metric := collector.NewMetric("logins_by_hour_30d",
		"Successful logins of people in the last 30 days and today, by weekday and "+
			"hour in the time zone of the integration user.", h.Interval(), "weekday", "hour")
	if err := cmp.Or(s.Check("LoginHistory", "LoginTime", collector.Filters),
		s.Check("LoginHistory", "LoginType", collector.Filters),
		s.Check("LoginHistory", "Status", collector.Groups)); err != nil {
		return collector.Skipping(metric.Name, err)
	}
	statement := soql.Statement{
		Object:  "LoginHistory",
		Where:   "LoginTime = LAST_N_DAYS:30 AND LoginType IN (" + soql.QuoteAll(h.loginTypes) + ")",
		GroupBy: []string{loginWeekday, loginHour, "Status"},
		Columns: []soql.Column{{Expr: loginWeekday, Alias: "w"}, {Expr: loginHour, Alias: "h"}, {Expr: "Status"},
			{Expr: "COUNT(Id)", Alias: "v0"}},
	}
	return collector.AskingRows(statement, h.Interval(), collector.Answered,
		func(rows [][]string, _ *collector.People) ([]collector.Sample, error) {
			return byHour(metric, rows)
		}, metric)
}

// byHour has a sample for each hour of the week, so that a heat map has no holes.
func byHour(metric *collector.Metric, rows [][]string) ([]collector.Sample, error) {
	var counts [7][24]float64
	for _, row := range rows {
		if row[2] != "Success" {
			continue
		}
		w, err1 := soql.ParseNumber(row[0])
		at, err2 := soql.ParseNumber(row[1])
		n, err3 := soql.ParseNumber(row[3])
		if err := cmp.Or(err1, err2, err3); err != nil {
			return nil, err
		}
		weekday, hour := int(w), int(at)
		if weekday < 1 || weekday > 7 || hour < 0 || hour > 23 {
			return nil, fmt.Errorf("there is no hour %d of weekday %d", hour, weekday)
		}
		counts[weekday-1][hour] += n
	}
	var all []collector.Sample
	for weekday := range counts {
		for hour, n := range counts[weekday] {
			all = append(all, collector.Sample{Metric: metric, Value: n,
				Values: []string{time.Weekday(weekday).String(), fmt.Sprintf("%02d", hour)}})
		}
	}
	return all, nil
}
