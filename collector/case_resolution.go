package collector

import (
	"time"

	"salesforce_exporter/internal/soql"
)

// caseResolution sums up the time from creation to close over cases closed in
// the last 30 days. SOQL cannot subtract two dateTimes, and no grouping is fine
// enough for seconds, so the cases are read row by row.
type caseResolution struct {
	metric *Metric
	text   string
}

const caseResolutionEvery = 24 * time.Hour

func planCaseResolution(s *Schema, settings Settings) Plan {
	every := settings.every(caseResolutionEvery)
	metric := &Metric{
		Name: Prefix + "case_resolution_seconds_30d",
		Help: helpWithInterval("Sum of the time from creation to close over cases closed in the last 30 days and today, by owner. "+
			"Divide by cases_closed_30d for the average.", every),
		Labels: settings.People.Plan(s).Labels,
	}
	if err := firstError(
		s.check("Case", "OwnerId", selects),
		s.check("Case", "CreatedDate", selects),
		s.check("Case", "ClosedDate", filters),
		s.check("Case", "IsClosed", filters),
		s.check("User", "Id", selects),
	); err != nil {
		return Plan{Skipped: []Skip{skip(metric.Name, err)}}
	}
	statement := soql.Statement{
		Object:   "Case",
		Columns:  []soql.Column{{Expr: "OwnerId"}, {Expr: "CreatedDate"}, {Expr: "ClosedDate"}},
		Where:    "IsClosed = true AND ClosedDate = LAST_N_DAYS:30",
		MaxPages: rowPages,
	}
	return Plan{
		Queries: []Query{{Statement: statement, MaxAge: every}},
		parts:   []part{&caseResolution{metric: metric, text: statement.String()}},
	}
}

func (c *caseResolution) metrics() []*Metric { return []*Metric{c.metric} }

func (c *caseResolution) needs() Needs { return owned(c.text) }

func (c *caseResolution) samples(answers Answers, people *People) ([]Sample, error) {
	sums := newSums(c.metric, true, people)
	sums.touch(nil)
	for _, row := range answers[c.text].Rows {
		created, err := soql.ParseTime(row[1])
		if err != nil {
			return nil, err
		}
		closed, err := soql.ParseTime(row[2])
		if err != nil {
			return nil, err
		}
		sums.add(nil, row, closed.Sub(created).Seconds())
	}
	return sums.samples(), nil
}
