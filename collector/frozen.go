package collector

import "salesforce_exporter/internal/soql"

// frozenUsers tells which of the counted users are frozen: they keep their
// licence and cannot sign in.
type frozenUsers struct {
	metric *Metric
	text   string
}

// planFrozen asks who is frozen, which no field of User says: UserLogin does
// (Object Reference, UserLogin), and nothing leads there from a user.
func planFrozen(s *Schema, settings Settings, people PeoplePlan) Plan {
	every := settings.every(licensesEvery)
	metric := &Metric{Name: Prefix + "users_frozen", Labels: people.Labels,
		Help: helpWithInterval("Counted users who are frozen: they keep their licence and cannot log in.", every)}
	if err := firstError(s.check("UserLogin", "UserId", selects), s.check("UserLogin", "IsFrozen", filters)); err != nil {
		return Plan{Skipped: []Skip{skip(metric.Name, err)}}
	}
	if !people.Usable() || !people.counted() {
		return Plan{} // which is reported by then
	}
	statement := soql.Statement{Object: "UserLogin", Columns: []soql.Column{{Expr: "UserId"}}, Where: "IsFrozen = true"}
	return Plan{
		Queries: []Query{{Statement: statement, MaxAge: every}},
		parts:   []part{&frozenUsers{metric: metric, text: statement.String()}},
	}
}

func (f *frozenUsers) metrics() []*Metric { return []*Metric{f.metric} }

func (f *frozenUsers) needs() Needs { return owned(f.text) }

func (f *frozenUsers) samples(answers Answers, p *People) ([]Sample, error) {
	frozen := map[string]bool{}
	for _, row := range answers[f.text].Rows {
		frozen[row[0]] = true
	}
	return p.countBy(f.metric, func(x Person) bool { return frozen[x.ID] }), nil
}
