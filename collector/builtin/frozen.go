package builtin

import (
	"cmp"
	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// planFrozen asks which of the counted users are frozen: they keep their licence and
// cannot sign in. No field of User says that: UserLogin does (Object Reference,
// UserLogin), and nothing leads there from a user.
func planFrozen(s *collector.Schema, settings collector.Settings, people collector.PeoplePlan) collector.Plan {
	every := settings.EveryOr(licensesEvery)
	metric := collector.NewMetric("users_frozen",
		"Counted users who are frozen: they keep their licence and cannot log in.", every, people.Labels...)
	if err := cmp.Or(s.Check("UserLogin", "UserId", collector.Selects),
		s.Check("UserLogin", "IsFrozen", collector.Filters)); err != nil {
		return collector.Skipping(metric.Name, err)
	}
	if !people.Usable() || !people.TellsCounted() {
		return collector.Plan{} // which is reported by then
	}
	statement := soql.Statement{Object: "UserLogin", Columns: []soql.Column{{Expr: "UserId"}}, Where: "IsFrozen = true"}
	return collector.AskingRows(statement, every, collector.Owned,
		func(rows [][]string, p *collector.People) ([]collector.Sample, error) {
			frozen := map[string]bool{}
			for _, row := range rows {
				frozen[row[0]] = true
			}
			return p.CountBy(metric, func(x collector.Person) bool { return frozen[x.ID] }), nil
		}, metric)
}
