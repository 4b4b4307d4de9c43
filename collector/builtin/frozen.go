package builtin

import (
	"cmp"
	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// frozenUsers tells which of the counted users are frozen: they keep their
// licence and cannot sign in.
type frozenUsers struct {
	metric *collector.Metric
	text   string
}

// planFrozen asks who is frozen, which no field of User says: UserLogin does
// (Object Reference, UserLogin), and nothing leads there from a user.
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
	return collector.Asking(statement, every, &frozenUsers{metric: metric, text: statement.String()})
}

func (f *frozenUsers) Metrics() []*collector.Metric { return []*collector.Metric{f.metric} }

func (f *frozenUsers) Needs() collector.Needs { return collector.Owned(f.text) }

func (f *frozenUsers) Samples(answers collector.Answers, p *collector.People) ([]collector.Sample, error) {
	frozen := map[string]bool{}
	for _, row := range answers[f.text].Rows {
		frozen[row[0]] = true
	}
	return p.CountBy(f.metric, func(x collector.Person) bool { return frozen[x.ID] }), nil
}
