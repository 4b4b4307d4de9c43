package collector

import (
	"time"

	"salesforce_exporter/internal/soql"
)

// licenses reads how many licences of one kind the company has and uses.
type licenses struct {
	total, used *Metric
	kind        string
	text        string
}

const licensesEvery = 6 * time.Hour

// unlimited is how Salesforce writes "as many as you like".
const unlimited = -1

func planLicenses(s *Schema, settings Settings) Plan {
	every := settings.every(licensesEvery)
	labels := []string{"license", "kind"}
	total := &Metric{Name: Prefix + "licenses", Labels: labels,
		Help: helpWithInterval("Licences that the company has; absent where unlimited.", every)}
	used := &Metric{Name: Prefix + "licenses_used", Labels: labels,
		Help: helpWithInterval("Licences assigned to somebody.", every)}
	var plan Plan
	for _, l := range []struct{ kind, object, name, total string }{
		{"user", "UserLicense", "Name", "TotalLicenses"},
		{"permission_set", "PermissionSetLicense", "MasterLabel", "TotalLicenses"},
		{"package", "PackageLicense", "NamespacePrefix", "AllowedLicenses"},
	} {
		if err := firstError(
			s.check(l.object, l.name, selects),
			s.check(l.object, l.total, selects),
			s.check(l.object, "UsedLicenses", selects),
		); err != nil {
			plan.Skipped = append(plan.Skipped, skip(total.Name, err))
			continue
		}
		statement := soql.Statement{
			Object:  l.object,
			Columns: []soql.Column{{Expr: l.name}, {Expr: l.total}, {Expr: "UsedLicenses"}},
		}
		plan.Queries = append(plan.Queries, Query{Statement: statement, MaxAge: every})
		plan.parts = append(plan.parts, &licenses{total: total, used: used, kind: l.kind, text: statement.String()})
	}
	return plan
}

func (l *licenses) metrics() []*Metric { return []*Metric{l.total, l.used} }

func (l *licenses) needs() Needs { return Needs{Texts: []string{l.text}} }

func (l *licenses) samples(answers Answers, _ *People) ([]Sample, error) {
	total, used := newSums(l.total, false, nil), newSums(l.used, false, nil)
	endless := map[string]bool{}
	for _, row := range answers[l.text].Rows {
		has, err := soql.ParseNumber(row[1])
		if err != nil {
			return nil, err
		}
		uses, err := soql.ParseNumber(row[2])
		if err != nil {
			return nil, err
		}
		name := orNone(row[0])
		endless[name] = endless[name] || has == unlimited
		total.add([]string{name, l.kind}, nil, has)
		used.add([]string{name, l.kind}, nil, uses)
	}
	var all []Sample
	for _, s := range total.samples() {
		if !endless[s.Values[0]] {
			all = append(all, s)
		}
	}
	return append(all, used.samples()...), nil
}
