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

// notExpired leaves out the licences of a contract that is over: a licence that
// was renewed has a row for each contract, by one name. The status of such a row
// is Disabled or, of a package, Expired (Object Reference, UserLicense,
// PermissionSetLicense, PackageLicense).
const notExpired = "(ExpirationDate = null OR ExpirationDate >= TODAY)"

// unlimited is how Salesforce writes "as many as you like".
const unlimited = -1

func planLicenses(s *Schema, settings Settings) Plan {
	every := settings.every(licensesEvery)
	labels := []string{"license", "kind"}
	total := &Metric{Name: Prefix + "licenses", Labels: labels,
		Help: helpWithInterval("Licences that the company has, without expired ones; absent where unlimited.", every)}
	used := &Metric{Name: Prefix + "licenses_used", Labels: labels,
		Help: helpWithInterval("Licences assigned to somebody, without expired ones.", every)}
	var plan Plan
	for _, l := range []struct {
		kind, object, name, total string
		valid                     []string // which rows are seats that the company has, as far as the org shows it
	}{
		{"user", "UserLicense", "Name", "TotalLicenses", []string{"Status != 'Disabled'"}},
		{"permission_set", "PermissionSetLicense", "MasterLabel", "TotalLicenses",
			[]string{"Status != 'Disabled'", notExpired}},
		{"package", "PackageLicense", "NamespacePrefix", "AllowedLicenses", []string{"Status != 'Expired'", notExpired}},
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
			Where:   s.shown(l.object, "", l.valid),
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
