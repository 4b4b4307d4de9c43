package collector

import (
	"time"

	"salesforce_exporter/internal/soql"
)

// caseResolution sums up the time from creation to close over cases closed in
// the last 30 days. SOQL cannot subtract two dateTimes, and no grouping is fine
// enough for seconds, so the cases are read row by row.
type caseResolution struct {
	spans
	text string
}

const caseResolutionEvery = 24 * time.Hour

func planCaseResolution(s *Schema, settings Settings) Plan {
	every := settings.every(caseResolutionEvery)
	labels := settings.People.Plan(s).Labels
	metric := func(name, help string) *Metric {
		return &Metric{Name: Prefix + name, Help: helpWithInterval(help, every), Labels: labels}
	}
	took := spans{
		seconds: metric("case_resolution_seconds_30d",
			"Sum of the time from creation to close over cases closed in the last 30 days and today, by owner. "+
				"Divide by case_resolution_cases_30d for the average."),
		records: metric("case_resolution_cases_30d",
			"Cases closed in the last 30 days and today whose time from creation to close is in case_resolution_seconds_30d, by owner."),
		backwards: metric("cases_closed_before_created_30d",
			"Cases closed in the last 30 days and today whose close is before their creation, by owner. They are not in case_resolution_seconds_30d."),
	}
	if err := firstError(
		s.check("Case", "OwnerId", selects),
		s.check("Case", "CreatedDate", selects),
		s.check("Case", "ClosedDate", filters),
		s.check("Case", "IsClosed", filters),
		s.check("User", "Id", selects),
	); err != nil {
		return Plan{Skipped: []Skip{skip(took.seconds.Name, err)}}
	}
	statement := soql.Statement{
		Object:   "Case",
		Columns:  []soql.Column{{Expr: "OwnerId"}, {Expr: "CreatedDate"}, {Expr: "ClosedDate"}},
		Where:    "IsClosed = true AND ClosedDate = LAST_N_DAYS:30",
		MaxPages: rowPages,
	}
	return Plan{
		Queries: []Query{{Statement: statement, MaxAge: every}},
		parts:   []part{&caseResolution{spans: took, text: statement.String()}},
	}
}

func (c *caseResolution) needs() Needs { return owned(c.text) }

func (c *caseResolution) samples(answers Answers, people *People) ([]Sample, error) {
	sums := c.sums(people)
	for _, row := range answers[c.text].Rows {
		if row[1] == "" || row[2] == "" {
			continue
		}
		created, err := soql.ParseTime(row[1])
		if err != nil {
			return nil, err
		}
		closed, err := soql.ParseTime(row[2])
		if err != nil {
			return nil, err
		}
		sums.add(row[0], closed.Sub(created).Seconds(), 1)
	}
	return sums.samples(), nil
}
