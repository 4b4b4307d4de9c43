package builtin

import (
	"cmp"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// licenses are how many licences of one kind the company has and uses.
type licenses struct {
	total, used *collector.Metric
	kind        string
}

const licensesEvery = 6 * time.Hour

// notExpired leaves out the licences of a contract that is over: a licence that
// was renewed has a row for each contract, by one name. The status of such a row
// is Disabled or, of a package, Expired (Object Reference, UserLicense,
// PermissionSetLicense, PackageLicense).
const notExpired = "(ExpirationDate = null OR ExpirationDate >= TODAY)"

// unlimited is how Salesforce writes "as many as you like".
const unlimited = -1

func planLicenses(s *collector.Schema, settings collector.Settings) collector.Plan {
	every := settings.EveryOr(licensesEvery)
	labels := []string{"license", "kind"}
	total := collector.NewMetric("licenses",
		"Licences that the company has, without expired ones; absent where unlimited.", every, labels...)
	used := collector.NewMetric("licenses_used", "Licences assigned to somebody, without expired ones.", every, labels...)
	var plan collector.Plan
	for _, l := range []struct {
		kind, object, name, total string
		valid                     []string // which rows are seats that the company has, as far as the org shows it
	}{
		{"user", "UserLicense", "Name", "TotalLicenses", []string{"Status != 'Disabled'"}},
		{"permission_set", "PermissionSetLicense", "MasterLabel", "TotalLicenses",
			[]string{"Status != 'Disabled'", notExpired}},
		{"package", "PackageLicense", "NamespacePrefix", "AllowedLicenses", []string{"Status != 'Expired'", notExpired}},
	} {
		if err := cmp.Or(
			s.Check(l.object, l.name, collector.Selects),
			s.Check(l.object, l.total, collector.Selects),
			s.Check(l.object, "UsedLicenses", collector.Selects),
		); err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipOf(total.Name, err))
			continue
		}
		statement := soql.Statement{
			Object:  l.object,
			Columns: []soql.Column{{Expr: l.name}, {Expr: l.total}, {Expr: "UsedLicenses"}},
			Where:   s.Shown(l.object, "", l.valid),
		}
		plan.Add(collector.AskingRows(statement, every, collector.Answered, licenses{total, used, l.kind}.samples,
			total, used))
	}
	return plan
}

func (l licenses) samples(rows [][]string, _ *collector.People) ([]collector.Sample, error) {
	total, used := collector.NewSums(l.total, false, nil), collector.NewSums(l.used, false, nil)
	endless := map[string]bool{}
	for _, row := range rows {
		has, err := soql.ParseNumber(row[1])
		if err != nil {
			return nil, err
		}
		uses, err := soql.ParseNumber(row[2])
		if err != nil {
			return nil, err
		}
		name := collector.OrNone(row[0])
		endless[name] = endless[name] || has == unlimited
		total.Add([]string{name, l.kind}, nil, has)
		used.Add([]string{name, l.kind}, nil, uses)
	}
	var all []collector.Sample
	for _, s := range total.Samples() {
		if !endless[s.Values[0]] {
			all = append(all, s)
		}
	}
	return append(all, used.Samples()...), nil
}
